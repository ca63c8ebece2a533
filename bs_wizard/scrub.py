"""Masks what looks like a secret in crash reports and in sentences of other programs."""

import re
import traceback

# Tokens, client keys and device codes are long runs of letters and digits.
_SECRET_LIKE = re.compile(r"[A-Za-z0-9_\-+/=]{20,}")

# Long words, paths and host names stay in a sentence: a secret has four digits or more.
_WORD = re.compile(r"[A-Za-z0-9_\-]{20,}")
_DIGIT = re.compile(r"[0-9]")
_FEWEST_DIGITS = 4

MASKED = "[masked]"


def masked(text: str) -> str:
    """Return a sentence with what looks like a token, client key or device code masked."""
    return _WORD.sub(_masked_word, text)


def _masked_word(found: re.Match[str]) -> str:
    # Counting apart from the search lets the search look at each character once.
    word = found[0]
    return MASKED if len(_DIGIT.findall(word)) >= _FEWEST_DIGITS else word


def scrubbed(error: BaseException) -> str:
    """Return the traceback without values: locals are left out, long runs in messages masked."""
    lines = ["bs-wizard stopped at a mistake of its own. Please report this; it holds no secret."]
    for raised in _chain(error):
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(raised.__traceback__)
        ]
        lines.append(f"{type(raised).__name__}: {_SECRET_LIKE.sub(MASKED, str(raised))}")
    return "\n".join(lines)


def _chain(error: BaseException) -> list[BaseException]:
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) and cause not in chain:
        chain.append(cause)
    return chain[::-1]

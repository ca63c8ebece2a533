"""Text without what looks like a secret: crash reports, and what others say in sentences."""

import re
import traceback

# Tokens, client keys and device codes are long runs of letters and digits.
_SECRET_LIKE = re.compile(r"[A-Za-z0-9_\-+/=]{20,}")

# In a sentence, long words, paths and host names are to stay: secrets have four digits or more.
_IN_A_SENTENCE = re.compile(r"(?<!\w)(?=(?:[A-Za-z_\-]*\d){4})[A-Za-z0-9_\-]{20,}")

MASKED = "[masked]"


def masked(text: str) -> str:
    """Return a sentence with what looks like a token, client key or device code masked."""
    return _IN_A_SENTENCE.sub(MASKED, text)


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

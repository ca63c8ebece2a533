"""Masks what looks like a secret in crash reports and in sentences of other programs."""

import os
import re
import sys
import traceback
from importlib.machinery import PathFinder
from pathlib import Path

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
    if in_front := _put_in_front(error):
        lines = [
            f"bs-wizard stopped. PYTHONPATH puts another version of {in_front.stem} in front of "
            f"its own: {in_front}",
            "Unset PYTHONPATH and try again.",
        ]
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


def _put_in_front(error: BaseException) -> Path | None:
    """Return the library from PYTHONPATH that hides one installed beside this program, if any."""
    folders = [each for each in os.environ.get("PYTHONPATH", "").split(os.pathsep) if each]
    own = [each for each in sys.path if each not in folders]
    frames = [f for one in _chain(error) for f in traceback.extract_tb(one.__traceback__)]
    loaded = [getattr(each, "__file__", None) for each in list(sys.modules.values())]
    for file in [*(frame.filename for frame in frames), *loaded]:
        for folder in folders:
            if file and Path(file).is_relative_to(folder):
                found = Path(folder, Path(file).relative_to(folder).parts[0])
                if found.stem != "bs_wizard" and PathFinder.find_spec(found.stem, own):
                    return found
    return None

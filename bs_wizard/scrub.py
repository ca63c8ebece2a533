"""A crash report that can be pasted into a ticket: where it broke, and nothing that is secret."""

import re
import traceback

# Tokens, client keys and device codes are long runs of letters and digits.
_SECRET_LIKE = re.compile(r"[A-Za-z0-9_\-+/=]{20,}")


def scrubbed(error: BaseException) -> str:
    """Return the traceback without values: locals are left out, long runs in messages masked."""
    lines = ["bs-wizard stopped at a mistake of its own. Please report this; it holds no secret."]
    for raised in _chain(error):
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(raised.__traceback__)
        ]
        lines.append(f"{type(raised).__name__}: {_SECRET_LIKE.sub('[masked]', str(raised))}")
    return "\n".join(lines)


def _chain(error: BaseException) -> list[BaseException]:
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) and cause not in chain:
        chain.append(cause)
    return chain[::-1]

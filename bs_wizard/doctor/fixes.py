"""Commands that fix something, as a person pastes them into a shell."""

import shlex
from pathlib import Path

REPAIR = "bs-wizard doctor --repair"
RESUME = "bs-wizard resume"


def shell_word(path: Path) -> str:
    """Return ``path`` as a shell word, the home folder in it as an unquoted ``~``."""
    try:
        below = path.relative_to(Path.home())
    except (ValueError, RuntimeError):  # it is elsewhere, or nobody knows the home folder
        return shlex.quote(str(path))
    return f"~/{shlex.quote(str(below))}" if below.parts else "~"

"""Which files are ours, and where they are."""

import os
from contextlib import suppress
from pathlib import Path

from bs_wizard.clean import printable
from bs_wizard.errors import HomeUnavailable, UsageError

OUR_NAME = (
    r"index\.(json.*|room-[0-9a-f]+|lock|held)|vault(\.json|\.lock|\.held)?|identity\.age.*"
    r"|pending-[0-9a-f]+\.(lock|held)|\.(index(\.json)?|vault|identity)-.*\.tmp"
)
"""What is called so in the folder everything local is kept in is this program's."""


def home() -> Path:
    """Return the folder everything local is kept in; it need not exist.

    ``BS_WIZARD_HOME`` where that is set, else the user's data folder of this platform. UsageError
    when it begins with a ``~`` that leads nowhere, HomeUnavailable where nothing names a folder.
    """
    chosen = os.environ.get("BS_WIZARD_HOME")
    if chosen:
        return expanded(Path(chosen), "BS_WIZARD_HOME")
    # Imported here: it costs more than a bare interpreter start, and is not always asked.
    from platformdirs import user_data_path

    try:
        folder = user_data_path("bs-wizard", appauthor=False)
    except RuntimeError:
        folder = Path("~")
    if not folder.is_absolute():  # as it comes from some versions
        raise HomeUnavailable(
            "There is no folder to keep things in: HOME is not set, and this machine knows no "
            "home folder of this user.",
            "Set HOME or BS_WIZARD_HOME to a folder that is yours.",
        )
    return folder


def user_home() -> Path | None:
    """Return the person's home folder; None where there is none, as in containers."""
    try:
        return Path.home()
    except RuntimeError:
        return None


def expanded(path: Path, what: str) -> Path:
    """Return the path with ``~`` and ``~user`` replaced; UsageError names ``what`` gave it."""
    try:
        return path.expanduser()
    except RuntimeError:
        nobody = "nobody of that name has" if path.parts[0] != "~" else "this user does not have"
        raise UsageError(
            f"{what} is {printable(str(path))}, and {nobody} a home folder here.",
            "Give the whole path, from / on.",
        ) from None


def shown(path: Path) -> str:
    """Return the path as people write it, their home folder as ``~``."""
    with suppress(ValueError, RuntimeError):  # it is elsewhere, or nobody knows the home folder
        return printable(f"~/{path.relative_to(Path.home()).as_posix()}")
    return printable(str(path))


def index_file(folder: Path) -> Path:
    """Return the index of credentials in ``folder``."""
    return folder / "index.json"


def previous_file(folder: Path) -> Path:
    """Return what the index was before its last write."""
    return folder / "index.json.previous"


def lock_file(folder: Path) -> Path:
    """Return the file that is locked while the index changes.

    It is apart from the index because replacing a locked file leaves the waiting process with a
    lock on the old one.
    """
    return folder / "index.lock"


def room_file(folder: Path, id_: str) -> Path:
    """Return the file that holds room on the disk for the token of one login."""
    return folder / f"index.room-{id_}"


def room_files(folder: Path) -> tuple[Path, ...]:
    """Return those files that are there."""
    return tuple(folder.glob("index.room-*"))


def pending_lock_file(folder: Path, id_: str) -> Path:
    """Return the file that is locked while a process polls for that login."""
    return folder / f"pending-{id_}.lock"


def pending_lock_files(folder: Path) -> tuple[tuple[str, Path], ...]:
    """Return the lock files that are there, each with the id of its login."""
    found = (*folder.glob("pending-*.lock"), *folder.glob("pending-*.held"))
    return tuple((file.stem.removeprefix("pending-"), file) for file in found)

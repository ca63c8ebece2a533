"""Which files are ours, and where they are."""

import os
from pathlib import Path


def home() -> Path:
    """Return the folder everything local is kept in; it need not exist.

    ``BS_WIZARD_HOME`` where that is set, else the user's data folder of this platform.
    """
    chosen = os.environ.get("BS_WIZARD_HOME")
    if chosen:
        return Path(chosen).expanduser()
    # Imported here: it costs more than a bare interpreter start, and is not always asked.
    from platformdirs import user_data_path

    return user_data_path("bs-wizard", appauthor=False)


def index_file(folder: Path) -> Path:
    """Return the index of credentials in ``folder``."""
    return folder / "index.json"


def lock_file(folder: Path) -> Path:
    """Return the file that is locked while the index changes.

    It is apart from the index because replacing a locked file leaves the waiting process with a
    lock on the old one.
    """
    return folder / "index.lock"

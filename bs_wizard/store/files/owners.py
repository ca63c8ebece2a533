"""Whose a file or folder is, and whether others may write to it.

What a file of the home says decides where a secret goes, so that one that another user may have
written is neither believed nor written over.
"""

import os
import stat
from pathlib import Path

from bs_wizard.errors import HomeUnavailable
from bs_wizard.store.files.paths import shown

ELSEWHERE = "or point BS_WIZARD_HOME at another folder"
"""The end of a sentence that says how a folder can be put right."""


def refuse_foreign(path: Path, owner: int) -> None:
    """Raise HomeUnavailable where ``owner``, a user's number, is somebody else."""
    if os.name == "nt" or owner == os.geteuid():
        return
    raise HomeUnavailable(
        f"{shown(path)} belongs to {_user(owner)}, and this runs as {_user(os.geteuid())}.",
        f"Run it as the owner, without sudo, {ELSEWHERE}.",
    )


def refuse_foreign_parent(folder: Path) -> None:
    """Raise HomeUnavailable where the folder that ``folder`` would be made in is another user's.

    One of the system's own, or shared with everybody as /tmp is, may be made in.
    """
    there = next((each for each in folder.absolute().parents if each.exists()), None)
    status = there and there.stat()
    if there and status and status.st_uid != 0 and not status.st_mode & stat.S_ISVTX:
        refuse_foreign(there, status.st_uid)


def refuse_file_of_others(file: Path, status: os.stat_result) -> None:
    """Raise HomeUnavailable for a file that another user than root owns, or may write."""
    if status.st_uid != 0:
        refuse_foreign(file, status.st_uid)
    if status.st_mode & 0o022:
        _refuse_written_by_others(file, status)


def refuse_folder_of_others(folder: Path, status: os.stat_result) -> None:
    """Raise HomeUnavailable for a folder in which everybody may put files in the place of ours.

    Nobody can in /tmp, nor make them pass for ours in a group's folder.
    """
    if is_open_to_all(status.st_mode):
        _refuse_written_by_others(folder, status)


def is_open_to_all(mode: int) -> bool:
    """Whether everybody may remove and replace what is in a folder of that mode."""
    return bool(mode & stat.S_IWOTH) and not mode & stat.S_ISVTX


def _refuse_written_by_others(path: Path, status: os.stat_result) -> None:
    if os.name == "nt":
        return  # no such modes
    raise HomeUnavailable(
        f"{shown(path)} may be changed by other users (mode {stat.S_IMODE(status.st_mode):04o}), "
        "so what is there is not used.",
        "Once you trust it, take that away with: bs-wizard doctor --repair",
    )


def _user(uid: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"

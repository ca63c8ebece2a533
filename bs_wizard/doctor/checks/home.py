"""The folder everything local is kept in: there, one's own, closed to others, tidy."""

import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bs_wizard.doctor.context import Context
from bs_wizard.doctor.fixes import REPAIR, shell_word
from bs_wizard.doctor.report import Report
from bs_wizard.errors import HomeUnavailable, StoreUnavailable
from bs_wizard.store.files.folder import (
    is_shared,
    try_out,
    what_to_do,
)
from bs_wizard.store.files.owners import is_open_to_all, refuse_foreign_parent
from bs_wizard.store.files.paths import OUR_NAME, index_file

CHECK = "home"
STALE_SECONDS = 3600.0
"""Age from which an unfinished file is a crashed writer's: writing one takes moments."""

_CODE = StoreUnavailable.exit_code
_MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class FolderEntry:
    """A file or folder below home, or home itself (``name`` "."), as ``stat`` tells it."""

    name: str
    mode: int
    is_mine: bool
    is_shared: bool = False

    @property
    def wanted(self) -> int | None:
        """Permission bits it should have; None for what is left alone (links, shared folders)."""
        if stat.S_ISDIR(self.mode):
            # One that is for other things too, such as /tmp or a group's, stays as it is, unless
            # everybody may put files there in the place of ours.
            if self.is_shared and is_open_to_all(self.mode):
                return stat.S_IMODE(self.mode) & ~stat.S_IWOTH
            return None if self.is_shared or self.mode & stat.S_ISVTX else 0o700
        return 0o600 if stat.S_ISREG(self.mode) else None

    @property
    def is_loose(self) -> bool:
        """Whether others may do with it what only its owner should."""
        return self.wanted is not None and bool(self.mode & 0o077 & ~self.wanted)


def entries(home: Path) -> tuple[FolderEntry, ...]:
    """Return home and what is in it; empty where it is not there. OSError when it is closed."""
    if not home.exists():
        return ()
    found = (_entry(each, home) for each in (home, *_ours(home)))
    return tuple(each for each in found if each is not None)


def _ours(home: Path) -> list[Path]:
    """Return what this program keeps in ``home``: somebody may have pointed it at a shared one."""
    if not home.is_dir():
        return []
    vault = home / "vault"
    inside = vault.iterdir() if vault.is_dir() and not vault.is_symlink() else ()
    ours = [each for each in home.iterdir() if re.fullmatch(OUR_NAME, each.name)]
    return sorted([*ours, *inside])


def _entry(path: Path, home: Path) -> FolderEntry | None:
    try:
        # A link's own mode means nothing, and what it leads to is not ours to judge; home itself
        # may well be one.
        found = path.stat() if path == home else path.lstat()
    except FileNotFoundError:
        return None  # another process has just removed it
    mine = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    shared = path == home and path.is_dir() and is_shared(home, found.st_mode)
    return FolderEntry(str(path.relative_to(home)), found.st_mode, mine, shared)


def leftovers(home: Path, now: float) -> tuple[Path, ...]:
    """Return the unfinished files of writers that crashed; ``now`` is seconds since 1970."""
    hidden = (each for each in _ours(home) if each.name[0] == "." and each.suffix == ".tmp")
    found = (each for each in hidden if not each.is_symlink())
    return tuple(each for each in found if now - each.stat().st_mtime > STALE_SECONDS)


def check(context: Context, report: Report) -> None:
    """Write to the folder, look at the modes in it, and for files that a crash left."""
    home = context.home
    try:
        present = entries(home)
    except OSError as error:
        found = f"{home} cannot be entered: {error.strerror or 'it is closed'}"
        fix = f"chmod u+rwx {shell_word(home.parent)}"
        report.error("looked at the folder for everything local", found, fix, _CODE)
        return
    try:
        refusal = _refusal(home)
    except HomeUnavailable as error:
        report.error("looked where the folder would be made", error.message, error.hint, _CODE)
        return
    assess_folder(home, present, refusal, report)
    if present and stat.S_ISDIR(present[0].mode) and refusal is None:
        assess_modes(home, present, report, has_modes=os.name != "nt")
        stale = leftovers(home, context.clock.now().wall)
        assess_leftovers([str(each.relative_to(home)) for each in stale], report)


def _refusal(home: Path) -> OSError | None:
    """Return why the index cannot be written, or home made; a file is written there and removed.

    HomeUnavailable where home is missing below another user's folder.
    """
    if not os.path.lexists(home):
        refuse_foreign_parent(home)
    there = next(each for each in (home, *home.absolute().parents) if os.path.lexists(each))
    try:
        try_out(index_file(there))
    except OSError as error:
        return error
    return None


def assess_folder(
    home: Path, present: Sequence[FolderEntry], refusal: OSError | None, report: Report
) -> None:
    """Say whether home is a folder of one's own; ``refusal`` is met in writing there, or above."""
    checked = "wrote to the folder for everything local"
    if not present:
        if refusal is None:
            report.ok(checked, f"{home} is not there yet; the first login makes it")
        else:
            found = f"{home} is not there and cannot be made: {refusal.strerror or refusal}"
            report.error(checked, found, what_to_do(refusal), _CODE)
        return
    top = present[0]
    if not stat.S_ISDIR(top.mode):
        fix = f"mv {shell_word(home)} {shell_word(home)}.old"
        report.error(checked, f"{home} is not a folder", fix, _CODE)
    elif not top.is_mine:
        report.error(checked, f"{home} belongs to another user", _own(home), _CODE)
    elif refusal is not None:
        # One's own rights, or another limit, which no rights help against.
        closed = isinstance(refusal, PermissionError) and stat.S_IMODE(top.mode) & 0o700 != 0o700
        fix = f"chmod 700 {shell_word(home)}" if closed else what_to_do(refusal)
        found = f"{home} cannot be written: {refusal.strerror or refusal}"
        report.error(checked, found, fix, _CODE)
    else:
        mode = f"{stat.S_IMODE(top.mode):04o}"
        report.ok(checked, f"{home} is your own, mode {mode}, {len(present) - 1} entries")


def assess_modes(
    home: Path, present: Sequence[FolderEntry], report: Report, *, has_modes: bool = True
) -> None:
    """Say which files and folders are open to others, or belong to them."""
    report = report.named("modes")
    checked = "looked at owner and mode of each file there"
    foreign = [each.name for each in present if not each.is_mine]
    loose = [f"{each.name} ({stat.S_IMODE(each.mode):04o})" for each in present if each.is_loose]
    if not has_modes:
        report.skipped(checked, "this system keeps no such modes")
    elif foreign:
        report.warn(checked, f"not your own: {_named(foreign)}", _own(home))
    elif loose:
        report.warn(checked, f"open to other users: {_named(loose)}", REPAIR)
    elif stat.S_ISDIR(present[0].mode) and present[0].wanted is None:
        report.ok(checked, "the folder is for other things too; the files are yours only")
    else:
        report.ok(checked, "yours only")


def assess_leftovers(names: Sequence[str], report: Report) -> None:
    """Say which unfinished files there are."""
    report = report.named("leftovers")
    checked = "looked for files that a crash left half written"
    if names:
        report.warn(checked, f"left: {_named(names)}", REPAIR)
    else:
        report.ok(checked, "none")


def _own(home: Path) -> str:
    return f'sudo chown -R "$(id -u)" {shell_word(home)}'


def _named(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")

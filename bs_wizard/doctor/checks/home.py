"""The folder everything local is kept in: there, one's own, closed to others, tidy."""

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bs_wizard.doctor.context import REPAIR, Scene
from bs_wizard.doctor.finding import Finding, Level
from bs_wizard.doctor.shell import quoted
from bs_wizard.errors import StoreUnavailable
from bs_wizard.store.files.folder import try_out, what_to_do
from bs_wizard.store.files.paths import index_file

CHECK = "home"
STALE_SECONDS = 3600.0
"""Age from which an unfinished file is a crashed writer's: writing one takes moments."""

_MOST_NAMED = 4
_OUR_NAME = re.compile(
    r"index\.(json.*|lock|held)|vault(\.json|\.lock|\.held)?|identity\.age.*"
    r"|pending-[0-9a-f]+\.(lock|held)|\.(index|vault|identity)-.*\.tmp"
)


@dataclass(frozen=True, slots=True)
class FolderEntry:
    """A file or folder below home, or home itself (``name`` "."), as ``stat`` tells it."""

    name: str
    mode: int
    is_mine: bool

    @property
    def wanted(self) -> int | None:
        """Permission bits it should have; None for what is left alone (links, shared folders)."""
        if stat.S_ISDIR(self.mode):
            # A folder shared by design, such as /tmp, stays as it is.
            return None if self.mode & stat.S_ISVTX else 0o700
        return 0o600 if stat.S_ISREG(self.mode) else None

    @property
    def is_loose(self) -> bool:
        """Whether others may do with it what only its owner should."""
        return self.wanted is not None and bool(stat.S_IMODE(self.mode) & 0o077)


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
    return sorted([*(each for each in home.iterdir() if _OUR_NAME.fullmatch(each.name)), *inside])


def _entry(path: Path, home: Path) -> FolderEntry | None:
    try:
        # A link's own mode means nothing, and what it leads to is not ours to judge; home itself
        # may well be one.
        found = path.stat() if path == home else path.lstat()
    except FileNotFoundError:
        return None  # another process has just removed it
    mine = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return FolderEntry(str(path.relative_to(home)), found.st_mode, mine)


def leftovers(home: Path, now: float) -> tuple[Path, ...]:
    """Return the unfinished files of writers that crashed; ``now`` is seconds since 1970."""
    hidden = (each for each in _ours(home) if each.name[0] == "." and each.suffix == ".tmp")
    found = (each for each in hidden if not each.is_symlink())
    return tuple(each for each in found if now - each.stat().st_mtime > STALE_SECONDS)


def examine(scene: Scene) -> Iterator[Finding]:
    """Write to the folder, look at the modes in it, and for files that a crash left."""
    home = scene.home
    try:
        found = entries(home)
    except OSError as error:
        yield _closed(home, error.strerror or "it is closed")
        return
    refusal = _refusal(home)
    yield judge_folder(home, found, refusal)
    if found and stat.S_ISDIR(found[0].mode) and refusal is None:
        yield judge_modes(home, found, has_modes=os.name != "nt")
        stale = leftovers(home, scene.clock.now().wall)
        yield judge_leftovers([str(each.relative_to(home)) for each in stale])


def _closed(home: Path, why: str) -> Finding:
    did, saw = "looked at the folder for everything local", f"{home} cannot be entered: {why}"
    mend = f"chmod u+rwx {quoted(home.parent)}"
    return Finding(CHECK, Level.ERROR, did, saw, mend, StoreUnavailable.exit_code)


def _refusal(home: Path) -> OSError | None:
    """Return why the index cannot be written, or home made; a file is written there and removed."""
    there = next(each for each in (home, *home.absolute().parents) if os.path.lexists(each))
    try:
        try_out(index_file(there))
    except OSError as error:
        return error
    return None


def judge_folder(home: Path, found: Sequence[FolderEntry], refusal: OSError | None) -> Finding:
    """Say whether home is a folder of one's own; ``refusal`` is met in writing there, or above."""
    did = "wrote to the folder for everything local"
    code = StoreUnavailable.exit_code
    if not found:
        if refusal is None:
            saw = f"{home} is not there yet; the first login makes it"
            return Finding(CHECK, Level.OK, did, saw)
        saw = f"{home} is not there and cannot be made: {refusal.strerror or refusal}"
        return Finding(CHECK, Level.ERROR, did, saw, what_to_do(refusal), code)
    top = found[0]
    if not stat.S_ISDIR(top.mode):
        mend = f"mv {quoted(home)} {quoted(home)}.old"
        return Finding(CHECK, Level.ERROR, did, f"{home} is not a folder", mend, code)
    if not top.is_mine:
        mend = f'sudo chown -R "$(id -u)" {quoted(home)}'
        return Finding(CHECK, Level.ERROR, did, f"{home} belongs to another user", mend, code)
    if refusal is not None:
        # One's own rights, or another limit, which no rights help against.
        closed = isinstance(refusal, PermissionError) and stat.S_IMODE(top.mode) & 0o700 != 0o700
        mend = f"chmod 700 {quoted(home)}" if closed else what_to_do(refusal)
        saw = f"{home} cannot be written: {refusal.strerror or refusal}"
        return Finding(CHECK, Level.ERROR, did, saw, mend, code)
    saw = f"{home} is your own, mode {stat.S_IMODE(top.mode):04o}, {len(found) - 1} entries"
    return Finding(CHECK, Level.OK, did, saw)


def judge_modes(home: Path, found: Sequence[FolderEntry], *, has_modes: bool = True) -> Finding:
    """Say which files and folders are open to others, or belong to them."""
    did = "looked at owner and mode of each file there"
    if not has_modes:
        return Finding("modes", Level.SKIPPED, did, "this system keeps no such modes")
    foreign = [each.name for each in found if not each.is_mine]
    if foreign:
        mend = f'sudo chown -R "$(id -u)" {quoted(home)}'
        saw = f"not your own: {_named(foreign)}"
        return Finding("modes", Level.WARNING, did, saw, mend)
    loose = [f"{each.name} ({stat.S_IMODE(each.mode):04o})" for each in found if each.is_loose]
    if loose:
        saw = f"open to other users: {_named(loose)}"
        return Finding("modes", Level.WARNING, did, saw, REPAIR)
    shared = stat.S_ISDIR(found[0].mode) and found[0].wanted is None
    saw = "the folder is shared by design; the files are yours only" if shared else "yours only"
    return Finding("modes", Level.OK, did, saw)


def judge_leftovers(names: Sequence[str]) -> Finding:
    """Say which unfinished files there are."""
    did = "looked for files that a crash left half written"
    if names:
        return Finding("leftovers", Level.WARNING, did, f"left: {_named(names)}", REPAIR)
    return Finding("leftovers", Level.OK, did, "none")


def _named(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")

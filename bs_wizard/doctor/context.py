"""Where every check looks. A test points it elsewhere."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bs_wizard.basespace.clock import Clock, SystemClock
from bs_wizard.doctor.finding import Level
from bs_wizard.errors import BsWizardError, StoreUnavailable
from bs_wizard.store.age_vault import paths as vault_paths
from bs_wizard.store.files import paths
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.system_keyring import backends


@dataclass(frozen=True)
class Context:
    """This person's home, environment, terminal and clocks.

    ``environ`` is a copy taken before any check ran: finding the session bus writes to the
    process's own. ``contents`` is empty and ``is_index_read`` False where the index cannot be read;
    the index check says why.
    ``size`` is columns and rows, None without a terminal. ``drift_seconds`` is how long the two
    clocks are compared.
    """

    home: Path
    environ: Mapping[str, str]
    contents: Contents = field(default_factory=Contents)
    is_index_read: bool = True
    clock: Clock = field(default_factory=SystemClock)
    size: tuple[int, int] | None = None
    drift_seconds: float = 0.5

    def uses(self, store: str) -> bool:
        """Whether a token or client secret is recorded as being in that store."""
        contents = self.contents
        return any(one.store == store for one in contents.credentials) or any(
            one.store == store for one in contents.applications
        )

    @property
    def has_vault(self) -> bool:
        """Whether the encrypted vault is set up, whatever its state."""
        try:
            return vault_paths.settings_file(self.home).exists()
        except OSError:
            return False  # the home cannot be entered, which the home check says

    @property
    def level_without_keyring(self) -> Level:
        """How bad it is that the system keyring fails: what is in it is lost, or nothing is."""
        if self.uses("keyring"):
            return Level.ERROR
        return Level.OK if self.has_vault else Level.WARNING

    @property
    def level_without_bus(self) -> Level:
        """How bad it is that no keyring is on the session bus; not at all where none is needed."""
        contents = self.contents
        used = {one.backend for one in contents.credentials if one.store == "keyring"}
        secrets = {one.backend for one in contents.applications if one.store == "keyring"}
        if not (used | secrets).isdisjoint(backends.ON_THE_BUS):
            return Level.ERROR
        return Level.OK if _plugged_in() else self.level_without_keyring


def _plugged_in() -> bool:
    """Whether the user configured a keyring that is not on the bus (see the backend check)."""
    try:
        name = backends.configured()
    except StoreUnavailable:
        return False
    return name is not None and name not in backends.ON_THE_BUS


def current_context() -> Context:
    """Return the context of this process; creates and changes nothing."""
    home = paths.home()
    contents = _contents(home)
    read = contents or Contents()
    return Context(home, dict(os.environ), read, contents is not None, size=_size())


def _contents(home: Path) -> Contents | None:
    try:
        return Index(home).read()
    except BsWizardError:
        return None


def _size() -> tuple[int, int] | None:
    # stdout may be a file or a pipe; the terminal is then still behind one of the others.
    for stream in (1, 2, 0):
        try:
            columns, rows = os.get_terminal_size(stream)
        except OSError:
            continue
        return columns, rows
    return None

"""The encrypted vault: set up, its identity there and its owner's alone.

Nothing is decrypted and the passphrase is never asked for, so whether it is remembered is not
known here.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bs_wizard.doctor.context import Scene
from bs_wizard.doctor.finding import Finding, Level
from bs_wizard.doctor.shell import quoted
from bs_wizard.errors import StoreUnavailable
from bs_wizard.store.age_vault.identities import Kind
from bs_wizard.store.age_vault.set_up import is_set_up
from bs_wizard.store.age_vault.settings import VaultSettings, read_settings

CHECK = "vault"
_DID = "read vault.json, and looked at the identity it names without opening it"
_PUT_BACK = "Put a copy of vault.json back into the folder; the secrets beside it are untouched."


@dataclass(frozen=True, slots=True)
class Identity:
    """What the file system tells of the identity; ``mode`` is None where it is not there."""

    path: Path
    mode: int | None


def examine(scene: Scene) -> Iterator[Finding]:
    """Look whether it is set up, and what opens it."""
    if not is_set_up(scene.home):
        yield judge_absent(Level.ERROR if scene.uses("vault") else Level.OK)
        return
    level = Level.ERROR if scene.uses("vault") else Level.WARNING
    try:
        settings = read_settings(scene.home)
    except StoreUnavailable as error:
        yield Finding(CHECK, level, _DID, error.message, _PUT_BACK, error.exit_code)
        return
    yield judge(settings, _identity(settings.identity_in(scene.home)), level)


def judge_absent(level: Level) -> Finding:
    """Say that there is none; ``level`` is an error where a secret is recorded as being in it."""
    did, saw = "looked for vault.json", "it is not set up here"
    if level is Level.ERROR:
        saw += ", but there are records of secrets in it: vault.json is missing"
    return Finding(CHECK, level, did, saw, _PUT_BACK, StoreUnavailable.exit_code)


def judge(settings: VaultSettings, identity: Identity, level: Level) -> Finding:
    """Say which kind of identity opens it; ``level`` is how bad it is that none does."""
    if identity.mode is None:
        saw = f"{_said(settings)}, and that is missing: {identity.path}"
        mend = f"Put a copy of {identity.path} back; nothing else opens the vault."
        return Finding(CHECK, level, _DID, saw, mend, StoreUnavailable.exit_code)
    mode = stat.S_IMODE(identity.mode)
    if mode & 0o077 and os.name != "nt" and not stat.S_ISLNK(identity.mode):
        saw = f"{_said(settings)}; other users may open that file (mode {mode:04o})"
        return Finding(CHECK, Level.WARNING, _DID, saw, f"chmod 600 {quoted(identity.path)}")
    if settings.unsettled:
        saw = f"{_said(settings)}; a change of who can read it was cut off"
        return Finding(CHECK, Level.WARNING, _DID, saw, "bs-wizard verify --all")
    others = len(settings.further)
    who = f"; {others} more can read it" if others else ""
    return Finding(CHECK, Level.OK, _DID, f"{_said(settings)}, which is there{who}")


def _said(settings: VaultSettings) -> str:
    opens = {
        Kind.PASSPHRASE: "a passphrase opens its identity",
        Kind.SSH: "an SSH key opens it",
        Kind.FILE: "a key file opens it",
    }
    return f"set up: {opens[settings.kind]}"


def _identity(path: Path) -> Identity:
    try:
        return Identity(path, path.stat().st_mode)
    except OSError:
        return Identity(path, None)

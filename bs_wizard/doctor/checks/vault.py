"""The encrypted vault: set up, its identity there and its owner's alone, and who else is listed.

No secret is decrypted and the passphrase is never asked for, so whether it is remembered is not
known here, nor whether it was its owner who listed those that can read such a vault.
"""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from bs_wizard.doctor.context import Context
from bs_wizard.doctor.finding import Level
from bs_wizard.doctor.fixes import shell_word
from bs_wizard.doctor.report import Report
from bs_wizard.errors import StoreUnavailable
from bs_wizard.store.age_vault.format import require_pyrage
from bs_wizard.store.age_vault.identities import must_read
from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.memory import spare_memory
from bs_wizard.store.age_vault.passphrase_file import WAY_ROUND, memory_needed
from bs_wizard.store.age_vault.passphrases import Passphrases
from bs_wizard.store.age_vault.set_up import is_set_up
from bs_wizard.store.age_vault.settings import VaultSettings, read_settings
from bs_wizard.store.age_vault.unlocking import unlocked
from bs_wizard.store.age_vault.vault import AgeVault

CHECK = "vault"
_CHECKED = "read vault.json, and looked at the identity it names without opening it"
_OPENED = "opened the vault's key, and looked with it at who else is listed"
_ASKED = "asked the kernel's keyring of this user"
_PUT_BACK = "Put a copy of vault.json back into the folder; the secrets beside it are untouched."


@dataclass(frozen=True, slots=True)
class IdentityFile:
    """The vault's identity as the file system has it; ``mode`` is None where it is not there."""

    path: Path
    mode: int | None


def check(context: Context, report: Report) -> None:
    """Look whether it is set up, and what opens it."""
    if not is_set_up(context.home):
        try:
            require_pyrage()
        except StoreUnavailable as error:
            report.warn("loaded what encrypts it", error.message, error.hint)
            return
        assess_absent(Level.ERROR if context.uses("vault") else Level.OK, report)
        return
    level = Level.ERROR if context.uses("vault") else Level.WARNING
    try:
        settings = read_settings(context.home)
    except StoreUnavailable as error:
        report.add(level, _CHECKED, error.message, error.hint or _PUT_BACK, error.exit_code)
        return
    identity = settings.identity_in(context.home)
    if settings.kind is Kind.PASSPHRASE and not assess_memory(
        _need(identity), spare_memory(), level, report
    ):
        return
    found = _identity(identity)
    if settings.kind is not Kind.PASSPHRASE and found.mode is not None:
        try:
            AgeVault(context.home, Passphrases()).open()
        except StoreUnavailable as error:
            report.add(level, _OPENED, error.message, error.hint, error.exit_code)
            return
    assess(settings, found, level, report)
    if settings.kind is Kind.PASSPHRASE and (now := unlocked(settings.own)):
        report.ok(_ASKED, f"it is unlocked until {now.ends}")


def _need(identity: Path) -> int:
    """Return the bytes of memory the passphrase takes; 0 where the file does not tell."""
    try:
        return memory_needed(must_read(identity))
    except (StoreUnavailable, ValueError):
        return 0


def assess_memory(need: int, spare: int | None, level: Level, report: Report) -> bool:
    """Say where the passphrase takes more memory than there is; return whether it does not."""
    if spare is None or spare >= need:
        return True
    found = (
        f"the passphrase takes {need >> 20} MiB of memory to check, and {spare >> 20} MiB are free"
    )
    checked = "compared the memory a passphrase takes with this process's limit, group and machine"
    report.add(level, checked, found, WAY_ROUND, StoreUnavailable.exit_code)
    return False


def assess_absent(level: Level, report: Report) -> None:
    """Say that there is none; ``level`` is an error where a secret is recorded as being in it."""
    found = "it is not set up here"
    if level is Level.ERROR:
        found += ", but there are records of secrets in it: vault.json is missing"
    report.add(level, "looked for vault.json", found, _PUT_BACK, StoreUnavailable.exit_code)


def assess(settings: VaultSettings, identity: IdentityFile, level: Level, report: Report) -> None:
    """Say which kind of identity opens it; ``level`` is how bad it is that none does."""
    kind = _kind(settings)
    if identity.mode is None:
        found = f"{kind}, and that is missing: {identity.path}"
        fix = f"Put a copy of {identity.path} back; nothing else opens the vault."
        report.add(level, _CHECKED, found, fix, StoreUnavailable.exit_code)
        return
    mode = stat.S_IMODE(identity.mode)
    others = f"; {len(settings.further)} more can read it" if settings.further else ""
    if mode & 0o077 and os.name != "nt" and not stat.S_ISLNK(identity.mode):
        found = f"{kind}; other users may open that file (mode {mode:04o})"
        report.warn(_CHECKED, found, f"chmod 600 {shell_word(identity.path)}")
    elif settings.unfinished:
        found = f"{kind}; a change of who can read it was interrupted"
        report.warn(_CHECKED, found, "bs-wizard verify --all")
    else:
        report.ok(_CHECKED, f"{kind}, which is there{others}")


def _kind(settings: VaultSettings) -> str:
    opens = {
        Kind.PASSPHRASE: "a passphrase opens its identity",
        Kind.SSH: "an SSH key opens it",
        Kind.FILE: "a key file opens it",
    }
    return f"set up: {opens[settings.kind]}"


def _identity(path: Path) -> IdentityFile:
    try:
        return IdentityFile(path, path.stat().st_mode)
    except OSError:
        return IdentityFile(path, None)

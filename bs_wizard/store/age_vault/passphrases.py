"""The passphrase of the vault: found once in a run, whoever has it."""

import os
from collections.abc import Callable, Mapping
from typing import TypeVar

from bs_wizard.errors import StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault.passphrase_file import WrongPassphrase

Ask = Callable[[str], Secret]
"""Given a prompt, what the person typed."""

Warn = Callable[[str], object]
"""Told what a person should know who is not asked for anything."""

TRIES = 3
"""How often a person may try."""

COMMAND_SECONDS = 30.0
"""How long the command that prints the passphrase may take."""

T = TypeVar("T")


class Passphrases:
    """Where a passphrase comes from: a file, a command, a person; kept in memory once it fits.

    ``ask`` is None where nobody can be asked. It may be set later, and whatever it raises (the
    person left) passes through. ``tried`` is called when nothing that was typed is being tried any
    more, whatever came of it. ``warn`` is told of a file that other users can read.
    """

    def __init__(
        self,
        ask: Ask | None = None,
        environ: Mapping[str, str] = os.environ,
        *,
        command_seconds: float = COMMAND_SECONDS,
        warn: Warn = lambda text: None,
    ) -> None:
        self.ask = ask
        self.warn = warn
        self.tried: Callable[[], object] = lambda: None
        self._environ = environ
        self._command_seconds = command_seconds
        self._known: Secret | None = None

    def remember(self, passphrase: Secret) -> None:
        """Keep the passphrase just chosen for a new vault, so that it is not asked for again."""
        self._known = passphrase

    def once(self, prompt: str, check: Callable[[Secret], T]) -> T:
        """Return what ``check`` makes of the passphrase; it raises WrongPassphrase for another.

        BS_WIZARD_PASSPHRASE_FILE goes before BS_WIZARD_PASSPHRASE_COMMAND, and either before
        asking. StoreUnavailable when there is none, when the one from the environment is wrong, or
        when a person was wrong ``TRIES`` times.
        """
        if self._known is not None:
            try:
                return check(self._known)
            except WrongPassphrase:
                self._known = None
        unattended = self._unattended()
        if unattended is None:
            return self._asked(prompt, check)
        passphrase, wrong = unattended
        try:
            return self._kept(passphrase, check)
        except WrongPassphrase:
            pass  # said below, without the chain of calls that saw it
        raise wrong

    def _unattended(self) -> tuple[Secret, StoreUnavailable] | None:
        """Return the passphrase from the environment, and the error for a wrong one."""
        from bs_wizard.store.age_vault import passphrase_sources as sources

        if named := self._environ.get(sources.FILE):
            return sources.from_file(named, self.warn), StoreUnavailable(
                f"The first line of the file that {sources.FILE} names does not open the vault.",
                "Put the passphrase of the vault into that file, then try again.",
            )
        if command := self._environ.get(sources.COMMAND):
            return sources.from_command(command, self._command_seconds), StoreUnavailable(
                f"What the command in {sources.COMMAND} prints does not open the vault.",
                "Have it print the passphrase of the vault, then try again.",
            )
        return None

    def _asked(self, prompt: str, check: Callable[[Secret], T]) -> T:
        if self.ask is None:
            raise StoreUnavailable(
                "The vault needs its passphrase, and nobody can be asked for it here.",
                "Run this in a terminal, or set BS_WIZARD_PASSPHRASE_FILE "
                "or BS_WIZARD_PASSPHRASE_COMMAND.",
            )
        said = prompt
        try:
            for left in reversed(range(TRIES)):
                try:
                    return self._kept(self.ask(said), check)
                except WrongPassphrase:
                    tries = "one try" if left == 1 else f"{left} tries"
                    said = f"Wrong passphrase, {tries} left. {prompt}"
        finally:
            self.tried()
        raise StoreUnavailable(
            f"None of the {TRIES} passphrases typed opens the vault.",
            "Try again when you have the right one at hand.",
        )

    def _kept(self, passphrase: Secret, check: Callable[[Secret], T]) -> T:
        if not passphrase:
            raise WrongPassphrase
        value = check(passphrase)
        self._known = passphrase
        return value

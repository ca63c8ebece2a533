"""The stores of one home: its credentials, and the vaults that keep their secrets."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bs_wizard.clean import printable
from bs_wizard.errors import StoreUnavailable
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.vaults import Vault

if TYPE_CHECKING:
    from bs_wizard.store.age_vault.passphrases import Ask, Warn
    from bs_wizard.store.age_vault.set_up import NewVault
    from bs_wizard.store.age_vault.vault import AgeVault

# The vaults are imported where they are opened: reading the index needs none.


class Stores:
    """The stores of one home, for one run of the program.

    ``ask`` asks a person for the passphrase of the encrypted vault; None where nobody can be asked.
    ``keyring`` stands in for the system keyring, in a demonstration and in tests. ``host`` returns
    what people call this machine, None where that is not to be recorded.
    ``warn`` is told of a secret's file that other users can read.
    """

    def __init__(
        self,
        home: Path,
        ask: "Ask | None" = None,
        *,
        keyring: Vault | None = None,
        host: Callable[[], str | None] = lambda: None,
        warn: "Warn" = lambda text: None,
    ) -> None:
        self.home = home
        self.host = host
        self._ask = ask
        self._warn = warn
        self._tried: Callable[[], object] = lambda: None
        self._hear = warn
        self._untold: list[str] = []
        self._keyring = keyring
        self._age: AgeVault | None = None

    def credentials(self) -> Credentials:
        """Return the credentials of this home, their tokens in these stores."""
        return Credentials(Index(self.home), self.open, self.host)

    def open(self, store: str | None = None, backend: str | None = None) -> Vault:
        """Return the vault a credential records, or with None the best keyring here.

        ``store`` and ``backend`` are a vault's ``name`` and ``backend``. Nothing is written or
        probed. Raises StoreUnavailable, with the reason, when there is no such vault or none at
        all.
        """
        if (store, backend) in (("vault", "age"), ("vault", None)):
            return self.age()
        if self._keyring is not None:
            return self._keyring
        if store is not None and store != "keyring":
            raise _unknown(store, backend)
        from bs_wizard.store.system_keyring.backends import chosen, recorded
        from bs_wizard.store.system_keyring.bounded_calls import LIMITS
        from bs_wizard.store.system_keyring.vault import KeyringVault

        return KeyringVault(recorded(backend, LIMITS) if backend else chosen(LIMITS))

    def age(self) -> "AgeVault":
        """Return the encrypted vault, set up or not.

        It is the same object for the whole run, so that its passphrase is asked for once.
        """
        if self._age is None:
            from bs_wizard.store.age_vault.passphrases import Passphrases
            from bs_wizard.store.age_vault.vault import AgeVault

            self._age = AgeVault(self.home.absolute(), Passphrases())
        passphrases = self._age.passphrases
        passphrases.ask, passphrases.tried = self._ask, self._tried
        passphrases.warn = self._hear
        return self._age

    def ask_passphrase_with(self, ask: "Ask", tried: Callable[[], object]) -> None:
        """Let ``ask`` ask for the passphrase from now on, from any thread: a screen takes over.

        Nothing is written over that screen: what ``warn`` is to be told waits for
        :meth:`tell_warnings`. ``tried`` is called when what was typed is not being tried any more.
        """
        self._ask, self._tried, self._hear = ask, tried, self._untold.append

    def tell_warnings(self) -> None:
        """Tell ``warn``, once each, what it would have been told while a screen was shown."""
        for text in dict.fromkeys(self._untold):
            self._warn(text)
        self._untold.clear()

    def is_vault_set_up(self) -> bool:
        """Tell whether there is an encrypted vault, in whatever state."""
        from bs_wizard.store.age_vault.set_up import is_set_up

        return is_set_up(self.home)

    def set_up_vault(self, new: "NewVault") -> None:
        """Make the encrypted vault; raises what ``age_vault.set_up.set_up`` raises."""
        from bs_wizard.store.age_vault.set_up import set_up

        warn = self.age().passphrases.warn
        set_up(self.home, new.kind, passphrase=new.passphrase, path=new.path, warn=warn)
        if new.passphrase:
            self.age().passphrases.remember(new.passphrase)

    def set_up_vault_unattended(self) -> None:
        """Make the vault where there is none and the environment gives its passphrase."""
        from bs_wizard.store.age_vault import passphrase_sources as sources
        from bs_wizard.store.age_vault.kinds import Kind
        from bs_wizard.store.age_vault.passphrases import Passphrases
        from bs_wizard.store.age_vault.set_up import NewVault

        given = os.environ.get(sources.FILE) or os.environ.get(sources.COMMAND)
        if given and not self.is_vault_set_up():
            Passphrases(warn=self._warn).once(
                "", lambda passphrase: self.set_up_vault(NewVault(Kind.PASSPHRASE, passphrase))
            )


def _unknown(store: str, backend: str | None) -> StoreUnavailable:
    shown = printable(f"{store} ({backend})" if backend else store)
    return StoreUnavailable(
        f"The store “{shown}” cannot be opened by this program.",
        "Log in again to keep the token in the system keyring or the encrypted vault.",
    )

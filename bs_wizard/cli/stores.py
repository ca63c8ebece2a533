"""The stores of this person's home, and asking for a passphrase on the terminal."""

import os
import sys
from typing import TYPE_CHECKING

from bs_wizard.secret import Secret
from bs_wizard.store.files import paths
from bs_wizard.store.stores import Stores

if TYPE_CHECKING:
    from bs_wizard.store.age_vault.passphrases import Ask


def here(*, asks: bool = True) -> Stores:
    """Return the stores of this person's home, for one run.

    They ask for the vault's passphrase on the terminal; without ``asks`` they ask nobody.
    """
    return Stores(paths.home(), on_terminal() if asks else None, host=_host, warn=_warn)


def _host() -> str:
    # Loaded when it is asked for: printing a token needs none of it.
    from bs_wizard.terminal import facts

    return facts.host()


def on_terminal() -> "Ask | None":
    """Return how to ask on this process's terminal, whatever its streams are; None without one."""
    try:
        os.close(os.open("/dev/tty" if os.name != "nt" else "CONIN$", os.O_RDWR))
    except OSError:
        return None
    return _ask


def _warn(text: str) -> None:
    if sys.stderr:
        print(text, file=sys.stderr)


def _ask(prompt: str) -> Secret:
    from bs_wizard.errors import StoreUnavailable
    from bs_wizard.terminal import hidden_input

    try:
        return Secret(hidden_input.ask(prompt), exact=True)
    except EOFError:
        raise StoreUnavailable("No passphrase was given.", "Try again.") from None
    except UnicodeDecodeError:
        raise StoreUnavailable("What was typed is not text in UTF-8.", "Try again.") from None

"""``vault create``: make the encrypted vault, with a person at the terminal or without."""

import argparse
from collections.abc import Callable
from pathlib import Path

from bs_wizard.cli import stores
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import UsageError
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault.identities import DEFAULT_PATHS, PASSPHRASE_RULE, TRADE_OFFS, Kind
from bs_wizard.store.age_vault.passphrases import Ask, Passphrases
from bs_wizard.store.age_vault.set_up import refuse_to_replace, set_up
from bs_wizard.store.files import paths
from bs_wizard.store.files.paths import shown
from bs_wizard.wizard.rules.new_passphrase import ask_twice


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Make the vault; the passphrase comes from the environment, else it is asked for twice."""
    kind, home = Kind(args.identity), paths.home()
    if kind is Kind.PASSPHRASE and args.path:
        raise UsageError(
            "A passphrase has no path.", "Leave --path out, or say --identity ssh or file."
        )
    refuse_to_replace(home)
    streams.tell(TRADE_OFFS[kind])
    if kind is Kind.PASSPHRASE:
        ask = stores.on_terminal()
        new = Passphrases(None if ask is None else twice(ask, streams.tell))
        new.once("New passphrase: ", lambda given: set_up(home, kind, passphrase=given))
    else:
        key = paths.expanded(Path(args.path or DEFAULT_PATHS[kind]), "--path").absolute()
        if kind is Kind.SSH and not key.is_file():
            raise UsageError(
                f"There is no SSH key {shown(key)}.",
                "Name another with --path, or make one: ssh-keygen -t ed25519 -N ''",
            )
        set_up(home, kind, path=key)
        streams.tell(f"Its key is {shown(key)}; nothing else opens the vault.")
    streams.tell(f"The encrypted vault in {shown(home.absolute())} is ready.")
    streams.tell("Tokens are kept in it with: bs-wizard login --store vault")
    return 0


def twice(ask: Ask, tell: Callable[[str], None]) -> Ask:
    """Return how to ask for a new passphrase until one is strong, and typed the same twice."""

    def asked(prompt: str) -> Secret:
        tell(PASSPHRASE_RULE)
        return ask_twice(lambda question: ask(f"{question}: "), lambda error: tell(str(error)))

    return asked

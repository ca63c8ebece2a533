"""``vault create``: make the encrypted vault, with a person at the terminal or without."""

import argparse
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from bs_wizard.cli import stores
from bs_wizard.cli.commands.vault import show
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import UsageError
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault.format import require_pyrage
from bs_wizard.store.age_vault.identities import PASSPHRASE_RULE
from bs_wizard.store.age_vault.kinds import DEFAULT_PATHS, TRADE_OFFS, Kind
from bs_wizard.store.age_vault.passphrases import Ask, Passphrases
from bs_wizard.store.age_vault.set_up import NewVault, is_set_up, refuse_to_replace, set_up
from bs_wizard.store.files import paths
from bs_wizard.store.files.paths import shown
from bs_wizard.wizard.rules.new_passphrase import ask_twice


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Make the vault; the passphrase comes from the environment, else it is asked for twice."""
    home, streams = paths.home(), streams.quietly(args.quiet)

    def make(new: NewVault) -> None:
        set_up(home, new.kind, passphrase=new.passphrase, path=new.path, warn=streams.tell)

    check_options(args)
    changed = not (args.if_missing and is_set_up(home))
    if changed:
        refuse_to_replace(home)
        with_new_identity(args, streams, make, asks=not args.json)
        streams.tell(f"The encrypted vault in {shown(home.absolute())} is ready.")
        streams.tell("Tokens are kept in it with: bs-wizard login --store vault")
    else:
        streams.tell(f"The encrypted vault in {shown(home.absolute())} is as it was.")
    if args.json:
        show.tell_changed(home.absolute(), streams, changed=changed)
    return 0


def check_options(args: argparse.Namespace) -> None:
    """Raise UsageError for a path with a passphrase, StoreUnavailable where no vault works."""
    if args.identity == Kind.PASSPHRASE and args.path:
        raise UsageError(
            "A passphrase has no path.", "Leave --path out, or say --identity ssh or file."
        )
    require_pyrage()


def with_new_identity(
    args: argparse.Namespace,
    streams: Streams,
    make: Callable[[NewVault], None],
    environ: Mapping[str, str] = os.environ,
    *,
    asks: bool = True,
) -> None:
    """Call ``make`` with what the options name; ``environ`` may give the passphrase.

    Without ``asks`` nobody is asked for one, though there may be a terminal.
    """
    kind = Kind(args.identity)
    streams.tell(TRADE_OFFS[kind])
    if kind is Kind.PASSPHRASE:
        ask = stores.on_terminal() if asks else None
        asked = None if ask is None else twice(ask, streams.tell)
        given = Passphrases(asked, environ, warn=streams.tell)
        given.once("New passphrase: ", lambda passphrase: make(NewVault(kind, passphrase)))
        return
    key = paths.expanded(Path(args.path or DEFAULT_PATHS[kind]), "--path").absolute()
    if kind is Kind.SSH and not key.is_file():
        raise UsageError(
            f"There is no SSH key {shown(key)}.",
            "Name another with --path, or make one: ssh-keygen -t ed25519 -N ''",
        )
    make(NewVault(kind, path=key))
    streams.tell(f"Its key is {shown(key)}; nothing else opens the vault.")


def twice(ask: Ask, tell: Callable[[str], None]) -> Ask:
    """Return how to ask for a new passphrase until one is strong, and typed the same twice."""

    def asked(prompt: str) -> Secret:
        tell(PASSPHRASE_RULE)
        return ask_twice(lambda question: ask(f"{question}: "), lambda error: tell(str(error)))

    return asked

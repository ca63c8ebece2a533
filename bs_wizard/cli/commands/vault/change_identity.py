"""``vault change-identity``: another passphrase, an SSH key or a key file opens the vault."""

import argparse
import os

from bs_wizard.cli import stores
from bs_wizard.cli.commands.vault.create import check_options, with_new_identity
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import UsageError
from bs_wizard.store.age_vault.change_identity import change_identity
from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.settings import read_settings
from bs_wizard.store.files.paths import shown


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Open the vault as it is opened now, and have the new identity open it from now on.

    A passphrase in the environment is the one that opens it now, where one does.
    """
    check_options(args)
    vault = stores.here().age()
    before = read_settings(vault.home)
    was_passphrase = before.kind is Kind.PASSPHRASE
    if was_passphrase and args.identity == Kind.PASSPHRASE and stores.on_terminal() is None:
        raise UsageError(
            "The new passphrase is typed, and there is no terminal here.",
            "Run this in a terminal, or have a key file open the vault: --identity file",
        )
    vault.open()
    environ = {} if was_passphrase else os.environ
    with_new_identity(args, streams, lambda new: change_identity(vault, new), environ)
    streams.tell("The encrypted vault is opened by that now; its tokens are the same.")
    if before.path is not None and before.path != read_settings(vault.home).path:
        streams.tell(f"{shown(before.path)} is left where it is, and opens the vault no more.")
    elif was_passphrase and args.identity == Kind.PASSPHRASE:
        streams.tell("Older copies of identity.age are still opened by the passphrase before.")
    return 0

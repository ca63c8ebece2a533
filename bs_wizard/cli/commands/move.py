"""``move``: carry a token from one store to the other."""

import argparse

from bs_wizard.cli import stores
from bs_wizard.cli.streams import Streams
from bs_wizard.wizard.texts import credential_texts


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Move it; a vault is made where there is none and the environment gives its passphrase."""
    there = stores.here()
    if args.to == "vault":
        there.set_up_vault_unattended()
    stored = there.credentials()
    before = stored.find(args.name)
    after = stored.move(args.name, args.to)
    if (after.store, after.backend) == (before.store, before.backend):
        streams.tell(f"{after.name} is in the {after.store} already.")
    else:
        streams.tell(credential_texts.moved(after))
    return 0

"""``vault remove-recipient``: let a key read the vault no more."""

import argparse

from bs_wizard.cli import stores
from bs_wizard.cli.commands.vault import recipients
from bs_wizard.cli.streams import Streams


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Encrypt every secret anew, without these."""
    keys = recipients.from_words(args.key)
    vault = stores.here().age()
    for key in keys:
        before = vault.recipients()
        vault.remove_recipient(key.text)
        recipients.tell_removed(before, vault.recipients(), streams)
    streams.tell(
        "What was read or copied with it before is known still: renew each of those tokens "
        "with bs-wizard login NAME --force, and revoke the old one in the developer portal."
    )
    return 0

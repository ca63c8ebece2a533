"""``vault add-recipient``: let a colleague's or another machine's key read the vault."""

import argparse

from bs_wizard.cli import stores
from bs_wizard.cli.commands.vault import recipients
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import UsageError


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Encrypt every secret to these as well; all keys are read before the first is added."""
    if args.file and args.key:
        raise UsageError("Keys are given or read from a file.", "Leave the keys or --file out.")
    keys = recipients.in_file(args.file) if args.file else recipients.from_words(args.key)
    vault = stores.here().age()
    for key in keys:
        before = vault.recipients()
        if key.text == before[0].text:
            streams.tell(f"{key.text} is the vault's own key, and can read it already.")
            continue
        vault.add_recipient(key.text, key.comment)
        streams.tell(f"{key.text} can read the encrypted vault now.")
        recipients.tell_removed(before, vault.recipients(), streams)
    return 0

"""``vault lock``: the passphrase is asked for again."""

import argparse

from bs_wizard.cli.commands.vault import show
from bs_wizard.cli.streams import Streams
from bs_wizard.store.age_vault import unlocking
from bs_wizard.store.age_vault.settings import read_settings
from bs_wizard.store.files import paths


def run(args: argparse.Namespace, streams: Streams) -> int:
    """End what ``vault unlock`` began, if it did."""
    home, streams = paths.home().absolute(), streams.quietly(args.quiet)
    changed = unlocking.lock(read_settings(home).own)
    streams.tell("The vault is locked." if changed else "The vault was not unlocked.")
    if args.json:
        show.tell_changed(home, streams, changed=changed)
    return 0

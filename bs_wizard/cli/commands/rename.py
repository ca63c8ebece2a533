"""``rename``: give a credential another name."""

import argparse
import os

from bs_wizard.cli import stores
from bs_wizard.cli.streams import Streams
from bs_wizard.store.lookup import CHOSEN


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Rename record and secret; say what else names it by the old one."""
    stored = stores.here().credentials()
    before = stored.find(args.old)
    after = stored.rename(args.old, args.new)
    if after.name == before.name:
        streams.tell(f"{after.name} has that name already.")
        return 0
    is_default = stored.contents().is_default(after)
    stays = ", and is still the default" if is_default else ""
    streams.tell(f"{before.name} is called {after.name} now{stays}.")
    # One of another case is found by the old name too.
    others = before.name.casefold() != after.name.casefold()
    if others and os.environ.get(CHOSEN, "").casefold() == before.name.casefold():
        streams.tell(
            f"{CHOSEN} still says {before.name}, which is no credential now: "
            f"set it to {after.name}."
        )
    return 0

"""``default``: which credential is used when none is named."""

import argparse

from bs_wizard.cli import stores
from bs_wizard.cli.streams import Streams


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Make one credential the default."""
    credential = stores.here().credentials().make_default(args.name)
    streams.tell(f"{credential.name} is the default now.")
    return 0

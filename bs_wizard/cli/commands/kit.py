"""``kit export``: what a login on the next machine is to ask for, without any secret."""

import argparse

from bs_wizard.cli import stores
from bs_wizard.cli.streams import Streams
from bs_wizard.handover import kit


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Print the kit of the credential named, else of the default; returns 0."""
    credential = stores.here().credentials().find(args.name)
    streams.data(kit.written(kit.of(credential, args.store or "")))
    streams.tell("No secret is in it: the next machine needs the Client Secret as well.")
    return 0

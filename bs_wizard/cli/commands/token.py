"""``token``: the token and a newline on stdout, nothing else."""

import argparse
import os

from bs_wizard.cli import stores
from bs_wizard.cli.streams import Streams

SHADOW = "BASESPACE_ACCESS_TOKEN"


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Print the token of the credential named, else chosen by the environment or the default."""
    shadow = os.environ.get(SHADOW, "").strip()
    if shadow and not args.name:
        streams.tell(f"This is the token in {SHADOW}; name a credential for a stored one.")
        streams.data(shadow)
        return 0
    credentials = stores.here().credentials()
    credential = credentials.find(args.name)
    streams.data(credentials.token(credential, as_stored=args.as_stored).reveal())
    return 0

"""``token``: the token and a newline on stdout, nothing else."""

import argparse

from bs_wizard.cli import chosen_token
from bs_wizard.cli.streams import Streams


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Print the token of the credential named, else chosen by the environment or the default."""
    token = chosen_token.token(args.name, streams, as_stored=args.as_stored)
    streams.data(token.reveal())
    return 0

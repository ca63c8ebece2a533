"""``env``: lines for a shell that set the server and the token."""

import argparse
import os

from bs_wizard.cli import chosen_token
from bs_wizard.cli.streams import Streams
from bs_wizard.handover import shell


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Print the lines; without ``--shell`` for the shell that the person most likely has."""
    wanted = args.shell or shell.likely(os.environ, on_windows=os.name == "nt")
    variables = chosen_token.variables(args.name, streams, as_stored=args.as_stored)
    streams.data(shell.assignments(variables, wanted))
    return 0

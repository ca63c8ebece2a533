"""``simulator``: a BaseSpace on this machine, for trying and for tests."""

import argparse

from bs_wizard.cli.streams import Streams
from bs_wizard.errors import UsageError
from bs_wizard.simulator import SCENARIOS, Settings


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Serve until interrupted; the first line of stdout is a JSON object."""
    if args.scenario == "?":
        for name, does in SCENARIOS.items():
            streams.data(f"{name}: {does}")
        return 0
    try:
        settings = Settings(
            port=args.port,
            approve_after=args.approve_after,
            deny_after=args.deny_after,
            expires_in=args.expires_in,
            interval=args.interval,
            dialect=args.dialect,
            scenario=args.scenario,
        )
    except ValueError as error:
        raise UsageError(str(error), "See bs-wizard simulator --help.") from None
    # Imported here: telling the scenarios needs no server.
    from bs_wizard.simulator.serve import serve

    try:
        serve(settings, streams.out)
    except OSError as error:
        raise UsageError(
            f"Port {args.port} cannot be used: {error.strerror}.", "Choose another --port."
        ) from None
    return 0

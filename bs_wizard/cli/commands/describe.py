"""``describe``: note what a credential is for."""

import argparse

from bs_wizard.clean import printable
from bs_wizard.cli import stores
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import UsageError
from bs_wizard.store.index.records import DESCRIPTION_LIMIT


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Record the description, or none with ``--clear``."""
    text = _description(args)
    credential = stores.here().credentials().describe(args.name, text)
    said = (
        f"{credential.name}: {credential.description}"
        if text
        else f"{credential.name} has no description"
    )
    streams.tell(said if text else f"{said} now.")
    return 0


def _description(args: argparse.Namespace) -> str:
    given = " ".join(args.text)
    if args.clear:
        if given:
            raise UsageError("A description is given or cleared.", "Leave the text or --clear out.")
        return ""
    # One more than is kept, so that what is too long shows.
    text = printable(given, limit=len(given) + 1)
    if not text:
        # A variable that a script forgot to set must not wipe a description out.
        raise UsageError(
            "There is no description to record: the text is empty.",
            f'Give one, such as bs-wizard describe {args.name} "nightly import", '
            "or take it away with --clear.",
        )
    if len(text) > DESCRIPTION_LIMIT:
        raise UsageError(
            f"That description has {len(text)} characters; {DESCRIPTION_LIMIT} can be kept.",
            "Give a shorter one.",
        )
    return text

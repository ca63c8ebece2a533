"""``remove``: take a credential off this machine."""

import argparse

from bs_wizard.basespace.http import make_client
from bs_wizard.care.remove import remove
from bs_wizard.cli import session, stores
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import Cancelled
from bs_wizard.wizard.texts import credential_texts


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Say what it means for the token, then remove the record and the token."""
    stored = stores.here().credentials()
    credential = stored.find(args.name)
    streams.tell(credential_texts.REVOKING if args.revoke else credential_texts.REMOVING_HERE)
    if not args.yes and streams.has_person and not streams.is_read_elsewhere:
        _must_agree(credential.name, streams, revoke=args.revoke)
    session.run(remove(stored, credential, make_client, revoke=args.revoke))
    streams.tell(credential_texts.removed(credential.name, revoked=args.revoke))
    return 0


def _must_agree(name: str, streams: Streams, *, revoke: bool) -> None:
    """Ask until it is yes or no; raises Cancelled for a no, which the end of input is too."""
    what = f"Remove {name} and end its token?" if revoke else f"Remove {name}?"
    while True:
        streams.err.write(f"{what} (yes or no) [no]: ")
        streams.err.flush()
        typed = streams.answer()
        if typed in {"y", "yes"}:
            return
        if typed in {"", "n", "no"}:
            raise Cancelled(f"{name} was not removed.", "Without this question: add --yes")
        streams.tell("Please type yes or no.")

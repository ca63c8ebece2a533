"""``remove``: take a credential off this machine."""

import argparse

from bs_wizard.basespace.http import make_client
from bs_wizard.care.removal import remove
from bs_wizard.cli import session, stores
from bs_wizard.cli.streams import Streams


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Remove the record and the token; say whether the token still works elsewhere."""
    stored = stores.stored()
    credential = stored.find(args.name)
    session.run(remove(stored, credential, make_client, revoke=args.revoke))
    streams.tell(f"{credential.name} was removed from this machine.")
    if args.revoke:
        streams.tell("Its token is not valid any more.")
    else:
        streams.tell(
            "Its token still works wherever else it is. --revoke would have ended it; "
            "now only the developer portal can."
        )
    return 0

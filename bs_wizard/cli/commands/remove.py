"""``remove``: take a credential off this machine."""

import argparse

from bs_wizard.basespace.http import make_client
from bs_wizard.care.remove import remove
from bs_wizard.cli import session, stores
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import Cancelled, TokenElsewhere
from bs_wizard.store.lookup import sharing
from bs_wizard.wizard.texts import credential_texts


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Say what it means for the token, then remove the record and the token."""
    stored = stores.here().credentials()
    credential = stored.find(args.name)
    streams.tell(credential_texts.REVOKING if args.revoke else credential_texts.REMOVING_HERE)
    name, revoke = credential.name, args.revoke
    others = sharing(stored.all(), credential.fingerprint, name)
    if others and revoke:
        streams.tell(credential_texts.same_token(others))
    asks = not args.yes and streams.has_person and not streams.is_read_elsewhere
    if asks:
        what = f"Remove {name} and end its token" if revoke else f"Remove {name}"
        _must_agree(name, what, streams)
    try:
        session.run(remove(stored, credential, make_client, revoke=revoke))
        streams.tell(credential_texts.removed(name, revoked=revoke, sharing=others))
    except TokenElsewhere as error:
        if revoke:
            raise
        _agree_to_record_alone(name, error, streams, asks=asks, agreed=args.yes)
        session.run(remove(stored, credential, make_client, revoke=False, elsewhere=True))
        streams.tell(credential_texts.removed_record(name))
    return 0


def _agree_to_record_alone(
    name: str, error: TokenElsewhere, streams: Streams, *, asks: bool, agreed: bool
) -> None:
    """Say that the token is not here; raise the error where nobody agrees or can be asked."""
    if not asks and not agreed:
        raise TokenElsewhere(
            f"{error.message} Nothing was removed.",
            f"Remove the record all the same: bs-wizard remove {name} --yes",
        )
    streams.tell(error.message)
    streams.tell(credential_texts.REMOVING_RECORD)
    if asks:
        _must_agree(name, credential_texts.REMOVE_RECORD, streams)


def _must_agree(name: str, what: str, streams: Streams) -> None:
    """Ask; raises Cancelled for a no."""
    if not streams.agrees(what):
        raise Cancelled(f"{name} was not removed.", "Without this question: add --yes")

"""``rotate``: a new token in the place of the one that a credential has."""

import argparse
from dataclasses import dataclass, replace

from bs_wizard.basespace.clock import SystemClock
from bs_wizard.basespace.http import make_client
from bs_wizard.care.remove import remove
from bs_wizard.cli import secret_input, session, stores
from bs_wizard.cli.run_journey import walk
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import BsWizardError
from bs_wizard.plain.events import EventStream
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.records import Credential
from bs_wizard.store.lookup import sharing
from bs_wizard.wizard.actions.rotation import draft_to_rotate, kept_old, kept_secret
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.texts import unwanted_token


@dataclass(frozen=True, slots=True)
class _Before:
    """The credential to rotate as it was, and the names that were taken then."""

    work: Work
    credential: Credential
    names: frozenset[str]


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Log in anew, then revoke the old token or keep it; returns 0, raises what ended it."""
    began: list[_Before] = []

    def begin() -> tuple[Work, Draft]:
        stored = stores.here().credentials()
        before = stored.find(args.name)
        names = frozenset(one.name for one in stored.all())
        work = session.make_work(
            store=before.store, limit=args.timeout, qr_file=args.qr_file, asks=not args.json
        )
        # It must be here to be kept, which is known before a code is asked for.
        work.credentials.token(before)
        began.append(_Before(work, before, names))
        return work, _draft(before, work.credentials, args, streams)

    code = walk(args, streams, begin)
    return code or _end_old(began[0], args, streams)


def _draft(
    before: Credential, stored: Credentials, args: argparse.Namespace, streams: Streams
) -> Draft:
    file, asks = args.client_secret_file, not args.json
    secret = (
        secret_input.read(file, "Client Secret", streams, asks=asks)
        if file
        else kept_secret(before, stored)
    )
    return replace(draft_to_rotate(before, secret), agreed=args.force)


def _end_old(before: _Before, args: argparse.Namespace, streams: Streams) -> int:
    """Revoke the old token or keep it, as is asked for; tell which."""
    stored, name = before.work.credentials, before.credential.name
    old = kept_old(before.credential, before.names, stored)
    if old is None:
        return 0
    why_kept = _why_kept(stored.named(name), sharing(stored.all(), old.fingerprint, old.name))
    revoke = args.revoke and not why_kept
    if why_kept and not args.json:
        streams.tell(why_kept)
    elif not (revoke or args.keep or args.json) and streams.has_person:
        # Said first: whoever leaves at the question knows where it is.
        streams.tell(unwanted_token.old_kept(old, name))
        if not (revoke := streams.agrees("Revoke it now, for everyone who has it")):
            return 0
    trouble = None
    if revoke:
        try:
            session.run(remove(stored, old, make_client, revoke=True))
        except BsWizardError as error:
            trouble = error
    _tell(name, old, args, streams, revoked=revoke and trouble is None)
    if trouble and not args.json:
        return streams.failure(trouble)
    return trouble.exit_code if trouble else 0


def _why_kept(new: Credential | None, others: tuple[str, ...]) -> str:
    """Say why the old token must not be revoked, empty where it may."""
    if new is None or new.verified_at is None:
        return "The new token could not be verified yet, so the old one is not revoked."
    return f"{', '.join(others)} has the same token, so it is not revoked." if others else ""


def _tell(
    name: str, old: Credential, args: argparse.Namespace, streams: Streams, *, revoked: bool
) -> None:
    if args.json:
        kept_as = None if revoked else old.name
        EventStream(streams.out, SystemClock()).emit("rotated", revoked=revoked, kept_as=kept_as)
    elif revoked:
        streams.tell(f"The token that {name} held before is revoked.")
    else:
        streams.tell(unwanted_token.old_kept(old, name))

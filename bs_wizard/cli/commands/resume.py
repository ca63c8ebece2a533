"""``resume``: go on with an interrupted login."""

import argparse
from dataclasses import replace

from bs_wizard.cli import secret_input, session
from bs_wizard.cli.run_journey import walk
from bs_wizard.cli.streams import Streams
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.store.index.records import check_name
from bs_wizard.wizard.actions.ending import discard
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.texts import resuming, unwanted_token


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Resume it and walk on to a saved credential, or with ``--discard`` drop it; returns 0.

    Raises NoSuchCredential where there is none, CodeExpired where it came too late.
    """
    work = session.make_work(limit=args.timeout, qr_file=args.qr_file, asks=not args.json)
    if args.discard:
        pending = session.run(work.current_login.find(args.code))
        said = session.run(discard(work, pending))
        streams.tell(f"The code {pending.user_code} is discarded. {said}".rstrip())
        _tell_others(work, pending, streams)
        return 0

    def begin() -> tuple[Work, Draft]:
        name = check_name(args.name) if args.name else ""
        pending = session.run(work.current_login.find(args.code))
        if not args.code and not args.json:
            _tell_others(work, pending, streams)
        draft = Draft(resuming=pending, name=name, overwrite=args.force, agreed=args.force)
        if args.client_secret_file:
            secret = secret_input.read(
                args.client_secret_file, "Client Secret", streams, asks=not args.json
            )
            draft = replace(draft, client_secret=secret)
        return work, draft

    before = frozenset(one.name for one in work.credentials.all())
    code = walk(args, streams, begin)
    if not args.json:
        _tell_old(work, before, streams)
    return code


def _tell_old(work: Work, before: frozenset[str], streams: Streams) -> None:
    """Say what became of the old token where a rotation was resumed."""
    new = [one for one in work.credentials.all() if one.name not in before]
    for one in new:
        name, is_old, _ = one.name.rpartition("-old")
        if is_old and name in before:
            streams.tell(unwanted_token.old_kept(one, name))


def _tell_others(work: Work, pending: PendingLogin, streams: Streams) -> None:
    others = [one for one in session.run(work.resumable()) if one.id != pending.id]
    if said := resuming.others_sentence(others):
        streams.tell(said)

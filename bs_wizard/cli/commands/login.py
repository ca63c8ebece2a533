"""``login``: the journey, on a screen, line by line, or as events."""

import argparse
from dataclasses import replace

from bs_wizard.basespace import scopes
from bs_wizard.basespace.clock import SystemClock
from bs_wizard.basespace.instances import DEFAULT, read_address
from bs_wizard.cli import secret_input, session
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import BsWizardError, Cancelled, UsageError
from bs_wizard.plain.events import EventFront, EventStream
from bs_wizard.plain.front import PlainFront
from bs_wizard.plain.talk import Talk
from bs_wizard.store.model import Credential, check_name
from bs_wizard.terminal import facts
from bs_wizard.wizard import unattended, words
from bs_wizard.wizard.draft import Draft
from bs_wizard.wizard.journey import travel
from bs_wizard.wizard.steps import Step
from bs_wizard.wizard.work import Work


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Log in; returns 0, raises what ended it otherwise."""
    if args.json:
        return _tell_events(args, streams)
    work = session.make_work(store=args.store, limit=args.timeout, qr_file=args.qr_file)
    draft = draft_of(args, streams)
    if args.plain or args.with_token or facts.wants_plain() or not facts.can_draw():
        talk_through(
            draft, work, Talk(streams.source, streams.err, interactive=_asks(args, streams))
        )
        return 0
    from bs_wizard.tui.run import run_wizard

    saved = run_wizard(draft, work, session.requester(), draw_qr=not args.no_qr)
    streams.tell(words.saved_account(saved))
    return 0


def talk_through(draft: Draft, work: Work, talk: Talk) -> Credential:
    """Walk the journey line by line."""
    if not talk.interactive:
        unattended.refuse_taken(draft, work)
    return session.run(travel(PlainFront(talk, work, session.requester()), draft))


def _asks(args: argparse.Namespace, streams: Streams) -> bool:
    return streams.has_person and not args.with_token


def _tell_events(args: argparse.Namespace, streams: Streams) -> int:
    stream = EventStream(streams.out, SystemClock())
    try:
        work = session.make_work(
            store=args.store, limit=args.timeout, qr_file=args.qr_file, asks=False
        )
        draft = draft_of(args, streams)
        unattended.refuse_taken(draft, work)
        session.run(travel(EventFront(stream, work), draft))
    except BsWizardError as error:
        stream.error(error)
        return error.exit_code
    except KeyboardInterrupt:
        cancelled = Cancelled("Cancelled.", "See what is saved: bs-wizard list")
        stream.error(cancelled)
        return cancelled.exit_code
    return 0


def draft_of(args: argparse.Namespace, streams: Streams) -> Draft:
    """Return the draft that the options fill; raises UsageError for what they cannot mean."""
    draft = Draft(
        instance=read_address(args.instance or args.api_server or DEFAULT.label),
        client_id=args.client_id or "",
        description=args.description.strip(),
        replace=args.force,
    )
    if args.name is not None:
        draft = replace(draft, name=check_name(args.name), given=draft.given | {Step.NAME})
    if args.scopes is not None or args.preset is not None:
        draft = replace(draft, scopes=_scopes(args), given=draft.given | {Step.SCOPES})
    if args.with_token:
        if args.client_secret_file:
            raise UsageError("A token needs no client secret.", "Leave --client-secret-file out.")
        if args.qr_file:
            raise UsageError("A token needs no QR code.", "Leave --qr-file out.")
        token = secret_input.read("-", "Access Token", streams, asks=not args.json)
        return replace(draft, token=token, has_token=True, given=draft.given | {Step.APP})
    if args.client_secret_file:
        file = args.client_secret_file
        secret = secret_input.read(file, "Client Secret", streams, asks=not args.json)
        draft = replace(draft, client_secret=secret)
        if draft.client_id:
            draft = replace(draft, given=draft.given | {Step.APP})
    return draft


def _scopes(args: argparse.Namespace) -> tuple[str, ...]:
    return scopes.preset(args.preset).scopes if args.preset else scopes.parse(args.scopes)

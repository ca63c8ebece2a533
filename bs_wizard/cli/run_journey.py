"""Walking the journey as the options and the terminal want it: on a screen, in lines, as events."""

import argparse
from collections.abc import Callable

from bs_wizard.basespace.clock import SystemClock
from bs_wizard.cli import session
from bs_wizard.cli.endings import telling_what_waits
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import BsWizardError, Cancelled, UsageError
from bs_wizard.plain.authorise_step import ToTerminal, nowhere
from bs_wizard.plain.events import CodeTold, EventFront, EventStream, Until
from bs_wizard.plain.front import PlainFront
from bs_wizard.plain.prompter import Prompter
from bs_wizard.store.index.records import Credential
from bs_wizard.terminal import controlling_tty, facts
from bs_wizard.wizard.actions import unattended
from bs_wizard.wizard.actions.opening import offer_resume, open_on_credentials
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.travel import travel
from bs_wizard.wizard.rules.resume_match import with_match
from bs_wizard.wizard.texts import words

Begin = Callable[[], tuple[Work, Draft]]
"""Makes what the journey begins with; what it raises is told like all that follows."""


def walk(args: argparse.Namespace, streams: Streams, begin: Begin, *, asks: bool = True) -> int:
    """Walk to a saved credential; returns 0, raises what ended it otherwise.

    ``args`` has ``json``, ``plain`` and ``no_qr``. ``asks``: standard input is there for answers.
    """
    if args.json:
        return _tell_events(streams, begin, args.until)
    if args.until != "approval":
        raise UsageError(
            "Only a program can go on without waiting: it reads the code from an event.",
            "With --no-wait, add --json.",
        )
    work, draft = begin()
    if draft.if_missing or draft.token:
        there = session.run(unattended.already_kept(draft, work))
        if there:
            streams.tell(words.unchanged(there))
            return 0
    if args.plain or not asks or facts.wants_plain() or not facts.can_draw():
        with telling_what_waits(work, streams):
            interactive = streams.has_person and asks
            prompter = Prompter(streams.source, streams.talk, interactive=interactive)
            run_plain_journey(draft, work, prompter, to_terminal_of(streams))
        return 0
    with telling_what_waits(work, streams):
        from bs_wizard.tui.run import run_wizard

        saved = run_wizard(draft, work, session.requester(), draw_qr=not args.no_qr)
        streams.tell(words.saved_account(saved))
    return 0


def run_plain_journey(
    draft: Draft, work: Work, prompter: Prompter, to_terminal: ToTerminal = nowhere
) -> Credential:
    """Walk the journey line by line."""

    async def journey() -> Credential:
        front = PlainFront(prompter, work, session.requester(), to_terminal)
        if prompter.interactive:
            return await travel(front, await offer_resume(front, work, draft))
        await unattended.refuse_taken(draft, work)
        return await travel(front, await _with_match(draft, work))

    return session.run(journey())


def run_plain_start(work: Work, prompter: Prompter, to_terminal: ToTerminal) -> None:
    """Open on the credentials, line by line; on the journey while there are none."""
    front = PlainFront(prompter, work, session.requester(), to_terminal)
    session.run(open_on_credentials(front, work, Draft()))


async def _with_match(draft: Draft, work: Work) -> Draft:
    return draft if draft.resuming else with_match(draft, await work.resumable())


def to_terminal_of(streams: Streams) -> ToTerminal:
    """Return where address and code are shown besides, for a login by lines.

    A login whose talk goes to a file or through a pipe waits for an approval that nobody was asked
    for: so its terminal, if it has one, is shown the code as well. Not so for ``--json``: there a
    program has taken over showing the code, and lines that are not its own would surprise.
    """
    return controlling_tty.show if streams.is_read_elsewhere else nowhere


def _tell_events(streams: Streams, begin: Begin, until: Until) -> int:
    stream = EventStream(streams.out, SystemClock())

    async def journey(work: Work, draft: Draft) -> None:
        try:
            if there := await unattended.already_kept(draft, work):
                stream.saved(there, changed=False)
                return
            await unattended.refuse_taken(draft, work)
            await travel(EventFront(stream, work, until), await _with_match(draft, work))
        finally:
            work.current_login.release()

    try:
        session.run(journey(*begin()))
    except CodeTold:
        return 0
    except BsWizardError as error:
        stream.error(error)
        return error.exit_code
    except KeyboardInterrupt:
        cancelled = Cancelled("Cancelled.", "See what is saved: bs-wizard list")
        stream.error(cancelled)
        return cancelled.exit_code
    return 0

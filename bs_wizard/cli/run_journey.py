"""Walking the journey as the options and the terminal want it: on a screen, in lines, as events.

Each of the three is imported where it is chosen; none needs the others.
"""

import argparse

from bs_wizard.cli import session
from bs_wizard.cli.endings import telling_what_waits
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import UsageError
from bs_wizard.terminal import facts
from bs_wizard.wizard.actions import unattended
from bs_wizard.wizard.texts import words


def walk(
    args: argparse.Namespace, streams: Streams, begin: session.Begin, *, asks: bool = True
) -> int:
    """Walk to a saved credential; returns 0, raises what ended it otherwise.

    ``args`` has ``json``, ``plain`` and ``no_qr``. ``asks``: standard input is there for answers.
    """
    if args.json:
        from bs_wizard.cli.run_events import tell_events

        return tell_events(streams, begin, args.until)
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
        from bs_wizard.cli import run_lines

        with telling_what_waits(work, streams):
            interactive = streams.has_person and asks
            prompter = run_lines.prompter(streams, interactive=interactive)
            run_lines.journey(draft, work, prompter, run_lines.to_terminal_of(streams))
        return 0
    with telling_what_waits(work, streams):
        from bs_wizard.tui.run import run_wizard

        saved = run_wizard(draft, work, session.requester(), draw_qr=not args.no_qr)
        streams.tell(words.saved_account(saved))
    return 0

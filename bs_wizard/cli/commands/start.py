"""``bs-wizard`` alone: the credentials, or the wizard while there are none."""

import argparse

from bs_wizard.cli import session
from bs_wizard.cli.endings import telling_what_is_stored, telling_what_waits
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import UsageError
from bs_wizard.terminal import facts
from bs_wizard.wizard.journey.draft import Draft


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Open the program on a screen, else line by line; with nobody to ask, list."""
    work = session.make_work()
    if facts.can_draw() and not args.plain and not facts.wants_plain():
        from bs_wizard.tui.run import run_tiles

        with telling_what_is_stored(work, streams):
            run_tiles(Draft(), work, session.requester())
        return 0
    if streams.has_person:
        from bs_wizard.cli import run_lines

        prompter = run_lines.prompter(streams)
        # Where nothing is stored there is one journey, which says by itself what it saved.
        telling = telling_what_is_stored if work.credentials.all() else telling_what_waits
        with telling(work, streams):
            run_lines.start(work, prompter, run_lines.to_terminal_of(streams))
        return 0
    if not work.credentials.all():
        raise UsageError(
            "There is no terminal to show the wizard on.",
            "See bs-wizard --help for the commands that scripts use.",
        )
    from bs_wizard.cli.commands import list_
    from bs_wizard.wizard.texts import resuming

    list_.run(argparse.Namespace(json=False, names=False, stale=None), streams)
    streams.tell("Another one: bs-wizard login. All else: bs-wizard --help")
    for pending in session.run(work.resumable()):
        streams.tell(resuming.kept_sentence(pending, work.today()))
    return 0

"""The journey line by line, on the terminal's lines or a program's pipe."""

from bs_wizard.cli import session
from bs_wizard.cli.streams import Streams
from bs_wizard.plain.authorise_step import ToTerminal, nowhere
from bs_wizard.plain.front import PlainFront
from bs_wizard.plain.prompter import Prompter
from bs_wizard.store.index.records import Credential
from bs_wizard.terminal import controlling_tty
from bs_wizard.wizard.actions import unattended
from bs_wizard.wizard.actions.opening import offer_resume, open_on_credentials
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.travel import travel


def prompter(streams: Streams, *, interactive: bool = True) -> Prompter:
    """Return what asks on these streams, and reads the answers."""
    return Prompter(streams.source, streams.talk, interactive=interactive)


def journey(
    draft: Draft, work: Work, prompter: Prompter, to_terminal: ToTerminal = nowhere
) -> Credential:
    """Walk the journey line by line."""

    async def walk() -> Credential:
        front = PlainFront(prompter, work, session.requester(), to_terminal)
        if prompter.interactive:
            return await travel(front, await offer_resume(front, work, draft))
        await unattended.refuse_taken(draft, work)
        return await travel(front, await unattended.resumed(draft, work))

    return session.run(walk())


def start(work: Work, prompter: Prompter, to_terminal: ToTerminal) -> None:
    """Open on the credentials, line by line; on the journey while there are none."""
    front = PlainFront(prompter, work, session.requester(), to_terminal)
    session.run(open_on_credentials(front, work, Draft()))


def to_terminal_of(streams: Streams) -> ToTerminal:
    """Return where address and code are shown besides, for a login by lines.

    A login whose talk goes to a file or through a pipe waits for an approval that nobody was asked
    for: so its terminal, if it has one, is shown the code as well. Not so for ``--json``: there a
    program has taken over showing the code, and lines that are not its own would surprise.
    """
    return controlling_tty.show if streams.is_read_elsewhere else nowhere

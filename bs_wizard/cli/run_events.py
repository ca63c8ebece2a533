"""The journey for a program: its events on standard output."""

from bs_wizard.basespace.clock import SystemClock
from bs_wizard.cli import session
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import BsWizardError, Cancelled
from bs_wizard.plain.events import CodeTold, EventFront, EventStream, Until
from bs_wizard.wizard.actions import unattended
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.travel import travel


def tell_events(streams: Streams, begin: session.Begin, until: Until) -> int:
    """Walk it with nobody to ask; return the exit code, whose error is an event too."""
    stream = EventStream(streams.out, SystemClock())

    async def journey(work: Work, draft: Draft) -> None:
        try:
            if there := await unattended.already_kept(draft, work):
                stream.saved(there, changed=False)
                return
            await unattended.refuse_taken(draft, work)
            await travel(EventFront(stream, work, until), await unattended.resumed(draft, work))
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

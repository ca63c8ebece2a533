"""Running the full-screen program from the command line."""

import os
import signal
import sys
from contextlib import suppress

from bs_wizard.errors import BsWizardError
from bs_wizard.store.index.records import Credential
from bs_wizard.terminal import facts
from bs_wizard.terminal.desktop import THIS_DESKTOP, Desktop
from bs_wizard.tui.app import SIGNALS, Result, Show, WizardApp
from bs_wizard.tui.front import ScreenFront
from bs_wizard.tui.theme import chosen
from bs_wizard.wizard.actions.opening import offer_resume, open_on_credentials
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.requester import Requester
from bs_wizard.wizard.journey.travel import travel


def wizard(
    draft: Draft,
    work: Work,
    requester: Requester,
    *,
    draw_qr: bool = True,
    note: str = "",
    blocks: bool = True,
    desktop: Desktop = THIS_DESKTOP,
) -> WizardApp:
    """Return the program that walks one journey; ``blocks``: the terminal has half blocks."""

    async def journey(show: Show) -> Result:
        front = ScreenFront(
            show, work, requester, draw_qr=draw_qr, note=note, blocks=blocks, desktop=desktop
        )
        return await travel(front, await offer_resume(front, work, draft))

    return _asking(WizardApp(journey), work)


def tiles(
    draft: Draft,
    work: Work,
    requester: Requester,
    *,
    blocks: bool = True,
    desktop: Desktop = THIS_DESKTOP,
) -> WizardApp:
    """Return the program that opens on the credentials, or on the journey if there are none."""

    async def journey(show: Show) -> Result:
        front = ScreenFront(show, work, requester, blocks=blocks, desktop=desktop)
        return await open_on_credentials(front, work, draft)

    return _asking(WizardApp(journey), work)


def _asking(app: WizardApp, work: Work) -> WizardApp:
    """Let the vault ask for its passphrase on the screen."""
    work.stores.ask_passphrase_with(app.ask_passphrase, app.passphrase_tried)
    return app


def run_wizard(
    draft: Draft, work: Work, requester: Requester, *, draw_qr: bool = True, note: str = ""
) -> Credential:
    """Walk one journey on the screen; raises what it ended with if it was not a credential."""
    blocks = facts.has_half_blocks()
    app = wizard(draft, work, requester, draw_qr=draw_qr, note=note, blocks=blocks)
    result = _run(app, work)
    assert result is not None, "a journey ends with a credential or an error"
    return result


def run_tiles(draft: Draft, work: Work, requester: Requester) -> None:
    """Open on the credentials."""
    _run(tiles(draft, work, requester, blocks=facts.has_half_blocks()), work)


def _run(app: WizardApp, work: Work) -> Credential | None:
    app.theme = chosen(os.environ).name
    handlers = {each: signal.getsignal(each) for each in SIGNALS}
    result = app.run()
    for each, handler in handlers.items():  # the event loop has put the system's own there
        signal.signal(each, handler)
    work.stores.tell_warnings()
    if app.ended_by:
        # The terminal is as it was. Whoever called hears of it now, says how it ended and goes.
        with suppress(KeyboardInterrupt):
            signal.raise_signal(app.ended_by)
    if app.return_code:
        sys.exit(app.return_code)  # it broke, and has said so
    if isinstance(result, BsWizardError):
        raise result
    return result

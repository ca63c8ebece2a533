"""Offering, on the screen, to go on with an authorisation that was cut off."""

from dataclasses import replace

from bs_wizard.errors import BsWizardError
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.tui.app import Show
from bs_wizard.tui.dialogs.confirm import ChoiceDialog
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.texts import resuming


async def offer(show: Show, work: Work, draft: Draft) -> Draft:
    """Return the draft, with what is to be taken up first if anything is."""
    if draft.resuming:
        return draft
    for pending in await work.resumable():
        said = resuming.waiting_sentence(pending, work.today())
        match await show(ChoiceDialog(resuming.TITLE, said, resuming.ANSWERS, at_escape="later")):
            case "go-on":
                return replace(draft, resuming=pending)
            case "discard":
                await _discard(show, work, pending)
    return draft


async def _discard(show: Show, work: Work, pending: PendingLogin) -> None:
    try:
        await work.current_login.discard(pending)
    except BsWizardError as error:
        await show(ChoiceDialog(error.message, error.hint, (("on", "Go on"),)))

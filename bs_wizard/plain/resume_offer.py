"""Offering, line by line, to go on with an authorisation that was cut off."""

from dataclasses import replace

from bs_wizard.errors import BsWizardError
from bs_wizard.plain.prompter import Prompter, WentBack
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.texts import resuming


async def offer(prompter: Prompter, work: Work, draft: Draft) -> Draft:
    """Return the draft, with what is to be taken up first if anything is.

    With nobody to ask, only what asked for just the same is. Raises Cancelled.
    """
    waiting = await work.resumable()
    if not prompter.interactive:
        return resuming.with_match(draft, waiting)
    for pending in waiting:
        prompter.say(f"{resuming.TITLE}. {resuming.waiting_sentence(pending, work.today())}")
        match _chosen(prompter):
            case "go-on":
                return replace(draft, resuming=pending)
            case "discard":
                await _discard(prompter, work, pending)
    return draft


def _chosen(prompter: Prompter) -> str:
    try:
        number = prompter.choose("What now", [label for _, label in resuming.ANSWERS])
    except WentBack:
        return "later"
    return resuming.ANSWERS[number - 1][0]


async def _discard(prompter: Prompter, work: Work, pending: PendingLogin) -> None:
    try:
        await work.current_login.discard(pending)
    except BsWizardError as error:
        prompter.show_error(error)
    else:
        prompter.say("It is given up.")

"""Offering, line by line, to go on with an authorisation that was cut off."""

from dataclasses import replace

from bs_wizard.errors import BsWizardError
from bs_wizard.plain.prompter import Talk, WentBack
from bs_wizard.store.index.pending_login import Pending
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.texts import resuming


async def offer(talk: Talk, work: Work, draft: Draft) -> Draft:
    """Return the draft, with what is to be taken up first if anything is.

    With nobody to ask, only what asked for just the same is. Raises Cancelled.
    """
    waiting = await work.waiting()
    if not talk.interactive:
        return resuming.with_match(draft, waiting)
    for pending in waiting:
        talk.say(f"{resuming.TITLE}. {resuming.waiting_sentence(pending, work.today())}")
        match _chosen(talk):
            case "go-on":
                return replace(draft, resuming=pending)
            case "forget":
                await _forget(talk, work, pending)
    return draft


def _chosen(talk: Talk) -> str:
    try:
        number = talk.choose("What now", [label for _, label in resuming.ANSWERS])
    except WentBack:
        return "later"
    return resuming.ANSWERS[number - 1][0]


async def _forget(talk: Talk, work: Work, pending: Pending) -> None:
    try:
        await work.forget(pending)
    except BsWizardError as error:
        talk.complain(error)
    else:
        talk.say("It is given up.")

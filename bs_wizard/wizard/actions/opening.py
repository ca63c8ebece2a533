"""What the program does when it is opened without a command: the same loop in every front end."""

from dataclasses import replace
from typing import Literal, Protocol

from bs_wizard.background import in_thread
from bs_wizard.errors import BsWizardError
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.store.index.records import Credential
from bs_wizard.wizard.actions.ending import discard, end_unkept
from bs_wizard.wizard.actions.rotation import draft_to_rotate, kept_old, kept_secret
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.travel import FrontEnd, travel
from bs_wizard.wizard.texts import unwanted_token

Answer = Literal["resume", "later", "discard"]
"""What a person wants done with an interrupted login."""


class ResumeOffer(Protocol):
    """Asks about an interrupted login."""

    async def ask_to_resume(self, pending: PendingLogin) -> Answer:
        """Return what is to be done with it; raises Cancelled."""
        ...

    async def tell_discarded(self, said: str, error: BsWizardError | None) -> None:
        """Say that it was discarded, and ``said`` of its token, or why it could not be."""
        ...


class OpeningFront(FrontEnd, ResumeOffer, Protocol):
    """Shows the journey, and the credentials that are stored."""

    async def look_after(self, ended: BsWizardError | str) -> Credential | bool:
        """Show what is stored; return True for a new credential, False to leave.

        A credential is returned for a new token in the place of its own. ``ended`` is what the last
        journey ended with, or what is to be said of it; empty where that is nothing.
        """
        ...


async def offer_resume(front: ResumeOffer, work: Work, draft: Draft) -> Draft:
    """Return the draft, which resumes an interrupted login where the person wants that."""
    for pending in () if draft.resuming else await work.resumable():
        answer = await front.ask_to_resume(pending)
        if answer == "resume":
            return replace(draft, resuming=pending)
        if answer == "discard":
            said, error = "", None
            try:
                said = await discard(work, pending)
            except BsWizardError as raised:
                error = raised
            await front.tell_discarded(said, error)
    return draft


async def open_on_credentials(front: OpeningFront, work: Work, draft: Draft) -> Credential | None:
    """Look after the credentials, with a journey for each new one; return None at the end.

    An interrupted login is offered before anything else. While nothing is stored, there is one
    journey: its credential is returned, and what it raises ends the program. With credentials
    stored, every journey leads back to them, and an error or a cancellation is shown there.
    """
    begin = await offer_resume(front, work, draft)
    if not await in_thread(work.credentials.all):
        return await travel(front, begin)
    ended: BsWizardError | str = ""
    while begin.resuming or (wish := await front.look_after(ended)):
        before = wish if not begin.resuming and isinstance(wish, Credential) else None
        if before is None:
            begin = await offer_resume(front, work, begin)
        ended = ""
        try:
            if before is None:
                await travel(front, begin)
            else:
                ended = await _rotate(front, work, before)
        except BsWizardError as error:
            if await _nothing_is_left(work):
                raise
            said = await end_unkept(work)
            ended = type(error)(f"{error.message} {said}", error.hint) if said else error
        work.current_login.release()  # the next journey may resume it
        begin = draft
    return None


async def _rotate(front: FrontEnd, work: Work, before: Credential) -> str:
    """Get a new token for it; return what is to be said of the old one."""
    stored = work.credentials

    def begin() -> tuple[frozenset[str], Draft]:
        stored.token(before)  # it must be here to be kept: known before a code is asked for
        names = frozenset(one.name for one in stored.all())
        return names, draft_to_rotate(before, kept_secret(before, stored))

    names, draft = await in_thread(begin)
    await travel(front, draft)
    old = await in_thread(lambda: kept_old(before, names, stored))
    return unwanted_token.old_kept(old, before.name) if old else ""


async def _nothing_is_left(work: Work) -> bool:
    """Whether the index holds no credential any more; one that cannot be read may hold some."""
    try:
        return not await in_thread(work.credentials.all)
    except BsWizardError:
        return False

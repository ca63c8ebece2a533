"""The front end that talks: every step as sentences and questions."""

import asyncio
from dataclasses import dataclass

from bs_wizard.basespace.device_flow import Approved, Slowed, StillPending, Trouble
from bs_wizard.basespace.replies import DeviceCode
from bs_wizard.errors import BsWizardError, NameTaken
from bs_wizard.plain.naming import Naming
from bs_wizard.plain.questions import ask_app, ask_scopes
from bs_wizard.plain.storing import let_go, prove_store, save
from bs_wizard.plain.talk import Talk, WentBack
from bs_wizard.store.paths import shown
from bs_wizard.store.pending import Pending
from bs_wizard.wizard import unattended, words
from bs_wizard.wizard.addresses import addresses, refusal
from bs_wizard.wizard.draft import Draft
from bs_wizard.wizard.journey import mended_at
from bs_wizard.wizard.requester import Requester
from bs_wizard.wizard.steps import (
    Authorised,
    Back,
    Leave,
    Outcome,
    Saved,
    ScopesGiven,
    Step,
    StoreProved,
)
from bs_wizard.wizard.work import Work

LITTLE_LEFT = 60.0
"""Seconds before the end of a code at which it is said once more."""


@dataclass(frozen=True)
class PlainFront:
    """Shows the journey's steps through a conversation."""

    talk: Talk
    work: Work
    requester: Requester

    async def show(self, step: Step, draft: Draft) -> Outcome:
        """Go through one step; with nobody to ask, the draft must hold the answers.

        Whatever ends the journey while an approved token is held, this is said, and a person may
        see the token once.
        """
        try:
            outcome = await self._go_through(step, draft)
        except WentBack as back:
            return Back(back.kept)
        except BsWizardError as error:
            await let_go(self.talk, self.work, draft, error)
            raise
        except (KeyboardInterrupt, asyncio.CancelledError):
            await let_go(self.talk, self.work, draft)
            raise
        if isinstance(outcome, Leave):
            await let_go(self.talk, self.work, draft, outcome.error)
        return outcome

    async def _go_through(self, step: Step, draft: Draft) -> Outcome:
        match step:
            case Step.STORE if draft.resuming:
                return await self._take_up(draft.resuming)
            case Step.STORE:
                return await self._store()
            case Step.APP if self.talk.interactive:
                return await ask_app(self.talk, self.work, self.requester, draft)
            case Step.APP:
                return await unattended.app(draft, self.work)
            case Step.SCOPES if self.talk.interactive:
                return ask_scopes(self.talk, draft)
            case Step.SCOPES:
                return ScopesGiven(draft.scopes)
            case Step.AUTHORISE:
                return await self._authorise(draft)
            case Step.NAME:
                return await Naming(self.talk, self.work).name(draft)
            case Step.SAVE:
                return await self._save(draft)

    async def _store(self) -> Outcome:
        if self.talk.interactive:
            self.talk.say(words.WELCOME)
        facts = await prove_store(self.talk, self.work)
        self.talk.say(*facts.settled, words.store_sentence(facts))
        return StoreProved(facts)

    async def _take_up(self, pending: Pending) -> Outcome:
        try:
            taken = await self.work.take_up(pending)
        except BsWizardError as error:
            if not self.talk.interactive:
                raise
            self.talk.complain(error)
            again = self.talk.confirm("Begin anew", default=True)
            return Back() if again else Leave(error)
        self.talk.say(*taken.facts.settled, words.store_sentence(taken.facts))
        return taken

    async def _authorise(self, draft: Draft) -> Outcome:
        try:
            return await self._wait(draft)
        except BsWizardError as error:
            if not self.talk.interactive:
                raise
            return self._after_refusal(error)

    async def _wait(self, draft: Draft) -> Outcome:
        warned = troubled = False
        async for event in self.work.authorise(draft):
            match event:
                case DeviceCode():
                    self._show_code(draft, event)
                case Approved(token, dialect):
                    self.talk.say("Approved.")
                    return Authorised(token, dialect)
                case Trouble(message, retry_in):
                    if not troubled:
                        self.talk.say(
                            f"Network trouble: {message.rstrip('.')}. Your approval is not lost. "
                            f"The next try is in {words.spoken(retry_in)}, and more will follow."
                        )
                    troubled = True
                case Slowed(interval):
                    self.talk.say(
                        "The server asks for fewer questions: "
                        f"from now on one in {words.spoken(interval)}."
                    )
                case StillPending(_, left):
                    if troubled:
                        self.talk.say("The network is back. Still waiting for your approval.")
                    troubled = False
                    if left <= LITTLE_LEFT and not warned:
                        self.talk.say(f"The code expires in {words.spoken(left)}.")
                        warned = True
        raise AssertionError("polling ends with an approval or an error")

    def _show_code(self, draft: Draft, code: DeviceCode) -> None:
        found = addresses(draft.instance, code)
        say = self.talk.say
        say("", "Step 3 of 4: Authorise.")
        if found.best:
            say("Open this address in a browser, on any device:", "", found.best, "")
        if found.best and self.work.sign:
            say(f"Its QR code is in {shown(self.work.sign.file)} until it is approved.")
        if found.refused:
            say(refusal(draft.instance, found.refused))
        say(
            f"The page must show this code: {code.user_code}",
            f"That is: {words.spelled(code.user_code)}",
            f"{words.asked_by(self.requester, self.work.today(), words.app_label(draft))}",
            f"It asks for: {words.scopes_label(draft.scopes)}.",
            words.WORKGROUP_FIRST,
            words.ONLY_YOURS,
            f"Waiting for your approval. The code lasts {words.spoken(code.expires_in)}.",
        )

    def _after_refusal(self, error: BsWizardError) -> Outcome:
        self.talk.complain(error)
        where = mended_at(error)
        question = "Ask for a new code" if where is Step.AUTHORISE else f"Go back to {where.value}"
        return Back(to=where) if self.talk.confirm(question, default=True) else Leave(error)

    async def _save(self, draft: Draft) -> Outcome:
        try:
            credential, title = await save(self.talk, self.work, draft)
        except NameTaken:  # by another program, since the name was chosen
            if not self.talk.interactive:
                raise
            return Back()
        self.talk.say("", words.saved_sentence(credential, title), "To use it:")
        for way in words.usage(credential):
            self.talk.say(f"{way.purpose}:", *(f"  {line}" for line in way.lines))
        return Saved(credential)

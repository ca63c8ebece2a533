"""The front end that talks: every step as sentences and questions."""

import asyncio
from dataclasses import InitVar, dataclass, field

from bs_wizard.errors import BsWizardError, NameTaken
from bs_wizard.plain.authorise_step import Authorising, ToTerminal, nowhere
from bs_wizard.plain.care_menu import tell_ways
from bs_wizard.plain.name_step import Naming
from bs_wizard.plain.prompter import Prompter, WentBack
from bs_wizard.plain.questions import ask_app, ask_scopes
from bs_wizard.plain.store_step import let_go, prove_store, save
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.wizard.actions import unattended
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.requester import Requester
from bs_wizard.wizard.journey.steps import (
    Back,
    Leave,
    Outcome,
    Saved,
    ScopesGiven,
    Step,
    StoreProved,
)
from bs_wizard.wizard.texts import words
from bs_wizard.wizard.texts.guide import explain


@dataclass(frozen=True)
class PlainFront:
    """Shows the journey's steps through a conversation.

    ``to_terminal`` is given address and code as well, where the conversation goes elsewhere.
    """

    prompter: Prompter
    work: Work
    requester: Requester
    to_terminal: InitVar[ToTerminal] = nowhere
    _authorising: Authorising = field(init=False)

    def __post_init__(self, to_terminal: ToTerminal) -> None:
        made = Authorising(self.prompter, self.work, self.requester, to_terminal)
        object.__setattr__(self, "_authorising", made)

    async def show(self, step: Step, draft: Draft) -> Outcome:
        """Go through one step; with nobody to ask, the draft must hold the answers.

        Whatever ends the journey while an approved token is held, this is said, and a person may
        see the token once.
        """
        try:
            with self.prompter.with_extra_command(
                "help", lambda: self.prompter.say(*explain(step))
            ):
                outcome = await self._go_through(step, draft)
        except WentBack as back:
            return Back(back.kept)
        except BsWizardError as error:
            await let_go(self.prompter, self.work, draft, error)
            raise
        except (KeyboardInterrupt, asyncio.CancelledError):
            await let_go(self.prompter, self.work, draft)
            raise
        if isinstance(outcome, Leave):
            await let_go(self.prompter, self.work, draft, outcome.error)
        return outcome

    async def _go_through(self, step: Step, draft: Draft) -> Outcome:
        match step:
            case Step.STORE if draft.resuming:
                return await self._take_up(draft.resuming)
            case Step.STORE:
                return await self._store()
            case Step.APP if self.prompter.interactive:
                return await ask_app(self.prompter, self.work, self.requester, draft)
            case Step.APP:
                return await unattended.app(draft, self.work)
            case Step.SCOPES if self.prompter.interactive:
                return ask_scopes(self.prompter, draft)
            case Step.SCOPES:
                return ScopesGiven(draft.scopes)
            case Step.AUTHORISE:
                return await self._authorising.step(draft)
            case Step.NAME:
                return await Naming(self.prompter, self.work, self._authorising.to_terminal).name(
                    draft
                )
            case Step.SAVE:
                return await self._save(draft)

    async def _store(self) -> Outcome:
        if self.prompter.interactive:
            self.prompter.say(words.WELCOME)
        facts = await prove_store(self.prompter, self.work)
        self.prompter.say(*words.store_account(facts))
        return StoreProved(facts)

    async def _take_up(self, pending: PendingLogin) -> Outcome:
        try:
            taken = await self.work.resume(pending)
        except BsWizardError as error:
            if not self.prompter.interactive:
                raise
            self.prompter.show_error(error)
            again = self.prompter.confirm("Begin anew", default=True)
            return Back() if again else Leave(error)
        self.prompter.say(*words.store_account(taken.facts))
        return taken

    async def _save(self, draft: Draft) -> Outcome:
        try:
            credential, title = await save(self.prompter, self.work, draft)
        except NameTaken:  # by another program, since the name was chosen
            if not self.prompter.interactive:
                raise
            return Back()
        self.prompter.say("", words.saved_sentence(credential, title), "To use it:")
        tell_ways(self.prompter, words.usage(credential))
        return Saved(credential)

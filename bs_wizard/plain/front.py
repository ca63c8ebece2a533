"""The front end that talks: every step as sentences and questions."""

import asyncio

from bs_wizard.care.credential_actions import CredentialActions, NextStep
from bs_wizard.errors import BsWizardError, Cancelled, NameTaken
from bs_wizard.plain.authorise_step import AuthoriseStep, ToTerminal, nowhere
from bs_wizard.plain.care_menu import CareMenu, tell_ways
from bs_wizard.plain.line_front import LineFront
from bs_wizard.plain.name_step import NameStep
from bs_wizard.plain.prompter import Prompter, WentBack
from bs_wizard.plain.questions import ask_app, ask_scopes
from bs_wizard.plain.store_step import let_go, prove_store, save
from bs_wizard.store.files.paths import shown
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.store.index.records import Credential
from bs_wizard.wizard.actions import plain_files
from bs_wizard.wizard.actions.opening import Answer
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.requester import Requester
from bs_wizard.wizard.journey.steps import (
    Back,
    Leave,
    Outcome,
    Saved,
    Step,
    StoreProved,
)
from bs_wizard.wizard.texts import credential_texts, resuming, words
from bs_wizard.wizard.texts.guide import explain


class PlainFront(LineFront):
    """Shows the journey's steps through a conversation.

    ``to_terminal`` is given address and code as well, where the conversation goes elsewhere.
    """

    def __init__(
        self,
        prompter: Prompter,
        work: Work,
        requester: Requester,
        to_terminal: ToTerminal = nowhere,
    ) -> None:
        super().__init__(work)
        self.prompter = prompter
        self._requester = requester
        self._authorise_step = AuthoriseStep(prompter, work, requester, to_terminal)
        self._name_step = NameStep(prompter, work, to_terminal)

    async def show(self, step: Step, draft: Draft) -> Outcome:
        """Go through one step; with nobody to ask, the draft must hold the answers.

        Whatever ends the journey while an approved token is held, this is said, and a person may
        see the token once.
        """
        try:
            with self.prompter.with_extra_command(
                "help", lambda: self.prompter.say(*explain(step))
            ):
                outcome = await self.go_through(step, draft)
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

    async def prove_store(self) -> Outcome:
        """Say where the token will be kept, after a test."""
        if self.prompter.interactive:
            self.prompter.say(words.WELCOME, words.NEEDED)
        facts = await prove_store(self.prompter, self.work)
        self.prompter.say(*words.store_account(facts))
        if self.prompter.interactive:
            files = await plain_files.not_stored(self.work)
            if files:
                self.prompter.say(words.plain_tokens([shown(each.path) for each in files]))
        return StoreProved(facts)

    async def resume(self, pending: PendingLogin) -> Outcome:
        """Go on with an interrupted login; offer to start over where that fails."""
        try:
            resumed = await self.work.resume(pending)
        except BsWizardError as error:
            if not self.prompter.interactive:
                raise
            self.prompter.show_error(error)
            again = self.prompter.confirm("Start over", default=True)
            return Back() if again else Leave(error)
        self.prompter.say(*words.store_account(resumed.facts))
        return resumed

    async def app(self, draft: Draft) -> Outcome:
        """Ask for the application."""
        if not self.prompter.interactive:
            return await super().app(draft)
        return await ask_app(self.prompter, self.work, self._requester, draft)

    def scopes(self, draft: Draft) -> Outcome:
        """Ask for the scopes."""
        return (
            ask_scopes(self.prompter, draft) if self.prompter.interactive else super().scopes(draft)
        )

    async def authorise(self, draft: Draft) -> Outcome:
        """Show the code and wait for the approval."""
        return await self._authorise_step.go_through(draft)

    async def name(self, draft: Draft) -> Outcome:
        """Say whose token it is, and ask for its name."""
        return await self._name_step.go_through(draft)

    async def save(self, draft: Draft) -> Outcome:
        """Save, and say how the credential is used."""
        try:
            credential, title = await save(self.prompter, self.work, draft)
        except NameTaken:  # by another program, since the name was chosen
            if not self.prompter.interactive:
                raise
            return Back()
        self.prompter.say("", words.saved_for(credential, title), "To use it:")
        tell_ways(self.prompter, credential_texts.usage(credential))
        return Saved(credential)

    async def ask_to_resume(self, pending: PendingLogin) -> Answer:
        """Ask what to do with an interrupted login; ``back`` means not now."""
        said = resuming.waiting_sentence(pending, self.work.today())
        self.prompter.say(f"{resuming.TITLE}. {said}")
        try:
            number = self.prompter.choose("What now", [label for _, label in resuming.ANSWERS])
        except WentBack:
            return "later"
        return resuming.ANSWERS[number - 1][0]

    async def tell_discarded(self, said: str, error: BsWizardError | None) -> None:
        """Say that an interrupted login was discarded, or why it could not be."""
        if error:
            self.prompter.show_error(error)
        else:
            self.prompter.say(f"{resuming.DISCARDED} {said}".rstrip())

    async def look_after(self, ended: BsWizardError | str) -> Credential | bool:
        """Show the menu over what is stored, after what the last journey ended with."""
        if isinstance(ended, BsWizardError) and not isinstance(ended, Cancelled):
            self.prompter.show_error(ended)
        elif ended:
            self.prompter.say(ended.message if isinstance(ended, Cancelled) else ended)
        work = self.work
        actions = CredentialActions(work.credentials, work.today, work.make_client)
        wish = await CareMenu(self.prompter, actions).run()
        return wish is NextStep.NEW if isinstance(wish, NextStep) else wish

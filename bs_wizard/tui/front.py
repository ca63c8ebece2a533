"""The front end of screens: a step in, the outcome of its screen out."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from bs_wizard.background import to_completion
from bs_wizard.care.credential_actions import CredentialActions, NextStep
from bs_wizard.errors import BsWizardError
from bs_wizard.store.files.paths import shown
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.store.index.records import Credential
from bs_wizard.terminal.desktop import THIS_DESKTOP, Desktop
from bs_wizard.tui.dialogs.confirm import ChoiceDialog
from bs_wizard.tui.screens.app import Applications, AppScreen
from bs_wizard.tui.screens.authorise import Asking, AuthoriseScreen, Request
from bs_wizard.tui.screens.base.holding_screen import HeldToken
from bs_wizard.tui.screens.base.step_screen import StepScreen
from bs_wizard.tui.screens.base.store_screen import MakeVault
from bs_wizard.tui.screens.name import NameScreen
from bs_wizard.tui.screens.naming import Naming
from bs_wizard.tui.screens.resume import ResumeScreen
from bs_wizard.tui.screens.save import SaveScreen, Saving
from bs_wizard.tui.screens.tiles import TilesScreen
from bs_wizard.tui.screens.welcome import WelcomeScreen
from bs_wizard.wizard.actions.check import holds_approved_token
from bs_wizard.wizard.actions.opening import Answer
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.requester import Requester
from bs_wizard.wizard.journey.steps import Outcome, Step, StoreFacts
from bs_wizard.wizard.texts import resuming, words

if TYPE_CHECKING:
    from bs_wizard.wizard.actions.used_apps import UsedApp


class ScreenFront:
    """Gives each screen just what it shows; ``show_screen`` returns what it was dismissed with."""

    def __init__(
        self,
        show_screen: Callable[[Screen[Any]], Awaitable[Any]],
        work: Work,
        requester: Requester,
        *,
        draw_qr: bool = True,
        note: str = "",
        blocks: bool = True,
        desktop: Desktop = THIS_DESKTOP,
    ) -> None:
        self.show_screen = show_screen
        self.work = work
        self.requester = requester
        self.draw_qr = draw_qr
        self.note = note
        self.blocks = blocks
        self.desktop = desktop

    async def show(self, step: Step, draft: Draft) -> Outcome:
        """Show the step's screen until the person has decided."""
        outcome: Outcome = await self.show_screen(await self._screen(step, draft))
        return outcome

    async def ask_to_resume(self, pending: PendingLogin) -> Answer:
        """Ask in a dialog what to do with an interrupted login; Esc means not now."""
        said = resuming.waiting_sentence(pending, self.work.today())
        dialog = ChoiceDialog(resuming.TITLE, said, resuming.ANSWERS, at_escape="later")
        answer: Answer = await self.show_screen(dialog)
        return answer

    async def tell_discarded(self, error: BsWizardError | None) -> None:
        """Say why an interrupted login could not be discarded; else it is just not offered."""
        if error:
            await self.show_screen(ChoiceDialog(error.message, error.hint, (("on", "Go on"),)))

    async def look_after(self, ended: BsWizardError | None) -> bool:
        """Show the tiles, with what the last journey ended with."""
        work = self.work
        actions = CredentialActions(work.credentials, work.today, work.make_client)
        return await self.show_screen(TilesScreen(actions, ended)) is NextStep.NEW

    async def _screen(self, step: Step, draft: Draft) -> StepScreen:
        match step:
            case Step.STORE if draft.resuming:
                resume = partial(self.work.resume, draft.resuming)
                return ResumeScreen(draft.resuming, resume, note=self.note)
            case Step.STORE:
                place = draft.instance.short
                make = None if await self.work.has_vault() else self._make_vault
                return WelcomeScreen(self.work.prove_store, make, place=place, note=self.note)
            case Step.APP:
                return await self._app(draft)
            case Step.SCOPES:
                # Imported when first shown: its list widget is slow to load.
                from bs_wizard.tui.screens.scopes import ScopesScreen

                return ScopesScreen(draft.scopes, place=draft.instance.short, note=self.note)
            case Step.AUTHORISE:
                return self._authorise(draft)
            case Step.NAME:
                return self._name(draft)
            case Step.SAVE:
                return self._save(draft)

    async def _app(self, draft: Draft) -> AppScreen:
        used: tuple[UsedApp, ...] = ()
        trouble = None
        try:
            used = await self.work.used_apps(draft.instance)
        except BsWizardError as error:  # the fields will do; a token may be held already
            trouble = error
        applications = Applications(used, self.work.client_secret, trouble)
        return AppScreen(draft, applications, self.requester, note=self.note)

    def _authorise(self, draft: Draft) -> AuthoriseScreen:
        facts = (
            ("App", words.app_label(draft)),
            ("Scopes", words.scopes_label(draft.scopes)),
            *([("QR file", shown(self.work.qr_output.file))] if self.work.qr_output else []),
        )
        who = Asking(self.requester, facts, draft.asked_at)
        request = Request(draft.instance, who, self.draw_qr, self.blocks, self.desktop)
        ask = lambda: self.work.authorise(draft)  # noqa: E731  (a name for the argument)
        return AuthoriseScreen(request, ask, self.work.clock, note=self.note)

    def _name(self, draft: Draft) -> NameScreen:
        naming = Naming(
            lambda: self.work.check(draft),
            lambda identity: self.work.suggest_name(draft, identity),
            self.work.find,
        )
        return NameScreen(draft, naming, self._held(draft), note=self.note)

    def _held(self, draft: Draft) -> HeldToken:
        assert draft.token is not None, "the journey names and saves only what it holds"
        return HeldToken(
            draft.token,
            not holds_approved_token(draft),
            lambda: self.work.current_login.keeps(draft.token),
            self.work.current_login.drop,
            lambda: self.work.revoke(draft),
        )

    def _save(self, draft: Draft) -> SaveScreen:
        assert draft.store is not None, "the store is proved first"

        def save(facts: StoreFacts) -> Awaitable[Credential]:
            # Said by the screen itself, which is left only when it is over.
            return to_completion(self.work.save(replace(draft, store=facts)), lambda: None)

        saving = Saving(save, self._make_vault)
        place = draft.instance.short
        return SaveScreen(saving, self._held(draft), draft.store, place=place, note=self.note)

    @property
    def _make_vault(self) -> MakeVault | None:
        """Return how to make an encrypted vault, None where none may be offered."""
        return self.work.make_vault if self.work.offers_vault else None

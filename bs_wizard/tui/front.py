"""The front end of screens: a step in, the outcome of its screen out."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from bs_wizard.errors import BsWizardError
from bs_wizard.store.files.paths import shown
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.store.index.records import Credential
from bs_wizard.terminal.desktop import THIS_DESKTOP, Desktop
from bs_wizard.wizard.actions import plain_files
from bs_wizard.wizard.actions.opening import Answer
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.requester import Requester
from bs_wizard.wizard.journey.steps import Back, Outcome, Step
from bs_wizard.wizard.texts import resuming, words

if TYPE_CHECKING:
    from bs_wizard.care.credential_actions import Wish
    from bs_wizard.tui.screens.application import AppScreen
    from bs_wizard.tui.screens.authorise import AuthoriseScreen
    from bs_wizard.tui.screens.base.step_screen import StepScreen
    from bs_wizard.tui.screens.welcome import WelcomeScreen
    from bs_wizard.wizard.actions.used_apps import UsedApp

# A screen is imported when it is first shown: all of them together are half of the first paint.


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
        self._refused: BsWizardError | None = None

    async def show(self, step: Step, draft: Draft) -> Outcome:
        """Show the step's screen until the person has decided."""
        outcome: Outcome = await self.show_screen(await self._screen(step, draft))
        self._refused = outcome.because if isinstance(outcome, Back) else None
        return outcome

    async def ask_to_resume(self, pending: PendingLogin) -> Answer:
        """Ask in a dialog what to do with an interrupted login; Esc means not now."""
        from bs_wizard.tui.dialogs.confirm import ChoiceDialog

        said = resuming.waiting_sentence(pending, self.work.today())
        dialog = ChoiceDialog(resuming.TITLE, said, resuming.ANSWERS, at_escape="later")
        answer: Answer = await self.show_screen(dialog)
        return answer

    async def tell_discarded(self, said: str, error: BsWizardError | None) -> None:
        """Say why an interrupted login could not be discarded, or ``said`` of its token."""
        from bs_wizard.tui.dialogs.confirm import ChoiceDialog

        title, text = (error.message, error.hint) if error else (resuming.DISCARDED, said)
        if text:
            await self.show_screen(ChoiceDialog(title, text, (("on", "Go on"),)))

    async def look_after(self, ended: BsWizardError | str) -> Credential | bool:
        """Show the tiles, with what the last journey ended with."""
        from bs_wizard.care.credential_actions import CredentialActions, NextStep
        from bs_wizard.tui.screens.tiles import TilesScreen

        work = self.work
        actions = CredentialActions(work.credentials, work.today, work.make_client)
        wish: Wish = await self.show_screen(TilesScreen(actions, ended, self.desktop))
        return wish is NextStep.NEW if isinstance(wish, NextStep) else wish

    async def _screen(self, step: Step, draft: Draft) -> "StepScreen":
        match step:
            case Step.STORE if draft.resuming:
                from bs_wizard.tui.screens.resume import ResumeScreen

                return ResumeScreen(draft.resuming, self.work, note=self.note)
            case Step.STORE:
                return await self._welcome(draft)
            case Step.APP:
                return await self._app(draft)
            case Step.SCOPES:
                from bs_wizard.tui.screens.scopes import ScopesScreen

                place, refused = draft.instance.short, self._refused
                return ScopesScreen(draft.scopes, place=place, note=self.note, refused=refused)
            case Step.AUTHORISE:
                return self._authorise(draft)
            case Step.NAME:
                from bs_wizard.tui.screens.name import NameScreen

                return NameScreen(draft, self.work, note=self.note)
            case Step.SAVE:
                from bs_wizard.tui.screens.save import SaveScreen

                offers = self.work.offers_vault
                return SaveScreen(
                    draft, self.work, offers_vault=offers, desktop=self.desktop, note=self.note
                )

    async def _welcome(self, draft: Draft) -> "WelcomeScreen":
        from bs_wizard.tui.screens.welcome import WelcomeScreen

        # Where the vault is there already, another one does not help against what fails.
        offers = self.work.offers_vault and not await self.work.has_vault()
        place = draft.instance.short
        files = [shown(each.path) for each in await plain_files.not_stored(self.work)]
        found = words.plain_tokens(files)
        return WelcomeScreen(
            self.work, offers_vault=offers, place=place, note=self.note, found=found
        )

    async def _app(self, draft: Draft) -> "AppScreen":
        from bs_wizard.tui.screens.application import AppScreen

        used: tuple[UsedApp, ...] = ()
        trouble = None
        try:
            used = await self.work.used_apps(draft.instance)
        except BsWizardError as error:  # the fields will do; a token may be held already
            trouble = error
        files = await plain_files.not_stored(self.work)
        return AppScreen(
            draft,
            used,
            files[: plain_files.MOST_OFFERED],
            self.work,
            self.requester,
            trouble=trouble,
            refused=self._refused,
            desktop=self.desktop,
            note=self.note,
        )

    def _authorise(self, draft: Draft) -> "AuthoriseScreen":
        from bs_wizard.tui.screens.authorise import AuthoriseScreen

        return AuthoriseScreen(
            draft,
            self.work,
            self.requester,
            draw_qr=self.draw_qr,
            blocks=self.blocks,
            desktop=self.desktop,
            note=self.note,
        )

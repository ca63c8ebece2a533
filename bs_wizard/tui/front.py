"""The front end of screens: a step in, the outcome of its screen out."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from bs_wizard.aside import aside
from bs_wizard.errors import BsWizardError
from bs_wizard.store.paths import shown
from bs_wizard.terminal.means import HERE, Means
from bs_wizard.tui.screens.app import Applications, AppScreen
from bs_wizard.tui.screens.authorise import AuthoriseScreen, Request
from bs_wizard.tui.screens.name import NameScreen, Naming
from bs_wizard.tui.screens.resume import ResumeScreen
from bs_wizard.tui.screens.save import SaveScreen, Saving
from bs_wizard.tui.screens.step import StepScreen
from bs_wizard.tui.screens.storing import MakeVault
from bs_wizard.tui.screens.welcome import WelcomeScreen
from bs_wizard.wizard import words
from bs_wizard.wizard.draft import Draft
from bs_wizard.wizard.requester import Requester
from bs_wizard.wizard.steps import Outcome, Step
from bs_wizard.wizard.work import Work

if TYPE_CHECKING:
    from bs_wizard.wizard.used_apps import UsedApp


@dataclass(frozen=True)
class ScreenFront:
    """Gives each screen just what it shows; ``show_screen`` returns what it was dismissed with."""

    show_screen: Callable[[Screen[Any]], Awaitable[Any]]
    work: Work
    requester: Requester
    draw_qr: bool = True
    note: str = ""
    blocks: bool = True
    means: Means = HERE

    async def show(self, step: Step, draft: Draft) -> Outcome:
        """Show the step's screen until the person has decided."""
        outcome: Outcome = await self.show_screen(await self._screen(step, draft))
        return outcome

    async def _screen(self, step: Step, draft: Draft) -> StepScreen:
        match step:
            case Step.STORE if draft.resuming:
                take_up = partial(self.work.take_up, draft.resuming)
                return ResumeScreen(draft.resuming, take_up, note=self.note)
            case Step.STORE:
                place = draft.instance.short
                return WelcomeScreen(
                    self.work.prove_store, self._make_vault, place=place, note=self.note
                )
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
            used = await aside(lambda: self.work.used_apps(draft.instance))
        except BsWizardError as error:  # the fields will do; a token may be held already
            trouble = error
        applications = Applications(used, self.work.client_secret, trouble)
        return AppScreen(draft, applications, self.requester, note=self.note)

    def _authorise(self, draft: Draft) -> AuthoriseScreen:
        facts = (
            ("Asked by", f"{self.requester}, {self.work.today().astimezone():%H:%M}"),
            ("App", words.app_label(draft)),
            ("Scopes", words.scopes_label(draft.scopes)),
            *([("QR file", shown(self.work.sign.file))] if self.work.sign else []),
        )
        request = Request(draft.instance, facts, self.draw_qr, self.blocks, self.means)
        ask = lambda: self.work.authorise(draft)  # noqa: E731  (a name for the argument)
        return AuthoriseScreen(request, ask, self.work.clock, note=self.note)

    def _name(self, draft: Draft) -> NameScreen:
        assert draft.token is not None, "the journey names only what it holds"
        naming = Naming(
            lambda: self.work.check(draft),
            lambda identity: aside(lambda: self.work.suggest_name(draft, identity)),
            lambda name: aside(lambda: self.work.is_taken(name)),
            draft.token,
        )
        return NameScreen(draft, naming, note=self.note)

    def _save(self, draft: Draft) -> SaveScreen:
        assert draft.store is not None, "the store is proved first"
        assert draft.token is not None, "the journey saves only what it holds"
        saving = Saving(
            lambda facts: self.work.save(replace(draft, store=facts)), self._make_vault, draft.token
        )
        return SaveScreen(saving, draft.store, place=draft.instance.short, note=self.note)

    @property
    def _make_vault(self) -> MakeVault | None:
        """Return how to make an encrypted vault, None where none may be offered."""
        return self.work.make_vault if self.work.encrypted else None

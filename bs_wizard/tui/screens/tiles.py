"""The opening screen once there are credentials: a tile for each, and what to do with one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from bs_wizard.care.credential_actions import CredentialActions, CredentialList, NextStep
from bs_wizard.errors import BsWizardError, Cancelled
from bs_wizard.store.index.records import DESCRIPTION_LIMIT, Credential
from bs_wizard.tui.dialogs.confirm import ChoiceDialog
from bs_wizard.tui.dialogs.edit import Change, Edit, EditDialog
from bs_wizard.tui.dialogs.text_dialog import HelpDialog, TextDialog
from bs_wizard.tui.screens.base.result_screen import ResultScreen
from bs_wizard.tui.widgets.credential.facts import Facts
from bs_wizard.tui.widgets.credential.tile import Tile, TileGrid
from bs_wizard.tui.widgets.credential.usage import Usage
from bs_wizard.tui.widgets.frame.frame import Body, ErrorMessage, Frame, More
from bs_wizard.tui.widgets.frame.key_row import KeyRow
from bs_wizard.tui.widgets.frame.spinner import Spinner
from bs_wizard.wizard.texts import credential_texts
from bs_wizard.wizard.texts.guide import TILES

_ON_ONE = frozenset({"use", "verify", "rename", "describe", "make_default", "remove"})
"""Actions on the chosen credential."""


class TilesScreen(ResultScreen[NextStep]):
    """Tiles to move among, and keys that act on the credential whose tile has the focus."""

    AUTO_FOCUS = ""  # the default's tile, once it is known
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "next_step('new')", "new"),
        Binding("question_mark", "help", "help", key_display="?"),
        Binding("f1", "help", "help", key_display="F1"),
        Binding("escape,q", "next_step('leave')", "leave"),
        # The row leaves out from here on what does not fit; help tells it.
        Binding("u", "use", "use"),
        Binding("v", "verify", "verify"),
        Binding("r", "rename", "rename"),
        Binding("e", "describe", "describe"),
        Binding("d", "make_default", "default"),
        Binding("x,delete", "remove", "remove"),
        Binding("ctrl+r", "retry", "try again"),
    ]
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (70, "-normal"),
        (110, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (23, "-tall"), (30, "-roomy")]

    @dataclass
    class Read(Message):
        """What the index holds."""

        found: CredentialList

    @dataclass
    class Told(Message):
        """Something was done; ``text`` says what, ``name`` what the credential is called now."""

        text: str
        name: str = ""

    def __init__(self, actions: CredentialActions, ended: BsWizardError | None = None) -> None:
        super().__init__()
        self._actions = actions
        self._ended = ended
        self._wanted = ""

    def compose(self) -> ComposeResult:
        """Lay out title and tiles, and below them what was done last."""
        with Frame():
            with Body(id="body"):
                yield Static("Your BaseSpace credentials", classes="title", markup=False)
                yield TileGrid()
            yield More(markup=False)
            yield Static("", id="told", markup=False)
            yield ErrorMessage()
        yield KeyRow()
        yield Spinner()  # over the keys: none of them works then

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what there is a credential for, and nothing that interrupts a removal."""
        if action == "retry":
            return self.trouble is not None and not self.query(Tile)
        if action in _ON_ONE and self.chosen is None:
            return False
        interrupts = action == "next_step" or action in _ON_ONE - {"use"}
        return None if self.busy and interrupts else True

    def on_mount(self) -> None:
        """Show what the index holds, and what the journey before ended with."""
        self.action_retry()
        if isinstance(self._ended, Cancelled):
            self.tell(self._ended.message)
        elif self._ended:
            self.fail(self._ended)

    def action_retry(self) -> None:
        """Read the index."""
        self.clear_error()
        self._read()

    def _read(self) -> None:
        async def found() -> Message:
            return self.Read(await self._actions.read())

        self.run_quietly(found, group="read")

    @on(Read)
    async def _fill(self, event: Read) -> None:
        found = event.found
        if not found.credentials:
            self.answer(NextStep.NEW)
            return
        wanted, self._wanted = self._wanted, ""
        grid = self.query_one(TileGrid)
        await grid.show(found.credentials, found.default, wanted, self._actions.now())
        self.refresh_bindings()

    @property
    def chosen(self) -> Credential | None:
        """Return the credential whose tile has the focus, if there is one."""
        grids = self.query(TileGrid)  # none before it is composed
        return grids.first().chosen if grids else None

    @on(Tile.Opened)
    def _open(self) -> None:
        if chosen := self.chosen:
            is_default = chosen.name == self.query_one(TileGrid).default
            facts = Facts(credential_texts.details(chosen, is_default))
            self.app.push_screen(TextDialog(chosen.name, facts))

    @on(Told)
    def _done(self, event: Told) -> None:
        self.set_busy(False)
        self.tell(event.text)
        self._wanted = event.name
        self._read()

    def fail(self, error: BsWizardError) -> None:
        """Show what went wrong in the place of what was done."""
        self.tell("")
        super().fail(error)

    def tell(self, text: str) -> None:
        """Show what is done or was done."""
        self.clear_error()
        self.query_one("#told", Static).update(Content.styled(text, "$success"))

    def action_next_step(self, wish: str) -> None:
        """Leave this screen, or only what it is doing."""
        if self.working:
            self.stop()
        else:
            self.answer(NextStep(wish))

    def action_help(self) -> None:
        """Explain the tiles and their keys."""
        self.app.push_screen(HelpDialog("Your credentials", TILES))

    def action_use(self) -> None:
        """Say how the chosen credential is used."""
        if chosen := self.chosen:
            usage = Usage(credential_texts.usage(chosen))
            self.app.push_screen(TextDialog(f"To use {chosen.name}", usage, wide=True))

    def action_verify(self) -> None:
        """Ask BaseSpace whether the chosen token is still good."""
        chosen = self.chosen
        if chosen is None:
            return
        self.tell(f"Asking BaseSpace about {chosen.name} …")

        async def verified() -> Message:
            found = await self._actions.verify(chosen)
            said = credential_texts.verified(chosen.name, found.scopes_missing, found.unrecorded)
            return self.Told(f"✓ {said}")

        self.attempt(verified)

    def action_make_default(self) -> None:
        """Use the chosen credential when none is named."""
        chosen = self.chosen
        if chosen is None:
            return

        async def made() -> Message:
            await self._actions.make_default(chosen)
            return self.Told(f"✓ {credential_texts.made_default(chosen.name)}")

        self.attempt(made)

    def action_rename(self) -> None:
        """Give the chosen credential another name."""
        chosen = self.chosen
        if chosen is None:
            return
        edit = Edit(f"Rename {chosen.name}", "New name", chosen.name, 64)

        def told(new: Credential) -> TilesScreen.Told:
            return self.Told(f"✓ {credential_texts.renamed(chosen.name, new.name)}", new.name)

        self._edit(edit, lambda name: self._actions.rename(chosen, name), told)

    def action_describe(self) -> None:
        """Give the chosen credential another description."""
        chosen = self.chosen
        if chosen is None:
            return
        edit = Edit(f"Describe {chosen.name}", "Description", chosen.description, DESCRIPTION_LIMIT)

        def told(new: Credential) -> TilesScreen.Told:
            return self.Told(f"✓ {credential_texts.described(new.name)}")

        self._edit(edit, lambda text: self._actions.describe(chosen, text), told)

    def _edit(self, edit: Edit, change: Change, told: Callable[[Credential], Told]) -> None:
        def closed(changed: Credential | None) -> None:
            if changed is not None:
                self.post_message(told(changed))

        self.app.push_screen(EditDialog(edit, change), closed)

    def action_remove(self) -> None:
        """Ask how far to go, then remove the chosen credential."""
        chosen = self.chosen
        if chosen is None:
            return

        def answered(answer: str | None) -> None:
            if answer in {"remove", "revoke"}:
                self._remove(chosen, revoke=answer == "revoke")

        self.app.push_screen(
            ChoiceDialog(
                f"Remove {chosen.name}?",
                credential_texts.REMOVING,
                credential_texts.REMOVE_ANSWERS,
            ),
            answered,
        )

    def _remove(self, chosen: Credential, *, revoke: bool) -> None:
        self.set_busy(True)
        self.tell(f"Removing {chosen.name} …")

        async def removed() -> Message:
            await self._actions.remove(chosen, revoke=revoke)
            return self.Told(f"✓ {credential_texts.removed(chosen.name, revoked=revoke)}")

        self.attempt(removed)

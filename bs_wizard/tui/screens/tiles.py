"""The opening screen once there are credentials: a tile for each, and what to do with one."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from bs_wizard.background import in_thread
from bs_wizard.care.credential_actions import CredentialActions, CredentialList, NextStep, Wish
from bs_wizard.errors import BsWizardError, Cancelled, TokenElsewhere
from bs_wizard.store.index.records import Credential
from bs_wizard.terminal.desktop import THIS_DESKTOP, Desktop
from bs_wizard.tui.dialogs.dialog import HelpDialog, TextDialog
from bs_wizard.tui.screens.base.result_screen import ResultScreen
from bs_wizard.tui.widgets.credential.facts import Facts
from bs_wizard.tui.widgets.credential.picker import CredentialPicker
from bs_wizard.tui.widgets.credential.tiles import Tiles
from bs_wizard.tui.widgets.frame.frame import ErrorMessage
from bs_wizard.tui.widgets.frame.header_bar import HeaderBar
from bs_wizard.tui.widgets.frame.key_row import KeyRow
from bs_wizard.tui.widgets.frame.keys import explained_keys
from bs_wizard.tui.widgets.frame.spinner import Spinner
from bs_wizard.wizard.texts import credential_texts
from bs_wizard.wizard.texts.guide import TILES

if TYPE_CHECKING:
    from bs_wizard.tui.dialogs.edit import EditDialog

# What a key does is imported when it is pressed: the tiles themselves need none of it.


class TilesScreen(ResultScreen[Wish]):
    """Tiles to pick one credential from, and keys that act on it."""

    IS_HOME = True
    AUTO_FOCUS = "Tiles"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "next_step('new')", "new", tooltip="gets a new credential"),
        Binding("escape,q", "next_step('leave')", "leave"),
        Binding("question_mark", "help", "help", key_display="?"),
        Binding("f1", "help", "help", key_display="F1"),
        *(
            Binding(each.key, f"act('{each.word}')", each.short, tooltip=each.explains)
            for each in credential_texts.ACTIONS
        ),
        Binding("delete", "act('remove')", show=False),
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

    @dataclass
    class NotHere(Message):
        """The store here does not hold the token of a credential to remove, for ``why``."""

        credential: Credential
        why: str

    def __init__(
        self,
        actions: CredentialActions,
        ended: BsWizardError | str = "",
        desktop: Desktop = THIS_DESKTOP,
    ) -> None:
        super().__init__()
        self._actions = actions
        self._desktop = desktop
        self._ended = ended
        self._wanted = ""
        self._sharing: Callable[[Credential], tuple[str, ...]] = lambda one: ()

    def compose(self) -> ComposeResult:
        """Lay out the tiles, and below them what was done last."""
        with Vertical(id="top"):
            yield HeaderBar("Your BaseSpace credentials")
        yield CredentialPicker()
        yield Static("", id="told", markup=False)
        yield ErrorMessage()
        yield KeyRow()
        yield Spinner()  # over the keys: none of them works then

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what there is a credential for, and nothing that interrupts a removal."""
        if action == "retry":
            return self.trouble is not None and self._picker.is_empty
        if action == "act" and self._chosen is None:
            return False
        interrupts = action == "next_step" or (action == "act" and parameters != ("use",))
        return None if self.busy and interrupts else True

    def on_mount(self) -> None:
        """Show what the index holds, and what the journey before ended with."""
        self.action_retry()
        if isinstance(self._ended, BsWizardError) and not isinstance(self._ended, Cancelled):
            self.fail(self._ended)
        elif self._ended:
            self.tell(self._ended if isinstance(self._ended, str) else self._ended.message)

    @property
    def _picker(self) -> CredentialPicker:
        return self.query_one(CredentialPicker)

    @property
    def _chosen(self) -> Credential | None:
        return self._picker.chosen if self.is_mounted else None  # a key may come before

    def action_retry(self) -> None:
        """Read the index."""
        self.clear_error()
        self._read()

    def _read(self) -> None:
        async def found() -> Message:
            return self.Read(await self._actions.read())

        self.run_quietly(found, group="read")

    @on(Read)
    def _fill(self, event: Read) -> None:
        if not event.found.credentials:
            self.answer(NextStep.NEW)
            return
        self._sharing = event.found.sharing
        wanted, self._wanted = self._wanted, ""
        self._picker.show(event.found, wanted, self._actions.now())

    @on(CredentialPicker.Picked)
    def _show_keys(self) -> None:
        self.query_one(HeaderBar).show(self._picker.count)
        self.refresh_bindings()

    @on(Tiles.Opened)
    def _open(self, event: Tiles.Opened) -> None:
        facts = Facts(credential_texts.details(event.credential, event.is_default))
        self.app.push_screen(TextDialog(event.credential.name, facts))

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
        self.app.push_screen(HelpDialog("Your credentials", TILES, explained_keys(self)))

    def action_act(self, what: str) -> None:
        """Do what a key says with the chosen credential, or ask about it first."""
        from bs_wizard.tui.dialogs import care
        from bs_wizard.tui.dialogs.usage import UsageDialog

        one = self._chosen
        if one is None:
            return
        match what:
            case "use":
                self.app.push_screen(UsageDialog(one, self._actions, self._desktop))
            case "verify":
                self._verify(one)
            case "rename":
                dialog = care.rename_dialog(one, self._actions)
                self._edit(dialog, lambda new: credential_texts.renamed(one.name, new.name))
            case "describe":
                dialog = care.describe_dialog(one, self._actions)
                self._edit(dialog, lambda new: credential_texts.described(new.name))
            case "make_default":
                self._make_default(one)
            case "rotate":
                self.answer(one)
            case "export":
                self.app.push_screen(care.export_dialog(one), partial(self._export, one))
            case "move":
                self.app.push_screen(care.move_dialog(one), partial(self._move, one))
            case "remove":
                sharing = self._sharing(one)
                self.app.push_screen(care.remove_dialog(one, sharing), partial(self._remove, one))

    def _verify(self, one: Credential) -> None:
        self.tell(f"Asking BaseSpace about {one.name} …")

        async def verified() -> Message:
            found = await self._actions.verify(one)
            said = credential_texts.verified(
                one.name, found.scopes_missing, found.unrecorded, found.sees
            )
            return self.Told(f"✓ {said}")

        self.attempt(verified)

    def _make_default(self, one: Credential) -> None:
        async def made() -> Message:
            await self._actions.make_default(one)
            return self.Told(f"✓ {credential_texts.made_default(one.name)}")

        self.attempt(made)

    def _export(self, one: Credential, to: str | None) -> None:
        if not to or to == "keep":
            return

        from bs_wizard.handover.files import Given
        from bs_wizard.handover.programs import export

        async def exported() -> Message:
            given = Given.of(one, await self._actions.token(one))
            return self.Told(f"✓ {' '.join(await in_thread(lambda: export(to, given)))}", one.name)

        self.attempt(exported)

    def _move(self, one: Credential, to: str | None) -> None:
        if not to or to == "keep":
            return
        self.set_busy(True)

        async def moved() -> Message:
            return self.Told(f"✓ {credential_texts.moved(await self._actions.move(one, to))}")

        self.attempt(moved)

    def _edit(self, dialog: "EditDialog", said: Callable[[Credential], str]) -> None:
        def closed(changed: Credential | None) -> None:
            if changed is not None:
                self.post_message(self.Told(f"✓ {said(changed)}", changed.name))

        self.app.push_screen(dialog, closed)

    def _remove(self, one: Credential, answer: str | None) -> None:
        if answer not in {"remove", "revoke"}:
            return
        self.set_busy(True)
        self.tell(f"Removing {one.name} …")
        revoke, sharing = answer == "revoke", self._sharing(one)

        async def removed() -> Message:
            try:
                await self._actions.remove(one, revoke=revoke)
            except TokenElsewhere as error:
                if revoke:
                    raise
                return self.NotHere(one, error.message)
            said = credential_texts.removed(one.name, revoked=revoke, sharing=sharing)
            return self.Told(f"✓ {said}")

        self.attempt(removed)

    @on(NotHere)
    def _ask_for_the_record(self, event: NotHere) -> None:
        from bs_wizard.tui.dialogs import care

        self.set_busy(False)
        self.tell("")
        one = event.credential

        async def removed() -> Message:
            await self._actions.remove(one, revoke=False, elsewhere=True)
            return self.Told(f"✓ {credential_texts.removed_record(one.name)}")

        def answered(answer: str | None) -> None:
            if answer == "remove":
                self.set_busy(True)
                self.attempt(removed)

        self.app.push_screen(care.remove_record_dialog(one, event.why), answered)

"""A new encrypted vault: the person chooses how it is unlocked."""

from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Static

from bs_wizard.background import in_thread
from bs_wizard.errors import UsageError
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault.identities import PASSPHRASE_RULE, check_passphrase
from bs_wizard.store.age_vault.kinds import DEFAULT_PATHS, IN_SHORT, TRADE_OFFS, Kind
from bs_wizard.store.age_vault.set_up import NewVault
from bs_wizard.tui.dialogs.dialog import Dialog
from bs_wizard.tui.widgets.forms.choice import ChoiceButton, Choices
from bs_wizard.tui.widgets.forms.field import Field
from bs_wizard.tui.widgets.forms.field_row import FieldRow
from bs_wizard.tui.widgets.forms.secret_input import SecretInput
from bs_wizard.wizard.rules.new_passphrase import require_same
from bs_wizard.wizard.texts import words


class NewVaultDialog(Dialog[NewVault | None]):
    """Takes a kind, and its passphrase twice or its path; None when the person goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "back")]

    heading = words.WHAT_OPENS_IT
    explains = (
        "The vault is a folder of encrypted files on this machine, in the format of the age "
        "program. What you choose here opens it each time a token is needed.",
        *TRADE_OFFS.values(),
    )

    def compose_dialog(self) -> ComposeResult:
        """Lay out the kinds over the fields that the chosen one needs."""
        with Choices(id="kind", compact=True):
            for kind, (title, _) in IN_SHORT.items():
                yield ChoiceButton(title, kind is Kind.PASSPHRASE, id=kind)
        yield Static(TRADE_OFFS[Kind.PASSPHRASE], id="trade-off", classes="gap quiet")
        with Vertical(id="passphrase-rows", classes="row gap"):
            yield Static(PASSPHRASE_RULE, classes="quiet")
            first = SecretInput(Secret(""), id="first", following="second", wanted=True)
            yield FieldRow("Passphrase", first)
            yield FieldRow(words.REPEAT_PASSPHRASE, SecretInput(Secret(""), id="second"))
        yield FieldRow("Path of the key", Field(id="path"), id="path-row", classes="gap hidden")
        with Horizontal(classes="actions"):
            yield Button("Make the vault", id="make")
            yield Button("Back", id="back")

    @property
    def _kind(self) -> Kind:
        pressed = self.query_one("#kind", Choices).pressed_button
        return Kind(pressed.id) if pressed and pressed.id else Kind.PASSPHRASE

    @on(Choices.Confirmed)
    def _go_to_the_fields(self) -> None:
        self.focus_next()

    @on(Choices.Changed, "#kind")
    def _show_fields(self) -> None:
        kind = self._kind
        by_passphrase = kind is Kind.PASSPHRASE
        self.query_one("#passphrase-rows").set_class(not by_passphrase, "hidden")
        self.query_one("#path-row").set_class(by_passphrase, "hidden")
        self.query_one("#trade-off", Static).update(TRADE_OFFS[kind])
        if not by_passphrase:
            self.query_one("#path", Field).value = DEFAULT_PATHS[kind]
        self._clear_error()

    @on(Input.Changed)
    def _clear_error(self) -> None:
        for row in self.query(FieldRow):
            row.clear()

    @on(Input.Submitted)
    @on(Button.Pressed, "#make")
    @work(exclusive=True)
    async def _make(self) -> None:
        new, second = self._answer(), self.query_one("#second", SecretInput).passphrase
        try:
            if new.kind is Kind.PASSPHRASE:
                # What weighs it is loaded then, which takes a moment.
                require_same(await in_thread(lambda: check_passphrase(new.passphrase)), second)
            self.dismiss(new)
        except UsageError as error:
            self._begin_again(error)

    def _begin_again(self, error: UsageError) -> None:
        """Have the passphrase typed anew: nobody sees which of the two was not as meant."""
        first, second = (self.query_one(f"#{name}", SecretInput) for name in ("first", "second"))
        with self.prevent(Input.Changed):
            second.value = ""
        first.action_select_all()
        first.query_ancestor(FieldRow).show(error)

    def _answer(self) -> NewVault:
        kind = self._kind
        if kind is not Kind.PASSPHRASE:
            return NewVault(kind, path=Path(self.query_one("#path", Field).value.strip()))
        return NewVault(kind, self.query_one("#first", SecretInput).passphrase)

    @on(Button.Pressed, "#back")
    def action_back(self) -> None:
        """Close without a choice."""
        self.dismiss(None)

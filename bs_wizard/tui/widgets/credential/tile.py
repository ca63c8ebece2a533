"""A credential as a tile."""

from datetime import datetime
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from bs_wizard.store.index.records import Credential
from bs_wizard.wizard.texts import credential_texts


class Tile(Static, can_focus=True):
    """Name, owner, place and age of one credential."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", "show", key_display="enter")]

    class Opened(Message):
        """The tile was chosen."""

    def __init__(self, credential: Credential, *, is_default: bool, now: datetime) -> None:
        self.credential = credential
        default = ("  default", "$accent") if is_default else ""
        checked = credential_texts.checked(credential, now)
        super().__init__(
            Content.assemble(
                (credential.name, "bold $primary"),
                default,
                f"\n{credential_texts.user_name(credential.user)}",
                (f"\n{credential_texts.workgroup(credential.workgroup)}", "$quiet"),
                (f"\n{checked} · {credential.instance}", "$quiet"),
            )
        )

    def action_open(self) -> None:
        """Choose this one."""
        self.post_message(self.Opened())

    def on_click(self) -> None:
        """Choose this one."""
        self.focus()
        self.action_open()

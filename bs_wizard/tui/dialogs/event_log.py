"""What was asked and answered while a code waited."""

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.widgets import Static

from bs_wizard.terminal.desktop import Desktop
from bs_wizard.tui.copying import copy
from bs_wizard.tui.dialogs.dialog import TextDialog
from bs_wizard.wizard.texts import while_waiting


class EventLogDialog(TextDialog):
    """Shows ``report``, which holds no secret, and copies it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "dismiss", "close", show=False),
        Binding("c", "copy", "copy", tooltip="asks your terminal to copy the log"),
    ]
    explains = (
        "Each line is a question to BaseSpace and what it answered. No token and no secret is in "
        "it, so that it can go into a ticket.",
    )

    def __init__(self, report: str, desktop: Desktop) -> None:
        log = Static(report, id="log", markup=False)
        super().__init__("What was asked and answered", log, foot=while_waiting.LOG_IS_SAFE)
        self._report = report
        self._desktop = desktop

    @work(exclusive=True)
    async def action_copy(self) -> None:
        """Copy the report."""
        await copy(self.app, self._desktop, self._report, "the log", self.tell)

"""What went wrong, and what to do: shown where it happened."""

from textual.content import Content
from textual.widgets import Static

from bs_wizard.errors import BsWizardError


class Trouble(Static):
    """An error's message and hint; hidden while there is none."""

    def show(self, error: BsWizardError) -> None:
        """Show ``error``."""
        self.update(
            Content.assemble(("✗ ", "bold $error"), (error.message, "bold"), f"\n{error.hint}")
        )
        self.add_class("-shown")
        self.scroll_visible()

    def clear(self) -> None:
        """Hide."""
        self.remove_class("-shown")

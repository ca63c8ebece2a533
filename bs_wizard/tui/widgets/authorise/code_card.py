"""The code to approve, who asks for it, and what to mind before approving."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from bs_wizard.tui.widgets.credential.facts import Facts
from bs_wizard.wizard.texts import words
from bs_wizard.wizard.texts.spelling import spelled


class CodeCard(Vertical):
    """Hidden until there is a code."""

    def __init__(self) -> None:
        super().__init__(id="request", classes="row hidden")
        self._code = ""

    def compose(self) -> ComposeResult:
        """Lay out the code over who asks over what to mind."""
        yield Static("", id="lead", markup=False)
        yield Static("", id="code", markup=False)
        yield Facts((), label_width=10, id="asked")
        yield Static(words.ONLY_YOURS, id="only-yours", markup=False)
        yield Static(words.WORKGROUP_FIRST, id="workgroup", markup=False)

    def show(self, code: str, facts: Iterable[tuple[str, str]]) -> None:
        """Show a code, and that it replaces the one before; ``facts`` say who asks, for what."""
        self.query_one(Facts).show(facts)
        old, self._code = self._code, code
        dead = f"\n(the code {old} no longer works)" if old and old != code else ""
        self.query_one("#code", Static).update(
            Content.assemble(
                (f" {' '.join(code)} ", "bold reverse"),
                (f"\n{spelled(code)}", "$quiet"),
                (dead, "$warning"),
            )
        )
        self.remove_class("hidden")

    def put_away(self) -> None:
        """Take the code off the screen."""
        self.add_class("hidden")

    def lead(self, address: bool, scan: bool, lacking: str) -> None:
        """Say what to do; ``lacking`` is how to have the QR code, empty if it is there."""
        first = f"Open the address on any device{', or scan' if scan else ''}."
        if not address:
            first = "There is no address to open: see above."
        self.query_one("#lead", Static).update(
            Content.assemble(f"{first}\n", (lacking, "$quiet"), "The page must show this code:")
        )

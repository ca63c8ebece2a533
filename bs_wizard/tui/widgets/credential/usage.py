"""Ways to use a credential, each with lines that a key copies."""

from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from bs_wizard.wizard.texts.credential_texts import Way

RECIPE_KEYS = [
    Binding(
        str(number),
        f"copy_recipe({number})",
        "copy a recipe",
        key_display="1…",
        show=number == 1,
        tooltip="copies what stands under it, and so on" if number == 1 else "",
    )
    for number in range(1, 6)
]
"""For the screens that show a ``Usage``: the number of each recipe copies it."""


class Usage(Static):
    """What each way is for after the key that copies it, and under it the lines to type, alone."""

    def __init__(self, ways: tuple[Way, ...] = ()) -> None:
        super().__init__(_drawn(ways))
        self._ways = ways

    def show(self, ways: tuple[Way, ...]) -> None:
        """Show these."""
        self._ways = ways
        self.update(_drawn(ways))

    def recipe(self, number: int) -> str:
        """Return the lines of the way with this number, empty where there is none."""
        way = self._ways[number - 1 : number]
        return "\n".join(way[0].lines) if way else ""


def _drawn(ways: tuple[Way, ...]) -> Content:
    parts = []
    for number, way in enumerate(ways, 1):
        key = (f"{number} ", "bold $footer-key-foreground")
        head = Content.assemble(key, (f"{way.purpose}:", "$quiet"))
        parts.append(Content("\n").join((head, *map(Content, way.lines))))
    return Content("\n\n").join(parts)

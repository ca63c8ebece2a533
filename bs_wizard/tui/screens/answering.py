"""A screen that answers once, whatever lies over it."""

from textual.screen import Screen, ScreenResultType


class AnsweringScreen(Screen[ScreenResultType]):
    """Ends with one answer.

    Textual's own ``dismiss`` takes the topmost screen away, which is a dialog when an answer comes
    from the network while somebody reads the help, and a second answer would be an error.
    """

    _answered = False

    def answer(self, result: ScreenResultType) -> None:
        """Close what lies over this screen, then the screen itself; later answers are dropped."""
        if not self._answered:
            self._answered = True
            self.pop_until_active()
            self.dismiss(result)

"""A token that nothing will keep, shown once before it is given up."""

from collections.abc import Callable

from textual.screen import Screen

from bs_wizard.secret import Secret
from bs_wizard.tui.dialogs.confirm import ChoiceDialog
from bs_wizard.tui.dialogs.show_once import ShowOnceDialog
from bs_wizard.wizard import words
from bs_wizard.wizard.steps import Outcome


def offer_to_show(screen: Screen[Outcome], token: Secret, then: Callable[[], None]) -> None:
    """Ask over ``screen``; after a yes show ``token``, and call ``then`` once that is closed."""

    def shown(_: None) -> None:
        then()

    def answered(answer: str | None) -> None:
        if answer == "show":
            screen.app.push_screen(ShowOnceDialog(token), shown)

    answers = (("keep", "No"), ("show", "Show it once"))
    screen.app.push_screen(ChoiceDialog("Show the token?", words.SHOW_ONCE, answers), answered)

"""What a key that copies does, on every screen: asks the terminal, and says what came of it."""

from collections.abc import Callable
from typing import Any

from textual.app import App

from bs_wizard.background import in_thread
from bs_wizard.terminal.desktop import Desktop
from bs_wizard.wizard.texts import copying


async def copy(
    app: App[Any], desktop: Desktop, text: str, what: str, tell: Callable[[str], object]
) -> None:
    """Copy ``text``, which ``what`` names; ``tell`` shows what was done."""
    app.copy_to_clipboard(text)
    tell(copying.asked_terminal(what))
    if taker := await in_thread(lambda: desktop.copy_here(text)):
        tell(copying.gave_to(taker, what))
    elif await in_thread(desktop.tmux_refuses):
        tell(copying.TMUX_REFUSES)

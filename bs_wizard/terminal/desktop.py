"""The desktop a front end copies and opens with; a test hands it another."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from bs_wizard.terminal import browser, clipboard

Argv = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desktop:
    """Copies text and opens addresses; the defaults use the environment and the real programs.

    ``copying`` returns the local program that copies, None where only the terminal can; ``copy``
    gives it a text and returns whether it took it. ``opening`` returns what shows an address in a
    graphical browser, None where there is none; ``start`` returns whether that could be started.
    ``tmux_refuses`` says whether a tmux keeps the terminal from copying; it may take seconds.
    """

    copying: Callable[[], Argv | None] = clipboard.local_program
    copy: Callable[[str, Argv], bool] = clipboard.copy_locally
    opening: Callable[[str], Argv | None] = browser.command
    start: Callable[[Argv], bool] = browser.start
    tmux_refuses: Callable[[], bool] = clipboard.tmux_refuses

    def copy_here(self, text: str) -> str:
        """Copy by a local program; return its name, empty if none copied it. May take seconds."""
        program = self.copying()
        return PurePath(program[0]).name if program and self.copy(text, program) else ""


THIS_DESKTOP = Desktop()
"""The desktop of the machine this runs on."""

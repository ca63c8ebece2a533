"""What the demo says while a code waits: who approves it, and when."""

from bs_wizard.wizard.texts import words


def on_screen(person: str, left: float) -> str:
    """Say who approves, on which key, and in how many seconds without one."""
    return f"Demo: {person} approves. Press a, or wait {words.duration(left)}."


def aloud(person: str, left: float, *, by_enter: bool) -> str:
    """Say the same line by line; ``by_enter``: what is typed meanwhile is heard."""
    if by_enter:
        return f"Demo: {person} approves. Press Enter, or wait {words.spoken(left)}."
    return f"Demo: {person} approves in {words.spoken(left)}."

"""What is said when a key copies something."""

A_NUMBER_COPIES = "A number copies the lines under it. Esc closes."
TMUX_REFUSES = "tmux does not copy. Allow it: tmux set -s set-clipboard on"


def asked_terminal(what: str) -> str:
    """Say what was done about the clipboard: terminals do not answer whether they did it."""
    return f"Asked your terminal to copy {what}. If it did not: Shift+drag selects it."


def gave_to(program: str, what: str) -> str:
    """Say which program of this machine took a text for the clipboard."""
    return f"Asked {program}, and your terminal, to copy {what}."

"""The program's own colours, and the terminal's: text has a contrast of at least 4.5 to 1."""

from collections.abc import Mapping

from textual.theme import Theme

from bs_wizard.errors import UsageError
from bs_wizard.terminal import facts

DARK = Theme(
    name="bs-dark",
    dark=True,
    primary="#5ab8f5",
    secondary="#7aa2c4",
    accent="#f2b457",
    foreground="#e1e7ee",
    background="#10161d",
    surface="#18212b",
    panel="#223040",
    success="#74d99f",
    warning="#f2c55c",
    error="#ff8a8f",
    text_alpha=1.0,
    variables={
        "quiet": "#93a4b5",
        "scroll-thumb": "#4a6076",
        "block-cursor-foreground": "#10161d",
        "block-cursor-background": "#5ab8f5",
        "block-cursor-text-style": "bold",
        "button-color-foreground": "#10161d",
        "button-focus-text-style": "bold",
        "footer-background": "#18212b",
        "footer-key-foreground": "#f2b457",
        "input-cursor-background": "#e1e7ee",
        "input-selection-background": "#2f5f86",
    },
)

LIGHT = Theme(
    name="bs-light",
    dark=False,
    primary="#005f9e",
    secondary="#3f5f7a",
    accent="#8a4b00",
    foreground="#17202a",
    background="#fbfcfa",
    surface="#f0f3f1",
    panel="#dfe6e4",
    success="#0f6b36",
    warning="#7d5200",
    error="#a61b24",
    text_alpha=1.0,
    variables={
        "quiet": "#52616f",
        "scroll-thumb": "#9fb0ae",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-background": "#005f9e",
        "block-cursor-text-style": "bold",
        "button-color-foreground": "#ffffff",
        "button-focus-text-style": "bold",
        "footer-background": "#f0f3f1",
        "footer-key-foreground": "#8a4b00",
        "input-cursor-background": "#17202a",
        "input-selection-background": "#a9cdea",
    },
)

# No colour of the sixteen can be read on black and on white both (xterm's come closest with 4.5 on
# the one and 4.4 on the other), so that words are in the terminal's own colour, told apart by bold,
# underline and reverse. Black on cyan and on yellow are the terminal's own too, and a pair.
_OWN = "ansi_default"
TERMINAL = Theme(
    name="bs-ansi",
    ansi=True,
    primary=_OWN,
    secondary=_OWN,
    accent=_OWN,
    foreground=_OWN,
    background=_OWN,
    surface=_OWN,
    panel=_OWN,
    success=_OWN,
    warning=_OWN,
    error=_OWN,
    variables={
        **dict.fromkeys(
            (
                "quiet",
                "ansi-background",
                "ansi-foreground",
                "border",
                "border-blurred",
                "surface",
                "panel",
                "scroll-thumb",
                "button-color-foreground",
                "footer-background",
                "footer-key-foreground",
                "text-muted",
                "text-disabled",
                "foreground-muted",
                "input-selection-foreground",
                "input-selection-background",
            ),
            _OWN,
        ),
        "block-cursor-foreground": "ansi_black",
        "block-cursor-background": "ansi_cyan",
        "block-cursor-text-style": "bold underline",
    },
)

THEMES = {"dark": DARK, "light": LIGHT, "ansi": TERMINAL}
"""What ``BS_WIZARD_THEME`` may say, in the order that Ctrl+T goes through."""


def chosen(environ: Mapping[str, str]) -> Theme:
    """Return the theme that the person asks for, else the one that the terminal can show.

    Raises UsageError for a ``BS_WIZARD_THEME`` that is none.
    """
    if facts.wants_no_colour(environ):
        return TERMINAL
    wanted = environ.get("BS_WIZARD_THEME", "").strip().casefold()
    if wanted and wanted not in THEMES:
        raise UsageError(
            "BS_WIZARD_THEME names no colours that bs-wizard has.",
            f"Set it to one of {', '.join(THEMES)}.",
        )
    if wanted:
        return THEMES[wanted]
    return DARK if facts.has_many_colours(environ) else TERMINAL

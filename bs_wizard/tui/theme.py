"""The program's own colours, and the terminal's: text has a contrast of at least 4.5 to 1."""

from collections.abc import Mapping

from textual.theme import Theme

from bs_wizard.errors import UsageError
from bs_wizard.terminal import facts

# Each colour is one of the 256 that Rich comes down to where a terminal shows no more, as in tmux
# and over SSH, so that what was chosen is what is seen. Light ones have a tint, since Rich takes no
# grey lighter than #949494 for itself.
DARK = Theme(
    name="bs-dark",
    dark=True,
    primary="#5fafff",
    secondary="#87afd7",
    accent="#ffaf5f",
    foreground="#d7d7ff",
    background="#121212",
    surface="#262626",
    panel="#303030",
    success="#87d787",
    warning="#ffd75f",
    error="#ff8787",
    text_alpha=1.0,
    variables={
        "quiet": "#afafd7",
        "button": "#444444",
        "field-in-use": "#3a3a3a",
        "scroll-thumb": "#5f5f87",
        "border": "#5fafff",
        "border-blurred": "#5f5f87",
        "block-cursor-foreground": "#121212",
        "block-cursor-background": "#5fafff",
        "block-cursor-text-style": "bold",
        "button-color-foreground": "#121212",
        "button-focus-text-style": "bold",
        "footer-background": "#262626",
        "footer-key-foreground": "#ffaf5f",
        "input-cursor-background": "#d7d7ff",
        "input-selection-background": "#005f87",
    },
)

LIGHT = Theme(
    name="bs-light",
    dark=False,
    primary="#005f87",
    secondary="#444444",
    accent="#875f00",
    foreground="#121212",
    background="#ffffff",
    surface="#d7ffff",
    panel="#d7d7ff",
    success="#005f00",
    warning="#5f5f00",
    error="#af0000",
    text_alpha=1.0,
    variables={
        "quiet": "#4e4e4e",
        "button": "#afd7d7",
        "field-in-use": "#d7ffff",
        "scroll-thumb": "#87afaf",
        "border": "#005f87",
        "border-blurred": "#87afaf",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-background": "#005f87",
        "block-cursor-text-style": "bold",
        "button-color-foreground": "#ffffff",
        "button-focus-text-style": "bold",
        "footer-background": "#d7ffff",
        "footer-key-foreground": "#875f00",
        "input-cursor-background": "#121212",
        "input-selection-background": "#afd7ff",
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
                "button",
                "field-in-use",
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

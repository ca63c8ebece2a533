"""The program's own colours: text on every ground has a contrast of at least 4.5 to 1."""

from textual.theme import Theme

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

THEMES = (DARK, LIGHT)

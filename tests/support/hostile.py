"""Text as an attacker would send it, and a judge of text that is about to be shown."""

import unicodedata

from hypothesis import strategies as st

PIECES = (
    "\x1b[31m",
    "\x1b[2J",
    "\x1b]0;title\x07",
    "\x1b]52;c;cGFzdGU=\x1b\\",
    "\x1b]8;;https://evil.example\x1b\\",
    "\x1bPtmux;\x1b\x1b]52;c;eA==\x07\x1b\\",
    "\x1b]never ended",
    "\x1b",
    "\x9b31m",
    "\x9d52;c;eA==\x9c",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u200f",
    "\ufeff",
    "\u00ad",
    "\u034f",
    "\ufe0f",
    "\U000e0041",
    "\u2028",
    "\r\n",
    "\b\b\b",
    "\0",
    "\x7f",
    "\ud800",
    "\ue000",
    "[bold red]",
    "[/]",
    "[@click=app.quit]x[/]",
    "ordinary",
    "Grüße 実験",
)

any_text = st.text(st.characters(exclude_categories=()), max_size=60)
hostile_text = st.lists(st.sampled_from(PIECES) | any_text, max_size=8).map("".join)

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def is_harmless(text: str) -> bool:
    """Whether ``text`` is one line that neither moves a cursor nor hides or turns a character."""
    return all(unicodedata.category(char) not in _UNSEEN for char in text)

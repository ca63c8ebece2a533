"""How hard a new passphrase is to guess, for somebody who has a copy of the vault.

The estimate is zxcvbn's, which knows the words, names, dates and rows of keys that are tried first.
It is loaded for a new passphrase only: it takes longer than all else that a command does.
"""

from collections.abc import Mapping

from bs_wizard.secret import Secret

SHORTEST = 8
"""Characters a passphrase must have."""

GUESSES = 10**10
"""How many guesses it must withstand: at a third of a second each, a hundred years of one core."""

_JUDGED = 72
"""How many characters zxcvbn looks at; with more its time grows fast."""

_EXPECTED = ("basespace", "illumina", "sequencing", "bswizard", "vault", "token")
"""What somebody who knows what is in the vault tries first."""

_WHY: Mapping[str, str] = {
    "dictionary": "most of it is a word, a name or a password that many use",
    "repeat": "it repeats itself",
    "sequence": "most of it is letters or digits in a row",
    "spatial": "most of it is keys side by side",
    "regex": "most of it is a year",
    "date": "most of it is a date",
}


def weakness(passphrase: Secret) -> str:
    """Return why it is too weak, as the end of a sentence; nothing where it will do."""
    text = passphrase.reveal()
    # One line: it must fit into a file, and onto the keyboard when stock age asks.
    if not text.isprintable():
        return "it holds a line break or another character that cannot be typed"
    if len(text) < SHORTEST:
        return f"it has fewer than {SHORTEST} characters"
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]

    estimate = zxcvbn(text[:_JUDGED], user_inputs=_EXPECTED)
    if estimate["guesses"] >= GUESSES:
        return ""
    known = [part for part in estimate["sequence"] if part["pattern"] in _WHY]
    longest = max(known, key=lambda part: len(part["token"]), default=None)
    return _WHY[longest["pattern"]] if longest else "it is too short"

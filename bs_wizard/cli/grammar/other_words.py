"""What people type who come from other programs, and what it means here."""

from collections.abc import Sequence

from bs_wizard.errors import UsageError

_SAME = {
    ("version",): ("--version",),
    ("ls",): ("list",),
    ("status",): ("list",),
    ("whoami",): ("show",),
    ("auth", "login"): ("login",),
    ("auth", "status"): ("list",),
    ("auth", "token"): ("token",),
}
"""Words -> the command that is run in their place: none of these changes anything stored."""

_INSTEAD = {
    "logout": "bs-wizard remove NAME",
    "delete": "bs-wizard remove NAME",
    "rm": "bs-wizard remove NAME",
    "refresh": "bs-wizard rotate NAME",
    "use": "bs-wizard default NAME",
    "switch": "bs-wizard default NAME",
}
"""A word -> the command that is named in its place: it would change what is stored."""


def in_our_words(typed: Sequence[str]) -> list[str]:
    """Return the command line in this program's words; UsageError names a command to choose."""
    argv = list(typed)
    if argv[:1] == ["help"]:
        return [*argv[1:], "--help"]
    for theirs, ours in _SAME.items():
        if tuple(argv[: len(theirs)]) == theirs:
            return [*ours, *argv[len(theirs) :]]
    word = argv[1] if argv[:1] == ["auth"] and len(argv) > 1 else next(iter(argv), "")
    if word in _INSTEAD:
        raise UsageError(f"There is no command {word}.", f"You may mean: {_INSTEAD[word]}")
    return argv

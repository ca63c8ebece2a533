"""What a token may do, in words that people use: ``download``, ``launch``, ``read project 123``.

A preset's name means all of its scopes, for that is what the wizard promised of it.
"""

from collections.abc import Iterable

from bs_wizard.basespace.scopes import (
    CATALOGUE,
    NARROWABLE,
    PRESETS,
    held_by,
    narrow,
    parse,
    preset,
)
from bs_wizard.clean import printable
from bs_wizard.errors import UsageError

_SCOPES = tuple(known.scope for known in CATALOGUE)
_VERBS = {scope.split()[0] for scope in _SCOPES}
_ALIASES = {"list": "look", "see": "look", "trash": "movetotrash", "start": "launch"}
_BY_VERB = {scope.split()[0].casefold(): scope for scope in _SCOPES if scope.endswith(" GLOBAL")}

ACTIONS = (*(each.name for each in PRESETS), *_BY_VERB, "trash", "read project 123")
"""Examples of what can be asked about."""


def needed(text: str, granted: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the scopes that an action needs: a preset, a verb, or scopes as BaseSpace has them.

    Case does not matter, and either of the first two may be of one project, run, sample or app
    result. Raises UsageError for what BaseSpace does not document, unless it is ``granted``.
    """
    words = text.split()
    first = _ALIASES.get(words[0].casefold(), words[0].casefold()) if words else ""
    if first in {each.name for each in PRESETS}:
        scopes = preset(first).scopes
        if len(words) == 1:
            return scopes
        if len(words) == 3:
            return narrow(scopes, words[1], words[2])
        raise _unknown(text)
    if first in _BY_VERB:
        if len(words) == 1:
            return (_BY_VERB[first],)
        words[0] = first
    try:
        scopes = parse(" ".join(words))
    except UsageError:
        raise _unknown(text) from None
    if not scopes or not all(_is_known(each) or each in granted for each in scopes):
        raise _unknown(text)
    return scopes


def narrower(granted: Iterable[str], scope: str) -> tuple[str, ...]:
    """Return the scopes granted that allow for single things what ``scope`` would for all."""
    verb, _, target = scope.partition(" ")
    if target != "GLOBAL":
        return ()
    return tuple(
        one
        for one in granted
        if (thing := one.partition(" ")[2]).split()[0] in NARROWABLE
        and held_by((one,), f"{verb} {thing}")
    )


def _is_known(scope: str) -> bool:
    verb, thing, *number = scope.split()
    return scope in _SCOPES or (bool(number) and verb in _VERBS and thing in NARROWABLE)


def _unknown(text: str) -> UsageError:
    shown = printable(text, limit=60)
    return UsageError(
        f"“{shown}” is nothing that a scope allows.", f"Ask about one of: {', '.join(ACTIONS)}."
    )

"""Scopes: what an application may do with a person's data.

A scope is a verb and an object ("READ GLOBAL", "READ PROJECT 123"); a list is separated by commas,
for the space belongs to the scope. BaseSpace compares without regard to case and reports upper
case. What each allows and implies: BaseSpace developer documentation, "Using Scope"; the list that
`bs auth` asks for as its whoami reports it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bs_wizard.basespace.bounds import LONGEST_SCOPE, MOST_SCOPES
from bs_wizard.clean import printable
from bs_wizard.errors import UsageError

Risk = Literal["low", "writes", "high"]


@dataclass(frozen=True, slots=True)
class Known:
    """A scope in BaseSpace's documentation: its string, what it allows, how much harm it can do."""

    scope: str
    allows: str
    risk: Risk = "low"


@dataclass(frozen=True, slots=True)
class Preset:
    """A set of scopes for a task, named as a laboratory would."""

    name: str
    title: str
    explains: str
    scopes: tuple[str, ...]


CATALOGUE = (
    Known("BROWSE GLOBAL", "see what is there: names and properties, no files"),
    Known("READ GLOBAL", "see and download everything you can see"),
    Known("CREATE GLOBAL", "add results to projects; does not let it read", "writes"),
    Known("CREATE PROJECTS", "make new projects", "writes"),
    Known("CREATE RUNS", "upload a run folder as a run", "writes"),
    Known("START APPLICATIONS", "launch apps, which may cost credits", "writes"),
    Known("WRITE GLOBAL", "change and upload to everything you own", "high"),
    Known("MOVETOTRASH GLOBAL", "move your data to the trash", "high"),
    Known("EMPTY TRASH", "delete for good what is in the trash", "high"),
    Known("MANAGE APPLICATIONS", "manage apps; Illumina does not document it", "high"),
    Known("AUDIT USER", "read your and your workgroup's history"),
    Known("AUDIT DOMAIN", "read the history of the whole domain (Enterprise)"),
)

_BS_AUTH = "READ GLOBAL,CREATE GLOBAL,BROWSE GLOBAL,CREATE PROJECTS,CREATE RUNS,"
_BS_AUTH += "START APPLICATIONS,MOVETOTRASH GLOBAL,WRITE GLOBAL"

PRESETS = (
    Preset("download", "Bring data in", "read and download", ("READ GLOBAL",)),
    Preset("look", "Look only", "list names, download nothing", ("BROWSE GLOBAL",)),
    Preset(
        "write-back",
        "Bring data in, write results back",
        "read, add results",
        ("READ GLOBAL", "CREATE GLOBAL"),
    ),
    Preset(
        "upload",
        "Upload",
        "also make projects and runs",
        ("READ GLOBAL", "CREATE GLOBAL", "CREATE PROJECTS", "CREATE RUNS"),
    ),
    Preset(
        "launch",
        "Launch apps",
        "read, add results, start analyses",
        ("READ GLOBAL", "CREATE GLOBAL", "CREATE PROJECTS", "START APPLICATIONS"),
    ),
    Preset(
        "bs",
        "All that the bs tool asks for",
        "also changes and trashes data",
        tuple(_BS_AUTH.split(",")),
    ),
)
DEFAULT_PRESET = PRESETS[0]

_SHAPE = re.compile(r"[A-Z]+ [A-Z]+(?: [0-9]+)?")
_GRANTED_WITH = {"WRITE": {"CREATE", "READ", "BROWSE"}, "READ": {"BROWSE"}}
NARROWABLE = {"PROJECT", "RUN", "SAMPLE", "APPRESULT"}
"""What a scope may be of, by its number."""


def parse(text: str) -> tuple[str, ...]:
    """Return the scopes in a comma-separated list: upper case, once each, in their order.

    An empty list is allowed (BaseSpace then gives only basic user information). A scope that is not
    in the catalogue is let through, since instances differ; one that is no verb and object raises
    UsageError.
    """
    scopes: list[str] = []
    for piece in text.split(","):
        scope = " ".join(piece.split()).upper()
        if scope and scope not in scopes:
            _check_shape(scope)
            scopes.append(scope)
        if len(scopes) > MOST_SCOPES:
            raise UsageError(
                f"These are more than {MOST_SCOPES} scopes.",
                "Choose wider ones, such as READ GLOBAL.",
            )
    return tuple(scopes)


def _check_shape(scope: str) -> None:
    if _SHAPE.fullmatch(scope) and len(scope) <= LONGEST_SCOPE:
        return
    words = scope.split()
    hint = "A scope is a verb and an object, such as READ GLOBAL or READ PROJECT 123."
    if len(words) > 3:
        hint = "Put commas between scopes: READ GLOBAL,CREATE GLOBAL."
    raise UsageError(f"“{printable(scope, limit=60)}” is not a BaseSpace scope.", hint)


def wire(scopes: Iterable[str]) -> str:
    """Return the list as BaseSpace takes it: joined by commas, no space after them."""
    return ",".join(scopes)


def granted(text: str) -> tuple[str, ...] | None:
    """Return the scopes that a token answer names, in upper case; None if they cannot be read.

    Too many, or one that is too long, cannot be read either.
    BaseSpace has commas between them; a server that keeps to RFC 6749 (section 3.3) has spaces.
    """
    found: list[str] = []
    for piece in text.upper().split(","):
        words = piece.split()
        # Before the search, which would look at each letter of a long word as often as it has any.
        if any(len(word) > LONGEST_SCOPE for word in words):
            return None
        scopes = _SHAPE.findall(" ".join(words))
        if " ".join(scopes) != " ".join(words):
            return None
        found += scopes
    if len(found) > MOST_SCOPES or any(len(scope) > LONGEST_SCOPE for scope in found):
        return None
    return tuple(dict.fromkeys(found)) or None


def narrow(scopes: Iterable[str], kind: str, number: str) -> tuple[str, ...]:
    """Return ``scopes`` with every GLOBAL one narrowed to one ``kind`` ("project") and its id.

    Raises UsageError for an unknown kind or an id that is not a whole number.
    """
    target = kind.strip().upper()
    if target not in NARROWABLE or not (number.isascii() and number.strip().isdigit()):
        raise UsageError(
            f"“{printable(f'{kind} {number}', limit=60)}” is not something to narrow to.",
            "Give the number from its BaseSpace address, such as 123.",
        )
    return parse(
        ",".join(re.sub(r" GLOBAL$", f" {target} {number.strip()}", scope) for scope in scopes)
    )


def preset(name: str) -> Preset:
    """Return the preset of that name; UsageError names those there are."""
    for candidate in PRESETS:
        if candidate.name == name.strip().casefold():
            return candidate
    names = ", ".join(candidate.name for candidate in PRESETS)
    raise UsageError(f"There is no preset “{printable(name, limit=40)}”.", f"Choose from: {names}.")


def held_by(granted: Iterable[str], scope: str) -> str | None:
    """Return the first of the scopes granted that allows what ``scope`` would, None if none does.

    WRITE gives CREATE, READ and BROWSE; READ gives BROWSE; CREATE gives nothing else; GLOBAL gives
    the same verb on every project, run, sample and app result.
    """
    verb, _, target = scope.partition(" ")
    for held in granted:
        held_verb, _, held_target = held.partition(" ")
        same_verb = held_verb == verb or verb in _GRANTED_WITH.get(held_verb, set())
        wider = held_target == "GLOBAL" and target.partition(" ")[0] in NARROWABLE
        if same_verb and (held_target == target or wider):
            return held
    return None


def missing(asked: Iterable[str], granted: Iterable[str]) -> tuple[str, ...]:
    """Return the scopes asked for that those granted do not cover, in the order asked."""
    held = tuple(" ".join(scope.split()).upper() for scope in granted)
    return tuple(scope for scope in asked if held_by(held, scope) is None)


def risk(scopes: Iterable[str]) -> Risk:
    """Return the highest risk among ``scopes``; an unknown one is judged by its verb."""
    order: tuple[Risk, ...] = ("low", "writes", "high")
    return max((_risk_of(scope) for scope in scopes), key=order.index, default="low")


def _risk_of(scope: str) -> Risk:
    for known in CATALOGUE:
        if known.scope == scope:
            return known.risk
    verb = scope.partition(" ")[0]
    if verb in {"BROWSE", "READ", "AUDIT"}:
        return "low"
    return "writes" if verb in {"CREATE", "START"} else "high"

"""The projects and runs an account holds: one of them, or a page of them, sorted.

Items have the fields recorded of BaseSpace in 2025. Names in the query are taken in any case, as
there. What the real service says to a sort order that it does not know is not known.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bs_wizard.simulator.accounts import (
    compact_account,
    date,
    entered,
    forbidden,
    is_own,
    owner,
    refused,
)
from bs_wizard.simulator.call import Call
from bs_wizard.simulator.envelopes import Reply, json_reply, v1_reply
from bs_wizard.simulator.holdings import HELD, NOTHING, HeldProject, HeldRun
from bs_wizard.simulator.scopes import let_see
from bs_wizard.simulator.world import Token, World

_Row = HeldProject | HeldRun
_ORDERS: Mapping[str, Callable[[_Row], Any]] = {
    "Id": lambda row: int(row.id),
    "Name": lambda row: row.name,
    "DateCreated": lambda row: row.created,
}
_DIRECTIONS = ("Asc", "Desc")


def listed(world: World, call: Call) -> Reply:
    """GET …/users/current/projects or /runs, which needs leave to browse."""
    token = entered(world, call)
    if isinstance(token, Reply):
        return token
    seen = _seen(token, _thing(call))
    may_list = seen or let_see(token.scopes, _thing(call), "every")
    if not (may_list and is_own(token, call)):
        return forbidden(world, call, "BROWSE", _thing(call))
    return _page(world, call, token, seen)


def one(world: World, call: Call) -> Reply:
    """GET …/projects/ID or /runs/ID; one that is not there is forbidden, as recorded."""
    token = entered(world, call)
    if isinstance(token, Reply):
        return token
    row = next((row for row in _seen(token, _thing(call)) if row.id == call.key), None)
    if row is None:
        return forbidden(world, call, "BROWSE", _thing(call))
    return v1_reply({**_hangs_on(row), **_item(world, token, row)})


def empty(world: World, call: Call) -> Reply:
    """GET what hangs on a project or a run, samples or files: here there are none."""
    token = entered(world, call)
    if isinstance(token, Reply):
        return token
    if call.key not in [row.id for row in _seen(token, _thing(call))]:
        return forbidden(world, call, "BROWSE", _thing(call))
    return _page(world, call, token, ())


def _thing(call: Call) -> str:
    return "Project" if "projects" in call.path.split("/") else "Run"


def _seen(token: Token, thing: str) -> Sequence[_Row]:
    held = HELD.get(owner(token).id, NOTHING)
    rows: Sequence[_Row] = held.projects if thing == "Project" else held.runs
    return [row for row in rows if let_see(token.scopes, thing.upper(), row.id)]


def _page(world: World, call: Call, token: Token, seen: Sequence[_Row]) -> Reply:
    query = {name.lower(): value for name, value in call.query.items()}
    order = _known(query.get("sortby", "Id"), _ORDERS)
    direction = _known(query.get("sortdir", "Asc"), _DIRECTIONS)
    if not (order and direction):
        text = f"SortBy is one of {', '.join(_ORDERS)}; SortDir is Asc or Desc."
        return refused(world, call, 400, "BASESPACE.COMMON.INVALID_PARAMETER", text)
    limit, offset = _number(query, "limit", 10, 1024), _number(query, "offset", 0, len(seen))
    rows = sorted(seen, key=_ORDERS[order], reverse=direction == "Desc")
    items = [_item(world, token, row) for row in rows[offset : offset + limit]]
    paging = {
        "DisplayedCount": len(items),
        "TotalCount": len(seen),
        "Offset": offset,
        "Limit": limit,
        "SortDir": direction,
        "SortBy": order,
    }
    if call.is_second_generation:
        return json_reply({"Items": items, "Paging": paging})
    return v1_reply({"Items": items, **paging})


def _known(text: str, words: Sequence[str] | Mapping[str, object]) -> str:
    return next((word for word in words if word.lower() == text.lower()), "")


def _number(query: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = query.get(name, "")
    return min(int(text), most) if text.isascii() and text.isdecimal() else default


def _item(world: World, token: Token, row: _Row) -> dict[str, object]:
    both = {
        "Id": row.id,
        "Href": _home(row),
        "Name": world.say(row.name),
        "UserOwnedBy": compact_account(world, token),
        "DateCreated": date(row.created),
        "DateModified": date(row.created),
        "TotalSize": row.size,
    }
    if isinstance(row, HeldProject):
        return {**both, "Description": "", "HasCollaborators": False}
    _, instrument, number, flowcell = row.name.split("_")
    return {
        **both,
        "ExperimentName": world.say(row.experiment),
        "Number": int(number),
        "InstrumentName": instrument,
        "FlowcellBarcode": flowcell[1:],
        "Status": "Complete",
    }


def _hangs_on(row: _Row) -> dict[str, object]:
    second = "AppResults" if isinstance(row, HeldProject) else "Files"
    return {f"Href{name}": f"{_home(row)}/{name.lower()}" for name in ("Samples", second)} | {
        "Properties": {
            "Items": [],
            "DisplayedCount": 0,
            "TotalCount": 0,
            "Href": f"{_home(row)}/properties",
        }
    }


def _home(row: _Row) -> str:
    return f"v1pre3/{'projects' if isinstance(row, HeldProject) else 'runs'}/{row.id}"

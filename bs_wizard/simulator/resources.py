"""What a token opens: who it belongs to, what it may do, what can be listed, and its end.

Ids are numbers in strings and dates have seven digits of fraction, which strict parsers refuse.
For a workgroup's token the account is the workgroup; v2 names the person beside it.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from bs_wizard.simulator.call import Call
from bs_wizard.simulator.envelopes import Reply, v1_error, v1_reply, v2_error
from bs_wizard.simulator.envelopes import json_reply as v2_reply
from bs_wizard.simulator.people import PROJECTS, RUNS, Person, Workgroup
from bs_wizard.simulator.scopes import let_see
from bs_wizard.simulator.world import Token, World

_JOINED = datetime(2024, 3, 1, 9, 30, tzinfo=UTC)
_NEVER = "0001-01-01T00:00:00.0000000"


def user_v1(world: World, call: Call) -> Reply:
    """GET /v1pre3/users/current: good for every scope, none included."""
    token = world.tokens.get(call.token)
    if token is None:
        return _unauthorized_v1(world)
    if world.scenario.identity_forbidden:
        return _forbidden_v1(world, "Sorry but this requires READ access to this User resource.")
    if world.fails_to_tell_whose():
        return v1_error(500, "BASESPACE.COMMON.INTERNAL_ERROR", world.say("Something went wrong."))
    return v1_reply(_account_v1(world, token))


def token_v1(world: World, call: Call) -> Reply:
    """GET /v1pre3/oauthv2/token/current: the token itself is in the answer, as in the real one."""
    token = world.tokens.get(call.token)
    if token is None:
        return _unauthorized_v1(world)
    if not world.scenario.has_details:
        return v1_error(404, "BASESPACE.COMMON.NOT_FOUND", world.say("There is nothing here."))
    application = {
        "Id": "6001",
        "Href": "v1pre3/applications/6001",
        "Name": world.application,
        "CompanyName": "Example Laboratory",
        "DateCreated": _date(_JOINED),
    }
    return v1_reply(
        {
            "Id": token.id,
            "Href": f"v1pre3/oauthv2/token/{token.id}",
            "AccessToken": token.text,
            "Application": application,
            "UserResourceOwner": _account_v1(world, token),
            "Status": "Active",
            "DateCreated": _date(token.created),
            "Scopes": list(token.scopes),
        }
    )


def projects_v1(world: World, call: Call) -> Reply:
    """GET /v1pre3/users/current/projects, which needs leave to browse."""
    return _listing(world, call, "PROJECT", PROJECTS)


def runs_v1(world: World, call: Call) -> Reply:
    """GET /v1pre3/users/current/runs, which needs leave to browse."""
    return _listing(world, call, "RUN", RUNS)


def user_v2(world: World, call: Call) -> Reply:
    """GET /v2/users/current."""
    token, refusal = _entered_v2(world, call)
    if token is None:
        return refusal
    if world.scenario.identity_fails:
        text = world.say("Something went wrong.")
        return v2_error(500, "BASESPACE.COMMON.INTERNAL_ERROR", text, call.request_id)
    return v2_reply(_account_v2(world, token))


def revoke_v2(world: World, call: Call) -> Reply:
    """DELETE /v2/oauthv2tokens/current: 200 and no body; the token is dead after it."""
    token, refusal = _entered_v2(world, call)
    if token is None:
        return refusal
    del world.tokens[token.text]
    return Reply(200)


def _entered_v2(world: World, call: Call) -> tuple[Token | None, Reply]:
    if not world.scenario.has_v2:
        text = world.say("The requested resource does not exist.")
        return None, v2_error(404, "BASESPACE.COMMON.NOT_FOUND", text, call.request_id)
    text = world.say("Please ensure that valid credentials are being provided.")
    refusal = v2_error(401, "BASESPACE.COMMON.AUTHENTICATION_FAILURE", text, call.request_id)
    return world.tokens.get(call.token), refusal


def _unauthorized_v1(world: World) -> Reply:
    text = world.say("Please ensure that valid credentials are being provided.")
    return v1_error(401, "BASESPACE.COMMON.AUTHENTICATION_FAILURE", text)


def _forbidden_v1(world: World, text: str) -> Reply:
    return v1_error(403, "BASESPACE.COMMON.INSUFFICIENT_RESOURCE_PERMISSIONS", world.say(text))


def _listing(world: World, call: Call, thing: str, rows: Sequence[tuple[str, str]]) -> Reply:
    token = world.tokens.get(call.token)
    if token is None:
        return _unauthorized_v1(world)
    seen = [row for row in rows if let_see(token.scopes, thing, row[0])]
    if not seen:
        text = f"Sorry but this requires BROWSE access to this {thing.title()} resource."
        return _forbidden_v1(world, text)
    limit, offset = _number(call, "Limit", 10, 1024), _number(call, "Offset", 0, len(seen))
    kind = f"{thing.lower()}s"
    items = [
        {"Id": key, "Href": f"v1pre3/{kind}/{key}", "Name": name, "DateCreated": _date(_JOINED)}
        for key, name in seen[offset : offset + limit]
    ]
    paging = {"DisplayedCount": len(items), "TotalCount": len(seen), "Offset": offset}
    return v1_reply({"Items": items, **paging, "Limit": limit, "SortDir": "Asc", "SortBy": "Id"})


def _number(call: Call, name: str, default: int, most: int) -> int:
    text = call.query.get(name, "")
    return min(int(text), most) if text.isascii() and text.isdecimal() else default


def _owner(token: Token) -> Person | Workgroup:
    return token.workgroup or token.person


def _account_v1(world: World, token: Token) -> dict[str, object]:
    owner = _owner(token)
    home = f"v1pre3/users/{owner.id}"
    return {
        "Id": owner.id,
        "Href": home,
        "Name": world.say(owner.name),
        "Email": owner.email,
        "GravatarUrl": "",
        "DateLastActive": _NEVER if token.workgroup else _date(token.created),
        "DateCreated": _date(_JOINED),
        "HrefRuns": f"{home}/runs",
        "HrefProjects": f"{home}/projects",
    }


def _account_v2(world: World, token: Token) -> dict[str, object]:
    owner, person = _owner(token), token.person
    home = f"{world.address}/v2/users/{owner.id}"
    return {
        "Id": owner.id,
        "Href": home,
        "Name": world.say(owner.name),
        "Email": owner.email,
        "Roles": [],
        "RolePermissions": [],
        "Features": [],
        "IsWorkgroup": token.workgroup is not None,
        "IsPublicDomainUser": True,
        "LoggedInUser": {
            "Id": person.id,
            "Name": world.say(person.name),
            "Email": person.email,
            "IsPublicDomainUser": True,
        },
        "DomainName": None,
        "ExternalDomainId": None,
        "PlatformId": None,
        "StorageStatistics": None,
        "DateLastActive": f"{_date(token.created)}Z",
        "DateCreated": f"{_date(_JOINED)}Z",
        "HrefRuns": f"{home}/runs",
        "HrefProjects": f"{home}/projects",
    }


def _date(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}0"

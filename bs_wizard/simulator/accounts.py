"""Who a token belongs to, and how a token opens a resource in both generations of the interface.

Ids are numbers in strings and dates have seven digits of fraction, which strict parsers refuse.
For a workgroup's token the account is the workgroup; v2 names the person beside it.
"""

from datetime import UTC, datetime

from bs_wizard.simulator.call import Call
from bs_wizard.simulator.envelopes import Reply, not_found, v1_error, v1_reply, v2_error
from bs_wizard.simulator.envelopes import json_reply as v2_reply
from bs_wizard.simulator.people import Person, Workgroup
from bs_wizard.simulator.world import Token, World

JOINED = datetime(2024, 3, 1, 9, 30, tzinfo=UTC)
NEVER = "0001-01-01T00:00:00.0000000Z"


def user_v1(world: World, call: Call) -> Reply:
    """GET /v1pre3/users/current or /ID: good for every scope, none included."""
    token = entered(world, call)
    if isinstance(token, Reply):
        return token
    if world.scenario.identity_forbidden or not is_own(token, call):
        return forbidden(world, call, "READ", "User")
    if world.fails_to_tell_whose():
        return _broken(world, call)
    return v1_reply(account_v1(world, token))


def user_v2(world: World, call: Call) -> Reply:
    """GET /v2/users/current or /ID."""
    token = entered(world, call)
    if isinstance(token, Reply):
        return token
    if not is_own(token, call):
        return forbidden(world, call, "READ", "User")
    return _broken(world, call) if world.scenario.identity_fails else v2_reply(_v2(world, token))


def entered(world: World, call: Call) -> Token | Reply:
    """Return the token a call came with, or what to answer where it opens nothing."""
    if call.is_second_generation and not world.scenario.has_v2:
        return not_found()
    text = "Please ensure that valid credentials are being provided."
    failure = refused(world, call, 401, "BASESPACE.COMMON.AUTHENTICATION_FAILURE", text)
    return world.tokens.get(call.token, failure)


def forbidden(world: World, call: Call, right: str, thing: str) -> Reply:
    """Answer 403; what is not there is answered so too, as recorded."""
    text = f"Sorry but this requires {right} access to this {thing} resource."
    code = "BASESPACE.COMMON.INSUFFICIENT_RESOURCE_PERMISSIONS"
    return refused(world, call, 403, code, text)


def refused(world: World, call: Call, status: int, code: str, text: str) -> Reply:
    """Answer an error in the words of the generation that was asked."""
    if call.is_second_generation:
        return v2_error(status, code, world.say(text), call.request_id)
    return v1_error(status, code, world.say(text))


def _broken(world: World, call: Call) -> Reply:
    return refused(world, call, 500, "BASESPACE.COMMON.INTERNAL_ERROR", "Something went wrong.")


def owner(token: Token) -> Person | Workgroup:
    """Return the account that a token opens."""
    return token.workgroup or token.person


def is_own(token: Token, call: Call) -> bool:
    """Tell whether the account in the path is the token's own."""
    return call.key in {"current", owner(token).id}


def account_v1(world: World, token: Token) -> dict[str, object]:
    """Return the account in full."""
    account = owner(token)
    home = f"v1pre3/users/{account.id}"
    return {
        "Id": account.id,
        "Href": home,
        "Name": world.say(account.name),
        "Email": account.email,
        "GravatarUrl": "",
        "DateLastActive": NEVER if token.workgroup else date(token.created),
        "DateCreated": date(JOINED),
        "HrefRuns": f"{home}/runs",
        "HrefProjects": f"{home}/projects",
    }


def compact_account(world: World, token: Token) -> dict[str, object]:
    """Return the account as it stands in what it owns."""
    account = owner(token)
    return {
        "Id": account.id,
        "Href": f"v1pre3/users/{account.id}",
        "Name": world.say(account.name),
        "DateCreated": NEVER,
        "GravatarUrl": "",
    }


def _v2(world: World, token: Token) -> dict[str, object]:
    account, person = owner(token), token.person
    home = f"{world.address}/v2/users/{account.id}"
    return {
        "Id": account.id,
        "Href": home,
        "Name": world.say(account.name),
        "Email": account.email,
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
        "DateLastActive": date(token.created),
        "DateCreated": date(JOINED),
        "HrefRuns": f"{home}/runs",
        "HrefProjects": f"{home}/projects",
    }


def date(moment: datetime) -> str:
    """Return a moment as the service writes it."""
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}0Z"

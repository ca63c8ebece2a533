"""What a token may do, which application it was made for, and its end."""

from bs_wizard.simulator.accounts import JOINED, account_v1, date, entered, forbidden
from bs_wizard.simulator.call import Call
from bs_wizard.simulator.envelopes import Reply, not_found, v1_reply
from bs_wizard.simulator.world import World

_APPLICATION = "6001"


def token_v1(world: World, call: Call) -> Reply:
    """GET /v1pre3/oauthv2/token/current or /ID; the token itself is in the real answer too."""
    token = entered(world, call)
    if isinstance(token, Reply):
        return token
    if call.key not in {"current", token.id}:
        return forbidden(world, call, "READ", "AccessToken")
    if not world.scenario.has_details:
        return not_found()
    return v1_reply(
        {
            "Id": token.id,
            "Href": f"v1pre3/oauthv2/token/{token.id}",
            "AccessToken": token.text,
            "Application": _application(world),
            "UserResourceOwner": account_v1(world, token),
            "Status": "Active",
            "DateCreated": date(token.created),
            "Scopes": list(token.scopes),
        }
    )


def application_v1(world: World, call: Call) -> Reply:
    """GET /v1pre3/applications/ID."""
    token = entered(world, call)
    if isinstance(token, Reply):
        return token
    if call.key != _APPLICATION:
        return forbidden(world, call, "READ", "Application")
    return v1_reply(_application(world))


def revoke_v2(world: World, call: Call) -> Reply:
    """DELETE /v2/oauthv2tokens/current: 200 and no body; the token is dead after it."""
    token = entered(world, call)
    if isinstance(token, Reply):
        return token
    del world.tokens[token.text]
    return Reply(200)


def _application(world: World) -> dict[str, object]:
    return {
        "Id": _APPLICATION,
        "Href": f"v1pre3/applications/{_APPLICATION}",
        "Name": world.application,
        "CompanyName": "Example Laboratory",
        "VersionNumber": "1.0.0",
        "HomepageUri": "",
        "ShortDescription": "",
        "DateCreated": date(JOINED),
    }

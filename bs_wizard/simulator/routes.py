"""Which function answers which request."""

from collections.abc import Callable, Mapping

from bs_wizard.simulator import oauth, pages, resources
from bs_wizard.simulator.call import Call
from bs_wizard.simulator.envelopes import Reply, v1_error
from bs_wizard.simulator.world import World

_Answer = Callable[[World, Call], Reply]

_ROUTES: Mapping[str, Mapping[str, _Answer]] = {
    oauth.CODE_PATH: {"POST": oauth.ask_for_code},
    oauth.TOKEN_PATH: {"POST": oauth.poll_for_token},
    "/v1pre3/users/current": {"GET": resources.user_v1},
    "/v1pre3/users/current/projects": {"GET": resources.projects_v1},
    "/v1pre3/users/current/runs": {"GET": resources.runs_v1},
    "/v1pre3/oauthv2/token/current": {"GET": resources.token_v1},
    "/v2/users/current": {"GET": resources.user_v2},
    "/v2/oauthv2tokens/current": {"DELETE": resources.revoke_v2},
    oauth.DEVICE_PAGE: {"GET": pages.device, "POST": pages.decide},
    "/": {"GET": pages.front},
    "/portal": {"GET": pages.portal},
}


def answer(world: World, call: Call) -> Reply:
    """Answer one request; the caller holds the lock."""
    methods = _ROUTES.get(call.path)
    if methods is None:
        return v1_error(404, "BASESPACE.COMMON.NOT_FOUND", "There is nothing at this address.")
    if call.method not in methods:
        return v1_error(405, "BASESPACE.COMMON.METHOD_NOT_ALLOWED", "That cannot be done here.")
    return methods[call.method](world, call)

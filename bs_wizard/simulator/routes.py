"""Which function answers which request."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from bs_wizard.simulator import accounts, listings, oauth, pages, token_details
from bs_wizard.simulator.call import Call
from bs_wizard.simulator.envelopes import Reply, not_found, v1_error
from bs_wizard.simulator.world import World

_Answer = Callable[[World, Call], Reply]

# A star stands for one part of the path, which becomes the call's key.
_ROUTES: Mapping[str, Mapping[str, _Answer]] = {
    oauth.CODE_PATH: {"POST": oauth.ask_for_code},
    oauth.TOKEN_PATH: {"POST": oauth.poll_for_token},
    "/v1pre3/users/*": {"GET": accounts.user_v1},
    "/v1pre3/users/*/projects": {"GET": listings.listed},
    "/v1pre3/users/*/runs": {"GET": listings.listed},
    "/v1pre3/projects/*": {"GET": listings.one},
    "/v1pre3/projects/*/samples": {"GET": listings.empty},
    "/v1pre3/projects/*/appresults": {"GET": listings.empty},
    "/v1pre3/projects/*/properties": {"GET": listings.empty},
    "/v1pre3/runs/*": {"GET": listings.one},
    "/v1pre3/runs/*/samples": {"GET": listings.empty},
    "/v1pre3/runs/*/files": {"GET": listings.empty},
    "/v1pre3/runs/*/properties": {"GET": listings.empty},
    "/v1pre3/applications/*": {"GET": token_details.application_v1},
    "/v1pre3/oauthv2/token/*": {"GET": token_details.token_v1},
    "/v2/users/*": {"GET": accounts.user_v2},
    "/v2/users/*/projects": {"GET": listings.listed},
    "/v2/users/*/runs": {"GET": listings.listed},
    "/v2/oauthv2tokens/current": {"DELETE": token_details.revoke_v2},
    oauth.DEVICE_PAGE: {"GET": pages.device, "POST": pages.decide},
    "/": {"GET": pages.front},
    "/portal": {"GET": pages.portal},
}
_COMPILED = [
    (re.compile(re.escape(path).replace(r"\*", "([^/]+)")), methods)
    for path, methods in _ROUTES.items()
]


def answer(world: World, call: Call) -> Reply:
    """Answer one request; the caller holds the lock."""
    for path, methods in _COMPILED:
        if found := path.fullmatch(call.path):
            if call.method not in methods:
                text = "That cannot be done here."
                return v1_error(405, "BASESPACE.COMMON.METHOD_NOT_ALLOWED", text)
            return methods[call.method](world, replace(call, key="".join(found.groups())))
    return not_found()

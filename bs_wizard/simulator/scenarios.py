"""The stories a simulator can play: the ordinary one, and what goes wrong on the way.

A scenario is a row of departures from the ordinary run of things; the code that answers a request
looks up the column that concerns it and knows no scenario by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bs_wizard.simulator.envelopes import HTML, Reply, html_reply

_DROP = Reply(0, manner="drop")
_STALL = Reply(200, b'{"access_token": "this never arrives whole"}', manner="stall")
_HURRY = Reply(429, b"Too Many Requests", "text/plain", (("Retry-After", "2"),))
_PORTAL = html_reply(
    "<!doctype html><html lang=en><title>Guest network</title><h1>Welcome</h1>"
    "<p>Please accept the terms to use this network.</p></html>"
)


def _fault(status: int, reason: str) -> Reply:
    return html_reply(f"<html><head><title>{status} {reason}</title></head></html>", status)


@dataclass(frozen=True)
class Scenario:
    """One story; a field at its default is a thing that goes well.

    ``faults`` answers the first polls of each code in place of the real answer. ``slow_downs`` is
    how many first polls are told to slow down; unless it is 0, so is every poll that comes early.
    """

    says: str
    code_error: str = ""
    code_reply: Reply | None = None
    address: str = ""
    tells_interval: bool = True
    faults: tuple[Reply, ...] = ()
    slow_downs: int = 0
    secret_fails: bool = False
    checks_secret_late: bool = False
    pending_status: int = 400
    denies: bool = False
    denied_word: str = "access_denied"
    expires_at_poll: int | None = None
    tells_expiry: bool = True
    decides_itself: bool = True
    drops_last_scope: bool = False
    hostile: bool = False
    identity_fails: bool = False
    identity_setbacks: int = 0
    identity_forbidden: bool = False
    has_details: bool = True
    has_v2: bool = True


TABLE: Mapping[str, Scenario] = {
    "approve": Scenario("Everything goes well; the code is approved by a person or in time."),
    "deny": Scenario("The request is denied in the browser.", denies=True),
    "access-denied-camel": Scenario(
        "Denied, in the spelling AccessDenied.", denies=True, denied_word="AccessDenied"
    ),
    "expire": Scenario("The code is found expired from the second poll.", expires_at_poll=2),
    "expire-silent": Scenario("The server never says that a code has expired.", tells_expiry=False),
    "slow-down": Scenario(
        "The first two polls, and every poll that comes too early, are told to slow down.",
        slow_downs=2,
    ),
    "pending": Scenario("Nothing decides the code but a person.", decides_itself=False),
    "scope-refused": Scenario("The scopes are refused.", code_error="invalid_scope"),
    "scope-reduced": Scenario(
        "The last of the scopes asked for is not granted.", drops_last_scope=True
    ),
    "wrong-secret": Scenario("The client secret is refused at every poll.", secret_fails=True),
    "unknown-client": Scenario("The client id is not known.", code_error="invalid_client"),
    "unknown-client-400": Scenario(
        "The client id is not known, which is said as django-oauth-toolkit does: invalid_request.",
        code_error="invalid_request",
    ),
    "late-secret": Scenario(
        "A wrong client secret is noticed only once the code is decided.", checks_secret_late=True
    ),
    "server-error": Scenario(
        "The first three polls meet 500, 502 and 503 with an HTML page.",
        faults=(
            _fault(500, "Internal Server Error"),
            _fault(502, "Bad Gateway"),
            _fault(503, "Service Unavailable"),
        ),
    ),
    "html": Scenario(
        "The first three polls meet a guest network's page with status 200.", faults=(_PORTAL,) * 3
    ),
    "empty": Scenario(
        "The first three polls get an empty answer.", faults=(Reply(200, b"", HTML),) * 3
    ),
    "drop": Scenario("The first three polls are dropped without an answer.", faults=(_DROP,) * 3),
    "slow": Scenario(
        "The answers to the first two polls begin and never end.", faults=(_STALL,) * 2
    ),
    "rate-limited": Scenario(
        "The first two polls are told 429, try again in 2 seconds.", faults=(_HURRY,) * 2
    ),
    "hostile": Scenario(
        "Names and messages carry escape sequences, bidi marks and markup.", hostile=True
    ),
    "foreign-address": Scenario(
        "The address to open is on somebody else's host.", address="https://evil.example"
    ),
    "no-interval": Scenario("The polling interval is left out.", tells_interval=False),
    "pending-200": Scenario("A pending poll is answered with status 200.", pending_status=200),
    "bad-identity": Scenario(
        "The token is good but asking whose it is fails with 500.", identity_fails=True
    ),
    "identity-hiccup": Scenario(
        "The first two questions whose the token is fail with 500.", identity_setbacks=2
    ),
    "few-rights": Scenario(
        "Asking whose the token is needs rights that it has not.", identity_forbidden=True
    ),
    "details-missing": Scenario("The token cannot be asked what it may do.", has_details=False),
    "v2-missing": Scenario("The second generation of the interface is missing.", has_v2=False),
    "down": Scenario("The server cuts off the first request.", code_reply=_DROP),
}

SCENARIOS: Mapping[str, str] = {name: scenario.says for name, scenario in TABLE.items()}
"""Name of a scenario -> one sentence that explains it."""

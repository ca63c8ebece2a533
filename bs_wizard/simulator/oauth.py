"""The two end points of the device flow: a code is asked for, then the token is polled for.

It follows what is known of BaseSpace: 400 is the ordinary answer while a code is pending, and the
client proves itself in the body. Where nothing is known (expiry, polling too fast, a wrong secret)
the words of RFC 8628 and RFC 6749 are used.
"""

import hmac
from dataclasses import replace

from bs_wizard.simulator.call import Call
from bs_wizard.simulator.envelopes import Reply, json_reply, oauth_error
from bs_wizard.simulator.scopes import UnknownScope, read_list
from bs_wizard.simulator.world import CodeState, DeviceCode, World

CODE_PATH = "/v1pre3/oauthv2/deviceauthorization"
TOKEN_PATH = "/v1pre3/oauthv2/token"
DEVICE_PAGE = "/oauth/device"

_CODE_ERRORS = {
    "invalid_client": (401, "The client id is not known."),
    "invalid_request": (400, "Invalid client_id parameter value."),
    "invalid_scope": (400, "One or more of the scopes asked for are not known here."),
}
# Seconds by which a poll may be early: two readings of a clock are never of one moment.
_LENIENCY = 0.05
_SLOWER_BY = 5.0


def ask_for_code(world: World, call: Call) -> Reply:
    """Answer step 1, RFC 8628 section 3.1."""
    scenario = world.scenario
    if scenario.code_reply is not None:
        return scenario.code_reply
    word = scenario.code_error
    if not word and not _same(_client(world, call)[0], world.client_id):
        word = "invalid_client"
    if word:
        status, description = _CODE_ERRORS[word]
        return oauth_error(word, world.say(description), status)
    if call.field("response_type") != "device_code" and not world.dialect.is_standard:
        return oauth_error("invalid_request", world.say("response_type must be device_code."))
    try:
        scopes = read_list(call.field("scope"))
    except UnknownScope as unknown:
        return oauth_error("invalid_scope", world.say(str(unknown)))
    return json_reply(_code_reply(world, world.make_code(scopes, call.field("scope"))))


def _code_reply(world: World, code: DeviceCode) -> dict[str, object]:
    origin = world.scenario.address or world.settings.web_server or world.address
    address = origin + DEVICE_PAGE
    reply: dict[str, object] = {
        "device_code": code.device_code,
        "user_code": code.user_code,
        "verification_uri": address,
        world.dialect.complete_field: f"{address}?code={code.user_code}",
        "expires_in": world.settings.expires_in,
    }
    if world.scenario.tells_interval and world.settings.interval is not None:
        reply["interval"] = world.settings.interval
    return reply


def poll_for_token(world: World, call: Call) -> Reply:
    """Answer step 2, RFC 8628 section 3.4."""
    device_code = call.field(world.dialect.code_field)
    world.polled[device_code] += 1
    nth = world.polled[device_code]
    if nth <= len(world.scenario.faults):
        return world.scenario.faults[nth - 1]
    code = world.code_by_device_code(device_code)
    refusal = _refused_client(world, call, code)
    if refusal:
        return refusal
    if code is None:
        return oauth_error("invalid_grant", world.say("The device code is not known."))
    if _too_fast(world, code, nth):
        return oauth_error("slow_down", world.say("You are polling too fast."))
    return _state_reply(world, code, nth)


def _refused_client(world: World, call: Call, code: DeviceCode | None) -> Reply | None:
    client_id, client_secret = _client(world, call)
    known = _same(client_id, world.client_id)
    undecided = code is not None and code.state is CodeState.PENDING
    proved = _same(client_secret, world.client_secret) or (
        world.scenario.checks_secret_late and undecided
    )
    if not (known and proved) or world.scenario.secret_fails:
        reply = oauth_error("invalid_client", world.say("The client cannot be verified."), 401)
        if not (world.dialect.is_standard and call.basic):
            return reply
        challenge = ("WWW-Authenticate", 'Basic realm="token"')  # RFC 6749, section 5.2
        return replace(reply, headers=(*reply.headers, challenge))
    if call.field("grant_type") != world.dialect.grant_type:
        text = f"grant_type must be {world.dialect.grant_type}."
        return oauth_error("unsupported_grant_type", world.say(text))
    return None


def _too_fast(world: World, code: DeviceCode, nth: int) -> bool:
    """Tell a client to slow down where the scenario does so; each time adds 5 s to its pace."""
    if not world.scenario.slow_downs:
        return False
    now = world.clock()
    early = code.last_poll is not None and now - code.last_poll < code.pace - _LENIENCY
    code.last_poll = now
    if early or nth <= world.scenario.slow_downs:
        code.pace += _SLOWER_BY
        return True
    return False


def _state_reply(world: World, code: DeviceCode, nth: int) -> Reply:
    _play(world, code, nth)
    if code.state is CodeState.APPROVED:
        return _token_reply(world, code)
    silent = code.state is CodeState.EXPIRED and not world.scenario.tells_expiry
    if code.state is CodeState.PENDING or silent:
        text = world.say("The user has not yet approved the request.")
        return oauth_error("authorization_pending", text, world.scenario.pending_status)
    if code.state is CodeState.DENIED:
        return oauth_error(world.scenario.denied_word, world.say("The user denied the request."))
    if code.state is CodeState.EXPIRED:
        return oauth_error("expired_token", world.say("The device code has expired."))
    return oauth_error("invalid_grant", world.say("The device code has been used."))


def _play(world: World, code: DeviceCode, nth: int) -> None:
    """Do to a pending code what the scenario does by itself."""
    scenario = world.scenario
    if code.state is not CodeState.PENDING:
        return
    if scenario.denies and world.settings.deny_after is None:
        world.deny(code)
    if scenario.expires_at_poll is not None and nth >= scenario.expires_at_poll:
        code.state = CodeState.EXPIRED


def _token_reply(world: World, code: DeviceCode) -> Reply:
    token = world.redeem(code)
    reply = {"access_token": token.text}
    if world.dialect.is_standard:
        # In the words of the request, where all of it is granted: clients compare the two.
        all_granted = token.scopes == code.scopes
        scope = code.asked if all_granted else ",".join(token.scopes)
        reply |= {"token_type": "Bearer"} | ({"scope": scope} if scope else {})
    return json_reply(reply)


def _client(world: World, call: Call) -> tuple[str, str]:
    """Return the client's id and secret: from the body, or by HTTP Basic where that is known."""
    if world.dialect.is_standard and call.basic:
        return call.basic
    return call.field("client_id"), call.field("client_secret")


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(), right.encode())

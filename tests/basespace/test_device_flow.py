import httpx
import pytest

from bs_wizard.basespace.device_flow import (
    Approved,
    Polled,
    request_code,
)
from bs_wizard.basespace.dialects import DIALECTS
from bs_wizard.errors import (
    BsWizardError,
    ClientRefused,
    CodeExpired,
    NetworkError,
    ScopeRefused,
    ServerError,
)
from bs_wizard.secret import Secret
from tests.support.clocks import FakeClock
from tests.support.scripted import ScriptedServer, Step, answer, says
from tests.support.scripted_poll import (
    CLIENT,
    CLIENT_SECRET,
    DEVICE_CODE,
    FIRST_REPLY,
    GRANTED,
    PENDING,
    TOKEN,
    kinds,
    paces,
    scripted_poll,
)


async def test_a_code_is_asked_for_with_a_form_and_without_the_secret() -> None:
    server = ScriptedServer([answer(200, FIRST_REPLY)])
    async with server.client() as http:
        code = await request_code(http, CLIENT, ("READ GLOBAL", "CREATE GLOBAL"))
    assert code.user_code == "b9bac"
    (request,) = server.requests
    assert request.method == "POST"
    address = "https://api.basespace.illumina.com/v1pre3/oauthv2/deviceauthorization"
    assert str(request.url) == address
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert server.forms == [
        {
            "response_type": "device_code",
            "client_id": "key",
            "scope": "READ GLOBAL,CREATE GLOBAL",
        }
    ]


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (says("invalid_scope"), ScopeRefused),
        (says("invalid_client", 401), ClientRefused),
        (httpx.Response(503), ServerError),
        (httpx.Response(200, text="<html>"), ServerError),
        (httpx.ConnectError("x"), NetworkError),
        (httpx.ReadTimeout("x"), NetworkError),
    ],
)
async def test_trouble_with_the_first_request_is_told_at_once(
    step: Step, kind: type[BsWizardError]
) -> None:
    server = ScriptedServer([step])
    async with server.client() as http:
        with pytest.raises(kind):
            await request_code(http, CLIENT, ())
    assert len(server.requests) == 1


async def test_pending_then_approved() -> None:
    clock = FakeClock()
    events, server = await scripted_poll(PENDING, PENDING, GRANTED, clock=clock)
    first, second = events[:2]
    assert isinstance(first, Polled)
    assert isinstance(second, Polled)
    assert (first.next_in, first.left) == pytest.approx((1.2, 58.8))
    assert (second.next_in, second.left) == pytest.approx((1.2, 57.6))
    assert events[2:] == [Approved(Secret(TOKEN), "sdk")]
    assert clock.sleeps == pytest.approx([1.2, 1.2, 1.2])
    assert {str(one.url) for one in server.requests} == {
        "https://api.basespace.illumina.com/v1pre3/oauthv2/token"
    }
    assert server.forms[0] == {
        "grant_type": "device",
        "code": DEVICE_CODE,
        "client_id": "key",
        "client_secret": CLIENT_SECRET,
    }


@pytest.mark.parametrize("remembered", [None, "sdk", "guide", "rfc8628", "unheard of"])
async def test_the_remembered_dialect_is_tried_first_and_then_the_others(
    remembered: str | None,
) -> None:
    no = says("unsupported_grant_type")
    events, server = await scripted_poll(no, no, PENDING, GRANTED, dialect=remembered)
    tried = [form["grant_type"] for form in server.forms]
    by_name = {dialect.name: dialect.grant_type for dialect in DIALECTS}
    assert tried[0] == by_name.get(remembered or "sdk", "device")
    assert set(tried) == set(by_name.values())
    approved = events[-1]
    assert isinstance(approved, Approved)
    assert by_name[approved.dialect] == tried[2] == tried[3]


async def test_a_server_that_knows_no_dialect_is_given_up() -> None:
    with pytest.raises(ServerError, match="none of the ways"):
        await scripted_poll(says("unsupported_grant_type"))


async def test_slow_down_is_obeyed_for_good() -> None:
    clock = FakeClock()
    events, _ = await scripted_poll(
        says("slow_down"), PENDING, says("slow_down"), GRANTED, clock=clock
    )
    assert clock.sleeps == pytest.approx([1.2, 6 * 1.4, 6 * 1.4, 11 * 1.4])
    assert paces(events) == [6, 11]


async def test_a_monstrous_interval_is_held_to_reason() -> None:
    clock = FakeClock()
    hold = answer(400, {"error": "slow_down", "interval": 10**300})
    with pytest.raises(CodeExpired):
        await scripted_poll(hold, PENDING, clock=clock)
    assert clock.monotonic < 400


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (httpx.Response(500), "500"),
        (httpx.Response(502, text="<html>Bad Gateway</html>"), "502"),
        (httpx.Response(429, headers={"Retry-After": "17"}), "429"),
        (httpx.Response(200, text="<html>Sign in</html>"), "sign-in page"),
        (httpx.Response(200), "empty"),
        (httpx.Response(302, headers={"Location": "https://evil.example/"}), "302"),
        (httpx.ConnectError("no route"), "not reached"),
        (httpx.ConnectTimeout("slow"), "in time"),
        (httpx.ReadTimeout("slow"), "in time"),
        (httpx.PoolTimeout("slow"), "in time"),
        (httpx.ReadError("reset"), "closed the connection"),
        (httpx.RemoteProtocolError("illegal"), "not HTTP"),
        (httpx.ProxyError("407"), "proxy"),
    ],
)
async def test_a_transient_failure_ends_nothing(step: Step, said: str) -> None:
    clock = FakeClock()
    events, server = await scripted_poll(PENDING, step, step, GRANTED, clock=clock)
    assert kinds(events) == ["Pending", "Transient", "Transient", "Approved"]
    first, second = [event for event in events[1:3] if isinstance(event, Polled)]
    assert said in str(first.reply)
    assert said in str(second.reply)
    assert clock.sleeps == pytest.approx([1.2, 1.2, first.next_in, second.next_in])
    assert first.next_in >= 2.4
    assert second.next_in >= 4.8
    assert isinstance(events[-1], Approved)
    assert {one.url.host for one in server.requests} == {"api.basespace.illumina.com"}


async def test_retry_after_is_kept() -> None:
    events, _ = await scripted_poll(httpx.Response(429, headers={"Retry-After": "17"}), GRANTED)
    polled = events[0]
    assert isinstance(polled, Polled)
    assert (polled.next_in, polled.left) == pytest.approx((17, 58.8))

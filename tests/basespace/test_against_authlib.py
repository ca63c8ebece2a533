"""The client against Authlib's own device flow, in real time: the server holds the watch."""

import pytest

from bs_wizard.basespace.clock import SystemClock
from bs_wizard.basespace.device_flow import Approved, Client, PollEvent, poll, request_code
from bs_wizard.basespace.http import make_client
from bs_wizard.errors import (
    AccessDenied,
    BsWizardError,
    ClientRefused,
    CodeExpired,
    ScopeRefused,
    SecretRefused,
)
from bs_wizard.secret import Secret
from tests.support.authlib_server import CLIENT_ID, CLIENT_SECRET, Peer, Story, authlib_server
from tests.support.scripted_poll import kinds, paces


@pytest.fixture(autouse=True)
def _plain_http_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")


async def _login(
    peer: Peer,
    *,
    asked: tuple[str, ...] = ("READ GLOBAL", "CREATE GLOBAL"),
    client_id: str = CLIENT_ID,
    client_secret: str = CLIENT_SECRET,
    dialect: str | None = None,
) -> list[PollEvent]:
    client = Client(peer.api_server, client_id, Secret(client_secret))
    async with make_client() as http:
        code = await request_code(http, client, asked)
        assert code.verification_uri_complete == (
            f"{code.verification_uri}?user_code={code.user_code}"
        )
        events = poll(http, client, code, SystemClock(), dialect=dialect)
        return [event async for event in events]


async def test_approved_at_the_third_poll() -> None:
    with authlib_server(Story(decision=True, at_poll=3)) as peer:
        events = await _login(peer)
        assert kinds(events) == ["Pending", "Pending", "Approved"]
        assert events[-1] == Approved(Secret(peer.tokens[0]), "sdk")
        assert peer.scopes == ["READ.GLOBAL CREATE.GLOBAL"]
        assert (peer.polls, peer.early) == (3, 0)


async def test_the_standards_own_names() -> None:
    with authlib_server(Story(decision=True, at_poll=3, renames=False)) as peer:
        events = await _login(peer)
        assert events == [
            Approved(Secret(peer.tokens[0]), "rfc8628", ("READ GLOBAL", "CREATE GLOBAL"))
        ]
        assert (peer.polls, peer.early) == (3, 0)


async def test_the_standards_own_names_when_they_are_remembered() -> None:
    with authlib_server(Story(decision=True, renames=False)) as peer:
        events = await _login(peer, dialect="rfc8628")
        assert events == [
            Approved(Secret(peer.tokens[0]), "rfc8628", ("READ GLOBAL", "CREATE GLOBAL"))
        ]
        assert (peer.polls, peer.early) == (1, 0)


async def test_slow_down_is_obeyed_by_the_servers_watch() -> None:
    with authlib_server(Story(decision=True, at_poll=2, slow_down_at=1)) as peer:
        events = await _login(peer)
        assert kinds(events) == ["SlowDown", "Approved"]
        assert paces(events) == [peer.pace] == [6]
        assert (peer.polls, peer.early) == (2, 0)


@pytest.mark.parametrize(
    ("story", "kind"),
    [
        (Story(expires_in=3), CodeExpired),
        (Story(decision=False, at_poll=2), AccessDenied),
    ],
)
async def test_no_token_is_given(story: Story, kind: type[BsWizardError]) -> None:
    with authlib_server(story) as peer:
        with pytest.raises(kind):
            await _login(peer)
        assert peer.polls >= 2
        assert peer.early == 0
        assert not peer.tokens


async def test_a_wrong_secret_is_told_at_the_first_poll() -> None:
    with authlib_server(Story(decision=True)) as peer:
        with pytest.raises(SecretRefused):
            await _login(peer, client_secret="wrong")
        assert peer.polls == 1


async def test_what_the_first_request_can_be_refused_for() -> None:
    with authlib_server(Story()) as peer:
        with pytest.raises(ClientRefused):
            await _login(peer, client_id="nobody")
        with pytest.raises(ScopeRefused):
            await _login(peer, asked=("READ GLOBAL", "EMPTY TRASH"))
        assert peer.polls == 0

import logging

import httpx
import pytest

from bs_wizard.basespace.api import identify, revoke
from bs_wizard.basespace.identity import Identity
from bs_wizard.errors import BsWizardError, NetworkError, ServerError, TokenNotAccepted
from bs_wizard.secret import Secret
from tests.support.scripted import ScriptedServer, Step, answer

API = "https://api.basespace.illumina.com"
TOKEN = "70ce70ce70ce70ce70ce70ce70ce70ce"
USER = answer(200, {"Response": {"Id": "1", "Name": "Ada", "Email": "ada@example.org"}})
PERSONAL = answer(200, {"Id": "1", "Name": "Ada", "IsWorkgroup": False})
DETAILS = answer(
    200, {"Response": {"AccessToken": TOKEN, "Scopes": ["READ GLOBAL"], "Application": {}}}
)
UNAUTHORIZED = answer(401, {"ResponseStatus": {"Message": "Unauthorized"}})


async def _identify(*steps: Step) -> tuple[Identity, ScriptedServer]:
    server = ScriptedServer(steps)
    async with server.client() as http:
        return await identify(http, API, Secret(TOKEN)), server


async def test_three_questions_tell_whose_it_is_and_what_it_may_do() -> None:
    known, server = await _identify(USER, PERSONAL, DETAILS)
    assert known == Identity("1", "Ada", "ada@example.org", None, ("READ GLOBAL",))
    newest = "Limit=1&SortBy=DateCreated&SortDir=Desc"
    assert {str(one.url) for one in server.requests} == {
        f"{API}/v1pre3/users/current",
        f"{API}/v2/users/current",
        f"{API}/v1pre3/oauthv2/token/current",
        f"{API}/v1pre3/users/current/projects?{newest}",
        f"{API}/v1pre3/users/current/runs?{newest}",
    }
    assert {one.headers["Authorization"] for one in server.requests} == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize(
    "step", [UNAUTHORIZED, httpx.Response(404), httpx.Response(500), httpx.ReadTimeout("x")]
)
async def test_the_further_questions_may_fail(step: Step) -> None:
    known, _ = await _identify(USER, step)
    assert known == Identity("1", "Ada", "ada@example.org", workgroup="")


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (UNAUTHORIZED, TokenNotAccepted),
        (httpx.Response(500), ServerError),
        (httpx.Response(302, headers={"Location": "https://evil.example/"}), ServerError),
        (httpx.ConnectError("x"), NetworkError),
        (httpx.ReadTimeout("x"), NetworkError),
    ],
)
async def test_the_first_question_decides(step: Step, kind: type[BsWizardError]) -> None:
    with pytest.raises(kind):
        await _identify(step, USER)


async def test_a_time_out_is_not_told_as_a_bad_token() -> None:
    with pytest.raises(NetworkError, match="did not answer in time"):
        await _identify(httpx.ReadTimeout("x"))


@pytest.mark.parametrize("token", ["70cé", "70ce\n70ce", "••••••••", "70ce\x1b[31m", "\udcff"])
async def test_what_can_be_no_token_is_not_sent(token: str) -> None:
    server = ScriptedServer([USER])
    async with server.client() as http:
        with pytest.raises(TokenNotAccepted, match="not a BaseSpace token: it holds"):
            await identify(http, API, Secret(token))
        await revoke(http, API, Secret(token))
    assert not server.requests


@pytest.mark.parametrize("step", [httpx.Response(200), UNAUTHORIZED])
async def test_a_token_is_revoked(step: httpx.Response) -> None:
    """One that is not valid any more counts as revoked."""
    server = ScriptedServer([step])
    async with server.client() as http:
        await revoke(http, API, Secret(TOKEN))
    (request,) = server.requests
    assert (request.method, str(request.url)) == ("DELETE", f"{API}/v2/oauthv2tokens/current")
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (httpx.Response(404), ServerError),
        (httpx.Response(302, headers={"Location": "https://login.example/"}), ServerError),
        (httpx.Response(503), ServerError),
        (httpx.Response(200, text=" <html>Guest network</html>"), ServerError),
        (httpx.ConnectError("x"), NetworkError),
    ],
)
async def test_a_token_that_was_not_revoked_is_not_said_to_be(
    step: Step, kind: type[BsWizardError]
) -> None:
    async with ScriptedServer([step]).client() as http:
        with pytest.raises(kind):
            await revoke(http, API, Secret(TOKEN))


async def test_the_token_is_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    known, _ = await _identify(USER, PERSONAL, DETAILS)
    assert TOKEN not in repr(known)
    assert caplog.records
    assert TOKEN not in caplog.text

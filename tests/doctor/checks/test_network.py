"""Every way of reaching and of not reaching a server, over real sockets."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import anyio.to_thread
import pytest
from anyio.abc import ByteStream

from bs_wizard.doctor.checks import network
from bs_wizard.doctor.checks.network import Visit, assess
from bs_wizard.doctor.context import Context
from bs_wizard.doctor.finding import Finding, Level
from bs_wizard.errors import NetworkError
from bs_wizard.simulator import Settings, Simulator
from bs_wizard.store.index.contents import Contents
from tests.doctor.reports import findings, the_finding
from tests.store.examples import a_credential
from tests.support.certificates import Authority, self_signed, server_side
from tests.support.loopback import closed_port, reply, serve

SERVER = "https://api.basespace.illumina.com"
MakeContext = Callable[..., Context]


def using(*servers: str) -> Contents:
    kept = (a_credential(name=f"lab{n}", api_server=each) for n, each in enumerate(servers))
    return Contents(credentials=tuple(kept))


async def found(context: Context) -> list[Finding]:
    return await anyio.to_thread.run_sync(lambda: findings(network.check, context))


async def nothing(stream: ByteStream, head: str) -> None:
    """Say nothing: whoever did not trust the certificate has gone."""


@asynccontextmanager
async def refused(context: MakeContext, server: str) -> AsyncIterator[Finding]:
    first, _ = await found(context(contents=using(server)))
    assert (first.level, first.exit_code) == (Level.ERROR, 6)
    assert first.fix
    yield first


def test_the_servers_of_credentials_are_visited_else_the_usual_one(context: MakeContext) -> None:
    assert network.servers(context()) == [SERVER]
    both = using("http://127.0.0.1:2", "http://127.0.0.1:1", "http://127.0.0.1:1")
    assert network.servers(context(contents=both)) == ["http://127.0.0.1:1", "http://127.0.0.1:2"]


async def test_a_basespace_answers(context: MakeContext) -> None:
    with Simulator(Settings()) as simulator:
        first, skew = await found(context(contents=using(simulator.api_server)))
        assert (first.level, first.found) == (Level.OK, "BaseSpace answers: HTTP 401")
        assert first.took_ms is not None
        assert skew.level is not Level.SKIPPED
        (request,) = simulator.requests
        assert (request.method, request.fields) == ("GET", ())


async def test_one_finding_for_each_server(context: MakeContext) -> None:
    with Simulator(Settings()) as simulator:
        dead = f"http://127.0.0.1:{closed_port()}"
        findings = await found(context(contents=using(simulator.api_server, dead)))
    levels = [each.level for each in findings if each.check == "network"]
    assert sorted(levels) == [Level.ERROR, Level.OK]


async def test_a_closed_port_is_said(context: MakeContext) -> None:
    server = f"http://127.0.0.1:{closed_port()}"
    async with refused(context, server) as finding:
        assert "refuses the connection" in finding.found
        assert finding.fix == f"curl -v {server}/v1pre3/users/current"


async def test_a_name_that_is_nowhere_is_said(context: MakeContext) -> None:
    async with refused(context, "https://nowhere.invalid") as finding:
        assert "name nowhere.invalid could not be looked up" in finding.found
        assert finding.fix.startswith("export HTTPS_PROXY=")


async def test_an_address_that_is_none_is_said(context: MakeContext) -> None:
    first, _ = await found(context(contents=using("https://user@host/")))
    assert (first.level, first.exit_code) == (Level.ERROR, 6)


async def test_the_issuer_of_a_certificate_that_is_not_trusted_is_named(
    context: MakeContext, tmp_path: Path
) -> None:
    file = self_signed(tmp_path)
    async with (
        serve(nothing, server_side(file)) as there,
        refused(context, f"https://127.0.0.1:{there.port}") as finding,
    ):
        assert (
            "certificate of 127.0.0.1 was issued by nobody whom this machine trusts"
            in finding.found
        )
        assert "It was issued by 127.0.0.1." in finding.found
        assert "SSL_CERT_FILE" in finding.fix


async def test_the_box_that_inspects_tls_is_named(context: MakeContext, tmp_path: Path) -> None:
    file = Authority(tmp_path, "Example Inspection").issue()
    async with (
        serve(nothing, server_side(file)) as there,
        refused(context, f"https://127.0.0.1:{there.port}") as finding,
    ):
        assert "It was issued by Example Inspection." in finding.found


async def test_a_certificate_that_is_trusted_is_told(
    context: MakeContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    answer = reply("401 Unauthorized", b"{}", "Content-Type: application/json\r\n")
    async with serve(answer, server_side(file)) as there:
        server = f"https://127.0.0.1:{there.port}"
        first, skew = await found(context(contents=using(server)))
    assert first.level is Level.OK
    assert "certificate issued by 127.0.0.1" in first.found
    assert skew.level is Level.SKIPPED


async def test_a_proxy_that_is_not_there_is_said_without_its_password(
    context: MakeContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://ada:canary@127.0.0.1:{closed_port()}")
    first, _ = await found(context())
    assert (first.level, first.exit_code) == (Level.ERROR, 6)
    assert "proxy 127.0.0.1 was not reached" in first.found
    assert first.fix.startswith("unset HTTPS_PROXY")
    assert "canary" not in repr(first)


async def test_a_proxy_whose_name_is_nowhere_is_said(
    context: MakeContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://nowhere.invalid:3128")
    first, _ = await found(context())
    assert "name of the proxy nowhere.invalid could not be looked up" in first.found


@pytest.mark.parametrize(
    ("proxy", "why"),
    [
        ("http://ada:canary@proxy:port", "port is not a number"),
        ("ftp://ada:canary@proxy:21", "begins with none of http://"),
        ("http://ada:canary@:3128", "names no host"),
    ],
)
async def test_what_is_wrong_with_a_proxys_address_is_said(
    context: MakeContext, monkeypatch: pytest.MonkeyPatch, proxy: str, why: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    first, _ = await found(context())
    assert (first.level, first.exit_code) == (Level.ERROR, 6)
    assert "The proxy setting HTTPS_PROXY cannot be used" in first.found
    assert why in first.found
    assert first.fix == "Set HTTPS_PROXY to an address like http://HOST:PORT, or unset it."
    assert "canary" not in repr(first)


async def test_an_entry_of_no_proxy_that_means_nothing_is_a_warning(
    context: MakeContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "localhost,[::1,[::1],*")
    *_, last = await found(context(contents=using(f"http://127.0.0.1:{closed_port()}")))
    assert (last.check, last.level) == ("network", Level.WARNING)
    assert "the entry “[::1” of NO_PROXY is no host, address or range" in last.found


async def test_certificates_that_cannot_be_read_are_not_taken_for_a_missing_proxy(
    context: MakeContext, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "none.pem").write_text("nothing")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
    first, _ = await found(context(contents=using("https://127.0.0.1:1")))
    assert "REQUESTS_CA_BUNDLE" in first.found
    assert "PEM" in first.fix


async def test_a_sign_in_page_is_not_taken_for_basespace(context: MakeContext) -> None:
    page = reply("200 OK", b"<html>", "Content-Type: text/html\r\n")
    async with serve(page) as there, refused(context, f"http://127.0.0.1:{there.port}") as finding:
        assert "not BaseSpace, probably this network's sign-in page" in finding.found
        assert not any("authorization" in head.lower() for head in there.heads)


@pytest.mark.parametrize(
    ("visit", "level", "said"),
    [
        (Visit(SERVER, status=401, is_json=True), Level.OK, "BaseSpace answers: HTTP 401"),
        (Visit(SERVER, status=503), Level.WARNING, "trouble of its own: HTTP 503"),
        (Visit(SERVER, status=302), Level.ERROR, "not BaseSpace, such as"),
        (Visit(SERVER, trouble=NetworkError("Cut."), stage="answer"), Level.ERROR, "at: answer"),
    ],
)
def test_a_visit_is_judged(visit: Visit, level: Level, said: str) -> None:
    finding = the_finding(assess, visit)
    assert (finding.level, said in finding.found) == (level, True)

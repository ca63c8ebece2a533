import re
from asyncio import StreamReader, StreamWriter, start_server
from pathlib import Path
from traceback import format_exception

import pytest

from bs_wizard.basespace import instances, proxy_setting
from bs_wizard.basespace.proxy_setting import host_before
from bs_wizard.errors import NetworkError
from tests.support.asking import fails, get
from tests.support.loopback import closed_port, reply, serve

NOWHERE = "https://bs-wizard.invalid/v1pre3"  # RFC 6761: never resolves


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
async def test_a_proxy_that_is_not_there_is_named(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, f"http://user:pr0xypass@127.0.0.1:{closed_port()}")
    error = await fails(NOWHERE)
    assert error.message == "The proxy 127.0.0.1 was not reached."
    assert "HTTPS_PROXY" in error.hint


async def test_a_proxy_whose_name_is_not_found_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "proxy.invalid:3128")
    assert (await fails(NOWHERE)).message == "The proxy proxy.invalid was not reached."


async def test_a_proxy_that_wants_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serve(reply("407 Proxy Authentication Required")) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        error = await fails(NOWHERE)
    assert error.message == "The proxy wants a name and a password for bs-wizard.invalid."
    assert proxy.heads[0].startswith("CONNECT bs-wizard.invalid:443 ")


async def test_no_proxy_goes_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port()}")
    monkeypatch.setenv("NO_PROXY", ".invalid")
    assert "could not be looked up" in (await fails(NOWHERE)).message


async def test_this_machine_is_never_reached_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port()}")
    async with serve(reply("200 OK")) as there:
        for host in ("127.0.0.1", "localhost"):
            assert (await get(f"http://{host}:{there.port}/")).status == 200
    for host in ("[::1]", "127.0.0.2", "127.255.255.254", "localhost.", "[::ffff:127.0.0.1]"):
        for scheme in ("http", "https"):
            assert host_before(f"{scheme}://{host}/") is None
    error = await fails(f"http://127.0.0.2:{closed_port()}/")
    assert "127.0.0.2" in error.message
    for host in ("127.example", "localhost.example", "126.0.0.1", "128.0.0.1", "[::2]"):
        assert host_before(f"http://{host}/") == "127.0.0.1"


def test_what_is_this_machine_is_decided_in_one_place() -> None:
    """The simulator knows nothing of the rest, so it has its own."""
    said = re.compile(r"""["'](localhost|127\.|::1)""")
    package = Path(instances.__file__).parents[1]
    files = {
        file.relative_to(package).as_posix()
        for file in package.rglob("*.py")
        if said.search(file.read_text(encoding="utf-8"))
    }
    assert {each for each in files if not each.startswith("simulator/")} == {
        "basespace/instances.py"
    }


@pytest.mark.parametrize(
    "proxy",
    [
        "ftp://u:pr0xypass@h:1",
        "http://u:pr0xy/pass@h:1",
        "http://u:pr0xypass@h:port",
        "user:pr0xypass@h:p",
        "ftp://u:1/pr0xypass@h",
        "socks9://h",
        "http://h:99999",
        "h:99999",
        "pr0xypass",
        "Pr0xypass",
        "user:pr0xypass@h",
        "http://pr0xy%pass:1",
        "pr0xy pass",
        "prö0xypass:1",
        "pr0xy.pass",
    ],
)
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "all_proxy"])
async def test_a_bad_proxy_setting_is_said_without_its_password(
    name: str, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, proxy)
    with pytest.raises(NetworkError) as looked_at:
        host_before(NOWHERE)
    for error in (await fails(NOWHERE), looked_at.value):
        assert f"The proxy setting {name} cannot be used" in error.message
        assert name in error.hint
        assert "pr0xy" not in "".join(format_exception(error)).casefold()


@pytest.mark.parametrize(
    "exceptions",
    [
        "localhost,[::1]",
        "localhost, [::1], .invalid",
        "*",
        "10.0.0.0/8,*",
        "fd00::/8,bs-wizard.invalid",
        "[fd00::]/8 bs-wizard.invalid:443",
        ".invalid.",
        "*.invalid",
        "https://bs-wizard.invalid/",
        "[::1,10.0.0.0/99,:80,a:b,*oops*,invalid",
    ],
)
async def test_no_entry_of_no_proxy_is_fatal(
    exceptions: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port()}")
    monkeypatch.setenv("NO_PROXY", exceptions)
    is_excepted = exceptions != "localhost,[::1]"
    said = "could not be looked up" if is_excepted else "The proxy 127.0.0.1 was not reached"
    assert said in (await fails(NOWHERE)).message


@pytest.mark.parametrize(
    ("exceptions", "host", "is_excepted"),
    [
        ("10.0.0.0/8", "10.9.8.7", True),
        ("10.1.2.3/8", "10.9.8.7", True),
        ("10.0.0.0/8", "11.0.0.1", False),
        ("10.0.0.0/8", "a.example", False),
        ("fd00::/8", "[fd12::1]", True),
        ("[fd00::]/8", "[fd12::1]", True),
        ("fd00::/8", "[fe80::1]", False),
        ("fd12::1", "[fd12::1]", True),
        ("[fd12::1]:443", "[fd12::1]", True),
        ("[fd12::1]:80", "[fd12::1]", False),
        ("a.example:443", "a.example", True),
        ("a.example:8443", "a.example", False),
        ("a.example:8443", "a.example:8443", True),
        ("A.Example", "a.example", True),
        ("example", "a.example", True),
        ("ample", "a.example", False),
        ("", "a.example", False),
    ],
)
def test_for_whom_no_proxy_is_used(
    exceptions: str, host: str, is_excepted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example:3128")
    monkeypatch.setenv("no_proxy", exceptions)
    assert host_before(f"https://{host}/") == (None if is_excepted else "proxy.example")


async def test_an_entry_that_means_nothing_is_named_with_its_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port()}")
    monkeypatch.setenv("NO_PROXY", "localhost,[::1,fd00::/8,10.0.0.0/99,u:pr0xypass@h:x")
    hint = (await fails(NOWHERE)).hint
    for entry in ("[::1", "10.0.0.0/99", "h:x"):
        assert f"the entry “{entry}” of NO_PROXY means nothing" in hint
    assert "fd00" not in hint
    assert "pr0xypass" not in hint


async def test_a_socks_setting_counts_only_where_it_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(proxy_setting, "find_spec", lambda name: None)
    monkeypatch.setenv("ALL_PROXY", "socks5h://127.0.0.1:1080")
    async with serve(reply("200 OK")) as there:
        assert (await get(f"http://127.0.0.1:{there.port}/")).status == 200
    error = await fails(NOWHERE)
    assert "ALL_PROXY cannot be used: it is a SOCKS proxy" in error.message
    assert 'pip install "bs-wizard[socks]"' in error.hint
    monkeypatch.setenv("NO_PROXY", "invalid")
    assert "could not be looked up" in (await fails(NOWHERE)).message
    monkeypatch.delenv("NO_PROXY")
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port()}")
    assert "The proxy 127.0.0.1 was not reached" in (await fails(NOWHERE)).message


async def test_a_socks_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = bytearray()

    async def socks(reader: StreamReader, writer: StreamWriter) -> None:
        await reader.readexactly(3)
        writer.write(b"\x05\x00")
        asked.extend(await reader.readexactly(len(b"\x05\x01\x00\x03\x0dbasespace.lab\x00\x50")))
        writer.write(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50")
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply("200 OK"))
        writer.close()

    server = await start_server(socks, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setenv("ALL_PROXY", f"socks5h://127.0.0.1:{port}")
        assert (await get("http://basespace.lab/")).status == 200
    assert b"basespace.lab" in asked

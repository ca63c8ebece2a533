import pytest

from bs_wizard.basespace.answer import Answer
from bs_wizard.basespace.http import exchange, make_client, proxy_before
from bs_wizard.errors import NetworkError
from tests.support.loopback import closed_port, reply, serve

NOWHERE = "https://bs-wizard.invalid/v1pre3"  # RFC 6761: never resolves


async def _get(address: str) -> Answer:
    async with make_client() as client:
        return await exchange(client, "GET", address)


async def _fails(address: str) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        await _get(address)
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
async def test_a_proxy_that_is_not_there_is_named(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, f"http://user:pr0xypass@127.0.0.1:{closed_port()}")
    error = await _fails(NOWHERE)
    assert error.message == "The proxy 127.0.0.1 was not reached."
    assert "HTTPS_PROXY" in error.hint


async def test_a_proxy_whose_name_is_not_found_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "proxy.invalid:3128")
    assert (await _fails(NOWHERE)).message == "The proxy proxy.invalid was not reached."


async def test_a_proxy_that_wants_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serve(reply("407 Proxy Authentication Required")) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        error = await _fails(NOWHERE)
    assert error.message == "The proxy did not let the request to bs-wizard.invalid through."
    assert proxy.heads[0].startswith("CONNECT bs-wizard.invalid:443 ")


async def test_no_proxy_goes_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port()}")
    monkeypatch.setenv("NO_PROXY", ".invalid")
    assert "could not be looked up" in (await _fails(NOWHERE)).message


async def test_this_machine_is_never_reached_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port()}")
    async with serve(reply("200 OK")) as there:
        for host in ("127.0.0.1", "localhost"):
            assert (await _get(f"http://{host}:{there.port}/")).status == 200
    error = await _fails(f"http://[::1]:{closed_port()}/")
    assert "proxy" not in error.message


@pytest.mark.parametrize(
    "proxy",
    ["ftp://u:pr0xypass@h:1", "http://u:pr0xy/pass@h:1", "http://u:pr0xypass@h:port", "socks9://h"],
)
def test_a_bad_proxy_setting_is_said_without_its_password(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(NetworkError, match="proxy setting") as caught:
        make_client()
    assert "HTTPS_PROXY" in caught.value.hint
    assert "pr0xy" not in str(caught.value)


@pytest.mark.parametrize("proxy", ["http://user:s3cret@host:bad", "user:s3cret@h:p"])
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "all_proxy"])
def test_no_part_of_it_is_shown_by_who_only_looks_at_it(
    name: str, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, proxy)
    with pytest.raises(NetworkError, match="proxy setting") as caught:
        proxy_before(NOWHERE)
    assert caught.value.__suppress_context__
    assert "s3cret" not in str(caught.value)


def test_nor_a_path_that_is_part_of_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "ftp://u:1/s3cret@h")
    with pytest.raises(NetworkError, match="proxy setting") as caught:
        make_client()
    assert "s3cret" not in str(caught.value)

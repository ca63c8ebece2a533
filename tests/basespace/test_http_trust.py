"""Each way in which a secure connection fails has its own sentence; none is ever let through."""

from pathlib import Path

import pytest

from bs_wizard.basespace.http import make_client
from bs_wizard.basespace.trust import NAMED
from bs_wizard.errors import NetworkError
from tests.support.asking import fails, get
from tests.support.certificates import Authority, self_signed, server_side
from tests.support.loopback import reply, serve

GOOD = reply("200 OK", b"{}")


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """One that is trusted."""
    here = Authority(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(here.file))
    return here


async def test_https_asked_of_a_plain_server() -> None:
    async with serve(reply("400 Bad Request")) as there:
        error = await fails(f"https://127.0.0.1:{there.port}/")
    assert error.message == "127.0.0.1 answers in plain HTTP where https is wanted."


async def test_what_is_signed_by_an_authority_is_trusted(authority: Authority) -> None:
    async with serve(GOOD, server_side(authority.issue())) as there:
        assert (await get(f"https://127.0.0.1:{there.port}/")).status == 200


@pytest.mark.parametrize(
    ("host", "begins", "ends", "said", "hint"),
    [
        ("127.0.0.1", -3, -1, "has expired", "clock"),
        ("127.0.0.1", 1, 3, "is not valid yet", "clock"),
        ("127.0.0.2", -1, 1, "is for another host", "sign-in page"),
        ("other.example", -1, 1, "is for another host", "sign-in page"),
    ],
)
async def test_a_certificate_that_is_not_good(
    authority: Authority, host: str, begins: float, ends: float, said: str, hint: str
) -> None:
    file = authority.issue(host, begins=begins, ends=ends)
    async with serve(GOOD, server_side(file)) as there:
        error = await fails(f"https://127.0.0.1:{there.port}/")
    assert error.message == f"The certificate of 127.0.0.1 {said}."
    assert hint in error.hint
    assert there.heads == []


async def test_one_issued_by_a_stranger(tmp_path: Path) -> None:
    async with serve(GOOD, server_side(Authority(tmp_path).issue())) as there:
        error = await fails(f"https://127.0.0.1:{there.port}/")
    assert error.message == (
        "The certificate of 127.0.0.1 was issued by nobody whom this machine trusts."
    )
    assert "--ca-file" in error.hint
    assert there.heads == []


@pytest.mark.parametrize("name", NAMED)
async def test_a_self_signed_one_is_not_trusted_until_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    async with serve(GOOD, server_side(self_signed(tmp_path))) as there:
        address = f"https://127.0.0.1:{there.port}/"
        error = await fails(address)
        assert "nobody whom this machine trusts" in error.message
        monkeypatch.setenv(name, str(tmp_path / "certificate.pem"))
        assert (await get(address)).status == 200


# As RFC 5246, 7.2, has it: an alert, fatal, "protocol_version"; and a ServerHello of TLS 1.1.
_ALERT = bytes.fromhex("15 0301 0002 0246")
_HELLO = bytes.fromhex("16 0302 002a 02 000026 0302" + "00" * 32 + "00 002f 00")


@pytest.mark.parametrize("answer", [_ALERT, _HELLO], ids=["alert", "hello"])
async def test_an_old_version_of_tls(answer: bytes) -> None:
    async with serve(answer) as there:
        error = await fails(f"https://127.0.0.1:{there.port}/")
    assert "a version of TLS that is not safe any more" in error.message


@pytest.mark.parametrize("scheme", ["https", "HTTPS"])
async def test_a_proxy_spoken_to_in_tls_is_checked_as_a_server_is(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    async with serve(reply("502 Bad Gateway"), server_side(authority.issue())) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"{scheme}://127.0.0.1:{proxy.port}")
        error = await fails("https://api.example/")
    assert error.message == "The proxy did not let the request to api.example through."
    assert proxy.heads


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("not a certificate", "which holds no certificates"),
        ("", "which holds no certificates"),
        (None, "which is not there"),
    ],
)
def test_a_variable_that_names_no_certificates_is_said(
    content: str | None, said: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = tmp_path / "bundle.pem"
    if content is not None:
        bundle.write_text(content)
    monkeypatch.setenv(name, str(bundle))
    with pytest.raises(NetworkError) as caught:
        make_client()
    assert caught.value.message == f"{name} names {bundle}, {said}."

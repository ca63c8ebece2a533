import shutil
from pathlib import Path

import pytest

from bs_wizard.basespace.answer import Answer
from bs_wizard.basespace.http import exchange, make_client
from bs_wizard.errors import NetworkError
from tests.support.certificates import self_signed, server_side
from tests.support.loopback import reply, serve

needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the keys")


async def _get(address: str) -> Answer:
    async with make_client() as client:
        return await exchange(client, "GET", address)


async def _fails(address: str) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        await _get(address)
    assert caught.value.hint
    return caught.value


async def test_https_asked_of_a_plain_server() -> None:
    async with serve(reply("400 Bad Request")) as there:
        error = await _fails(f"https://127.0.0.1:{there.port}/")
    assert error.message == "No secure connection to 127.0.0.1 could be made."


@needs_openssl
async def test_a_self_signed_certificate_is_not_trusted_until_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = self_signed(tmp_path)
    async with serve(reply("200 OK", b"{}"), server_side(file)) as there:
        address = f"https://127.0.0.1:{there.port}/"
        error = await _fails(address)
        assert "certificate of 127.0.0.1 is not trusted: self" in error.message
        assert "SSL_CERT_FILE" in error.hint
        for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
            with monkeypatch.context() as patch:
                patch.setenv(name, str(tmp_path / "certificate.pem"))
                assert (await _get(address)).status == 200


@needs_openssl
async def test_a_certificate_of_another_name_is_not_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = self_signed(tmp_path, "other.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    async with serve(reply("200 OK"), server_side(file)) as there:
        error = await _fails(f"https://127.0.0.1:{there.port}/")
    assert "not trusted" in error.message
    assert "mismatch" in error.message


@pytest.mark.parametrize("content", ["not a certificate", ""])
def test_a_bundle_without_certificates_is_said(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = tmp_path / "bundle.pem"
    bundle.write_text(content)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    with pytest.raises(NetworkError, match=r"REQUESTS_CA_BUNDLE names .*bundle\.pem"):
        make_client()


async def test_trust_settings_that_name_nothing_take_nothing_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"):
        monkeypatch.setenv(name, str(tmp_path / "missing"))
    async with make_client():
        pass

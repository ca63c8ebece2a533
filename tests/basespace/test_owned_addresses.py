import pytest
from hypothesis import given

from bs_wizard.basespace.instances import DEFAULT, INSTANCES, read_address
from tests.support.hostile import hostile_text, is_harmless

OWNED = (
    "https://basespace.illumina.com/oauth/device",
    "https://basespace.illumina.com/oauth/device?code=b9bac",
    "https://basespace.illumina.com:443/oauth/device",
    "https://ourlab.basespace.illumina.com/oauth/device",
    "HTTPS://BaseSpace.Illumina.com/oauth/device",
)
NOT_OWNED = (
    "",
    "basespace.illumina.com/oauth/device",
    "//basespace.illumina.com/oauth/device",
    "http://basespace.illumina.com/oauth/device",
    "javascript:alert(1)//https://basespace.illumina.com",
    "javascript://basespace.illumina.com/%0aalert(1)",
    "file:///etc/passwd",
    "data:text/html,https://basespace.illumina.com",
    "-https://basespace.illumina.com/",
    "--help",
    "https://evil.example/",
    "https://basespace.illumina.com.evil.example/",
    "https://evilbasespace.illumina.com/",
    "https://a.b.basespace.illumina.com/",
    "https://.basespace.illumina.com/",
    "https://basespace.illumina.com./",
    "https://basespace.illumina.com.cn/",
    "https://euc1.sh.basespace.illumina.com/",
    "https://basespace.illumina.com@evil.example/",
    "https://someone@basespace.illumina.com/",
    "https://:@basespace.illumina.com/",
    "https://basespace.illumina.com:8443/",
    "https://basespace.illumina.com:port/",
    "https://basespace.illumina.com:99999/",
    "https://basespace.illumina.com\\@evil.example/",
    "https://evil.example\\.basespace.illumina.com/",
    "https://basespace.illumina.com/\\evil",
    "https://evil%2f.basespace.illumina.com/",
    "https://evil%23.basespace.illumina.com/",
    "https://ba\u017fespace.illumina.com/",
    "https://basespace.illumina.com/\u0430",
    "https://basespace.illumina.com/ --flag",
    "https://basespace.illumina.com/\nhttps://evil.example/",
    "https://base\tspace.illumina.com/",
    "https://basespace.illumina.com/\x1b]52;c;eA==\x07",
    "https://basespace.illumina.com/\u202eetar",
    "https://basespace.illumina.com/\u200b",
    "\x00https://basespace.illumina.com/",
    "https://[::1]/",
    "https://[basespace.illumina.com/",
    "http://127.0.0.1:8000/oauth/device",
    "https://localhost/oauth/device",
    "https://basespace.illumina.com/" + "a" * 3000,
)


@pytest.mark.parametrize("address", OWNED)
def test_a_browser_may_be_sent_to_the_instances_own_host(address: str) -> None:
    assert DEFAULT.owns(address)


@pytest.mark.parametrize("address", NOT_OWNED)
def test_a_browser_is_sent_nowhere_else(address: str) -> None:
    assert not DEFAULT.owns(address)


def test_an_instance_does_not_own_anothers_pages() -> None:
    for one in INSTANCES:
        for other in INSTANCES:
            assert one.owns(f"https://{other.web_host}/oauth/device") == (one is other)


def test_a_server_on_this_machine_owns_this_machine_only() -> None:
    local = read_address("http://127.0.0.1:8000")
    for address in ("http://127.0.0.1:8000/d", "http://localhost:9/d", "https://[::1]:9/d"):
        assert local.owns(address)
    for address in ("https://evil.example/", "https://basespace.illumina.com/", "file:///etc"):
        assert not local.owns(address)


def test_a_server_on_a_port_of_its_own_owns_that_port() -> None:
    other = read_address("https://bs.example.org:8443")
    assert other.owns("https://bs.example.org:8443/oauth/device")
    assert other.owns("https://bs.example.org/oauth/device")
    assert not other.owns("https://bs.example.org:8444/oauth/device")


@given(hostile_text)
def test_judging_an_address_never_raises(text: str) -> None:
    for address in (text, f"https://basespace.illumina.com/{text}", f"https://{text}"):
        assert not DEFAULT.owns(address) or is_harmless(address)

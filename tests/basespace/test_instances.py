import pytest
from hypothesis import given
from hypothesis import strategies as st

from bs_wizard.basespace.instances import DEFAULT, INSTANCES, Instance, read_address
from bs_wizard.errors import UsageError
from tests.support.hostile import hostile_text, is_harmless

# Illumina Knowledge 5560.
VENDOR_TABLE = {
    "use1": "https://api.basespace.illumina.com",
    "euc1": "https://api.euc1.sh.basespace.illumina.com",
    "euw2": "https://api.euw2.sh.basespace.illumina.com",
    "cac1": "https://api.cac1.sh.basespace.illumina.com",
    "aps2": "https://api.aps2.sh.basespace.illumina.com",
    "cnn1": "https://api.cnn1.sh.basespace.illumina.com.cn",
}
APS4 = "aps4.sh.basespace.illumina.com"  # seen, not in the table
SPELLINGS = (
    "{host}",
    "https://{host}",
    "https://{host}/",
    "  https://{host}/  ",
    "HTTPS://{upper}/",
    "http://{host}",
    "{host}.",
    "api.{host}",
    "https://api.{host}/v1pre3",
    "https://api.{host}:443/v2/users/current?x=1#y",
    "https://developer.{host}/dashboard",
    "https://ourlab.{host}/home/dashboard",
    "OurLab.{upper}",
    "api.ourlab.{host}",
    "https://developer.ourlab.{host}/dashboard",
)


def test_the_table_is_the_vendors() -> None:
    assert {one.label: one.api_server for one in INSTANCES} == VENDOR_TABLE
    assert DEFAULT.label == "use1"


@pytest.mark.parametrize("instance", INSTANCES, ids=lambda one: one.label)
def test_an_instance_is_known_by_its_label(instance: Instance) -> None:
    for typed in (instance.label, instance.label.upper(), f" {instance.label}\n"):
        assert read_address(typed) is instance


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("instance", INSTANCES, ids=lambda one: one.label)
def test_every_address_of_an_instance_leads_to_it(instance: Instance, spelling: str) -> None:
    host = instance.web_host
    assert read_address(spelling.format(host=host, upper=host.upper())) is instance


def test_a_long_address_from_a_browser_is_read() -> None:
    assert read_address("https://basespace.illumina.com/runs/1/charts?" + "x=1&" * 200) is DEFAULT


@pytest.mark.parametrize("instance", INSTANCES, ids=lambda one: one.label)
def test_what_follows_from_the_host(instance: Instance) -> None:
    assert instance.api_server == f"https://api.{instance.web_host}"
    assert instance.portal == f"https://developer.{instance.web_host}/dashboard"
    assert not instance.is_loopback


def test_a_short_name_for_a_narrow_place() -> None:
    assert DEFAULT.short == "US · USE1"
    assert read_address("https://bs.example.org:8443").short == "bs.example.org"
    assert read_address("127.0.0.1:8000").short == "127.0.0.1:8000"


@pytest.mark.parametrize(
    ("typed", "api_host", "web_host"),
    [
        (f"api.{APS4}", f"api.{APS4}", APS4),
        (f"https://{APS4}/", f"api.{APS4}", APS4),
        (f"https://developer.{APS4}/dashboard", f"api.{APS4}", APS4),
        (f"https://api.ourlab.{APS4}", f"api.{APS4}", APS4),
        ("cloud-hoth.illumina.com", "api.cloud-hoth.illumina.com", "cloud-hoth.illumina.com"),
        ("https://bs.example.org:8443/v1", "bs.example.org:8443", "bs.example.org"),
        ("https://api.example.org", "api.example.org", "example.org"),
        ("https://api.org", "api.org", "api.org"),
        ("developer.example.org", "developer.example.org", "developer.example.org"),
    ],
)
def test_another_server_is_taken_at_its_word(typed: str, api_host: str, web_host: str) -> None:
    other = read_address(typed)
    assert other.api_server == f"https://{api_host}"
    assert (other.web_host, other.place, other.is_loopback) == (web_host, "other", False)
    assert other.owns(f"https://{web_host}/oauth/device")


@pytest.mark.parametrize(
    ("typed", "api_server"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("localhost", "http://localhost"),
        ("LocalHost:81/path", "http://localhost:81"),
        ("https://localhost:8443", "https://localhost:8443"),
        ("http://[::1]:9", "http://[::1]:9"),
    ],
)
def test_plain_http_is_taken_from_this_machine(typed: str, api_server: str) -> None:
    local = read_address(typed)
    assert (local.api_server, local.place) == (api_server, "this machine")
    assert local.is_loopback
    assert f"{local.api_server}/portal" == local.portal


@pytest.mark.parametrize(
    "typed",
    [
        ".",
        "https://",
        "use9",
        "illumina",
        "a..com",
        "exa$mple.com",
        "exa mple.com",
        "-o.example.com",
        "bücher.example",
        "basespace.\u0456llumina.com",  # a Cyrillic letter
        "basespace.illumina.com%2eevil.example",
        "https://someone@basespace.illumina.com",
        "https://basespace.illumina.com@evil.example",
        "https://evil.example\\@basespace.illumina.com",
        "http://example.org",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "ftp://localhost",
        "javascript://127.0.0.1",
        "ftp://api.basespace.illumina.com",
        "localhost:99999",
        "localhost:port",
        "https://[::1",
        "https://[2001:db8::1]",
        "https://basespace.illumina.com/\x1b[31m",
        "https://basespace.illumina.com/\u202e",
    ],
)
def test_what_cannot_be_a_server_is_refused_in_words(typed: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_address(typed)
    assert is_harmless(str(caught.value))
    assert caught.value.hint


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("api.cnn1.sh.basespace.illumina.com", "cnn1"),
        ("https://basespace.illumina.com.cn/", "cnn1"),
        ("api.basespace.illumina.com.cn", "cnn1"),
        ("api.euc1.basespace.illumina.com", "euc1"),
        ("https://euc1.basespace.illumina.com/home", "euc1"),
        ("ourlab.euc1.basespace.illumina.com", "euc1"),
        ("euc1.sh.illumina.com", "euc1"),
        ("api.euc1.sh.basespace.illumina.com.cn", "euc1"),
        ("http://api.euw2.illumina.com", "euw2"),
        ("api.euc1.sh.basespace.ilumina.com", "euc1"),
        ("use1.sh.basespace.illumina.com", "use1"),
        ("api.basespce.illumina.com", "use1"),
        ("evilbasespace.illumina.com", "use1"),
        ("a.b.basespace.illumina.com", "use1"),
        ("https://basespace.illumina.com.evil.example/", "use1"),
        ("euc1.sh.basespace.illumina.com.evil.example", "euc1"),
    ],
)
def test_a_near_miss_is_told_which_address_is_probably_meant(typed: str, label: str) -> None:
    meant = read_address(label)
    with pytest.raises(UsageError, match="not the address of a BaseSpace") as caught:
        read_address(typed)
    assert f"{label} ({meant.place}): {meant.api_server}" in caught.value.hint


@pytest.mark.parametrize(
    ("typed", "product"),
    [
        ("ica.illumina.com", "Connected Analytics"),
        ("https://euc1.ica.illumina.com/ica/rest", "Connected Analytics"),
        ("https://ica.basespace.illumina.com", "Connected Analytics"),
        ("https://platform.login.illumina.com/", "sign-in"),
        ("login.illumina.com", "sign-in"),
    ],
)
def test_another_products_address_is_said_to_be_that(typed: str, product: str) -> None:
    with pytest.raises(UsageError, match=product) as caught:
        read_address(typed)
    assert "use1" in caught.value.hint


def test_only_illuminas_hosts_are_known_for_other_products() -> None:
    assert read_address("login.example.org").label == "login.example.org"


@pytest.mark.parametrize("secret", ["6513270e269e0d37f2a74de452e6b438", "c2VjcmV0" * 4 + "=="])
def test_a_secret_in_the_place_of_an_address_is_not_repeated(secret: str) -> None:
    with pytest.raises(UsageError, match="looks like a Client Key") as caught:
        read_address(f" {secret}\n")
    assert secret[:4] not in str(caught.value)


def _read(text: str) -> Instance | UsageError:
    try:
        return read_address(text)
    except UsageError as error:
        return error


@given(hostile_text | st.from_regex(r"(https?://)?[a-z0-9.:@\[\]/%_-]{0,40}", fullmatch=True))
def test_reading_either_gives_an_origin_or_refuses(text: str) -> None:
    instance = _read(text)
    if isinstance(instance, UsageError):
        assert is_harmless(str(instance))
        return
    scheme, _, rest = instance.api_server.partition("://")
    assert scheme == "https" or (scheme == "http" and instance.is_loopback)
    assert rest
    assert not set(rest) & set("/@?#\\ ")
    assert read_address(instance.api_server) == instance


def test_a_label_that_is_not_known_is_answered_with_those_that_are() -> None:
    for typed in ("eu", "api.sh.basespace.illumina.com"):
        with pytest.raises(UsageError, match=f"“{typed}” is not an instance") as caught:
            read_address(typed)
        assert all(instance.label in caught.value.hint for instance in INSTANCES)


@pytest.mark.parametrize("nothing", ["", "   "])
def test_no_address_is_said_to_be_missing(nothing: str) -> None:
    with pytest.raises(UsageError, match="The server's address is missing"):
        read_address(nothing)

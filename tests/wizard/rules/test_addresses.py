"""Which addresses of a device code are offered, and which are refused."""

import pytest

from bs_wizard.basespace.instances import DEFAULT, read_address
from bs_wizard.basespace.replies import DeviceCode
from bs_wizard.secret import Secret
from bs_wizard.wizard.rules.addresses import Addresses, addresses, refusal

GOOD = "https://basespace.illumina.com/oauth/device"
WITH_CODE = f"{GOOD}?code=b9bac"
EVIL = "https://evil.example/oauth/device"


def code(plain: str, complete: str | None) -> DeviceCode:
    return DeviceCode(Secret("device"), "b9bac", plain, complete, 1800, 5)


@pytest.mark.parametrize(
    ("plain", "complete", "expected"),
    [
        (GOOD, WITH_CODE, Addresses(GOOD, WITH_CODE, None)),
        (GOOD, None, Addresses(GOOD, None, None)),
        (GOOD, EVIL, Addresses(GOOD, None, EVIL)),
        (EVIL, WITH_CODE, Addresses(None, None, EVIL)),
        (EVIL, None, Addresses(None, None, EVIL)),
        (EVIL, EVIL + "?code=b9bac", Addresses(None, None, EVIL)),
    ],
)
def test_judged_by_the_instance(plain: str, complete: str | None, expected: Addresses) -> None:
    assert addresses(DEFAULT, code(plain, complete)) == expected


@pytest.mark.parametrize(
    "bad",
    [
        "http://basespace.illumina.com/oauth/device",
        "https://basespace.illumina.com@evil.example/oauth/device",
        "https://someone@basespace.illumina.com/oauth/device",
        "https://basespace.illumina.com.evil.example/oauth/device",
        "https://evil.example/basespace.illumina.com",
        "https://basespace.illumina.com:8443/oauth/device",
        "https://bаsespace.illumina.com/oauth/device",  # a Cyrillic letter
        "https://basespace.illumina.com\\@evil.example/",
        "javascript:alert(1)",
        "//basespace.illumina.com/oauth/device",
        "(not printable)",
        "",
    ],
)
def test_neither_offered_nor_drawn(bad: str) -> None:
    found = addresses(DEFAULT, code(bad, bad))
    assert found == Addresses(None, None, bad)
    assert found.best is None


def test_the_best_saves_typing() -> None:
    assert addresses(DEFAULT, code(GOOD, WITH_CODE)).best == WITH_CODE
    assert addresses(DEFAULT, code(GOOD, None)).best == GOOD


def test_an_enterprise_domain_is_the_instances_own() -> None:
    mine = "https://mylab.basespace.illumina.com/oauth/device"
    assert addresses(DEFAULT, code(mine, None)).best == mine


def test_loopback_may_be_plain_http_only_for_itself() -> None:
    here = read_address("http://127.0.0.1:9000")
    local = "http://127.0.0.1:9000/oauth/device"
    assert addresses(here, code(local, None)).best == local
    assert addresses(here, code(GOOD, None)).refused == GOOD
    assert addresses(DEFAULT, code(local, None)).refused == local


def test_a_refusal_says_which_and_why() -> None:
    said = refusal(DEFAULT, EVIL)
    assert EVIL in said
    assert DEFAULT.web_host in said

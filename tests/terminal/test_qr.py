"""The QR symbol: it says the address, fits the screen, and survives the half blocks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bs_wizard.basespace.instances import INSTANCES, Instance
from bs_wizard.terminal.qr import BORDER, half_blocks, modules
from tests.support.qr_reader import read

DEVICE = "https://basespace.illumina.com/oauth/device?code=b9bac"
HALVES = {" ": (False, False), "▀": (True, False), "▄": (False, True), "█": (True, True)}


def inside(rows: tuple[tuple[bool, ...], ...]) -> list[tuple[bool, ...]]:
    return [row[BORDER:-BORDER] for row in rows[BORDER:-BORDER]]


def same_address(read_back: str, address: str) -> bool:
    """Whether they lead to the same place: scheme and host know no case (RFC 3986)."""
    scheme, _, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return read_back == f"{scheme.upper()}://{host.upper()}{slash}{path}"


@pytest.mark.parametrize(
    "address",
    [
        DEVICE,
        *(f"https://{one.web_host}/oauth/device?code=xY1z0" for one in INSTANCES),
        "http://127.0.0.1:49152/oauth/device?code=OoIl1",
        "https://mylab.basespace.illumina.com/oauth/device?code=b9bac",
    ],
)
def test_it_says_the_address(address: str) -> None:
    assert same_address(read(inside(modules(address))), address)


@settings(max_examples=40, deadline=None)
@given(st.text("abcXYZ0189-_", min_size=1, max_size=8))
def test_the_codes_own_case_is_kept(code: str) -> None:
    address = f"https://basespace.illumina.com/oauth/device?code={code}"
    assert same_address(read(inside(modules(address))), address)


def test_text_that_is_no_address_is_left_as_it_is() -> None:
    assert read(inside(modules("b9bac"))) == "b9bac"


@pytest.mark.parametrize("instance", INSTANCES, ids=lambda one: one.label)
def test_it_fits_beside_the_words(instance: Instance) -> None:
    rows = half_blocks(f"https://{instance.web_host}/oauth/device?code=b9bac")
    assert len(rows) == 17
    assert {len(row) for row in rows} == {33}


def test_half_blocks_are_the_modules() -> None:
    wanted = modules(DEVICE)
    rows: list[tuple[bool, ...]] = []
    for row in half_blocks(DEVICE):
        upper, lower = zip(*(HALVES[char] for char in row), strict=True)
        rows += [upper, lower]
    assert tuple(rows[: len(wanted)]) == wanted
    assert not any(map(any, rows[len(wanted) :]))


def test_the_border_is_light() -> None:
    rows = modules(DEVICE)
    turned = tuple(zip(*rows, strict=True))
    for edge in (*rows[:BORDER], *rows[-BORDER:], *turned[:BORDER], *turned[-BORDER:]):
        assert not any(edge)

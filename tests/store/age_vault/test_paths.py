"""File names of the vault: right on every operating system, and never two keys in one file."""

import re
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bs_wizard.store.age_vault.paths import LONGEST, file_name, key_of_file
from bs_wizard.store.vaults import app_key

anything = st.text(st.characters(), min_size=1, max_size=80)
# Keys that differ by little are the ones that might meet.
alike = st.text("aA.cCoOnN1%2e=-_ \u0301é/\\:", min_size=1, max_size=6)
keys = anything | alike

DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}


def is_hashed(name: str) -> bool:
    return name.startswith("=")


@given(keys)
@example("CON")
@example("..")
@example("\ud800")
def test_percent_decoding_gives_the_key(key: str) -> None:
    name = file_name(key)
    if not is_hashed(name):
        decoded = unquote_to_bytes(name.removesuffix(".age"))
        assert decoded.decode("utf-8", "surrogatepass") == key


@given(keys)
@example("con")
@example(".x")
def test_a_file_tells_its_key(key: str) -> None:
    name = file_name(key)
    assert key_of_file(name) == (None if is_hashed(name) else key)


@pytest.mark.parametrize(
    "name", ["Lab.age", "a b.age", "%61.age", "%ff.age", ".age", "lab", "é.age"]
)
def test_a_file_of_no_key_tells_none(name: str) -> None:
    assert key_of_file(name) is None


@given(keys, keys)
@example("Lab", "lab")
@example("e\u0301", "é")
@example("%41", "A")
@example("ß", "ss")
def test_no_two_keys_meet_even_where_case_does_not_count(one: str, other: str) -> None:
    if one != other:
        assert file_name(one).casefold() != file_name(other).casefold()


@given(keys)
@example("con")
@example("Con.txt")
@example("com1.age")
@example("a.")
@example("a ")
@example("x" * 500)
@example("é" * 100)
def test_every_system_takes_it(key: str) -> None:
    name = file_name(key)
    assert re.fullmatch(r"[a-z0-9%=_-][a-z0-9%=._-]*\.age", name)
    assert len(name) <= LONGEST + len(".age")
    assert name.split(".")[0] not in DEVICES


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("lab", "lab.age"),
        ("core-2.x_y", "core-2.x_y.age"),
        ("Lab", "%4cab.age"),
        ("con", "%63on.age"),
        ("nul.1", "%6eul.1.age"),
        ("console", "console.age"),
        (".hidden", "%2ehidden.age"),
        ("-n", "-n.age"),
        (app_key("0123abcd", "api.example"), "app%3a0123abcd%40api.example.age"),
        ("pending:7", "pending%3a7.age"),
    ],
)
def test_what_people_see(key: str, name: str) -> None:
    assert file_name(key) == name


def test_a_long_key_is_hashed() -> None:
    assert is_hashed(file_name("é" * 60))
    assert not is_hashed(file_name("x" * LONGEST))


def test_an_empty_key_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="needs a key"):
        file_name("")

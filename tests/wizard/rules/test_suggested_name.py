"""Names proposed for a credential."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bs_wizard.basespace.identity import Identity
from bs_wizard.basespace.instances import DEFAULT, INSTANCES, Instance, read_address
from bs_wizard.store.index.records import check_name
from bs_wizard.wizard.rules.suggested_name import suggest
from tests.support.hostile import hostile_text

LOOPBACK = read_address("http://127.0.0.1:8080")


def someone(name: str, workgroup: str | None = None) -> Identity:
    return Identity("1001", name, "", workgroup)


@pytest.mark.parametrize(
    ("name", "workgroup", "expected"),
    [
        ("Amira Haddad", None, "amira-haddad"),
        ("Amira Haddad", "Genomics Core", "genomics-core"),
        ("Zoë Ångström", None, "zoe-angstrom"),
        ("Tomás O'Brien", None, "tomas-o-brien"),
        ("R&D  Sequencing", None, "r-d-sequencing"),
        ("--help", None, "help"),
        ("実験 太郎", None, "basespace"),
        ("Taro", "実験", "taro"),
        ("Ω", "実験", "basespace"),
        ("", None, "basespace"),
        ("", "", "basespace"),
        ("A" * 70, None, "a" * 40),
        ("a" * 39 + " b", None, "a" * 39),
    ],
)
def test_who_becomes_a_name(name: str, workgroup: str | None, expected: str) -> None:
    assert suggest(someone(name, workgroup), DEFAULT, ()) == expected


@pytest.mark.parametrize(
    ("instance", "expected"),
    [
        (DEFAULT, "amira"),
        (replace(DEFAULT), "amira"),
        (INSTANCES[1], "amira-euc1"),
        (LOOPBACK, "amira"),
        (read_address("https://bs.lab.example"), "amira-bs-lab-example"),
    ],
)
def test_where_is_said_if_it_is_not_the_usual_place(instance: Instance, expected: str) -> None:
    assert suggest(someone("Amira"), instance, ()) == expected


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        (("other",), "amira"),
        (("amira",), "amira-2"),
        (("AMIRA",), "amira-2"),
        (("amira", "Amira-2", "amira-4"), "amira-3"),
    ],
)
def test_a_name_that_is_taken_gets_a_number(taken: tuple[str, ...], expected: str) -> None:
    assert suggest(someone("Amira"), DEFAULT, taken) == expected


@given(
    hostile_text,
    st.none() | hostile_text,
    st.sampled_from([*INSTANCES, LOOPBACK, read_address(f"https://{'long.' * 12}example")]),
    st.integers(0, 3),
)
def test_every_name_is_free_and_fits(
    name: str, workgroup: str | None, instance: Instance, rounds: int
) -> None:
    taken: tuple[str, ...] = ()
    for _ in range(rounds + 1):
        proposed = suggest(someone(name, workgroup), instance, taken)
        assert check_name(proposed) == proposed
        assert proposed not in taken
        taken = (*taken, proposed)

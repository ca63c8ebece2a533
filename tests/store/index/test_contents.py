"""The index as a value."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bs_wizard.store.index.contents import Contents
from tests.store.examples import a_credential, an_application

NAMES = ("Lab", "core", "seq-2")


def three(default: str | None = "core") -> Contents:
    contents = Contents()
    for name in NAMES:
        contents = contents.with_credential(a_credential(name=name))
    return contents.with_default(default)


def names(contents: Contents) -> list[str]:
    return [one.name for one in contents.credentials]


def test_the_empty_index_has_the_shape_of_the_contract() -> None:
    empty: dict[str, Any] = {
        "version": 1,
        "default": None,
        "credentials": [],
        "applications": [],
        "pending": [],
    }
    assert Contents().to_json() == empty
    assert list(Contents().to_json()) == list(empty)
    assert Contents.from_json(empty) == Contents()


@pytest.mark.parametrize("name", ["Lab", "lab", "LAB"])
def test_names_are_found_whatever_their_case(name: str) -> None:
    found = three().find(name)
    assert found is not None
    assert found.name == "Lab"


def test_an_unknown_name_is_not_found() -> None:
    assert three().find("Labs") is None


def test_a_credential_takes_the_place_of_the_one_of_its_name() -> None:
    changed = three("lab").with_credential(a_credential(name="LAB", description="new"))
    assert names(changed) == ["LAB", "core", "seq-2"]
    assert changed.default == "LAB"
    assert changed.credentials[0].description == "new"


@pytest.mark.parametrize(
    ("default", "gone", "left", "then"),
    [
        ("core", "CORE", ["Lab", "seq-2"], None),
        ("core", "lab", ["core", "seq-2"], "core"),
        (None, "lab", ["core", "seq-2"], None),
        ("core", "nobody", list(NAMES), "core"),
    ],
)
def test_the_default_goes_with_its_credential(
    default: str | None, gone: str, left: list[str], then: str | None
) -> None:
    contents = three(default).without_credential(gone)
    assert names(contents) == left
    assert contents.default == then


def test_the_default_moves_on_to_the_only_one_left() -> None:
    two = three("core").without_credential("lab")
    assert two.without_credential("core").default == "seq-2"
    assert two.without_credential("core").without_credential("seq-2").default is None


def test_the_default_is_one_of_the_credentials() -> None:
    assert three().with_default("LAB").default == "Lab"
    with pytest.raises(KeyError):
        three().with_default("nobody")


def test_only_the_default_is_marked() -> None:
    marked = [one["default"] for one in three().to_json()["credentials"]]
    assert marked == [False, True, False]


def test_a_default_that_is_not_there_is_no_default() -> None:
    data = three().to_json() | {"default": "gone"}
    assert Contents.from_json(data).default is None


def test_an_application_is_known_by_its_id_and_server() -> None:
    contents = Contents().with_application(an_application())
    elsewhere = an_application(api_server="https://api.euc1.sh.basespace.illumina.com")
    contents = contents.with_application(elsewhere)
    contents = contents.with_application(an_application(name="Renamed"))
    assert [one.name for one in contents.applications] == ["Lab import", "Renamed"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
unknown = st.dictionaries(st.sampled_from(["notes", "x", "Credentials"]), json_values)
pending = st.lists(st.dictionaries(st.text(max_size=5), json_values, max_size=3), max_size=3)


@given(st.sets(st.sampled_from(["a", "B", "c-1"])), unknown, pending)
def test_contents_come_back_from_json_as_they_were(
    which: set[str], unknown: dict[str, Any], pending: list[dict[str, Any]]
) -> None:
    contents = Contents(unknown=unknown, pending=tuple(pending))
    for name in sorted(which):
        contents = contents.with_credential(a_credential(name=name)).with_default(name)
    contents = contents.with_application(an_application())
    assert Contents.from_json(contents.to_json()) == contents


def credential_json(**changed: object) -> dict[str, Any]:
    return a_credential().to_json(default=False) | changed


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("credentials", None, "credentials must be a list"),
        ("credentials", {}, "credentials must be a list"),
        ("credentials", [None], "credential 1: credential must be an object"),
        ("credentials", [credential_json(), credential_json(name="LAB")], "LAB is there twice"),
        ("credentials", [credential_json(store=1)], "credential 1: store must be text"),
        ("applications", "none", "applications must be a list"),
        ("applications", [{}], "application 1: client_id is missing"),
        ("pending", {}, "pending must be a list"),
        ("pending", ["code"], "pending 1: it must be an object"),
        ("default", 1, "default must be text"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(key: str, value: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Contents.from_json(Contents().to_json() | {key: value})


def test_applications_and_pending_may_be_missing() -> None:
    assert Contents.from_json({"version": 1, "credentials": []}) == Contents()

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bs_wizard.basespace import scopes
from bs_wizard.errors import UsageError
from tests.support.hostile import hostile_text, is_harmless

KNOWN = tuple(known.scope for known in scopes.CATALOGUE)
GLOBAL = tuple(scope for scope in KNOWN if scope.endswith(" GLOBAL"))
some_scopes = st.lists(st.sampled_from(KNOWN), unique=True).map(tuple)


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("", ()),
        (" , ,, ", ()),
        ("READ GLOBAL", ("READ GLOBAL",)),
        ("read global, Browse  Global ,", ("READ GLOBAL", "BROWSE GLOBAL")),
        ("read\tglobal,\nREAD GLOBAL", ("READ GLOBAL",)),
        ("CREATE GLOBAL,READ GLOBAL", ("CREATE GLOBAL", "READ GLOBAL")),
        ("read project 123,write run 9", ("READ PROJECT 123", "WRITE RUN 9")),
        ("create projects,manage applications", ("CREATE PROJECTS", "MANAGE APPLICATIONS")),
        ("somethingnew galaxies", ("SOMETHINGNEW GALAXIES",)),
    ],
)
def test_a_list_is_read(text: str, parsed: tuple[str, ...]) -> None:
    assert scopes.parse(text) == parsed


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("READ GLOBAL CREATE GLOBAL", "commas"),
        ("READ", "verb and an object"),
        ("READ GLOBAL;CREATE GLOBAL", "verb and an object"),
        ("READ PROJECT abc", "verb and an object"),
        ("READ PROJECT 1 2", "commas"),
        ("READ GLOBAL,\x1b[31mred", "verb and an object"),
    ],
)
def test_what_is_no_scope_is_refused_in_words(text: str, hint: str) -> None:
    with pytest.raises(UsageError, match=hint) as caught:
        scopes.parse(text)
    assert is_harmless(str(caught.value))


def _parse(text: str) -> tuple[str, ...] | UsageError:
    try:
        return scopes.parse(text)
    except UsageError as error:
        return error


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("READ GLOBAL", ("READ GLOBAL",)),
        ("read global, Browse  Global,READ GLOBAL", ("READ GLOBAL", "BROWSE GLOBAL")),
        (
            "READ GLOBAL BROWSE PROJECT 12 CREATE RUNS",
            ("READ GLOBAL", "BROWSE PROJECT 12", "CREATE RUNS"),
        ),
        ("", None),
        (" , ", None),
        ("openid", None),
        ("READ.GLOBAL CREATE.GLOBAL", None),
        ("READ GLOBAL,\x1b[31mred", None),
        ("READ GLOBAL,\u0661", None),
    ],
)
def test_the_scopes_of_a_token_answer(text: str, read: tuple[str, ...] | None) -> None:
    assert scopes.granted(text) == read


@given(hostile_text)
def test_parsing_gives_scopes_or_a_harmless_refusal(text: str) -> None:
    parsed = _parse(text)
    if isinstance(parsed, UsageError):
        assert is_harmless(str(parsed))
        return
    assert scopes.parse(scopes.wire(parsed)) == parsed
    assert scopes.wire(parsed).isascii()


@given(some_scopes)
def test_what_goes_over_the_wire_reads_back(asked: tuple[str, ...]) -> None:
    assert scopes.parse(scopes.wire(asked)) == asked
    assert ", " not in scopes.wire(asked)


def test_every_preset_is_of_known_scopes_and_has_its_own_name() -> None:
    for preset in scopes.PRESETS:
        assert scopes.parse(scopes.wire(preset.scopes)) == preset.scopes
        assert set(preset.scopes) <= set(KNOWN)
        assert scopes.preset(f" {preset.name.upper()} ") is preset
    assert len({preset.name for preset in scopes.PRESETS}) == len(scopes.PRESETS)


def test_least_privilege_is_the_default() -> None:
    assert scopes.DEFAULT_PRESET.scopes == ("READ GLOBAL",)
    assert scopes.risk(scopes.DEFAULT_PRESET.scopes) == "low"


def test_an_unknown_preset_is_answered_with_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"download, look.*bs") as caught:
        scopes.preset("\x1b[31mall")
    assert is_harmless(str(caught.value))


def test_the_catalogue_is_in_shape() -> None:
    assert scopes.parse(",".join(KNOWN)) == KNOWN
    assert all(known.allows for known in scopes.CATALOGUE)


@pytest.mark.parametrize(
    ("granted", "scope", "is_covered"),
    [
        ("READ GLOBAL", "READ GLOBAL", True),
        ("READ GLOBAL", "BROWSE GLOBAL", True),
        ("BROWSE GLOBAL", "READ GLOBAL", False),
        ("WRITE GLOBAL", "READ GLOBAL", True),
        ("WRITE GLOBAL", "BROWSE GLOBAL", True),
        ("WRITE GLOBAL", "CREATE GLOBAL", True),
        ("WRITE GLOBAL", "MOVETOTRASH GLOBAL", False),
        ("CREATE GLOBAL", "BROWSE GLOBAL", False),
        ("CREATE GLOBAL", "WRITE GLOBAL", False),
        ("CREATE GLOBAL", "CREATE PROJECT 4", True),
        ("CREATE GLOBAL", "CREATE PROJECTS", False),
        ("CREATE GLOBAL", "CREATE RUNS", False),
        ("READ GLOBAL", "READ PROJECT 123", True),
        ("READ GLOBAL", "BROWSE RUN 123", True),
        ("READ PROJECT 123", "BROWSE PROJECT 123", True),
        ("READ PROJECT 123", "READ PROJECT 124", False),
        ("READ PROJECT 123", "READ RUN 123", False),
        ("READ PROJECT 123", "READ GLOBAL", False),
        ("WRITE GLOBAL", "START APPLICATIONS", False),
        ("WRITE GLOBAL", "EMPTY TRASH", False),
        ("AUDIT DOMAIN", "AUDIT USER", False),
        ("", "BROWSE GLOBAL", False),
    ],
)
def test_what_implies_what(granted: str, scope: str, is_covered: bool) -> None:
    held = scopes.parse(granted)
    assert (scopes.held_by(held, scope) is not None) is is_covered
    assert scopes.missing([scope], held) == (() if is_covered else (scope,))


def test_what_is_missing_keeps_the_order_and_minds_no_case_of_the_servers() -> None:
    asked = ("START APPLICATIONS", "BROWSE GLOBAL", "CREATE GLOBAL")
    assert scopes.missing(asked, ["Read  Global"]) == ("START APPLICATIONS", "CREATE GLOBAL")


@given(some_scopes, some_scopes)
def test_nothing_that_was_granted_is_missing(asked: tuple[str, ...], more: tuple[str, ...]) -> None:
    assert scopes.missing(asked, asked + more) == ()
    assert set(scopes.missing(asked, more)) <= set(asked)
    assert scopes.missing(asked, ()) == asked


def test_narrowing_holds_global_scopes_to_one_thing() -> None:
    asked = ("READ GLOBAL", "CREATE PROJECTS", "CREATE GLOBAL", "READ RUN 5")
    narrowed = ("READ PROJECT 123", "CREATE PROJECTS", "CREATE PROJECT 123", "READ RUN 5")
    assert scopes.narrow(asked, " project ", " 123 ") == narrowed


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("galaxy", "1"),
        ("global", "1"),
        ("project", ""),
        ("project", "abc"),
        ("project", "-1"),
        ("project", "1,READ GLOBAL"),
        ("project", "²"),
        ("project", "١٢"),
        ("\x1b[31m", "\u202e"),
    ],
)
def test_narrowing_to_nothing_known_is_refused_in_words(kind: str, number: str) -> None:
    with pytest.raises(UsageError) as caught:
        scopes.narrow(["READ GLOBAL"], kind, number)
    assert is_harmless(str(caught.value))


@given(st.lists(st.sampled_from(GLOBAL), unique=True), st.integers(0, 10**12))
def test_what_was_global_covers_what_it_was_narrowed_to(asked: list[str], number: int) -> None:
    narrowed = scopes.narrow(asked, "project", str(number))
    assert len(narrowed) == len(asked)
    assert scopes.missing(narrowed, asked) == ()
    assert scopes.missing(asked, narrowed) == tuple(asked)


@pytest.mark.parametrize(
    ("asked", "risk"),
    [
        ("", "low"),
        ("READ GLOBAL,BROWSE GLOBAL,AUDIT USER", "low"),
        ("READ GLOBAL,CREATE GLOBAL", "writes"),
        ("START APPLICATIONS", "writes"),
        ("CREATE GLOBAL,EMPTY TRASH,READ GLOBAL", "high"),
        ("READ PROJECT 1", "low"),
        ("CREATE PROJECT 1", "writes"),
        ("WRITE PROJECT 1", "high"),
        ("SOMETHINGNEW GALAXIES", "high"),
    ],
)
def test_the_risk_is_that_of_the_worst(asked: str, risk: str) -> None:
    assert scopes.risk(scopes.parse(asked)) == risk

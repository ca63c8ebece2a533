"""Names and descriptions in any script, from what is typed to every file that they end in."""

import json
import shlex
import tomllib
from configparser import ConfigParser
from io import StringIO
from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from bs_wizard.basespace.bs_settings import read_file
from bs_wizard.clean import printable
from bs_wizard.cli.main import main
from bs_wizard.cli.streams import Streams
from bs_wizard.handover import ssh
from bs_wizard.secret import Secret
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.index.records import DESCRIPTION_LIMIT
from tests.store.age_homes import file_vault
from tests.store.examples import SERVER, a_credential
from tests.support.hostile import hostile_text, is_harmless
from tests.support.programs import Done, bare_environment

TOKEN = "canary0123456789abcdef"

# One credential serves all examples: each leaves it as it was.
examples = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
texts = hostile_text | st.text(
    st.characters(categories=["L", "M", "N", "P", "S", "Z"]), max_size=80
)
names = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", fullmatch=True)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder in which commands are typed, with the credential ``lab``."""
    env = bare_environment(tmp_path)
    for name in ("HOME", "XDG_RUNTIME_DIR", "BS_WIZARD_HOME"):
        monkeypatch.setenv(name, env[name])
    home, there = Path(env["BS_WIZARD_HOME"]), Path(env["HOME"])
    vault = file_vault(home)
    credentials = Credentials(Index(home), lambda store, backend: vault)
    credentials.save(a_credential(store="vault", backend="age"), Secret(TOKEN))
    monkeypatch.chdir(there)
    return there


def does(*argv: str) -> Done:
    out, err = StringIO(), StringIO()
    try:
        code = main(argv, Streams(StringIO(), out, err))
    except SystemExit as refused:
        code = int(str(refused.code))
    return Done(code, out.getvalue(), err.getvalue())


def told(*argv: str) -> str:
    done = does(*argv)
    assert done.code == 0, done.said
    assert all(map(is_harmless, done.said.splitlines()))
    return done.out


@examples
@given(text=texts)
@example(text="Zoë’s “Genömik”, Größe 1/2 µl")
@example(text="シーケンス室 ١٢٣ Ω ไทย עברית नमस्ते")
@example(text="it's; $(id) `id` \\ #1 % ${x} {{x}}")
def test_a_description_is_the_same_wherever_it_is_told(text: str, folder: Path) -> None:
    before = told("list", "--json")
    done = does("describe", "lab", "--", text)
    assert all(map(is_harmless, done.said.splitlines()))
    if done.code:
        assert (done.code, told("list", "--json")) == (2, before)
        return
    wanted = printable(text, limit=len(text) + 1)
    assert 0 < len(wanted) <= DESCRIPTION_LIMIT
    (listed,) = json.loads(told("list", "--json"))
    assert listed["description"] == wanted
    assert json.loads(told("show", "lab", "--json")) == listed
    assert wanted in " ".join(told("show", "lab").split())
    assert tomllib.loads(told("kit", "export", "lab"))["description"] == wanted
    over_there = ssh.command("node1", "login", f"--description={wanted}")[-1]
    assert shlex.split(over_there)[-1] == f"--description={wanted}"


@examples
@given(text=texts)
@example(text="läb")
@example(text="ラボ")
@example(text="lаb")  # the middle letter is Cyrillic
def test_a_name_in_another_script_is_refused_before_anything_is_done(
    text: str, folder: Path
) -> None:
    assume(not text.strip().isascii())
    before = told("list", "--json")
    done = does("rename", "lab", "--", text)
    assert done.code == 2
    assert all(map(is_harmless, done.said.splitlines()))
    assert told("list", "--json") == before


@settings(examples, max_examples=10)
@given(name=names)
@example(name="CON")
@example(name="-".join("a" * 30))
def test_a_credential_of_any_name_is_found_in_every_file(name: str, folder: Path) -> None:
    assume(name.casefold() != "lab")
    told("rename", "lab", name)
    try:
        assert told("list", "--names") == f"{name}\n"
        assert told("token", name) == f"{TOKEN}\n"
        written = json.loads(told("export", name, "--to", "json"))
        assert written == {"name": name, "api_server": SERVER, "access_token": TOKEN}
        assert (
            TOKEN in json.loads(told("export", name, "--to", "kubernetes"))["stringData"].values()
        )
        file = folder / ".basespace" / f"{name}.cfg"
        told("export", name, "--to", "bs")
        assert (found := read_file(file)) is not None
        assert found.settings.token.reveal() == TOKEN
        told("export", name, "--to", "bs", "--undo")
        told("export", name, "--to", "basespacepy")
        (parser := ConfigParser()).read(file)
        assert parser["DEFAULT"]["accessToken"] == TOKEN
        told("export", name, "--to", "basespacepy", "--undo")
        for to, read in (("dotenv", dotenv_values), ("nextflow", nextflow_values)):
            told("export", name, "--to", to, "--output", "file")
            assert read("file")["BASESPACE_ACCESS_TOKEN"] == TOKEN
            told("export", name, "--to", to, "--output", "file", "--undo")
        assert list(folder.rglob("*.cfg")) == []
    finally:
        told("rename", name, "lab")


def nextflow_values(file: str) -> dict[str, str]:
    return {each["name"]: each["value"] for each in json.loads(Path(file).read_text())}

"""A keyring that an organisation plugs in by name: from the login to `pass show` and back."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bs_wizard.simulator import Settings, Simulator
from tests.support.canary import canary
from tests.support.pass_store import BACKEND, PROGRAMS, password_store, shown
from tests.support.programs import WIZARD, Server, needs, wizard
from tests.support.tmux import in_tmux

pytestmark = needs(*PROGRAMS)
PRESET = ("--preset", "download")
APPROVES = Settings(interval=1, approve_after=0)


@pytest.fixture
def env(tmp_path: Path) -> Iterator[dict[str, str]]:
    with password_store(tmp_path) as env:
        yield env


def log_in(env: Mapping[str, str], simulator: Simulator, folder: Path, name: str) -> None:
    app = Server(**simulator.ready).application(folder)
    done = wizard(env, "login", name, "--json", *PRESET, *app)
    assert (done.code, done.err) == (0, "")
    assert {"store": "keyring", "backend": BACKEND}.items() <= done.events[0].items()
    assert done.events[-1]["event"] == "saved"


def test_every_command_works_with_it(env: dict[str, str], tmp_path: Path) -> None:
    with Simulator(APPROVES) as simulator, canary(env, simulator) as watch:
        log_in(env, simulator, tmp_path, "lab")
        (listed,) = json.loads(wizard(env, "list", "--json").out)
        assert (listed["name"], listed["store"]) == ("lab", "keyring")
        assert f"Kept in:      keyring ({BACKEND})" in wizard(env, "show", "lab").out
        token = wizard(env, "token", "lab")
        assert (token.code, token.err, token.out) == (0, "", shown(env, "lab").out)
        assert token.out.strip() in simulator.tokens
        verified = wizard(env, "verify", "lab")
        assert (verified.code, verified.err) == (0, "")
        examined = wizard(env, "doctor", "--json")
        found = {each["check"]: each for each in json.loads(examined.out)}
        assert examined.code == 0, "no session bus is needed"
        assert found["backend"]["found"] == f"both take {BACKEND}"
        assert found["orphans"]["found"].startswith("all 2 recorded are there")
        removed = wizard(env, "remove", "lab")
        assert removed.code == 0
        assert shown(env, "lab").code == 1
        watch.heard(verified.said, examined.said, removed.said)
    (left,) = Path(env["PASSWORD_STORE_DIR"]).rglob("*.gpg")
    assert left.name.startswith("app:"), "the application may be used again"


def test_what_was_chosen_is_used_again_or_said(env: dict[str, str], tmp_path: Path) -> None:
    elsewhere = env | {"XDG_CONFIG_HOME": str(tmp_path / "nothing")}
    with Simulator(APPROVES) as simulator:
        log_in(env, simulator, tmp_path, "lab")
        lost = wizard(elsewhere, "token", "lab")
        assert (lost.code, lost.out) == (7, "")
        assert f"The secret is in the keyring backend {BACKEND}, which is not" in lost.err
        assert "If you know that backend, configure keyring for it" in lost.err
        assert lost.err.count(BACKEND) == 1, "not told to be set: the index may be another's"
        found = wizard(elsewhere | {"PYTHON_KEYRING_BACKEND": BACKEND}, "token", "lab")
        assert found.out.strip() in simulator.tokens


def test_a_store_that_is_empty_is_said_in_the_words_of_pass(
    env: dict[str, str], tmp_path: Path
) -> None:
    env["PASSWORD_STORE_DIR"] = str(tmp_path / "nothing")
    with Simulator(APPROVES) as simulator:
        app = Server(**simulator.ready).application(tmp_path)
        done = wizard(env, "login", "lab", "--plain", *PRESET, *app)
        assert simulator.requests == []
    assert done.code == 7
    assert 'password store is empty. Try "pass init".' in " ".join(done.err.split())
    examined = wizard(env, "doctor")
    assert 'password store is empty. Try "pass init".' in " ".join(examined.out.split())


@needs("tmux")
def test_nothing_that_pass_says_is_drawn_on_the_screen(env: dict[str, str], tmp_path: Path) -> None:
    with Simulator(APPROVES) as simulator:
        app = Server(**simulator.ready).application(tmp_path)
        with in_tmux(env, *WIZARD, "login", "lab", *PRESET, *app) as tmux:
            tmux.sees("Your token will be kept in keyring_pass", "Start", " help")
            tmux.press("Enter")
            tmux.sees("● Name", "Save", " help")
            tmux.press("Enter", "Enter")
            tmux.sees("Saved as “lab”", "Finish")
            assert "password store" not in tmux.everything
            tmux.press("Enter")
            assert tmux.ends() == 0
        assert shown(env, "lab").out.strip() in simulator.tokens

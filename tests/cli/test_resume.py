"""``resume``, and what leaving a login says of it."""

import os
import signal
import threading
from collections.abc import Callable
from functools import partialmethod
from typing import Any

import pytest

from bs_wizard.basespace.replies import DeviceCode
from bs_wizard.simulator import Settings
from bs_wizard.wizard.actions.current_login import CurrentLogin
from bs_wizard.wizard.journey.draft import Draft
from tests.cli.conftest import Program

pytestmark = pytest.mark.parametrize("settings", [Settings(approve_after=60)])


def cut(program: Program) -> str:
    """A login that ends while its code counts; its code."""
    done = program.login("lab", "--timeout", "5")
    assert done.code == 5
    assert "resume" in done.events[-1]["hint"]
    code: str = done.events[1]["user_code"]
    return code


def test_resume_takes_up_the_same_code_and_saves(program: Program) -> None:
    code = cut(program)
    done = program("resume", "--json")
    assert [one["event"] for one in done.events][:2] == ["store", "code"]
    assert done.events[1]["user_code"] == code
    assert done.events[1]["expires_in"] < 1800
    assert done.events[-1]["event"] == "saved"
    assert (done.code, done.err) == (0, "")
    (saved,) = program.index.credentials
    assert saved.name == "lab"
    assert set(program.vault.held) == {"lab", next(k for k in program.vault.held if "app:" in k)}
    assert not program.index.pending


def test_line_by_line(program: Program) -> None:
    code = cut(program)
    done = program("resume", "--plain")
    assert done.code == 0
    assert f"this code: {code}" in done.err
    assert program.index.credentials[0].name == "lab"


def test_the_same_login_again_takes_it_up(program: Program) -> None:
    code = cut(program)
    done = program.login("lab")
    assert done.code == 0
    assert done.events[1]["user_code"] == code


@pytest.mark.parametrize("how", ["--json", "--plain"])
def test_a_wrong_secret_is_given_anew(program: Program, how: str) -> None:
    done = program("login", "lab", how, *program.app, typed="mistyped")
    assert done.code == 2
    assert "bs-wizard resume --client-secret-file FILE" in done.out + done.err
    assert program("resume", "--json").code == 2, "that one was kept"
    (code,) = program.sim.user_codes
    done = program("resume", how, "--client-secret-file", "-", typed=program.sim.client_secret)
    assert done.code == 0
    assert program.sim.user_codes == [code], "the approval is not thrown away"
    assert program.sim.client_secret in program.vault.held.values()
    assert not program.index.pending


def test_another_login_does_not(program: Program) -> None:
    code = cut(program)
    done = program.login("core")
    assert done.events[1]["user_code"] != code
    assert len(program.index.pending) == 1


def test_it_is_chosen_by_its_code(program: Program) -> None:
    code = cut(program)
    other = program.login("core", "--timeout", "5").events[1]["user_code"]
    assert program("resume", "--json").events[1]["user_code"] == other
    assert program("resume", code.upper(), "--json").events[1]["user_code"] == code
    missing = program("resume", "zzzzz")
    assert (missing.code, missing.out) == (3, "")
    assert "zzzzz" in missing.err


def test_ctrl_c_while_the_code_is_being_kept(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is known by then that the code will be kept, and said."""
    goes_on = threading.Event()

    def keep(self: CurrentLogin, draft: Draft, code: DeviceCode, whole: Any) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        assert goes_on.wait(30)
        whole(self, draft, code)

    def at_the_end(self: CurrentLogin, whole: Callable[[CurrentLogin], None]) -> None:
        goes_on.set()
        whole(self)

    monkeypatch.setattr(CurrentLogin, "_keep", partialmethod(keep, whole=CurrentLogin._keep))
    for name in ("join", "release"):
        at_end = partialmethod(at_the_end, getattr(CurrentLogin, name))
        monkeypatch.setattr(CurrentLogin, name, at_end)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        secret = program.sim.client_secret
        done = program("login", "lab", "--plain", *program.app, typed=secret)
    finally:
        signal.signal(signal.SIGINT, before)
    assert done.code == 130
    assert done.err.endswith("minutes. To resume: bs-wizard resume\n")
    assert len(program.index.pending) == 1


def test_it_is_given_up(program: Program) -> None:
    code = cut(program)
    done = program("resume", "--discard")
    assert (done.code, done.out) == (0, "")
    assert code in done.err
    assert program.vault.held == {}
    assert program("resume").code == 3


def test_too_late_is_said(program: Program) -> None:
    code = cut(program)
    program.clock.advance(1800)
    done = program("resume")
    assert done.code == 5
    assert f"The code {code} expired at" in done.err


def test_nothing_was_cut_off(program: Program) -> None:
    done = program("resume", "--json")
    assert (done.code, done.events[-1]["code"]) == (3, "no_such_credential")


def test_list_says_what_waits_where_nothing_is_stored(program: Program) -> None:
    code = cut(program)
    said = program("list")
    assert (said.code, said.out) == (0, "")
    assert f"The code {code} waits for approval, for another" in said.err
    assert "bs-wizard resume" in said.err
    assert program("list", "--json").json == []
    program.clock.advance(1800)
    assert program("list").err == "No credential is stored. Get one with: bs-wizard login\n"


def test_others_that_wait_are_told(program: Program) -> None:
    codes = [cut(program)]
    for name in ("core", "mine"):
        codes.append(program.login(name, "--timeout", "5").events[1]["user_code"])
    first, second, _ = codes
    choose = "To choose one: bs-wizard resume CODE"
    several = f"2 more logins wait, with the code {second}, {first}. {choose}"
    assert several in program("list").err
    assert program("resume", "--timeout", "0", "--json").err == ""
    assert several in program("resume", "--discard").err
    done = program("resume", "--plain")
    assert (done.code, done.err.count(choose)) == (0, 1)
    assert f"One more login waits, with the code {first}. {choose}" in done.err
    assert choose not in program("resume", first, "--plain").err


def test_in_two_steps_with_nobody_who_waits(program: Program) -> None:
    told = program.login("lab", "--no-wait")
    assert (told.code, [one["event"] for one in told.events]) == (0, ["store", "code"])
    code, waits = told.events[1]["user_code"], program.index.pending
    assert told.events[1]["next"] == f"bs-wizard resume {code} --json --no-wait"
    assert program.sim.polls == []
    again = program.login("lab", "--no-wait")
    assert (again.code, again.events[1]["user_code"]) == (0, code), "the same code, told again"
    assert program.index.pending == waits
    once = told.events[1]["next"].split()[1:]
    early = program(*once)
    assert (early.code, early.events[-1]["code"]) == (11, "authorization_pending")
    assert code in early.events[-1]["message"]
    assert early.events[-1]["hint"].endswith(told.events[1]["next"])
    assert len(program.sim.polls) == 1
    program.clock.advance(60)
    done = program(*once)
    assert (done.code, done.events[-1]["event"]) == (0, "saved")
    assert not program.index.pending
    assert program(*once).events[-1]["code"] == "no_such_credential"


def test_what_two_steps_cannot_be(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    for argv, said in (
        (("login", "lab"), "add --json."),
        (("resume",), "add --json."),
        (("login", "lab", "--json", "--qr-file", "c.svg"), "Leave --qr-file out."),
    ):
        done = program(*argv, "--no-wait")
        assert (done.code, said in done.out + done.err) == (2, True), argv
    monkeypatch.setattr(CurrentLogin, "_keep", lambda *given: None)
    lost = program.login("lab", "--no-wait")
    assert (lost.code, [one["event"] for one in lost.events]) == (7, ["store", "error"])


def test_collecting_what_was_denied(program: Program) -> None:
    code = program.login("lab", "--no-wait").events[1]["user_code"]
    program.sim.deny()
    done = program("resume", code, "--json", "--no-wait")
    assert (done.code, done.events[-1]["code"]) == (4, "access_denied")
    assert not program.index.pending


def test_collecting_without_a_network(program: Program) -> None:
    program.login("lab", "--no-wait")
    program.sim.stop()
    done = program("resume", "--json", "--no-wait")
    assert (done.code, done.events[-1]["code"]) == (6, "network")
    assert done.events[-1]["hint"].endswith("--json --no-wait")
    assert len(program.index.pending) == 1

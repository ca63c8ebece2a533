"""Over a real sshd: the connection or the program is cut off, and the next one goes on."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

import pytest

from bs_wizard.simulator import Settings, Simulator
from tests.support.login_node import LoginNode, login_node
from tests.support.programs import until
from tests.support.pty_program import PtyProgram
from tests.support.ssh_server import is_alive, needs_sshd

pytestmark = needs_sshd

ENTER = "\r"
NAME = "genomics-core"


@pytest.fixture
def node() -> Iterator[LoginNode]:
    with Simulator(Settings(interval=1)) as simulator, login_node(simulator) as node:
        yield node


class Person(Protocol):
    """What somebody at the other end of the connection does, on a screen or line by line."""

    term: str
    option: tuple[str, ...]

    def reach_the_code(self, program: PtyProgram) -> None: ...
    def go_on(self, program: PtyProgram) -> None: ...
    def reach_the_name(self, program: PtyProgram) -> None: ...
    def save(self, program: PtyProgram) -> None: ...


class OnAScreen(Person):
    term = "xterm-256color"
    option: tuple[str, ...] = ()

    def reach_the_code(self, program: PtyProgram) -> None:
        program.sees("tested just now", "Start", " help")
        program.press(ENTER)
        program.sees("● Authorise", "page must show this code", "left")
        program.sees("(over SSH from", "127.0.0.1),")  # in two rows of its column

    def go_on(self, program: PtyProgram) -> None:
        program.sees("A login was interrupted", "Resume it")
        program.press(ENTER)

    def reach_the_name(self, program: PtyProgram) -> None:
        program.sees("● Name", "Belongs to Amira Haddad", f"Name {NAME}", "Save")

    def save(self, program: PtyProgram) -> None:
        program.press(ENTER)
        program.press(ENTER)
        program.sees(f"Saved as “{NAME}”", "Finish")
        program.press(ENTER)


class LineByLine(Person):
    term = "dumb"
    option: tuple[str, ...] = ("--plain",)

    def reach_the_code(self, program: PtyProgram) -> None:
        program.sees("The page must show this code", "Waiting. The code is valid")
        program.sees("(over SSH from 127.0.0.1)")

    def go_on(self, program: PtyProgram) -> None:
        program.sees("A login was interrupted", "Resume it", "What now [1]:")
        program.press(ENTER)

    def reach_the_name(self, program: PtyProgram) -> None:
        program.sees("This token belongs to Amira Haddad", "Is that right")

    def save(self, program: PtyProgram) -> None:
        program.press(ENTER)
        program.sees(f"Name it [{NAME}]:")
        program.press(ENTER)
        program.sees("Description (may stay empty):")
        program.press(ENTER)
        program.sees(f"Saved as “{NAME}”")


def the_connection_breaks(node: LoginNode, program: PtyProgram) -> None:
    program.spawned.kill(signal.SIGKILL)


def the_server_drops_it(node: LoginNode, program: PtyProgram) -> None:
    for pid in node.server.running("sshd"):
        with suppress(ProcessLookupError):  # it went with the one before
            os.kill(pid, signal.SIGKILL)


def it_is_killed(node: LoginNode, program: PtyProgram) -> None:
    os.kill(node.wizard_process(), signal.SIGKILL)


@dataclass(frozen=True)
class Case:
    """Who works, what happens to the connection, and what is typed in the next one."""

    person: Person
    cut: Callable[[LoginNode, PtyProgram], None]
    again: tuple[str, ...] = ("resume",)


SCREEN, LINES = OnAScreen(), LineByLine()
CASES = {
    "screen, connection breaks, resume": Case(SCREEN, the_connection_breaks),
    "lines, connection breaks, resume": Case(LINES, the_connection_breaks),
    "screen, server drops it, started again": Case(SCREEN, the_server_drops_it, ()),
    "screen, killed, resume": Case(SCREEN, it_is_killed),
    "lines, killed, started again": Case(LINES, it_is_killed, ()),
}


def cut_off(node: LoginNode, program: PtyProgram, case: Case) -> None:
    """Cut, and see that no process goes on asking for the code."""
    pid = node.wizard_process()
    case.cut(node, program)
    until(lambda: not is_alive(pid), "the end of the interrupted login")
    program.ends()
    node.assert_no_secret_is_seen(program.written)


def resume(node: LoginNode, case: Case) -> None:
    """Connect again, go on to the name, and save."""
    argv = (*case.again, *case.person.option) if case.again else ()
    with node.session(*argv, term=case.person.term) as program:
        if not case.again:
            case.person.go_on(program)
        case.person.reach_the_name(program)
        case.person.save(program)
        if case.again:  # without a command the credentials are shown next
            assert program.ends()[0] == 0
        node.assert_no_secret_is_seen(program.written)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_cut_off_with_the_code_on_the_screen(node: LoginNode, case: Case) -> None:
    with node.session(*node.login, *case.person.option, term=case.person.term) as program:
        case.person.reach_the_code(program)
        # It is recorded before it is in the vault, and a kill may come in between.
        until(lambda: [*node.home.glob("vault/pending*.age")], "the code to be kept")
        cut_off(node, program, case)
    assert not node.index["credentials"]
    node.simulator.approve(workgroup="Genomics Core")
    resume(node, case)
    node.assert_saved(NAME)


@pytest.mark.parametrize("person", [SCREEN, LINES], ids=["screen", "lines"])
def test_cut_off_with_the_token_given_and_not_named(node: LoginNode, person: Person) -> None:
    case = Case(person, the_connection_breaks)
    with node.session(*node.login, *person.option, term=person.term) as program:
        person.reach_the_code(program)
        node.simulator.approve(workgroup="Genomics Core")
        person.reach_the_name(program)
        cut_off(node, program, case)
    asked = len(node.simulator.polls)
    resume(node, case)
    assert len(node.simulator.polls) == asked, "the token was kept, and not asked for again"
    node.assert_saved(NAME)

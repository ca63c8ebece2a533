"""``--qr-file``: there while the code can be approved, gone afterwards."""

import re
from pathlib import Path

import pytest

from bs_wizard.simulator import Settings
from tests.cli.conftest import Program
from tests.support.decoders import decoded, same_place
from tests.support.programs import needs

pytestmark = needs("zbarimg")


class Passer:
    """Looks at the file whenever the program waits."""

    def __init__(self, program: Program, file: Path) -> None:
        self.seen: list[tuple[str, str]] = []
        program.clock.on_sleep = lambda: self.seen.append(decoded(file))


@pytest.mark.parametrize("front", ["--json", "--plain"])
@pytest.mark.parametrize("name", ["code.svg", "code.png"])
def test_it_is_there_while_the_code_is(
    front: str, name: str, program: Program, tmp_path: Path
) -> None:
    file = tmp_path / name
    passer = Passer(program, file)
    argv = ("login", "lab", front, *program.app, "--qr-file", str(file))
    done = program(*argv, typed=program.sim.client_secret)
    assert done.code == 0
    assert str(file) in done.out + done.err
    (address,) = re.findall(r"http://[^\s\"]+code=\w+", done.out + done.err)
    assert passer.seen
    assert all(same_place(read, address) for both in passer.seen for read in both)
    assert not file.exists()


@pytest.mark.parametrize("settings", [Settings(deny_after=2)])
def test_it_goes_with_a_denial(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "code.png"
    passer = Passer(program, file)
    assert program.login("lab", "--qr-file", str(file)).code == 4
    assert passer.seen
    assert not file.exists()


@pytest.mark.parametrize("front", ["--json", "--plain"])
@pytest.mark.parametrize("name", ["code.gif", "nowhere/code.svg"])
def test_a_place_that_will_not_do_is_found_before_a_code_is_asked_for(
    front: str, name: str, program: Program, tmp_path: Path
) -> None:
    argv = ("login", "lab", front, *program.app, "--qr-file", str(tmp_path / name))
    assert program(*argv, typed=program.sim.client_secret).code == 2
    assert program.sim.requests == []


def test_a_token_needs_none(program: Program, tmp_path: Path) -> None:
    argv = ("login", "--with-token", "--api-server", program.sim.api_server)
    assert program(*argv, "--qr-file", str(tmp_path / "code.svg")).code == 2

"""Address and code in real terminals: whole when selected, a link, copied, told after the end."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from bs_wizard.simulator import Settings, Simulator
from tests.store.age_homes import passphrase_home
from tests.support.programs import WIZARD, needs, until
from tests.support.pty_program import in_pty
from tests.support.tmux import Tmux, in_tmux

LONG = "http://127.0.0.1/which-is-a-long-way-from/here-to-there/by-way-of-the-mountains"
"""An origin that makes an address wider than the terminal."""


@pytest.fixture
def vault(bare: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """An environment with an encrypted vault and its passphrase."""
    passphrase_home(Path(bare["BS_WIZARD_HOME"]), "five random words are good")
    file = tmp_path / "passphrase"
    file.write_text("five random words are good\n", encoding="utf-8")
    return bare | {"BS_WIZARD_PASSPHRASE_FILE": str(file)}


def login(simulator: Simulator, folder: Path) -> tuple[str, ...]:
    file = folder / "client-secret"
    file.write_text(simulator.client_secret, encoding="utf-8")
    known = ("--client-id", simulator.client_id, "--client-secret-file", str(file))
    where = ("--api-server", simulator.api_server, "--store", "vault", "--preset", "download")
    return (*WIZARD, "login", *where, *known)


@contextmanager
def waiting(
    env: Mapping[str, str], folder: Path, origin: str | None = None
) -> Iterator[tuple[Tmux, str, str]]:
    """Run up to the code in tmux; give what the server sent: the address and the code."""
    with (
        Simulator(Settings(web_server=origin)) as simulator,
        in_tmux(env, *login(simulator, folder)) as tmux,
    ):
        tmux.take_copies()
        tmux.sees("Start")
        tmux.press("Enter")
        tmux.sees("must show this code", "not approved yet")
        code = tmux.finds(r"((?:\w ){4}\w) *$").replace(" ", "")
        yield tmux, f"{origin or simulator.api_server}/oauth/device?code={code}", code


@needs("tmux")
@pytest.mark.parametrize("origin", [None, LONG], ids=["one row", "two rows"])
def test_the_address_selected_from_the_screen_is_whole(
    vault: dict[str, str], tmp_path: Path, origin: str | None
) -> None:
    with waiting(vault, tmp_path, origin) as (tmux, address, code):

        def is_whole() -> bool:
            return tmux.finds(r"^(https?://\S+)") == address

        until(is_whole, "the whole address")
        tmux.press("l")
        tmux.sees("What was asked")
        tmux.press("l", "C-t")
        until(is_whole, "the whole address once all is painted anew")
        tmux.press("C-c")
        assert tmux.ends() == 130
        tmux.sees(f"The code {code} waits for approval, for another", "bs-wizard resume")


@needs("tmux")
def test_the_terminal_takes_what_it_is_asked_to_copy(vault: dict[str, str], tmp_path: Path) -> None:
    with waiting(vault, tmp_path) as (tmux, address, code):
        tmux.press("u")
        tmux.sees("Asked your terminal to copy the address.")
        assert until(lambda: tmux.copied == address, "the address in tmux's buffer")
        tmux.press("c")
        tmux.sees("Asked your terminal to copy the code.")
        assert until(lambda: tmux.copied == code, "the code in tmux's buffer")
        tmux.press("l")
        tmux.sees("What was asked and answered")
        tmux.press("c")
        until(lambda: "a code came" in tmux.copied, "the log in tmux's buffer")
        assert code not in tmux.copied


def test_the_address_is_a_link_to_what_the_server_sent(
    vault: dict[str, str], tmp_path: Path
) -> None:
    with (
        Simulator(Settings()) as simulator,
        in_pty(vault, *login(simulator, tmp_path)) as program,
    ):
        program.sees("Start", " help")
        program.press("\r")
        program.sees("must show this code")
        rows = program.screen.splitlines()
        (address,) = [row.rstrip() for row in rows if row.startswith("http")]
        links = set(re.findall(rb"\x1b\]8;[^;]*;([^\x1b\x07]*)", program.written))
        assert links == {address.encode(), b""}
        assert address.startswith(f"{simulator.api_server}/oauth/device?code=")
        program.press("\x03")
        assert program.ends()[0] == 130
        assert not program.left_behind

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bs_wizard.terminal import browser

ADDRESS = "https://basespace.illumina.com/oauth/device?code=a&b;c"
DESKTOP = {"DISPLAY": ":0"}


@pytest.fixture(autouse=True)
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of PATH is a folder with these."""
    for name in ("xdg-open", "firefox", "w3m", "wslview"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({}, "linux", None),
        (DESKTOP, "linux", ("xdg-open", ADDRESS)),
        (DESKTOP | {"SSH_CONNECTION": "1 2 3 4"}, "linux", None),
        (DESKTOP | {"BROWSER": "firefox"}, "linux", ("firefox", ADDRESS)),
        (DESKTOP | {"BROWSER": "/usr/bin/w3m"}, "linux", ("xdg-open", ADDRESS)),
        (DESKTOP | {"BROWSER": "w3m"}, "linux", ("xdg-open", ADDRESS)),
        (DESKTOP | {"BROWSER": "missing"}, "linux", ("xdg-open", ADDRESS)),
        (DESKTOP | {"BROWSER": "sh -c 'x %s'"}, "linux", ("xdg-open", ADDRESS)),
        ({"WAYLAND_DISPLAY": "w"}, "linux", ("xdg-open", ADDRESS)),
        ({"WSL_DISTRO_NAME": "Debian"}, "linux", ("wslview", ADDRESS)),
        ({}, "darwin", ("open", ADDRESS)),
        ({"SSH_TTY": "x"}, "darwin", None),
        ({}, "win32", ("rundll32", "url.dll,FileProtocolHandler", ADDRESS)),
    ],
)
def test_command(environ: dict[str, str], platform: str, expected: tuple[str, ...] | None) -> None:
    assert browser.command(ADDRESS, environ, platform) == expected


def test_no_program_no_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert browser.command(ADDRESS, DESKTOP, "linux") is None


def test_starting_passes_the_address_as_one_argument(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    write = f"import sys; open({str(pipe)!r}, 'w').write(sys.argv[1])"
    assert browser.start((sys.executable, "-c", write, ADDRESS))
    assert pipe.read_text() == ADDRESS
    assert not browser.start((str(tmp_path / "missing"),))


def test_starting_leaves_the_terminal_alone(tmp_path: Path) -> None:
    script = tmp_path / "starts.py"
    script.write_text(
        "from bs_wizard.terminal import browser\n"
        "browser.start(('/bin/sh', '-c', 'echo loud; echo loud >&2'))\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")

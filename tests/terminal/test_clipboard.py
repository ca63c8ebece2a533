import os
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest

from bs_wizard.terminal import clipboard

TEXT = "https://basespace.illumina.com/oauth/device?code=b9Bac"
BARE = "\x1b]52;c;aGk=\x07"


def test_bare_sequence() -> None:
    assert clipboard.sequence("hi", {}) == BARE


def test_tmux_is_asked_in_both_ways_it_may_allow() -> None:
    asked = clipboard.sequence("hi", {"TMUX": "/tmp/tmux,1,0"})
    assert asked == BARE + "\x1bPtmux;\x1b\x1b]52;c;aGk=\x07\x1b\\"


def test_screen_gets_strings_short_enough_for_it() -> None:
    asked = clipboard.sequence("x" * 1000, {"STY": "1.pts-0"})
    pieces = asked.split("\x1b\\")[:-1]
    assert all(piece.startswith("\x1bP") and len(piece) <= 502 for piece in pieces)
    whole = "".join(piece.removeprefix("\x1bP") for piece in pieces)
    assert b64decode(whole.removeprefix("\x1b]52;c;").removesuffix("\x07")) == b"x" * 1000


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def put(folder: Path, name: str, script: str = "exit 0") -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


@pytest.mark.parametrize(
    ("environ", "platform", "there", "expected"),
    [
        ({"DISPLAY": ":0", "SSH_CONNECTION": "1 2 3 4"}, "linux", ["xclip"], None),
        ({"DISPLAY": ":0"}, "linux", ["xclip"], ("xclip", "-selection", "clipboard")),
        ({"DISPLAY": ":0"}, "linux", ["xsel"], ("xsel", "--clipboard", "--input")),
        ({"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, "linux", ["wl-copy", "xclip"], ("wl-copy",)),
        ({}, "linux", ["xclip"], None),
        ({"WSL_DISTRO_NAME": "Debian"}, "linux", ["clip.exe"], ("clip.exe",)),
        ({}, "darwin", ["pbcopy"], ("pbcopy",)),
        ({"SSH_TTY": "/dev/pts/1"}, "darwin", ["pbcopy"], None),
        ({}, "darwin", ["clip.exe"], None),
        ({}, "win32", ["clip.exe"], ("clip.exe",)),
        ({}, "win32", ["pbcopy"], None),
        ({}, "linux", ["clip.exe", "pbcopy"], None),
    ],
)
def test_local_program(
    programs: Path,
    environ: dict[str, str],
    platform: str,
    there: list[str],
    expected: tuple[str, ...] | None,
) -> None:
    for name in there:
        put(programs, name)
    assert clipboard.local_program(environ, platform) == expected


def test_copying_locally_gives_the_text_as_input(tmp_path: Path) -> None:
    put(tmp_path, "taker", f'cat > "{tmp_path}/taken"')
    assert clipboard.copy_locally(TEXT, (str(tmp_path / "taker"),))
    assert (tmp_path / "taken").read_text() == TEXT


def test_a_program_that_fails_or_is_missing_is_no_copy(tmp_path: Path) -> None:
    put(tmp_path, "broken", "exit 3")
    assert not clipboard.copy_locally(TEXT, (str(tmp_path / "broken"),))
    assert not clipboard.copy_locally(TEXT, (str(tmp_path / "missing"),))


def test_a_program_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "LONGEST", 0.05)
    put(tmp_path, "hung", "exec tail -f /dev/null")
    assert not clipboard.copy_locally(TEXT, (str(tmp_path / "hung"),))


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[list[str]]:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    command = ["tmux", "-L", f"clipboard-{tmp_path.name}", "-f", "/dev/null"]
    # It stays a moment after printing, for the buffer is asked for from outside.
    subprocess.run([*command, "new-session", "-d", "cat"], check=True)
    yield command
    subprocess.run([*command, "kill-server"], check=True)


def test_tmux_takes_it_into_its_own_buffer(tmux: list[str], tmp_path: Path) -> None:
    subprocess.run([*tmux, "set", "-s", "set-clipboard", "on"], check=True)
    asked = tmp_path / "asked"
    asked.write_text(clipboard.sequence(TEXT, {"TMUX": "yes"}))
    pane = f"cat {asked}; {' '.join(tmux)} wait-for -S printed; cat"
    subprocess.run([*tmux, "respawn-pane", "-k", pane], check=True)
    subprocess.run([*tmux, "wait-for", "printed"], check=True, timeout=20)
    # The signal may overtake the output by a turn of tmux's loop: asking again is a turn each.
    for _ in range(200):
        shown = subprocess.run([*tmux, "show-buffer"], capture_output=True, text=True, check=False)
        if shown.stdout:
            break
    assert shown.stdout == TEXT


@pytest.mark.parametrize(
    ("setting", "refuses"),
    [
        ((), True),
        (("-s", "set-clipboard", "off"), True),
        (("-s", "set-clipboard", "on"), False),
        (("-g", "allow-passthrough", "on"), False),
    ],
)
def test_tmux_says_whether_it_lets_anything_be_copied(
    tmux: list[str], setting: tuple[str, ...], refuses: bool
) -> None:
    if setting:
        subprocess.run([*tmux, "set", *setting], check=True)
    asked = [*tmux, "display", "-p", "#{socket_path},#{pid},0 #{pane_id}"]
    within, pane = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
    environ = {**os.environ, "TMUX": within, "TMUX_PANE": pane}
    assert clipboard.tmux_refuses(environ) is refuses


@pytest.mark.parametrize("script", ["exec tail -f /dev/null", "exit 1", "echo"])
def test_a_tmux_that_does_not_say_refuses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    monkeypatch.setattr(clipboard, "LONGEST", 0.05)
    put(tmp_path, "tmux", script)
    path = f"{tmp_path}:{os.environ['PATH']}"
    assert not clipboard.tmux_refuses({"PATH": path, "TMUX": "/tmp/tmux,1,0"})
    assert not clipboard.tmux_refuses({"PATH": path})

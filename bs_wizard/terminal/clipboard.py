"""Copies text to the clipboard of the machine a person sits at.

Over SSH only their terminal can: the OSC 52 sequence asks it to (xterm control sequences,
"Manipulate Selection Data"). tmux takes that for itself where ``set-clipboard`` is on, and passes
on what is wrapped in its own DCS string where ``allow-passthrough`` is on; it can be asked whether
they are. GNU screen passes on a DCS string. Nothing answers, so nobody knows whether it worked. On
a machine's own desktop a program does it, and that can be known.
"""

import os
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Mapping

from bs_wizard.terminal.facts import is_remote

LONGEST = 2.0
"""Seconds a local program may take."""

_SCREEN_CHUNK = 500  # GNU screen drops longer strings (768 bytes in its source)


def sequence(text: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return what to write to the terminal so that it copies ``text``.

    In tmux that is the sequence twice, bare and wrapped, for its settings to let one of them
    through: copying the same text twice does no harm.
    """
    bare = f"\x1b]52;c;{b64encode(text.encode()).decode()}\x07"
    if environ.get("TMUX"):
        doubled = bare.replace("\x1b", "\x1b\x1b")
        return f"{bare}\x1bPtmux;{doubled}\x1b\\"
    if environ.get("STY"):
        pieces = [bare[at : at + _SCREEN_CHUNK] for at in range(0, len(bare), _SCREEN_CHUNK)]
        return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return bare


def tmux_refuses(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the tmux that this runs in passes no such sequence on; False where it cannot say.

    It takes them with ``set-clipboard on`` alone: ``external`` is for its own copy mode. Before
    tmux 3.3 there was no ``allow-passthrough``, and what is wrapped was always passed on.
    """
    if not environ.get("TMUX"):
        return False
    taken, passed = ("show", "-sv", "set-clipboard"), ("show", "-pAqv", "allow-passthrough")
    try:
        done = subprocess.run(  # noqa: S603  (two questions to the tmux around this program)
            ("tmux", *taken, ";", *passed),  # noqa: S607
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LONGEST,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    said = done.stdout.split()
    return done.returncode == 0 and said[:1] != [b"on"] and said[1:] == [b"off"]


def local_program(
    environ: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> tuple[str, ...] | None:
    """Return the command that copies its standard input here; None where there is no desktop."""
    if is_remote(environ):
        return None
    candidates: list[tuple[str, ...]] = []
    if platform == "darwin":
        candidates.append(("pbcopy",))
    elif platform == "win32":
        candidates.append(("clip.exe",))
    if environ.get("WAYLAND_DISPLAY"):
        candidates.append(("wl-copy",))
    if environ.get("DISPLAY"):
        candidates += [("xclip", "-selection", "clipboard"), ("xsel", "--clipboard", "--input")]
    if environ.get("WSL_DISTRO_NAME"):
        candidates.append(("clip.exe",))
    return next((each for each in candidates if shutil.which(each[0])), None)


def copy_locally(text: str, program: tuple[str, ...]) -> bool:
    """Run ``program`` with ``text`` as its input; return whether it copied it."""
    try:
        done = subprocess.run(  # noqa: S603  (a program from the list above, nothing of the text)
            program,
            input=text.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=LONGEST,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0

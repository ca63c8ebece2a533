"""What kind of terminal this is, from the environment and the streams."""

import getpass
import os
import socket
import sys
from collections.abc import Mapping
from typing import IO

from bs_wizard.clean import printable

_CONSOLES = ("linux", "vt", "cons25", "wsvt25", "pccon")
"""What TERM begins with on a text console: the system's own, or a hardware terminal."""


def is_remote(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether this session came over SSH."""
    return any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"))


def ssh_client(environ: Mapping[str, str] = os.environ) -> str:
    """Return the address this SSH session comes from, empty outside SSH."""
    return printable(environ.get("SSH_CONNECTION", "").partition(" ")[0], limit=60)


def user() -> str:
    """Return the login name of the person, "user" where the system knows none."""
    try:
        return printable(getpass.getuser(), limit=40) or "user"
    except (OSError, KeyError):
        return "user"


def host() -> str:
    """Return this machine's name without its domain."""
    return printable(socket.gethostname().partition(".")[0], limit=40) or "this machine"


def can_draw(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a full-screen program works here: a terminal on both ends that knows its commands."""
    return _is_terminal(sys.stdin) and _is_terminal(sys.stderr) and not is_dumb(environ)


def is_dumb(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the terminal only prints."""
    return environ.get("TERM", "") in {"", "dumb", "unknown"} and os.name != "nt"


def wants_plain(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the person asked for line-by-line programs (screen readers set these)."""
    return bool(environ.get("BS_WIZARD_PLAIN") or environ.get("ACCESSIBLE"))


def has_half_blocks(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the terminal can be trusted to have ``▀`` and ``▄``, and is written to in UTF-8.

    The fonts of a machine's own console often lack them, and a vt never had them.
    """
    if environ.get("TERM", "").startswith(_CONSOLES):
        return False
    encoding = sys.stderr.encoding if sys.stderr else ""
    return encoding.replace("-", "").casefold() == "utf8"


def wants_no_colour(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the person asked programs to leave colours out (no-color.org)."""
    return bool(environ.get("NO_COLOR"))


def has_many_colours(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the terminal says that it has more than sixteen colours, as Rich understands it."""
    if os.name == "nt" or environ.get("COLORTERM", "").casefold() in {"truecolor", "24bit"}:
        return True
    return environ.get("TERM", "").endswith(("-256color", "-kitty"))


def columns(stream: IO[str]) -> int:
    """Return how wide the terminal behind ``stream`` is, 80 where it is not known."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def _is_terminal(stream: IO[str] | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()

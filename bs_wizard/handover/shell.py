"""The two variables that programs for BaseSpace read, as a shell or a .env file takes them."""

import re
from collections.abc import Callable, Mapping

from bs_wizard.secret import Secret

API_SERVER = "BASESPACE_API_SERVER"
ACCESS_TOKEN = "BASESPACE_ACCESS_TOKEN"

_PLAIN = re.compile(r"[A-Za-z0-9_./:-]+")
# PowerShell ends a string at any of these as at the straight one (about_Quoting_Rules).
_POWERSHELL_QUOTES = re.compile("['\u2018\u2019\u201a\u201b]")


def assignments(values: Mapping[str, str], shell: str) -> str:
    """Return lines that set these variables; ``shell`` is one of ``SHELLS``.

    Any value comes back as it was: nothing in it is expanded or run.
    """
    return "\n".join(SHELLS[shell](name, value) for name, value in values.items())


def handed_over(environ: Mapping[str, str]) -> tuple[str, Secret] | None:
    """Return the server, "" if none is given, and the token that ``environ`` holds, else None."""
    token = Secret(environ.get(ACCESS_TOKEN, ""))
    return (environ.get(API_SERVER, "").strip(), token) if token else None


def likely(environ: Mapping[str, str], *, on_windows: bool) -> str:
    """Return the shell that this person most likely types into."""
    if on_windows:
        return "powershell"
    return "fish" if environ.get("SHELL", "").endswith("/fish") else "sh"


def _sh(name: str, value: str) -> str:
    quoted = value.replace("'", "'\"'\"'")
    return f"export {name}='{quoted}'"


def _fish(name: str, value: str) -> str:
    return f"set -gx {name} '{_escaped(value)}'"


def _powershell(name: str, value: str) -> str:
    doubled = _POWERSHELL_QUOTES.sub(lambda quote: quote[0] * 2, value)
    return f"$Env:{name} = '{doubled}'"


def _dotenv(name: str, value: str) -> str:
    # Unquoted where it can be: docker's --env-file takes quotes for a part of the value.
    return f"{name}={value}" if _PLAIN.fullmatch(value) else f"{name}='{_escaped(value)}'"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")


SHELLS: dict[str, Callable[[str, str], str]] = {
    "sh": _sh,
    "fish": _fish,
    "powershell": _powershell,
    "dotenv": _dotenv,
}

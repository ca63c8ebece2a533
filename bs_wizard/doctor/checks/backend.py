"""Which keyring backend is ours, which python-keyring would take by itself, and why they differ."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass

from bs_wizard.clean import printable
from bs_wizard.doctor.checks import secret_service
from bs_wizard.doctor.context import Context
from bs_wizard.doctor.finding import Level
from bs_wizard.doctor.fixes import shell_word
from bs_wizard.doctor.report import Report
from bs_wizard.errors import NoKeyring, StoreUnavailable
from bs_wizard.store.system_keyring import backends, session_bus
from bs_wizard.store.system_keyring.bounded_calls import LIMITS

CHECK = "backend"
_SECONDS = 8.0
_NO_BUS = "disabled:"
_VAULT = "bs-wizard vault create"
# In a process of its own: it imports whatever backends are installed, may hang, and can be ended.
_PROGRAM = """
import json, keyring
ring = keyring.get_keyring()
name = lambda each: f"{type(each).__module__}.{type(each).__qualname__}"
members = getattr(ring, "backends", ()) if "chainer" in name(ring) else ()
print(json.dumps({"name": name(ring), "members": [name(each) for each in members]}))
"""


@dataclass(frozen=True, slots=True)
class BackendChoices:
    """Our choice and python-keyring's (``theirs``), dotted names; each ``trouble`` is why not.

    ``fix`` is what gives us one. ``members`` are those that python-keyring's chainer would give
    secrets to.
    """

    ours: str = ""
    trouble: str = ""
    fix: str = ""
    theirs: str = ""
    theirs_trouble: str = ""
    members: tuple[str, ...] = ()


def check(context: Context, report: Report) -> None:
    """Choose as the program does, and have python-keyring choose in a process of its own."""
    level = context.level_without_keyring
    assess(collect(is_needed=level is Level.ERROR), level, report)


def collect(*, is_needed: bool) -> BackendChoices:
    """Find both choices; takes at most about 10 s, and no bus is started.

    Where no keyring ``is_needed``, for a secret that is in one, a vault does as well as another.
    """
    theirs, members, theirs_trouble = _theirs()
    try:
        ours = backends.dotted(backends.chosen(LIMITS))
    except StoreUnavailable as error:
        none_here = isinstance(error, NoKeyring) and not is_needed
        fix = _VAULT if none_here else _fix(_is_configured())
        return BackendChoices("", error.message, fix, theirs, theirs_trouble, members)
    return BackendChoices(ours, "", "", theirs, theirs_trouble, members)


def assess(choices: BackendChoices, level: Level, report: Report) -> None:
    """Say the choices; ``level`` is how bad it is to have none of ours."""
    checked = "chose a keyring backend, and had python-keyring choose one by itself"
    theirs = _said_of_theirs(choices)
    ours = choices.ours
    if ours and not backends.is_foreign(ours):
        ours = f"{backends.title(ours)} ({ours})"
    if not ours:
        found = f"none that is trusted: {choices.trouble.rstrip('.')}. {theirs}"
        report.add(level, checked, found, choices.fix, StoreUnavailable.exit_code)
    elif choices.ours == choices.theirs:
        report.ok(checked, f"both take {ours}")
    else:
        report.ok(checked, f"ours is {ours}. {theirs}")


def _said_of_theirs(choices: BackendChoices) -> str:
    if not choices.theirs:
        return f"python-keyring by itself finds none: {choices.theirs_trouble}"
    said = f"python-keyring by itself would take {choices.theirs}"
    if choices.members:
        said += f" ({', '.join(choices.members)})"
    reason = backends.reason_against(choices.theirs)
    if reason:
        return f"{said}, which is refused here: {reason}"
    return f"{said}; this program tries {', '.join(backends.TITLES)} only, unless one is configured"


def _is_configured() -> bool:
    try:
        return backends.configured() is not None
    except StoreUnavailable:
        return True  # by a file that cannot be read


def _fix(is_configured: bool) -> str:
    if is_configured and os.environ.get("PYTHON_KEYRING_BACKEND"):
        return "unset PYTHON_KEYRING_BACKEND"
    if is_configured:
        file = shell_word(backends.settings_file())
        return f"mv {file} {file}.old"
    if sys.platform != "linux":
        return "keyring diagnose"
    return secret_service.INSTALL if _bus() != _NO_BUS else "dbus-run-session -- bash"


def _theirs() -> tuple[str, tuple[str, ...], str]:
    try:
        done = subprocess.run(  # noqa: S603 - this same Python, and a program of ours
            [sys.executable, "-P", "-c", _PROGRAM],
            env={**os.environ, "DBUS_SESSION_BUS_ADDRESS": _bus()},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "", (), f"it did not answer within {_SECONDS:g} s"
    except OSError as error:
        return "", (), printable(str(error))
    return _read(done.stdout, done.stderr)


def _read(out: str, err: str) -> tuple[str, tuple[str, ...], str]:
    lines = out.splitlines() or [""]
    try:
        # The last line: a backend may print what it likes when it is imported.
        answer = json.loads(lines[-1])
        name, members = printable(answer["name"]), tuple(map(printable, answer["members"]))
    except (ValueError, KeyError, TypeError):
        last = err.strip().splitlines() or ["it said nothing"]
        return "", (), printable(last[-1])
    return name, members, ""


def _bus() -> str:
    try:
        session_bus.reach()
    except StoreUnavailable:
        # An unset address would make libdbus and GLib start a bus.
        return _NO_BUS
    return os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")

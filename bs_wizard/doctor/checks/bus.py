"""The D-Bus session bus: addressed, alive, and the same that tmux knows of.

A terminal multiplexer outlives a login and hands its programs the bus of the login it was started
in, which may have ended long ago.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bs_wizard.clean import printable
from bs_wizard.doctor.context import Context
from bs_wizard.doctor.finding import Level
from bs_wizard.doctor.report import Report
from bs_wizard.errors import StoreUnavailable
from bs_wizard.store.system_keyring import session_bus

CHECK = "session-bus"
NAME = "DBUS_SESSION_BUS_ADDRESS"
_STARTS_ONE = "dbus-run-session -- bash"
_OF_TMUX = f'eval "$(tmux show-environment -s {NAME})"'
_TMUX_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Bus:
    """What was found out.

    ``address`` is that of the environment, ``trouble`` why no bus answers (empty: one does),
    ``in_tmux`` the address tmux has for new programs (None: not asked, or it has none),
    ``of_login`` whether the bus of systemd's user session answers. ``multiplexer`` is tmux, screen
    or empty.
    """

    address: str
    trouble: str = ""
    in_tmux: str | None = None
    of_login: bool = False
    multiplexer: str = ""


def check(context: Context, report: Report) -> None:
    """Connect to the bus; nothing is said on it and none is started."""
    if sys.platform == "linux":
        assess(collect(context.environ), context.level_without_bus, report)
    else:
        report.skipped("asked which system this is", "the keyring here is not on a bus")


def collect(environ: Mapping[str, str]) -> Bus:
    """Find the facts; takes at most about 4 s."""
    runtime = environ.get("XDG_RUNTIME_DIR")
    return Bus(
        environ.get(NAME, ""),
        _trouble(),
        _in_tmux(environ) if environ.get("TMUX") else None,
        bool(runtime) and _listens(Path(runtime or "", "bus")),
        session_bus.multiplexer(environ),
    )


def assess(bus: Bus, level: Level, report: Report) -> None:
    """Say whether there is a bus; ``level`` is how bad it is when there is none."""
    checked = f"tried the bus that {NAME} or $XDG_RUNTIME_DIR gives"
    shown = printable(bus.address)
    if not bus.trouble:
        where = shown or "$XDG_RUNTIME_DIR/bus (no address is set, and none is needed)"
        if bus.in_tmux and bus.in_tmux != bus.address:
            found = f"it answers at {where}, but tmux knows another: {printable(bus.in_tmux)}"
            report.warn(checked, found, _OF_TMUX)
        else:
            report.ok(checked, f"it answers at {where}")
        return
    fix = _STARTS_ONE
    found = "no address is set, and there is no bus at $XDG_RUNTIME_DIR/bus"
    if bus.address:
        fix = _fix_of_dead(bus)
        found = f"the address is dead: {shown}"
        if session_bus.is_switched_off(bus.address):
            found = f"it is switched off: {NAME}={shown}"
        elif bus.multiplexer:
            found += f"; {bus.multiplexer} handed it on from an earlier login"
    report.add(level, checked, found, fix, StoreUnavailable.exit_code)


def _fix_of_dead(bus: Bus) -> str:
    if bus.in_tmux and bus.in_tmux != bus.address:
        return _OF_TMUX
    return session_bus.OF_THIS_LOGIN if bus.of_login else _STARTS_ONE


def _trouble() -> str:
    try:
        session_bus.reach()
    except StoreUnavailable as error:
        return error.message
    return ""


def _listens(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1)
            probe.connect(os.fspath(path))
    except OSError:
        return False
    return True


def _in_tmux(environ: Mapping[str, str]) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 - fixed words, to the person's own tmux
            ["tmux", "show-environment", NAME],  # noqa: S607 - wherever that is
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_TMUX_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None  # no tmux to ask: then there is nothing to compare with
    name, found, value = done.stdout.strip().partition("=")
    return value if found and name == NAME else None

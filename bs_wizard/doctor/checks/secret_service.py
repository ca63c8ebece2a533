"""The Secret Service on the session bus: there, answering, unlocked."""

import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from enum import Enum, auto

from bs_wizard.doctor.context import Context
from bs_wizard.doctor.finding import Level
from bs_wizard.doctor.report import Report
from bs_wizard.errors import StoreUnavailable
from bs_wizard.store.system_keyring import session_bus
from bs_wizard.store.system_keyring.backends import SECRET_SERVICE, title
from bs_wizard.store.system_keyring.bounded_calls import UNLOCK_COMMAND, Limits, ask
from bs_wizard.store.system_keyring.secret_service import default_collection

CHECK = "secret-service"
LIMITS = Limits(answer=3.0, unlock=3.0)
"""Seconds it may take: nothing is unlocked here, so nobody is waited for."""

_RESTART = "systemctl --user restart gnome-keyring-daemon"
INSTALL = "sudo apt install gnome-keyring"
"""What fixes a bus without a keyring service."""


class ServiceState(Enum):
    """What the session bus and the service itself say of it."""

    UNLOCKED = auto()
    LOCKED = auto()
    EMPTY = auto()
    SILENT = auto()
    MISSING = auto()
    NO_BUS = auto()


@dataclass(frozen=True, slots=True)
class Service:
    """Its state, and where it did not answer, the sentence that says so."""

    state: ServiceState
    said: str = ""


def check(context: Context, report: Report) -> None:
    """Ask the bus for the service, and the service whether its keyring is locked."""
    if sys.platform == "linux":
        level = context.level_without_bus
        assess(collect(), level, report, can_be_asked=has_desktop(context.environ))
    else:
        report.skipped("asked which system this is", "this system has a keyring of its own")


def collect(limits: Limits = LIMITS) -> Service:
    """Find its state; no window is opened and no secret is read."""
    try:
        session_bus.reach()
        if not ask(_is_available, "The session bus", limits=limits):
            return Service(ServiceState.MISSING)
    except StoreUnavailable as error:
        return Service(ServiceState.NO_BUS, error.message)
    try:
        return Service(ask(_state, title(SECRET_SERVICE), limits=limits))
    except StoreUnavailable as error:
        return Service(ServiceState.SILENT, error.message)


def assess(service: Service, level: Level, report: Report, *, can_be_asked: bool) -> None:
    """Say its state; ``level`` is how bad it is to be without it."""
    checked = "asked the session bus for it, and it whether its default keyring is locked"
    code = StoreUnavailable.exit_code
    match service.state:
        case ServiceState.UNLOCKED:
            report.ok(checked, "it answers, and the default keyring is unlocked")
        case ServiceState.NO_BUS:
            report.skipped("looked for the bus it is on", "there is none; see session-bus")
        case ServiceState.MISSING:
            found = "missing: the bus is there, and no keyring service on it or to be started by it"
            report.add(level, checked, found, INSTALL, code)
        case ServiceState.SILENT:
            found = f"hung: it has its name on the bus, but {_lower(service.said)}"
            report.add(level, checked, found, _RESTART, code)
        case ServiceState.EMPTY:
            found = "it answers, but has no default keyring yet"
            report.add(_at_most_warning(level), checked, found, UNLOCK_COMMAND, code)
        case ServiceState.LOCKED if can_be_asked:
            found = "locked: the desktop asks for the password when the keyring is needed"
            report.add(_at_most_warning(level), checked, found, UNLOCK_COMMAND, code)
        case ServiceState.LOCKED:
            found = "locked, and there is no desktop on which its password could be asked for"
            report.add(level, checked, found, UNLOCK_COMMAND, code)


def has_desktop(environ: Mapping[str, str]) -> bool:
    """Whether a window could ask this person something."""
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def _at_most_warning(level: Level) -> Level:
    return Level.WARNING if level is Level.ERROR else level


def _lower(sentence: str) -> str:
    # Its own title begins the sentence; here it is "it".
    return f"it {sentence.removeprefix(title(SECRET_SERVICE)).strip()}".rstrip(".")


def _is_available() -> bool:
    import secretstorage

    with closing(secretstorage.dbus_init()) as bus:
        return bool(secretstorage.check_service_availability(bus))


def _state() -> ServiceState:
    with default_collection() as collection:
        if collection is None:
            return ServiceState.EMPTY
        return ServiceState.LOCKED if collection.is_locked() else ServiceState.UNLOCKED

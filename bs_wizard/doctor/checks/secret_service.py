"""The Secret Service on the session bus: there, answering, unlocked."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from enum import Enum, auto

from bs_wizard.doctor.context import Scene
from bs_wizard.doctor.finding import Finding, Level
from bs_wizard.errors import StoreUnavailable
from bs_wizard.store.system_keyring import session_bus
from bs_wizard.store.system_keyring.backends import SECRET_SERVICE, title
from bs_wizard.store.system_keyring.bounded_calls import UNLOCK_COMMAND, Limits, ask

CHECK = "secret-service"
BUS_NAME = "org.freedesktop.secrets"
LIMITS = Limits(answer=3.0, unlock=3.0)
"""Seconds it may take: nothing is unlocked here, so nobody is waited for."""

INSTALL = "sudo apt install gnome-keyring"
"""What mends a bus without a keyring service."""


class ServiceState(Enum):
    """What can be the matter with it."""

    UNLOCKED = auto()
    LOCKED = auto()
    EMPTY = auto()
    SILENT = auto()
    MISSING = auto()
    NO_BUS = auto()


@dataclass(frozen=True, slots=True)
class Service:
    """Its state, and for some what was said about it."""

    state: ServiceState
    said: str = ""


def examine(scene: Scene) -> Iterator[Finding]:
    """Ask who has the name on the bus, and that one whether its keyring is locked."""
    if sys.platform != "linux":
        did = "asked which system this is"
        yield Finding(CHECK, Level.SKIPPED, did, "this system has a keyring of its own")
        return
    level = scene.level_without_bus
    yield judge(gather(), level, can_be_asked=has_desktop(scene.environ))


def gather(limits: Limits = LIMITS) -> Service:
    """Find its state; no window is opened and no secret is read."""
    try:
        session_bus.reach()
        if not ask(_is_to_be_had, "The session bus", limits=limits):
            return Service(ServiceState.MISSING)
    except StoreUnavailable as error:
        return Service(ServiceState.NO_BUS, error.message)
    try:
        return Service(ask(_state, title(SECRET_SERVICE), limits=limits))
    except StoreUnavailable as error:
        return Service(ServiceState.SILENT, error.message)


def judge(service: Service, level: Level, *, can_be_asked: bool) -> Finding:
    """Say its state; ``level`` is how bad it is to be without it."""
    did = "asked the session bus for it, and it whether its default keyring is locked"
    code = StoreUnavailable.exit_code
    if service.state is ServiceState.UNLOCKED:
        return Finding(CHECK, Level.OK, did, "it answers, and the default keyring is unlocked")
    if service.state is ServiceState.NO_BUS:
        return Finding(
            CHECK, Level.SKIPPED, "looked for the bus it is on", "there is none; see session-bus"
        )
    if service.state is ServiceState.MISSING:
        saw = "missing: the bus is there, and no keyring service on it or to be started by it"
        return Finding(CHECK, level, did, saw, INSTALL, code)
    if service.state is ServiceState.SILENT:
        saw = f"hung: it has its name on the bus, but {_lower(service.said)}"
        return Finding(
            CHECK, level, did, saw, "systemctl --user restart gnome-keyring-daemon", code
        )
    if service.state is ServiceState.EMPTY:
        saw = "it answers, but has no default keyring yet"
        return Finding(CHECK, _at_most_warning(level), did, saw, UNLOCK_COMMAND, code)
    if can_be_asked:
        saw = "locked: the desktop asks for the password when the keyring is needed"
        return Finding(CHECK, _at_most_warning(level), did, saw, UNLOCK_COMMAND, code)
    saw = "locked, and there is no desktop on which its password could be asked for"
    return Finding(CHECK, level, did, saw, UNLOCK_COMMAND, code)


def has_desktop(environ: Mapping[str, str]) -> bool:
    """Whether a window could ask this person something."""
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def _at_most_warning(level: Level) -> Level:
    return Level.WARNING if level is Level.ERROR else level


def _lower(sentence: str) -> str:
    # Its own title begins the sentence; here it is "it".
    return f"it {sentence.removeprefix(title(SECRET_SERVICE)).strip()}".rstrip(".")


def _is_to_be_had() -> bool:
    import secretstorage

    with closing(secretstorage.dbus_init()) as bus:
        return bool(secretstorage.check_service_availability(bus))


def _state() -> ServiceState:
    import secretstorage

    with closing(secretstorage.dbus_init()) as bus:
        try:
            locked = secretstorage.Collection(bus).is_locked()
        except secretstorage.ItemNotFoundException:
            return ServiceState.EMPTY
        return ServiceState.LOCKED if locked else ServiceState.UNLOCKED

"""The D-Bus session bus, by which a Linux keyring is reached; looked at before anybody calls it.

GLib and libdbus start a bus of their own (``dbus-launch``) where none is addressed, one for every
process, with no keyring on it. So no bus backend is called before :func:`reach` has returned.
"""

import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

from bs_wizard.clean import printable
from bs_wizard.errors import NoKeyring, StoreUnavailable
from bs_wizard.store.system_keyring.bounded_calls import UNLOCK_COMMAND

OF_THIS_LOGIN = 'export DBUS_SESSION_BUS_ADDRESS="unix:path=$XDG_RUNTIME_DIR/bus"'
"""Shell command that addresses the bus of systemd's user session."""

HEADLESS_HINT = (
    "Without a desktop: start `dbus-run-session -- bash`, in it type a password for the keyring "
    f"after `{UNLOCK_COMMAND}`, then start bs-wizard."
)


def reach() -> None:
    """Leave a working address in DBUS_SESSION_BUS_ADDRESS, or raise StoreUnavailable.

    Where it is unset, only the bus of systemd's user session (``$XDG_RUNTIME_DIR/bus``) is tried.
    NoKeyring is raised where no bus of this login can be found at all.
    Does nothing on systems whose keyring is not on a bus.
    """
    if sys.platform != "linux":
        return
    address = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    if not address or address.startswith("autolaunch:"):
        address = _of_the_user_session()
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = address
    _connect(address)


def _of_the_user_session() -> str:
    folder = os.environ.get("XDG_RUNTIME_DIR")
    if folder and _is_socket(Path(folder, "bus")):
        return f"unix:path={Path(folder, 'bus')}"
    raise NoKeyring(
        "There is no session bus here, so no desktop keyring can be reached "
        "(DBUS_SESSION_BUS_ADDRESS is unset and $XDG_RUNTIME_DIR/bus is not there).",
        HEADLESS_HINT,
    )


def _is_socket(path: Path) -> bool:
    try:
        return stat.S_ISSOCK(path.stat().st_mode)
    except OSError:
        return False  # absent or another user's: none of ours either way


def multiplexer(environ: Mapping[str, str]) -> str:
    """Return ``tmux`` or ``screen`` where that is what the program runs in, else nothing."""
    return "tmux" if environ.get("TMUX") else "screen" if environ.get("STY") else ""


def _connect(address: str) -> None:
    import socket

    from jeepney.bus import get_connectable_addresses  # type: ignore[import-untyped]

    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1)
            probe.connect(next(get_connectable_addresses(address)))
    except (OSError, ValueError, RuntimeError) as error:
        # It outlives a login, and hands its programs the bus of the one it was started in.
        within = multiplexer(os.environ) if isinstance(error, OSError) else ""
        origin = f"; {within} handed it on from an earlier login" if within else ""
        said = (
            "There is no session bus at "
            f"DBUS_SESSION_BUS_ADDRESS={printable(address)} ({_why(address, error)}){origin}."
        )
        folder = os.environ.get("XDG_RUNTIME_DIR")
        if folder and _is_socket(Path(folder, "bus")):
            hint = f"Type `{OF_THIS_LOGIN}`, then try again."
            raise StoreUnavailable(said, hint) from error
        raise NoKeyring(said, _hint_for_dead(within)) from error


def is_switched_off(address: str) -> bool:
    """Whether the address is the word by which programs are kept from looking for a bus."""
    return address.startswith("disabled")


def _why(address: str, error: Exception) -> str:
    if is_switched_off(address):
        return "it is switched off"
    of_system = error.strerror if isinstance(error, OSError) else None
    return of_system or "that is no address of a socket on this machine"


def _hint_for_dead(within: str) -> str:
    return f"Log in again and open a new {within}, then try again." if within else HEADLESS_HINT

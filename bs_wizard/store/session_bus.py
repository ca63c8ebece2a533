"""The D-Bus session bus, by which a Linux keyring is reached; looked at before anybody calls it.

GLib and libdbus start a bus of their own (``dbus-launch``) where none is addressed, one for every
process, with no keyring on it. So no bus backend is called before :func:`reach` has returned.
"""

import os
import stat
import sys
from pathlib import Path

from bs_wizard.clean import printable
from bs_wizard.errors import StoreUnavailable
from bs_wizard.store.keyring_calls import UNLOCK_COMMAND

HEADLESS_HINT = (
    "Without a desktop: start `dbus-run-session -- bash`, in it type a password for the keyring "
    f"after `{UNLOCK_COMMAND}`, then start bs-wizard."
)


def reach() -> None:
    """Leave a working address in DBUS_SESSION_BUS_ADDRESS, or raise StoreUnavailable.

    Where it is unset, only the bus of systemd's user session (``$XDG_RUNTIME_DIR/bus``) is tried.
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
    socket = Path(folder, "bus") if folder else None
    try:
        if socket is not None and stat.S_ISSOCK(socket.stat().st_mode):
            return f"unix:path={socket}"
    except OSError:
        pass  # absent or another user's: none of ours either way
    raise StoreUnavailable(
        "There is no session bus here, so no desktop keyring can be reached "
        "(DBUS_SESSION_BUS_ADDRESS is unset and $XDG_RUNTIME_DIR/bus is not there).",
        HEADLESS_HINT,
    )


def _connect(address: str) -> None:
    import socket

    from jeepney.bus import get_connectable_addresses  # type: ignore[import-untyped]

    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1)
            probe.connect(next(get_connectable_addresses(address)))
    except (OSError, ValueError, RuntimeError) as error:
        # A terminal multiplexer hands on the address of a login that has ended.
        raise StoreUnavailable(
            f"There is no session bus at DBUS_SESSION_BUS_ADDRESS={printable(address)} ({error}).",
            "In an old tmux or screen, open a new one after logging in again. " + HEADLESS_HINT,
        ) from error

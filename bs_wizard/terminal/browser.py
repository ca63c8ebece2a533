"""Opens an address in a graphical browser, where there is one.

Python's ``webbrowser`` would also start a text browser, over the program's own screen.
"""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping

from bs_wizard import hardening
from bs_wizard.terminal.facts import is_remote

_TEXT_BROWSERS = {"lynx", "w3m", "links", "links2", "elinks", "www-browser", "browsh", "carbonyl"}


def command(
    address: str, environ: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> tuple[str, ...] | None:
    """Return the command that shows ``address`` on this machine's desktop, None if there is none.

    None over SSH and without a display. The address is one argument, never seen by a shell.
    """
    if is_remote(environ):
        return None
    if platform == "darwin":
        return ("open", address)
    if platform == "win32":
        return ("rundll32", "url.dll,FileProtocolHandler", address)
    if environ.get("WSL_DISTRO_NAME"):
        return _first(("wslview", address), ("explorer.exe", address))
    if not (environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")):
        return None
    chosen = environ.get("BROWSER", "").partition(":")[0].strip()
    if chosen and "%" not in chosen and " " not in chosen and _is_graphical(chosen):
        return _first((chosen, address), ("xdg-open", address))
    return _first(("xdg-open", address), ("gio", "open", address))


def start(argv: tuple[str, ...]) -> bool:
    """Start ``argv`` apart from this program's terminal; return whether it could be started."""
    try:
        started = subprocess.Popen(  # noqa: S603  (an argv from command(), no shell)
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=hardening.environment(),
        )
    except OSError:
        return False
    # Somebody must take note of its end, or it stays in the process table.
    threading.Thread(target=started.wait, name="browser", daemon=True).start()
    return True


def _is_graphical(program: str) -> bool:
    return os.path.basename(program) not in _TEXT_BROWSERS  # noqa: PTH119  (a name, not a path)


def _first(*candidates: tuple[str, ...]) -> tuple[str, ...] | None:
    return next((each for each in candidates if shutil.which(each[0])), None)

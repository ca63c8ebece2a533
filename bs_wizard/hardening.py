"""Keeps other programs from reading this process's secrets: in its memory and its keystrokes.

A core dump, or another program of the same person that attaches to this one, reads memory; the
debugging variables of Textual and OpenSSL write keys typed and keys of connections to files, and
asyncio's prints what it is working on, results and errors included. Python's faulthandler stays: it
prints files, lines and the names of functions, never a value.
"""

import os
import sys
from contextlib import suppress

_PR_SET_DUMPABLE = 4  # linux/prctl.h; see prctl(2)

_DEBUGGING = (
    "HTTPX_LOG_LEVEL",
    "PYTHONASYNCIODEBUG",
    "SSLKEYLOGFILE",
    "TEXTUAL",  # devtools: every event is sent to a console
    "TEXTUAL_DEBUG",  # every key goes to keys.log in the working folder
    "TEXTUAL_DRIVER",
    "TEXTUAL_LOG",
    "TEXTUAL_PRESS",
    "TEXTUAL_SCREENSHOT",
    "TEXTUAL_SCREENSHOT_FILENAME",
    "TEXTUAL_SCREENSHOT_LOCATION",
    "TEXTUAL_SHOW_RETURN",
)

_taken: dict[str, str] = {}
_core_limit: list[int] = []


def seal() -> None:
    """Forbid core dumps and debuggers, and take the debugging variables out of the environment.

    Call it before anything secret is read and before the libraries that obey the variables are
    imported. Does nothing where the system has no such thing.
    """
    _forbid_core_files()
    _forbid_dumping()
    _quieten_asyncio()
    _taken.update({name: os.environ.pop(name) for name in _DEBUGGING if name in os.environ})


def environment() -> dict[str, str]:
    """Return the environment as the person gave it, for a program that is started for them."""
    return {**_taken, **os.environ}


def unseal() -> None:
    """Allow core dumps as they were, for the program that takes this one's place.

    Attaching to this process stays forbidden; the kernel allows it anew for the other program.
    """
    if _core_limit:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (_core_limit[0], hard))


def _forbid_core_files() -> None:
    try:
        import resource
    except ImportError:
        return  # Windows
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    _core_limit[:] = [soft]
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))


def _forbid_dumping() -> None:
    # The kernel ignores the limit where it pipes core dumps to a program (core(5)). This also keeps
    # other programs of the same person from attaching. A child has it only until its exec.
    if sys.platform != "linux":
        return
    with suppress(ImportError, OSError, AttributeError):  # a Python or a C library without it
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _quieten_asyncio() -> None:
    # ``-X dev`` turns asyncio's debugging on for good, and no variable can turn it off.
    if sys.flags.dev_mode:
        import logging

        logging.getLogger("asyncio").disabled = True

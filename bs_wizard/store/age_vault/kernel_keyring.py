"""The Linux kernel's keyring of a user: secrets in its memory, for a time, for that user alone.

They are gone when the time is over, at a reboot, and when the user's last process has ended
(user-keyring(7)). Its library, libkeyutils, is missing on many machines, so the calls are made
directly; numbers: add_key(2), keyctl(2), keyctl_setperm(3), and the kernel's system call tables.
"""

import ctypes
import errno
import os
import sys

from bs_wizard.errors import StoreUnavailable

_USER_KEYRING = -4
_SETPERM, _UNLINK, _SEARCH, _READ, _SET_TIMEOUT = 5, 9, 10, 11, 15
_PERMISSIONS = 0x3F0B0000  # who possesses it all; the same user: to see, to read and to find it
_CALLS = {
    "x86_64": (248, 250),
    "aarch64": (217, 219),
    "riscv64": (217, 219),
    "ppc64le": (269, 271),
    "s390x": (278, 280),
}
"""The numbers of add_key and keyctl, by machine."""

_LARGEST = 32767  # bytes of a key of the type "user"


def keep(name: str, content: bytes, seconds: int) -> None:
    """Keep ``content`` under ``name`` for so long, in the place of what was there.

    Raises StoreUnavailable where the kernel does not, as in many containers.
    """
    made = _add(name, content)
    try:
        _keyctl(_SETPERM, made, _PERMISSIONS)
        _keyctl(_SET_TIMEOUT, made, seconds)
    except OSError as error:
        forget(name)
        raise _refused(error) from error


def kept(name: str) -> bytes | None:
    """Return what is kept under ``name``; None where nothing is, or nothing can be."""
    try:
        found = _find(name)
        space = ctypes.create_string_buffer(_LARGEST)
        length = _keyctl(_READ, found, ctypes.addressof(space), _LARGEST)
    except OSError:
        return None
    return space.raw[:length]


def forget(name: str) -> bool:
    """Forget what is kept under ``name``; return whether there was something."""
    try:
        _keyctl(_UNLINK, _find(name), _USER_KEYRING)
    except OSError:
        return False
    return True


def _add(name: str, content: bytes) -> int:
    try:
        return _call(0, b"user", name.encode(), content, len(content), _USER_KEYRING)
    except OSError as error:
        raise _refused(error) from error


def _find(name: str) -> int:
    return _keyctl(_SEARCH, _USER_KEYRING, b"user", name.encode(), 0)


def _keyctl(*arguments: int | bytes) -> int:
    return _call(1, *arguments)


def _call(which: int, *arguments: int | bytes) -> int:
    """Make the first or second of the two calls. Raises OSError."""
    numbers = _CALLS.get(os.uname().machine) if sys.platform == "linux" else None
    if numbers is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    libc = ctypes.CDLL(None, use_errno=True)
    passed = [each if isinstance(each, bytes) else ctypes.c_long(each) for each in arguments]
    result = libc.syscall(ctypes.c_long(numbers[which]), *passed)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return int(result)


def _refused(error: OSError) -> StoreUnavailable:
    return StoreUnavailable(
        f"The vault cannot be kept unlocked here: the kernel keeps no keys ({error.strerror}).",
        "Have a key file open it: bs-wizard vault change-identity --identity file; "
        "or set BS_WIZARD_PASSPHRASE_COMMAND.",
    )

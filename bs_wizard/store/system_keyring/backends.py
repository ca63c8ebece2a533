"""Which keyring backend is used: those that are trusted, those that are refused, and the choice."""

import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from bs_wizard.clean import printable
from bs_wizard.errors import StoreUnavailable
from bs_wizard.store.system_keyring import secret_service, session_bus
from bs_wizard.store.system_keyring.bounded_calls import Limits, ask


class Readable(Protocol):
    """What is used of a keyring backend object to read."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return the secret or None."""


class Ring(Readable, Protocol):
    """What is used of a keyring backend object."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep the secret."""

    def delete_password(self, service: str, username: str) -> None:
        """Remove the secret; an error when there is none."""


SECRET_SERVICE = "keyring.backends.SecretService.Keyring"
LIBSECRET = "keyring.backends.libsecret.Keyring"
KWALLET = "keyring.backends.kwallet.DBusKeyring"
MACOS = "keyring.backends.macOS.Keyring"
WINDOWS = "keyring.backends.Windows.WinVaultKeyring"

TITLES = {
    SECRET_SERVICE: "GNOME Keyring / Secret Service",
    KWALLET: "KDE Wallet",
    LIBSECRET: "GNOME Keyring / Secret Service (libsecret)",
    MACOS: "macOS Keychain",
    WINDOWS: "Windows Credential Manager",
}
"""The trusted backends, and what people call them."""

ON_THE_BUS = (SECRET_SERVICE, KWALLET, LIBSECRET)
"""Those that are reached by the D-Bus session bus."""

_HERE = {"darwin": (MACOS,), "win32": (WINDOWS,)}
_OPENS_A_WINDOW = (KWALLET, MACOS)

_REFUSED = {
    "keyring.backends.null.": "it keeps nothing",
    "keyring.backends.fail.": "it keeps nothing",
    "keyring.backends.chainer.": "it gives a secret to any keyring there is, plain text included",
    "keyrings.alt.": "it keeps secrets in plain or weakly guarded files",
}


def dotted(ring: object) -> str:
    """Return the dotted name of a backend object's class."""
    kind = type(ring)
    return f"{kind.__module__}.{kind.__qualname__}"


def recorded(name: str, limits: Limits) -> str | Ring:
    """Return what to open for a backend named in the index: a trusted name, or the user's own.

    Any other name is refused, since opening it would import whatever module a file names.
    """
    if name in TITLES:
        return name
    if configured() == name:
        return chosen(limits)
    raise StoreUnavailable(
        f"The secret is in the keyring backend {printable(name)}, which is not the one configured "
        "now.",
        # Not with its name to copy: whoever wrote the index could have any module imported.
        "If you know that backend, configure keyring for it as it was then; else log in again.",
    )


def chosen(limits: Limits) -> Ring:
    """Return the backend the user configured for keyring, else the best trusted one that works."""
    name = configured()
    if name is None:
        return _best(limits)
    _refuse(name, name)
    folder = _in_file().get("keyring-path")
    if folder:
        # Unlike Path's, it leaves a ``~`` that leads nowhere as it is.
        sys.path.insert(0, os.path.expanduser(folder.strip()))  # noqa: PTH111
    ring = load(name, limits)
    for kind in type(ring).__mro__:
        _refuse(name, f"{kind.__module__}.{kind.__qualname__}")
    if _priority(ring, limits) < 1:
        raise _refusal(name, "its own author does not recommend it (priority below 1)")
    return ring


def configured() -> str | None:
    """Return the backend named by PYTHON_KEYRING_BACKEND or by keyring's configuration file."""
    named = os.environ.get("PYTHON_KEYRING_BACKEND") or _in_file().get("default-keyring", "")
    return named.strip() or None


def settings_file() -> Path:
    """Return the configuration file of keyring, which need not exist."""
    from keyring.util.platform_ import config_root

    return Path(config_root(), "keyringrc.cfg")


def load(name: str, limits: Limits) -> Ring:
    """Import and make the backend of that dotted name.

    StoreUnavailable where it, or what it needs (session bus, keyring service), is not there.
    """
    if name in ON_THE_BUS:
        session_bus.reach()
    _import(name)
    from keyring.core import load_keyring

    ring = ask(lambda: load_keyring(name), title(name), limits=limits, foreign=is_foreign(name))
    if name == KWALLET:
        # The window that asks whether the wallet may be opened shows this.
        cast(Any, ring).appid = "bs-wizard"
    return cast(Ring, ring)


def load_reader(name: str, limits: Limits) -> Readable:
    """Return what reads the backend of that dotted name; raises as :func:`load` does."""
    if name != SECRET_SERVICE or not secret_service.is_as_keyring_makes_it():
        return load(name, limits)
    session_bus.reach()
    return secret_service.SecretService()


def title(name: str) -> str:
    """Return what people call the backend of that dotted name."""
    return TITLES.get(name, printable(name))


def is_foreign(name: str) -> bool:
    """Whether a backend is one that a user plugged into keyring, of which nothing is known."""
    return name not in TITLES


def asks_its_user(name: str) -> Callable[[], bool]:
    """Return the question whether the backend of that name is waiting for its user.

    macOS and KWallet open a window of their own and cannot be asked, so they get the time.
    """
    if name in (SECRET_SERVICE, LIBSECRET):
        return _collection_is_locked
    return lambda: name in _OPENS_A_WINDOW


def reason_against(kind: str) -> str | None:
    """Return why a backend of that dotted name is refused, or None; nothing is imported."""
    for start, reason in _REFUSED.items():
        if kind.startswith(start):
            return reason
    return "it keeps secrets in plain text" if "plaintext" in kind.lower() else None


def _best(limits: Limits) -> Ring:
    usable: list[tuple[float, Ring]] = []
    failures: list[StoreUnavailable] = []
    for name in _HERE.get(sys.platform, ON_THE_BUS):
        try:
            ring = load(name, limits)
            usable.append((_priority(ring, limits), ring))
        except StoreUnavailable as error:
            failures.append(error)
    if usable:
        return max(usable, key=lambda each: each[0])[1]
    # The first one is what most machines of this kind have, so its reason is the one to fix.
    raise failures[0]


def _priority(ring: Ring, limits: Limits) -> float:
    name = dotted(ring)
    return ask(
        lambda: float(cast(Any, type(ring)).priority),
        title(name),
        limits=limits,
        foreign=is_foreign(name),
    )


def _import(name: str) -> None:
    # Not bounded: a first import from a slow network disk takes long and says nothing.
    module, _, kind = name.rpartition(".")
    try:
        if not module:
            raise ImportError("a module and a class in it are wanted, as in keyring_pass.Keyring")
        if not hasattr(import_module(module), kind):
            raise ImportError(f"{module} has no class {kind}")
    except (ImportError, ValueError) as error:
        raise StoreUnavailable(
            f"The keyring backend {printable(name)} cannot be loaded: {printable(str(error))}.",
            f"{_unsetting()}, or install what it names.",
        ) from error


def _in_file() -> dict[str, str]:
    from configparser import Error, RawConfigParser

    try:
        file = settings_file()
    except RuntimeError:
        return {}  # nobody knows the home folder it would be in
    parser = RawConfigParser()
    try:
        parser.read(file, encoding="utf-8")
    except (Error, OSError, UnicodeDecodeError) as error:
        raise StoreUnavailable(
            f"{file} is not a configuration of keyring: {printable(str(error))}.",
            "Fix the file or move it away.",
        ) from error
    return dict(parser["backend"]) if parser.has_section("backend") else {}


def _refuse(name: str, kind: str) -> None:
    if reason := reason_against(kind):
        raise _refusal(name, reason)


def _refusal(name: str, reason: str) -> StoreUnavailable:
    return StoreUnavailable(
        f"The keyring backend {printable(name)} is configured, and refused: {reason}.",
        f"{_unsetting()}, then try again.",
    )


def _unsetting() -> str:
    if os.environ.get("PYTHON_KEYRING_BACKEND"):
        return "Unset PYTHON_KEYRING_BACKEND"
    return f"Take default-keyring out of {settings_file()}"


def _collection_is_locked() -> bool:
    with secret_service.default_collection() as collection:
        # Where there is no keyring yet, the window asks for the password of a new one.
        return collection is None or collection.is_locked()

"""Secrets that are known to the digit, and everywhere they may have got to looked through."""

import os
import re
import threading
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

from bs_wizard.handover.shell import ACCESS_TOKEN
from bs_wizard.simulator import Simulator
from tests.support import leaks
from tests.support.kept import secrets_of

_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_].*?\x1b\\|.)"
)
_SAMPLES_A_SECOND = 20


def disguises(secret: str) -> dict[str, bytes]:
    """Return the secret's bytes, and as what else a program may write it."""
    data = secret.encode()
    forms = {
        "plain": data,
        "upper case": secret.upper().encode(),
        "reversed": data[::-1],
        "hexadecimal": data.hex().encode(),
        "hexadecimal, upper case": data.hex().upper().encode(),
        "URL-encoded": "".join(f"%{byte:02x}" for byte in data).encode(),
        "URL-encoded, upper case": "".join(f"%{byte:02X}" for byte in data).encode(),
        "escaped as in JSON": "".join(f"\\u{ord(letter):04x}" for letter in secret).encode(),
        "UTF-16": secret.encode("utf-16-le"),
        "a list of characters": ", ".join(map(repr, secret)).encode(),
    }
    for before in range(3):
        # What stands before it decides how its bits fall into base64's letters.
        shifted = b64encode(bytes(before) + data)
        whole = shifted[-(-before * 8 // 6) : (before + len(data)) * 8 // 6]
        forms[f"base64 after {before}"] = whole
        forms[f"URL-safe base64 after {before}"] = whole.translate(bytes.maketrans(b"+/", b"-_"))
    return forms


@dataclass
class Canary:
    """Every secret of some simulators and of the person, and what was printed meanwhile.

    ``folders`` are where programs may write files; ``more`` is what the person has of their own.
    """

    simulators: tuple[Simulator, ...]
    folders: tuple[Path, ...]
    more: Mapping[str, str]

    def __post_init__(self) -> None:
        self._known: dict[str, str] = {}
        self._texts: list[str] = []
        self._in_processes: set[str] = set()
        self._handed = b"\n"  # no entry of an environment begins so
        self._lock = threading.Lock()
        self._before = leaks.processes() - {Path("/proc", str(os.getpid()))}

    @property
    def secrets(self) -> dict[str, str]:
        """All there were so far; one that is revoked counts still."""
        with self._lock:
            for name, secret in self._now():
                if secret not in self._known.values():
                    self._known[f"{name} ({len(self._known)})"] = secret
            return dict(self._known)

    def _now(self) -> Iterator[tuple[str, str]]:
        yield from self.more.items()
        for simulator in self.simulators:
            yield from secrets_of(simulator).items()
            yield from (("the token", token) for token in simulator.tokens)

    def heard(self, *texts: str) -> None:
        """Take note of what a program wrote."""
        self._texts += texts

    def found(self) -> list[str]:
        """Say where any secret is, in whatever form; empty is right."""
        forms = {
            f"{name}, {form}": data
            for name, secret in self.secrets.items()
            for form, data in disguises(secret).items()
        }
        places = {str(path): _bytes(path) for folder in self.folders for path in _below(folder)}
        for number, text in enumerate(self._texts):
            places[f"text {number}"] = text.encode("utf-8", "surrogatepass")
            # On a screen it may be cut by a line's end or a change of colour.
            together = "".join(_ESCAPES.sub("", text).split())
            places[f"text {number}, joined"] = together.encode("utf-8", "surrogatepass")
        found = [f"{what} in {where}" for where, d in places.items() for what in _held(forms, d)]
        return sorted({*found, *self._in_processes})

    def look_at_processes(self) -> None:
        """Look into the arguments and environment of all that was started since."""
        found = leaks.in_processes(self.secrets, self._before, self._handed)
        self._in_processes.update(found)

    @contextmanager
    def handing_over(self) -> Iterator[None]:
        """Have a program be given its token, in the one variable that is for it."""
        self._handed = f"{ACCESS_TOKEN}=".encode()
        yield
        self._handed = b"\n"


def mark() -> str:
    """Return a secret that is nowhere else: 32 hexadecimal digits."""
    return token_hex(16)


@contextmanager
def canary(env: Mapping[str, str], *simulators: Simulator, **more: str) -> Iterator[Canary]:
    """Watch every process while the block runs; afterwards no secret is to be found anywhere.

    ``env`` is the programs': their home, temporary and runtime folders are searched. They run in a
    folder that is empty, and has to be so at the end.
    """
    with TemporaryDirectory(prefix="canary-") as here, chdir(here):
        with _watched(env, simulators, more) as watched:
            yield watched
        assert list(Path(here).iterdir()) == [], "nothing is written where a program happens to run"


@contextmanager
def _watched(
    env: Mapping[str, str], simulators: tuple[Simulator, ...], more: Mapping[str, str]
) -> Iterator[Canary]:
    places = ("HOME", "TMPDIR", "XDG_RUNTIME_DIR", "BS_WIZARD_HOME")
    watched = Canary(simulators, tuple(Path(env[name]) for name in places if name in env), more)
    over = threading.Event()

    def watch() -> None:
        while not over.wait(1 / _SAMPLES_A_SECOND):
            watched.look_at_processes()

    watcher = threading.Thread(target=watch, name="canary", daemon=True)
    watcher.start()
    try:
        yield watched
    finally:
        over.set()
        watcher.join()
    found = watched.found()
    assert found == [], "\n".join(found)


def _below(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _bytes(path: Path) -> bytes:
    return str(path).encode() + b"\n" + path.read_bytes()


def _held(forms: Mapping[str, bytes], data: bytes) -> Iterator[str]:
    return (what for what, form in forms.items() if form in data)

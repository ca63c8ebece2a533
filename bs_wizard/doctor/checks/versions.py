"""Which program, which Python, which libraries, on which system: what every ticket asks first."""

import platform
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version

from bs_wizard import __version__
from bs_wizard.doctor.context import Scene
from bs_wizard.doctor.finding import Finding, Level

CHECK = "versions"
LIBRARIES = ("textual", "httpx", "keyring", "platformdirs", "filelock", "qrcode", "pyrage")
"""Distributions without which parts of the program do not work."""


def examine(_scene: Scene) -> Iterator[Finding]:
    """Read the versions that are installed; nothing is imported for it."""
    yield judge({name: _installed(name) for name in LIBRARIES})
    yield judge_system(platform.system(), platform.release(), platform.machine())


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def judge(found: Mapping[str, str | None]) -> Finding:
    """Say the versions, and which library is not installed."""
    did = "read the versions of what is installed"
    missing = [name for name, number in found.items() if number is None]
    if missing:
        mend = f"pip install {' '.join(missing)}"
        return Finding(CHECK, Level.ERROR, did, f"not installed: {', '.join(missing)}", mend)
    ours = f"bs-wizard {__version__}, Python {platform.python_version()}"
    theirs = ", ".join(f"{name} {number}" for name, number in found.items())
    return Finding(CHECK, Level.OK, did, f"{ours}, {theirs}")


def judge_system(system: str, release: str, machine: str) -> Finding:
    """Say the system; its release tells WSL, where a desktop keyring is rare."""
    where = " (WSL)" if "microsoft" in release.casefold() else ""
    did = "asked the system what it is"
    return Finding("system", Level.OK, did, f"{system} {release} {machine}{where}")

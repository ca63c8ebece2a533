"""Which program, which Python, which libraries, on which system: what every ticket asks first."""

import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from bs_wizard import __version__
from bs_wizard.doctor.context import Context
from bs_wizard.doctor.report import Report

CHECK = "versions"
LIBRARIES = ("textual", "httpx", "keyring", "platformdirs", "filelock", "qrcode", "pyrage")
"""Distributions without which parts of the program do not work."""

NOT_EVERYWHERE = frozenset({"pyrage"})
"""Those that some machines lack by right; the vault's check says what that means."""


def check(_context: Context, report: Report) -> None:
    """Read the versions that are installed; nothing is imported for it."""
    assess({name: _installed(name) for name in LIBRARIES}, report)
    assess_system(platform.system(), platform.release(), platform.machine(), report)


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def assess(installed: Mapping[str, str | None], report: Report) -> None:
    """Say the versions, and which library is not installed."""
    checked = "read the versions of what is installed"
    missing = [
        name for name, number in installed.items() if number is None and name not in NOT_EVERYWHERE
    ]
    if missing:
        fix = f"pip install {' '.join(missing)}"
        report.error(checked, f"not installed: {', '.join(missing)}", fix)
        return
    ours = f"bs-wizard {__version__}, Python {platform.python_version()}"
    theirs = ", ".join(f"{name} {number or 'not installed'}" for name, number in installed.items())
    report.ok(checked, f"{ours}, {theirs}")


def assess_system(system: str, release: str, machine: str, report: Report) -> None:
    """Say the system; its release tells WSL, where a desktop keyring is rare."""
    where = " (WSL)" if "microsoft" in release.casefold() else ""
    report.named("system").ok("asked the system what it is", f"{system} {release} {machine}{where}")

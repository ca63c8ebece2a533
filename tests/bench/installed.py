"""bs-wizard as people get it: its wheel, alone in a clean environment."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import bs_wizard
from tests.support.programs import run

ROOT = Path(bs_wizard.__file__).parent.parent


@dataclass(frozen=True)
class Installed:
    """The programs of that environment."""

    programs: Path

    def __getitem__(self, name: str) -> str:
        """Return the path of a program, ``python`` or ``bs-wizard``."""
        return str(self.programs / name)


def install(folder: Path) -> Installed:
    """Build the wheel, and install it with what it depends on, compiled as pip does."""
    _done("uv", "build", "--quiet", "--wheel", "--out-dir", str(folder / "dist"), str(ROOT))
    (wheel,) = (folder / "dist").glob("*.whl")
    _done("uv", "venv", "--quiet", "--python", sys.executable, str(folder / "venv"))
    made = Installed(folder / "venv" / "bin")
    into = ("--python", made["python"], "--compile-bytecode")
    _done("uv", "pip", "install", "--quiet", *into, str(wheel))
    return made


def given(env: Mapping[str, str], *argv: str, text: str = "") -> None:
    """Run a program that has to end well, and give it ``text``."""
    done = run(env, *argv, given=text)
    if done.code:
        raise RuntimeError(f"{argv} ended with {done.code}: {done.err}")


def _done(*argv: str) -> None:
    given(os.environ, *argv)

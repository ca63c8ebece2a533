"""``completion``: what Tab does in the real shells, with an index and no vault to open."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bs_wizard.secret import Secret
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.memory_vault import MemoryVault
from tests.cli.conftest import Program
from tests.store.examples import a_credential
from tests.support.programs import needs
from tests.support.pty_program import in_pty
from tests.support.readme import README

TABBED = {
    "bs-wizard sho": "bs-wizard show",
    "bs-wizard --ver": "bs-wizard --version",
    "bs-wizard show cor": "bs-wizard show core-lab",
    "bs-wizard rename cor": "bs-wizard rename core-lab",
    "bs-wizard remove --yes cor": "bs-wizard remove --yes core-lab",
    "bs-wizard move core-lab --to key": "bs-wizard move core-lab --to keyring",
    "bs-wizard login --preset dow": "bs-wizard login --preset download",
    "bs-wizard login --client-secret-file sec": "bs-wizard login --client-secret-file secret.txt",
    "bs-wizard vault chan": "bs-wizard vault change-identity",
    "bs-wizard run cor": "bs-wizard run core-lab",
    "bs-wizard run core-lab -- bs-wiz": "bs-wizard run core-lab -- bs-wizard",
    "bs-wizard run -- cat sec": "bs-wizard run -- cat secret.txt",
}
"""What is typed before Tab -> what stands there after it."""
NOT_TABBED = ("bs-wizard login cor", "bs-wizard rename core-lab cor")
"""Names that do not exist yet."""


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """An environment whose only credential is ``core-lab``, in a store that nobody can open."""
    vault = MemoryVault()
    credentials = Credentials(Index(tmp_path / "home"), lambda store, backend: vault)
    credentials.save(a_credential(name="core-lab"), Secret("canary"))
    (tmp_path / "secret.txt").touch()
    here = Path(sys.executable).parent
    return {
        "BS_WIZARD_HOME": str(tmp_path / "home"),
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "PATH": f"{here}{os.pathsep}{os.environ['PATH']}",
    }


def script(env: dict[str, str], shell: str) -> Path:
    """Write the script as the README says; return where."""
    line = re.search(rf"^    (bs-wizard completion {shell} > ~/([^ \n]+))", README, re.M)
    assert line
    file = Path(env["HOME"]) / line[2]
    file.parent.mkdir(parents=True)
    subprocess.run(["sh", "-c", line[1]], env=env, check=True)
    return file


def press_tab(env: dict[str, str], shell: tuple[str, ...], set_up: str) -> None:
    """Type each line into the shell, and Tab."""
    with in_pty(
        {**env, "PS1": "READY> "}, "/bin/sh", "-c", f"cd {env['HOME']}; exec {' '.join(shell)}"
    ) as there:
        there.press(f"{set_up}; PS1='OK> '; clear\r")
        there.sees("OK>")
        for typed, whole in TABBED.items():
            there.press(f"{typed}\t")
            there.sees(f"OK> {whole}")
            there.press("\x15clear\r")


@needs("bash")
def test_bash(env: dict[str, str]) -> None:
    file = script(env, "bash")
    press_tab(env, ("bash", "--norc", "--noprofile"), f"source {file}")

    lines = "; ".join(
        f"COMP_WORDS=({line}); COMP_CWORD={len(line.split()) - 1}; _shtab_bs_wizard; "
        'echo "${COMPREPLY[@]}"'
        for line in NOT_TABBED
    )
    argv = ["bash", "--norc", "-c", f"source {file}; {lines}"]
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@needs("zsh")
def test_zsh(env: dict[str, str]) -> None:
    file = script(env, "zsh")
    set_up = f"fpath=({file.parent} $fpath); autoload -U compinit; compinit -u -D"
    press_tab(env, ("zsh", "-f"), set_up)


@needs("fish")
def test_fish(env: dict[str, str], tmp_path: Path) -> None:
    file = script(env, "fish")
    lines = "; ".join(f"echo '=={line}'; complete -C '{line}'" for line in (*TABBED, *NOT_TABBED))
    argv = ["fish", "--no-config", "-c", f"source {file}; {lines}"]
    done = subprocess.run(argv, env=env, cwd=tmp_path, capture_output=True, text=True, check=True)
    said = dict(part.split("\n", 1) for part in done.stdout.split("==")[1:])
    offered = {
        line: [row.split("\t")[0] for row in rows.splitlines()] for line, rows in said.items()
    }

    assert {
        line: whole.split()[-1] in offered[line] for line, whole in TABBED.items()
    } == dict.fromkeys(TABBED, True)
    assert [offered[line] for line in NOT_TABBED] == [[], []]


def test_the_names_are_asked_of_the_index_alone(program: Program) -> None:
    program.login("lab")
    program.opened.clear()

    assert program("list", "--names").out == "lab\n"
    assert program.opened == []
    assert "bs-wizard list --names" in program("completion", "bash").out

"""Every command that the README shows is run as it stands there, with a credential ``lab``."""

import json
import os
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest

from bs_wizard.cli import session, stores
from bs_wizard.cli.commands import login
from bs_wizard.cli.grammar.parser import make_parser
from bs_wizard.cli.main import main
from bs_wizard.cli.streams import Streams
from bs_wizard.simulator import Settings, Simulator
from tests.store.age_homes import file_vault, ssh_key
from tests.support.clocks import FakeClock
from tests.support.programs import Done, bare_environment, needs, wizard
from tests.support.readme import README, section

pytestmark = needs("ssh-keygen")

_LINE = re.compile(r"^ {4}((?:\w+=\w+ )?bs-wizard(?: .*)?)$|`(bs-wizard(?: [^`]+)?)`", re.M)
_IN_FIRST_CELL = re.compile(rf"`((?:{'|'.join(make_parser().verbs)})(?: [^`]+)?)`")
OTHERS = "In the files of other programs"
ELSEWHERE = {
    "demo",
    "simulator",
    "run lab -- snakemake --cores 4",
    "token lab | ansible-vault encrypt_string --stdin-name basespace_token > token.yml",
}
"""What tests in ``tests/e2e`` run: it takes its time."""

BEFORE = {
    "login": ("remove lab --yes",),
    "login lab --force": (),
    "login lab --with-token": ("token lab > FILE", "remove lab --yes"),
    "login --kit core.toml": ("kit export lab > core.toml", "remove lab --yes"),
    "resume": (
        "remove lab --yes",
        "login lab --json --no-wait --client-id ID --client-secret-file FILE",
    ),
    "import": ("export lab --to bs", "remove lab --yes"),
    "vault remove-recipient": ("vault add-recipient KEY",),
}
"""How a command begins -> the commands that make what it is for."""

ASK = {
    "login": 2,
    "login NAME": 2,
    "login NAME --json …": 2,
    "login lab": 2,
    "login lab --force": 2,
    "login --kit https://intranet.example.org/core.toml": 2,
    "vault create": 7,
    "vault change-identity": 7,
}
"""What needs somebody to answer -> how it ends where there is nobody."""


def shown() -> list[str]:
    """Return the commands without ``bs-wizard`` before them, comments and brackets."""
    cells = [line.split("|")[1] for line in README.splitlines() if line.startswith("|")]
    rows = [found for cell in cells for found in _IN_FIRST_CELL.findall(cell)]
    # The table of export has the command in its head and what completes it in its rows.
    rows.remove(export := "export NAME --to")
    rows += [f"{export} {to}" for to in re.findall(r"^\| `(\w+)` \|", section(OTHERS), re.M)]
    lines = ["".join(found) for found in _LINE.findall(README)]
    plain = [re.sub(r" +#.*|[][]", "", line) for line in [*lines, *rows]]
    return sorted({re.sub(r"(^| )bs-wizard ?", r"\1", line).strip() for line in plain})


@dataclass
class World:
    """A home with its credential, the BaseSpace it is of, and a folder to type commands in.

    ``words`` says what is to be typed where the README has a word for it.
    """

    simulator: Simulator
    folder: Path
    words: dict[str, str]

    def __call__(self, line: str) -> Done:
        """Run one command as a shell would."""
        argv = [self.words.get(word, word) for word in shlex.split(line)]
        while argv and re.match(r"[A-Z_]+=", argv[0]):
            name, _, value = argv.pop(0).partition("=")
            os.environ[name] = self.words[value]
        given = Path(_place(argv, "<")).read_text() if "<" in argv else ""
        into = Path(_place(argv, ">")).expanduser() if ">" in argv else None
        if argv[:1] in (["run"], ["send"]):
            return wizard(os.environ, *filter(None, argv))
        out, err = StringIO(), StringIO()
        code = main([word for word in argv if word], Streams(StringIO(given), out, err))
        done = Done(code, out.getvalue(), err.getvalue())
        if into:
            into.parent.mkdir(parents=True, exist_ok=True)
            into.write_text(done.out)
            into.chmod(0o600)
        for found in re.findall(r'^\{"event": "code".*', done.out, re.M):
            self.words["CODE"] = json.loads(found)["user_code"]
        return done


def _place(argv: list[str], sign: str) -> str:
    at = argv.index(sign)
    _, place = argv[at : at + 2]
    del argv[at : at + 2]
    return place


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    for name in set(os.environ) - set(env := bare_environment(tmp_path)):
        monkeypatch.delenv(name)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PATH", f"{tmp_path}:{Path(sys.executable).parent}:{env['PATH']}")
    monkeypatch.setenv("BS_WIZARD_PASSPHRASE_FILE", "")  # undone at the end, if a line sets it
    monkeypatch.chdir(tmp_path)
    _programs(tmp_path)
    file_vault(Path(env["BS_WIZARD_HOME"]))
    clock = FakeClock()
    monkeypatch.setattr(session, "SystemClock", lambda: clock)
    monkeypatch.setattr(stores, "on_terminal", lambda: None)
    with Simulator(Settings(approve_after=0), clock=clock.seconds) as simulator:
        monkeypatch.setattr(login, "DEFAULT", SimpleNamespace(label=simulator.api_server))
        made = World(simulator, tmp_path, _words(simulator))
        _file(tmp_path / "FILE", simulator.client_secret)
        app = "--client-id ID --client-secret-file FILE"
        assert made(f"login lab --json {app}").code == 0
        yield made


def _words(simulator: Simulator) -> dict[str, str]:
    somebody = "age1ajlumy5nsyshppccyrsdlcfdz8a0u49hf2zka3mgll85hreptu4qal9r3m"
    shell = {"HOST": "ada@node1", "CMD": "true", "F": "passphrase", "…": ""}
    names = {"NAME": "lab", "OLD": "lab", "NEW": "core", "ACTION": "download"}
    keys = {"KEY": somebody, "age1…": somebody, "ID": simulator.client_id}
    return shell | names | keys | {"--instance": "--api-server", "euc1": simulator.api_server}


def _programs(folder: Path) -> None:
    """Put what the commands start or read into the folder: bs, a far machine, files."""
    _file(folder / "bs", '#!/bin/sh\ntest "$*" = "list projects" -a "$BASESPACE_ACCESS_TOKEN"\n')
    far = folder / "far"
    file_vault(far, folder / "far.key")
    _file(
        folder / "ssh", f'#!/bin/sh\ntest "$3" = ada@node1\nBS_WIZARD_HOME={far} exec sh -c "$4"\n'
    )
    _file(folder / "passphrase", "canary battery staple\n")
    (folder / "home" / ".ssh").mkdir(mode=0o700)
    ssh_key(folder / "home" / ".ssh" / "id_ed25519")


def _file(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o700)


def prepared_by(line: str) -> tuple[str, ...]:
    """Return the commands to run before."""
    begins = [begin for begin in BEFORE if re.match(rf"{re.escape(begin)}\b", line)]
    return BEFORE[max(begins, key=len)] if begins else ()


@pytest.mark.parametrize("line", [line for line in shown() if line not in ELSEWHERE])
def test_a_command_of_the_readme(
    line: str, world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for before in prepared_by(line):
        assert world(before).code == 0, before
    if "vault create" in line:
        monkeypatch.setenv("BS_WIZARD_HOME", str(tmp_path / "new"))
    done = world(line)
    assert done.code == ASK.get(line, 0), done.said

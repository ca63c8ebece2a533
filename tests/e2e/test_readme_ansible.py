"""The playbook of the README, run by the real Ansible on three hosts: homes behind a real sshd."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bs_wizard.simulator import Settings, Simulator
from tests.store.age_homes import file_vault
from tests.support import leaks
from tests.support.programs import WIZARD, Server, bare_environment, needs, run, wizard
from tests.support.readme import fenced, indented
from tests.support.ssh_server import needs_sshd, ssh_server

pytestmark = [needs_sshd, needs("bash")]

HEADING = "Many machines"
KIT, TOKEN, CHECK, SET_UP = indented(HEADING)
HOSTS = ("node1", "node2", "node3")


@dataclass(frozen=True)
class Desk:
    """The machine that Ansible is run on, and what became of each host in its last run."""

    env: Mapping[str, str]
    folder: Path
    token: str

    def does(self, line: str) -> str:
        """Run a line of the README; return what it said."""
        done = run(self.env, "bash", "-c", f"cd {shlex.quote(str(self.folder))} && {line}")
        assert leaks.in_text({"the token": self.token}, done.said) == []
        assert not done.code or "failed=1" in done.out, done.said
        return done.out

    def changes(self, said: str) -> dict[str, tuple[int, int]]:
        """Return how much was changed at each host, and how much failed."""
        recap = re.findall(r"^(\w+) .* changed=(\d+) .* failed=(\d+)", said, re.M)
        return {host: (int(changed), int(failed)) for host, changed, failed in recap}


def host(home: Path, seen: Path) -> None:
    """Install bs-wizard as pipx does; it notes first what root could see of all processes."""
    program = home / ".local" / "bin" / "bs-wizard"
    program.parent.mkdir(parents=True)
    look = f"cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ >>{seen} 2>/dev/null"
    program.write_text(f'#!/bin/sh\n{look}; exec {shlex.join(WIZARD)} "$@"\n')
    program.chmod(0o755)


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator(Settings(interval=1, approve_after=0)) as running:
        yield running


@pytest.fixture
def desk(simulator: Simulator) -> Iterator[Desk]:
    # A socket's path is at most 107 bytes, and pytest's folders are long.
    with TemporaryDirectory(prefix="many-") as short:
        folder = Path(short)
        homes = {name: folder / name for name in HOSTS}
        for home in homes.values():
            host(home, folder / "seen")
        (folder / "sshd").mkdir()
        with ssh_server(folder / "sshd", {"LC_ALL": "C.UTF-8"}, homes):
            env = bare_environment(folder)
            sockets = folder / "sockets"
            controls = f"-F {folder}/sshd/client -o ControlMaster=auto -o ControlPersist=60"
            env |= {
                "PATH": f"{Path(sys.executable).parent}:{env['PATH']}",
                "LC_ALL": "C.UTF-8",
                "ANSIBLE_SSH_ARGS": controls,
                "ANSIBLE_SSH_CONTROL_PATH_DIR": str(sockets),
                "ANSIBLE_VAULT_PASSWORD_FILE": str(folder / "password"),
            }
            (folder / "password").write_text("canary battery staple\n")
            file_vault(Path(env["BS_WIZARD_HOME"]))
            given = ("--with-token", "--api-server", simulator.api_server)
            assert wizard(env, "login", "lab", *given, given=simulator.owner_token).code == 0
            made = Desk(env, folder / "work", simulator.owner_token)
            made.folder.mkdir()
            (made.folder / "setup.yml").write_text(fenced(HEADING, "yaml"))
            python = f"ansible_python_interpreter={sys.executable}\n"
            names = "\n".join(("[sequencers]", *HOSTS))
            (made.folder / "hosts").write_text(f"{names}\n[sequencers:vars]\n{python}")
            yield made
            for socket in sockets.iterdir():
                ends = ("ssh", "-S", str(socket), "-O", "exit", "there")
                subprocess.run(ends, check=True, capture_output=True)
        secrets = {"the token": simulator.owner_token}
        seen = (folder / "seen").read_text("utf-8", "replace")
        assert "ansible-playbook" in seen
        assert leaks.in_text(secrets, seen) == []
        assert leaks.in_files(secrets, folder) == []


def test_a_group_of_hosts_is_set_up(desk: Desk, simulator: Simulator, tmp_path: Path) -> None:
    here = {name: {**desk.env, "HOME": str(desk.folder.parent / name)} for name in HOSTS}
    for env in here.values():
        del env["BS_WIZARD_HOME"]
    app = Server(**simulator.ready).application(tmp_path)
    assert wizard(here["node3"], "vault", "create", "--identity", "file").code == 0
    assert wizard(here["node3"], "login", "lab", "--json", "--store", "vault", *app).code == 0

    desk.does(KIT)
    desk.does(TOKEN)
    assert desk.changes(desk.does(CHECK)) == {"node1": (3, 0), "node2": (3, 0), "node3": (2, 0)}
    assert wizard(here["node1"], "list", "--json").out == "[]\n"

    first = desk.does(f"{SET_UP} -vvv")
    assert desk.changes(first) == {"node1": (3, 0), "node2": (3, 0), "node3": (1, 1)}
    assert "There is a credential “lab” already." in first
    for name in ("node1", "node2"):
        assert wizard(here[name], "token", "lab").out.strip() == desk.token

    assert wizard(here["node3"], "remove", "lab", "--yes").code == 0
    second = desk.changes(desk.does(SET_UP))
    assert second == {"node1": (0, 0), "node2": (0, 0), "node3": (1, 0)}

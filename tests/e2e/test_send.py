"""``send`` through a real sshd: the token reaches the other store, and nobody sees it go."""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bs_wizard.simulator import Simulator
from tests.store.age_homes import file_vault
from tests.support import leaks
from tests.support.login_node import LoginNode, login_node
from tests.support.programs import WIZARD, Done, bare_environment, wizard
from tests.support.ssh_server import needs_sshd

pytestmark = needs_sshd

DESCRIPTION = "for Ada's “lab”; $(id)"


@dataclass(frozen=True)
class Here:
    """The machine that sends: its own home, and an ssh that knows the node as ``there``."""

    env: Mapping[str, str]
    node: LoginNode

    def __call__(self, *argv: str, given: str | None = None) -> Done:
        return wizard(self.env, *argv, given=given)

    def send(self, *options: str) -> Done:
        done = self("send", "there", *options)
        assert leaks.in_text({"token": self.node.simulator.owner_token}, done.said) == []
        return done


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Here]:
    with Simulator() as simulator, login_node(simulator) as node:
        env = bare_environment(tmp_path)
        file_vault(Path(env["BS_WIZARD_HOME"]))
        seen = tmp_path / "seen"
        ssh = f"{shutil.which('ssh')} -F {node.server.folder / 'client'}"
        script(tmp_path / "ssh", f'exec {ssh} "$@"')
        # What everybody on either machine could see meanwhile, who is root.
        look = f"cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ >>{seen} 2>/dev/null"
        far = Path(node.env["HOME"]) / ".local/bin/bs-wizard"
        far.parent.mkdir(parents=True)
        script(far, f'{look}; exec {" ".join(WIZARD)} "$@"')
        made = Here(env | {"PATH": f"{tmp_path}:{env['PATH']}"}, node)
        given = ("--with-token", "--api-server", simulator.api_server, "--store", "vault")
        described = ("--description", DESCRIPTION)
        done = made("login", "lab", *given, *described, given=simulator.owner_token)
        assert done.code == 0, done.said
        yield made
        assert b"bs-wizard" in seen.read_bytes()
        assert simulator.owner_token.encode() not in seen.read_bytes()


def script(file: Path, line: str) -> None:
    file.write_text(f"#!/bin/sh\n{line}\n")
    file.chmod(0o755)


def test_it_is_there_afterwards(here: Here) -> None:
    done = here.send("--json")
    assert (done.code, done.err) == (0, "")
    said = {"host": "there", "name": "lab", "store": "vault", "changed": True}
    assert json.loads(done.out) == said
    (saved,) = here.node.index["credentials"]
    assert (saved["name"], saved["description"]) == ("lab", DESCRIPTION)
    assert wizard(here.node.env, "token", "lab").out.strip() == here.node.simulator.owner_token
    assert json.loads(here.send("lab", "--json").out) == said | {"changed": False}
    other = here.send("lab", "--rename", "core")
    assert (other.code, other.out) == (0, "")
    assert other.err == "“core” is in the vault on there now.\n"
    assert len(here.node.index["credentials"]) == 2


def test_what_goes_wrong_there_is_said_here(here: Here) -> None:
    here.send()
    server, token = here.node.simulator.api_server, here.node.simulator.owner_token
    here("describe", "lab", "another")
    taken = here.send()
    assert (taken.code, "On there: There is a credential “lab” already." in taken.err) == (10, True)
    assert here.send("--force").code == 0
    keyring = here.send("--rename", "core", "--store", "keyring")
    assert (keyring.code, "On there: " in keyring.err) == (7, True)
    assert server not in taken.err
    assert token not in taken.err
    (Path(here.node.env["HOME"]) / ".local/bin/bs-wizard").unlink()
    missing = here.send()
    assert (missing.code, "There is no bs-wizard on there." in missing.err) == (2, True)
    here.node.server.folder.joinpath("known_hosts").write_text("")
    unknown = here.send()
    assert (unknown.code, "why stands above" in unknown.err) == (6, True)


def test_what_is_no_host(here: Here) -> None:
    here.send()
    for host in ("-oProxyCommand=id", "two words"):
        refused = here("send", "--", host, "lab")
        assert (refused.code, "not a host" in refused.err) == (2, True)

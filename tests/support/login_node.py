"""A machine that is reached over SSH: no keyring, and a vault that a key file opens."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bs_wizard.simulator import Simulator
from tests.store.age_homes import file_vault
from tests.support import leaks
from tests.support.kept import secrets_of
from tests.support.programs import WIZARD, bare_environment, wizard
from tests.support.pty_program import PtyProgram, in_pty
from tests.support.ssh_server import SshServer, ssh_server

_GIVEN = ("HOME", "XDG_RUNTIME_DIR", "BS_WIZARD_HOME", "LC_ALL")


@dataclass(frozen=True)
class LoginNode:
    """Its sshd, the BaseSpace that it reaches, and the environment of a session."""

    simulator: Simulator
    server: SshServer
    env: Mapping[str, str]
    folder: Path

    @contextmanager
    def session(self, *argv: str, term: str = "xterm-256color") -> Iterator[PtyProgram]:
        """Run one command of bs-wizard in a connection of its own."""
        with in_pty(self.env, *self.server.command(*WIZARD, *argv), term=term) as program:
            yield program

    @property
    def login(self) -> tuple[str, ...]:
        """The command that asks for a code; its client secret is in a file."""
        file = self.folder / "client-secret"
        file.write_text(self.simulator.client_secret)
        server, client = self.simulator.api_server, self.simulator.client_id
        given = ("--api-server", server, "--client-id", client, "--client-secret-file", str(file))
        return ("login", *given, "--preset", "download")

    def wizard_process(self) -> int:
        """Return the one bs-wizard that runs there."""
        (pid,) = self.server.running("-m bs_wizard")
        return pid

    @property
    def home(self) -> Path:
        return Path(self.env["BS_WIZARD_HOME"])

    @property
    def index(self) -> dict[str, list[Any]]:
        """What the index holds: never half of it."""
        found: dict[str, list[Any]] = json.loads((self.home / "index.json").read_bytes())
        return found

    def assert_no_secret_is_seen(self, printed: bytes) -> None:
        """Assert that no secret was printed, and none is in clear in a file."""
        tokens = {f"token {number}": one for number, one in enumerate(self.simulator.tokens)}
        secrets = secrets_of(self.simulator) | tokens
        assert len(secrets) > 2, "client secret, device code, a token"
        assert leaks.in_text(secrets, printed.decode("utf-8", "replace")) == []
        assert leaks.in_files(secrets, Path(self.env["HOME"]), self.home) == []

    def assert_saved(self, name: str) -> None:
        """Assert that the credential is good, and that nothing is left of its way."""
        told = wizard(self.env, "token", name)
        assert (told.code, told.err) == (0, "")
        assert told.out.strip() in self.simulator.tokens
        assert told.out.strip() != self.simulator.owner_token
        assert [one["name"] for one in self.index["credentials"]] == [name]
        assert self.index["pending"] == []
        left = sorted(each.name for each in self.home.rglob("*pending*"))
        assert left == []
        assert wizard(self.env, "resume").code == 3


@contextmanager
def login_node(simulator: Simulator) -> Iterator[LoginNode]:
    """Set the machine up, in a folder of a short path, and serve it."""
    with TemporaryDirectory(prefix="ssh-") as short:
        folder = Path(short)
        env = bare_environment(folder) | {"LC_ALL": "C.UTF-8"}
        file_vault(Path(env["BS_WIZARD_HOME"]))
        (folder / "sshd").mkdir()
        with ssh_server(folder / "sshd", {name: env[name] for name in _GIVEN}) as server:
            yield LoginNode(simulator, server, env, folder)

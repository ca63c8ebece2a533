"""The program in this process: a home that is thrown away, a vault in memory, a fake clock."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bs_wizard.cli import session, stores
from bs_wizard.cli.commands import list_
from bs_wizard.cli.main import main
from bs_wizard.cli.streams import Streams
from bs_wizard.secret import Secret
from bs_wizard.simulator import Settings, Simulator
from bs_wizard.store.files import paths
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.stores import Stores
from tests.support.clocks import FakeClock
from tests.support.faulty_vault import FaultyVault
from tests.support.kernel import kernel, no_kernel  # noqa: F401


class Terminal(StringIO):
    """A stream with somebody in front of it."""

    def isatty(self) -> bool:
        return True


@dataclass(frozen=True)
class Ended:
    """How one command ended, and what it left on the two streams."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Program:
    """Runs commands that share one home and one vault."""

    sim: Simulator
    vault: FaultyVault
    clock: FakeClock
    opened: list[tuple[str | None, str | None]] = field(default_factory=list)

    def __call__(self, *argv: str, typed: str = "") -> Ended:
        """Run one command; ``typed`` comes through a pipe."""
        return self.with_source(StringIO(typed), *argv)

    def with_source(self, source: StringIO, *argv: str) -> Ended:
        streams = Streams(source, StringIO(), StringIO())
        code = main(argv, streams)
        assert isinstance(streams.out, StringIO)
        assert isinstance(streams.err, StringIO)
        out, err = streams.out.getvalue(), streams.err.getvalue()
        secrets = {self.sim.client_secret, *self.sim.tokens}
        if "token" not in argv[:1]:
            assert not [secret for secret in secrets if secret in out + err]
        return Ended(code, out, err)

    def login(self, name: str, *options: str) -> Ended:
        """Have a credential, by way of the device flow."""
        return self("login", name, "--json", *self.app, *options, typed=self.sim.client_secret)

    @property
    def app(self) -> tuple[str, ...]:
        """The options that name the simulator's application, its secret on stdin."""
        server, key = self.sim.api_server, self.sim.client_id
        return ("--api-server", server, "--client-id", key, "--client-secret-file", "-")

    def revoke(self, name: str) -> None:
        """Make a token invalid at the simulator, as the portal would."""
        del self.sim._world.tokens[self.vault.held[name]]

    @property
    def index(self) -> Contents:
        return Index(paths.home()).read()

    @property
    def index_file(self) -> Path:
        return paths.index_file(paths.home())


@pytest.fixture
def settings() -> Settings:
    """How the simulator behaves; a test may parametrize it."""
    return Settings(approve_after=3)


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[Program]:
    clock, vault = FakeClock(), FaultyVault()
    with Simulator(settings, clock=clock.seconds) as sim:
        made = Program(sim, vault, clock)

        class OneVault(Stores):
            """Stores that are all the one vault."""

            def open(self, store: str | None = None, backend: str | None = None) -> FaultyVault:
                made.opened.append((store, backend))
                return vault

        monkeypatch.setattr(stores, "Stores", OneVault)
        monkeypatch.setattr(session, "SystemClock", lambda: clock)
        monkeypatch.setattr(list_, "time", SimpleNamespace(time=lambda: clock.wall))
        monkeypatch.setenv("TERM", "dumb")  # nothing draws, even where a person runs the tests
        yield made


@pytest.fixture
def owner_token(program: Program) -> Secret:
    return Secret(program.sim.owner_token)

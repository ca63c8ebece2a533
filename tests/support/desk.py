"""A desk to test at: a simulator, a vault in memory, a home of its own and time they share."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.message import Message
from pathlib import Path
from typing import Any

import httpx

from bs_wizard.basespace.instances import Instance, read_address
from bs_wizard.secret import Secret
from bs_wizard.simulator import Settings, Simulator
from bs_wizard.simulator.reading import read_call
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.index.records import Application, Credential, User
from bs_wizard.store.stores import Stores
from bs_wizard.terminal.desktop import Desktop
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.requester import Requester
from bs_wizard.wizard.journey.steps import Step
from tests.support.clocks import FakeClock
from tests.support.faulty_vault import FaultyVault

ME = Requester("user", "login1")
ALL_GIVEN = frozenset({Step.APP, Step.SCOPES, Step.NAME})
API_SERVER = "https://api.basespace.illumina.com"


class Network(httpx.AsyncBaseTransport):
    """Leads every host to the simulator, without a socket, until it is cut.

    ``aliases`` are texts to put in the place of others in what is sent: a picture shows
    "your-client-key" where the simulator knows its own.
    """

    def __init__(self, simulator: Simulator, aliases: dict[str, str] | None = None) -> None:
        self._simulator = simulator
        self._aliases = aliases or {}
        self.cut = False

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=_OneWay(self))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.cut:
            raise httpx.ConnectError("unreachable", request=request)
        body = (await request.aread()).decode()
        for ours, theirs in self._aliases.items():
            body = body.replace(ours, theirs)
        head = Message()
        for name, value in request.headers.multi_items():
            head[name] = value
        await asyncio.sleep(0)  # as every network, it gives way to other tasks
        target = request.url.raw_path.decode()
        reply = self._simulator.answer(*read_call(request.method, target, head, body.encode()))
        if reply.manner != "whole":
            raise httpx.ReadError("cut off", request=request)
        kind = ("Content-Type", reply.content_type)
        return httpx.Response(reply.status, headers=[kind, *reply.headers], content=reply.body)


class _OneWay(httpx.AsyncBaseTransport):
    """Shares one network among clients that each close their own transport."""

    def __init__(self, network: Network) -> None:
        self._network = network

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._network.handle_async_request(request)


@dataclass
class Machine:
    """A machine that notes what is copied and opened; ``has_desktop`` says whether it has one.

    ``tmux_refuses`` says whether a tmux keeps its terminal from copying.
    """

    has_desktop: bool = False
    tmux_refuses: bool = False
    copied: list[str] = field(default_factory=list)
    started: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def desktop(self) -> Desktop:
        return Desktop(
            self._copying, self._copy, self._opening, self._start, lambda: self.tmux_refuses
        )

    def _copying(self) -> tuple[str, ...] | None:
        return ("/usr/bin/xclip",) if self.has_desktop else None

    def _copy(self, text: str, argv: tuple[str, ...]) -> bool:
        self.copied.append(text)
        return True

    def _opening(self, address: str) -> tuple[str, ...] | None:
        return ("xdg-open", address) if self.has_desktop else None

    def _start(self, argv: tuple[str, ...]) -> bool:
        self.started.append(argv)
        return True


def work_with(work: Work, **changes: Any) -> Work:
    """Return work over the same things but for ``changes``, as another run would have it."""
    made_by_itself = {"credentials", "current_login"}
    given = {name: one for name, one in vars(work).items() if name not in made_by_itself}
    return Work(**given | changes)


@dataclass
class Desk:
    """All that a program needs, what a test may turn at, and what it looks at afterwards."""

    sim: Simulator
    clock: FakeClock
    vault: FaultyVault
    index: Index
    network: Network
    instance: Instance
    client_id: str
    client_secret: Secret
    work: Work
    machine: Machine = field(default_factory=Machine)

    @property
    def credentials(self) -> Credentials:
        return self.work.credentials

    def draft(self, **changes: Any) -> Draft:
        """The instance and the application, as the command line gives them, with ``changes``."""
        known = Draft(
            instance=self.instance, client_id=self.client_id, client_secret=self.client_secret
        )
        return replace(known, **changes)

    def whole_draft(self, **changes: Any) -> Draft:
        """Every answer that the command line can give, with ``changes``."""
        return self.draft(**{"name": "lab", "answered": ALL_GIVEN} | changes)

    def keep(self, name: str, token: str = "", **changes: Any) -> Credential:
        """Store a credential of the owner's token, saved and verified two days ago."""
        then = self.work.today() - timedelta(days=2)
        known = Credential(
            name=name,
            description="",
            api_server=self.instance.api_server,
            instance=self.instance.label,
            client_id=self.client_id,
            user=User("1001", "Amira Haddad", "amira.haddad@example.org"),
            workgroup=None,
            scopes_requested=("READ GLOBAL",),
            scopes_granted=("READ GLOBAL", "BROWSE GLOBAL"),
            store=self.vault.name,
            backend=self.vault.backend,
            host=None,
            fingerprint="",
            created_at=then,
            verified_at=then,
        )
        kept = known._replace(**changes)
        return self.credentials.save(kept, Secret(token or self.sim.owner_token))

    def keep_app(self, name: str, app_name: str | None = "Lab import") -> Credential:
        """Store a credential as :meth:`keep` does, and the application it was got with."""
        app = Application(
            self.client_id, self.instance.api_server, app_name, "sdk", self.work.today()
        )
        kept = self.keep(name)
        return self.credentials.save(
            kept,
            Secret(self.sim.owner_token),
            application=app,
            client_secret=self.client_secret,
            overwrite=True,
        )

    def cut(self) -> Work:
        """Cut the program off, as a kill would, and return what the next run works with."""
        self.work.current_login.release()
        self.work = work_with(self.work)
        return self.work

    @property
    def stored(self) -> dict[str, str]:
        """What the vault holds, but for what waits."""
        return {key: one for key, one in self.vault.held.items() if ":" not in key}

    @property
    def kept_nothing(self) -> bool:
        """Whether neither the vault nor the index holds anything."""
        return self.kept_only_what_waits and not self.index.read().pending

    @property
    def kept_only_what_waits(self) -> bool:
        """Whether all there is is a pending login, which can be resumed."""
        contents = self.index.read()
        waiting = {f"pending:{one['id']}" for one in contents.pending}
        return waiting == set(self.vault.held) and not (
            contents.credentials or contents.applications
        )

    @property
    def secrets(self) -> set[str]:
        """What must never be seen: the client secret and every token."""
        return {self.sim.client_secret, self.sim.owner_token, *self.sim.tokens}


@contextmanager
def desk(
    home: Path,
    *,
    still: bool = False,
    official: bool = False,
    limit: float | None = None,
    keeps_what_waits: bool = True,
    meanwhile: Callable[[Simulator], object] | None = None,
    network: Callable[[Simulator], Network] = Network,
    seed: int | None = None,
    **settings: Any,
) -> Iterator[Desk]:
    """Set the desk; ``settings`` are the simulator's.

    Time passes when the program waits for it, and a code is accepted at the third poll; on a
    ``still`` desk both happen only when a test says so. ``official`` has the simulator stand for
    BaseSpace's own address. ``meanwhile`` is called with the simulator after every wait.
    """
    clock = FakeClock(still=still)
    vault = FaultyVault()
    vault.keeps_what_waits = keeps_what_waits
    if official:
        settings.setdefault("web_server", "https://basespace.illumina.com")
    if not still:
        settings.setdefault("approve_after", 3)
    with Simulator(Settings(**settings), clock=clock.seconds, seed=seed) as sim:
        if meanwhile is not None:
            clock.on_sleep = lambda: meanwhile(sim)
        between = network(sim)
        yield Desk(
            sim,
            clock,
            vault,
            Index(home),
            between,
            read_address(API_SERVER if official else sim.api_server),
            sim.client_id,
            Secret(sim.client_secret),
            Work(Stores(home, keyring=vault), clock, limit, make_client=between.client),
        )

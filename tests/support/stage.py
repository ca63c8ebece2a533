"""The full-screen program on a stage: a simulator, a vault in memory, time that stands still."""

import asyncio
import ssl
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from textual.events import Paste
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip

from bs_wizard.basespace.clock import Moment, leapt
from bs_wizard.basespace.instances import Instance, read_address
from bs_wizard.secret import Secret
from bs_wizard.simulator import Settings, Simulator
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.records import Application, Credential, User
from bs_wizard.store.memory_vault import MemoryVault
from bs_wizard.store.stores import Stores
from bs_wizard.terminal.desktop import Desktop
from bs_wizard.tui.app import Result, WizardApp
from bs_wizard.tui.run import tiles, wizard
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.requester import Requester
from bs_wizard.wizard.journey.steps import Step
from tests.support.desk import work_with

ME = Requester("user", "login1")
START = 1_772_546_520.0  # 2026-03-03 14:02 UTC
SIZE = (80, 24)
PATIENCE = 60.0
API_SERVER = "https://api.basespace.illumina.com"

WizardPilot = Pilot[Result]


class StillClock:
    """Stands still: who sleeps is woken when a test has moved it far enough.

    ``elsewhere`` is the time that passes for others, such as a server, whatever this machine's
    clocks make of it.
    """

    def __init__(self, wall: float = START) -> None:
        self.monotonic = 0.0
        self.wall = wall
        self.elsewhere = 0.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> Moment:
        return Moment(self.monotonic, self.wall)

    def seconds(self) -> float:
        """The time elsewhere alone, for a simulator."""
        return self.elsewhere

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        sleeper = (self.monotonic + seconds, woken)
        self._sleepers.append(sleeper)
        try:
            await woken
        finally:
            self._sleepers.remove(sleeper)

    @property
    def asleep(self) -> bool:
        """Whether somebody waits for time to pass."""
        return any(not woken.done() for _, woken in self._sleepers)

    def advance(self, seconds: float, *, rate: float = 1.0) -> None:
        """Let time pass, here and elsewhere; ``rate`` is how fast the monotonic clock runs."""
        self._move(seconds * rate, seconds, seconds)

    def doze(self, seconds: float) -> None:
        """Let the machine sleep: its monotonic clock stands still meanwhile."""
        self._move(0.0, seconds, seconds)

    def set_ahead(self, seconds: float) -> None:
        """Set the wall clock; no time passes."""
        self._move(0.0, seconds, 0.0)

    def _move(self, monotonic: float, wall: float, elsewhere: float) -> None:
        before = self.now()
        self.monotonic += monotonic
        self.wall += wall
        self.elsewhere += elsewhere
        for at, woken in self._sleepers:
            over = at <= self.monotonic + 1e-6 or leapt(before, self.now())
            if over and not woken.done():
                woken.set_result(None)


class Network(httpx.AsyncBaseTransport):
    """Leads every host to the simulator, until it is cut.

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
        here = httpx.URL(self._simulator.api_server)
        body = (await request.aread()).decode()
        for ours, theirs in self._aliases.items():
            body = body.replace(ours, theirs)
        url = request.url.copy_with(scheme=here.scheme, host=here.host, port=here.port)
        kept = {k: v for k, v in request.headers.items() if k not in {"host", "content-length"}}
        # An SSL context that loads nothing: the simulator speaks plain HTTP.
        async with httpx.AsyncClient(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) as inner:
            answer = await inner.request(request.method, url, content=body.encode(), headers=kept)
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


class _OneWay(httpx.AsyncBaseTransport):
    """Shares one network among clients that each close their own transport."""

    def __init__(self, network: Network) -> None:
        self._network = network

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._network.handle_async_request(request)


class MoodyVault(MemoryVault):
    """A vault in memory that fails while ``failure`` is set, and waits while ``gate`` is shut.

    It passes for a keyring.
    """

    name = "keyring"

    def __init__(self, title: str = "GNOME Keyring") -> None:
        super().__init__()
        self.title = title
        self.failure: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()

    def probe(self) -> None:
        self._mind()

    def put(self, key: str, secret: Secret) -> None:
        self._mind()
        super().put(key, secret)

    def get(self, key: str) -> Secret | None:
        self._mind()
        return super().get(key)

    def delete(self, key: str) -> None:
        self._mind()
        super().delete(key)

    @property
    def keys(self) -> set[str]:
        return set(self._secrets)

    def _mind(self) -> None:
        assert self.gate.wait(PATIENCE), "the test never opened the gate"
        if self.failure is not None:
            raise self.failure


@dataclass
class Machine:
    """A machine that notes what is copied and opened; ``has_desktop`` says whether it has one."""

    has_desktop: bool = False
    copied: list[str] = field(default_factory=list)
    started: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def desktop(self) -> Desktop:
        return Desktop(self._copying, self._copy, self._opening, self._start)

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


@dataclass
class Stage:
    """What a program of screens needs, and what a test may turn at."""

    sim: Simulator
    clock: StillClock
    vault: MoodyVault
    stores: Stores
    network: Network
    instance: Instance
    client_id: str
    client_secret: Secret
    machine: Machine = field(default_factory=Machine)
    work: Work = field(init=False)

    def __post_init__(self) -> None:
        self.work = Work(self.stores, self.clock, make_client=self.network.client)

    @property
    def credentials(self) -> Credentials:
        return self.work.credentials

    def draft(self, **changes: Any) -> Draft:
        """The answers that the command line would have given: the instance and the application."""
        known = Draft(
            instance=self.instance, client_id=self.client_id, client_secret=self.client_secret
        )
        return replace(known, **changes)

    def wizard(self, draft: Draft | None = None, **options: Any) -> WizardApp:
        return wizard(draft or self.draft(), self.work, ME, desktop=self.machine.desktop, **options)

    def tiles(self, draft: Draft | None = None) -> WizardApp:
        return tiles(draft or self.draft(), self.work, ME)

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
            fingerprint="",
            created_at=then,
            verified_at=then,
        )
        kept = replace(known, **changes)
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

    @property
    def saved_nothing(self) -> bool:
        """Whether neither vault nor index holds anything but what can be taken up."""
        waiting = {one.key for one in self.credentials.pending_logins.all()}
        return self.vault.keys == waiting and not self.credentials.all()

    def cut(self) -> None:
        """Cut the program off, as a kill would: what follows works as the next run."""
        self.work.current_login.release()
        self.work = work_with(self.work)


@contextmanager
def stage(
    home: Path,
    *,
    official: bool = False,
    network: Callable[[Simulator], Network] = Network,
    seed: int | None = None,
    **settings: Any,
) -> Iterator[Stage]:
    """Set the stage; ``official`` has the simulator stand for BaseSpace's own address."""
    clock = StillClock()
    vault = MoodyVault()
    if official:
        settings.setdefault("web_server", "https://basespace.illumina.com")
    with Simulator(Settings(**settings), clock=clock.seconds, seed=seed) as sim:
        yield Stage(
            sim,
            clock,
            vault,
            Stores(home, keyring=vault),
            network(sim),
            read_address(API_SERVER if official else sim.api_server),
            sim.client_id,
            Secret(sim.client_secret),
        )


async def wait_until(pilot: WizardPilot, condition: Callable[[], object], what: str = "") -> None:
    """Let the program run until ``condition`` holds."""
    ends = time.monotonic() + PATIENCE
    while True:
        if condition():
            await pilot.pause()
            return
        if time.monotonic() > ends:
            raise AssertionError(f"never came: {what or condition}\n{shown(pilot)}")
        await asyncio.sleep(0.01)  # threads of the program need a turn too


async def result_of(app: WizardApp) -> Result:
    """Wait for the program's end and return what it ended with."""
    ends = time.monotonic() + PATIENCE
    while not app._exit:
        assert time.monotonic() < ends, "the program never ended"
        await asyncio.sleep(0.002)
    return app.return_value


async def wait_for(pilot: WizardPilot, *texts: str) -> str:
    """Let the program run until the screen shows all of ``texts``; return what it shows."""
    await wait_until(pilot, lambda: all(t in flat(pilot) for t in texts), f"{texts} on the screen")
    return flat(pilot)


def strips(pilot: WizardPilot) -> list[Strip]:
    """The rows of the screen as they go to the terminal, dialogs and what is behind them."""
    app = pilot.app
    update = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    return [Strip.join(row) for row in update.strips]  # type: ignore[union-attr]


def shown(pilot: WizardPilot) -> str:
    """The text on the screen, row by row."""
    return "\n".join(strip.text.rstrip() for strip in strips(pilot))


def flat(pilot: WizardPilot) -> str:
    """The text on the screen as one line, so that wrapping does not matter."""
    return " ".join(shown(pilot).split())


@asynccontextmanager
async def running(
    app: WizardApp, size: tuple[int, int] = SIZE, **options: Any
) -> AsyncIterator[WizardPilot]:
    """Run the program without a terminal."""
    async with app.run_test(size=size, **options) as pilot:
        app.animation_level = "none"
        yield pilot


async def paste(pilot: WizardPilot, text: str) -> None:
    """Paste into the field that has the focus, as a terminal does: all at once."""
    pilot.app.post_message(Paste(text))
    await pilot.pause()


async def press_button(pilot: WizardPilot, name: str) -> None:
    """Press a button as the keyboard does."""
    button = pilot.app.screen.query_one(f"#{name}")
    await wait_until(pilot, lambda: not button.has_class("-active"), "the end of the last press")
    button.focus()
    await pilot.press("enter")


_READY = {
    Step.STORE: ("WelcomeScreen", "#start:enabled"),
    Step.APP: ("AppScreen", "#continue"),
    Step.SCOPES: ("ScopesScreen", "#continue"),
    Step.AUTHORISE: ("AuthoriseScreen", "#request"),
    Step.NAME: ("NameScreen", "#save"),
    Step.SAVE: ("SaveScreen", "#finish"),
}
"""The screen of each step, and what it shows once it has all it waits for."""


async def walk(pilot: WizardPilot, stage: Stage, to: Step) -> None:
    """Go on from wherever the program is until the step ``to`` shows what it has to show.

    Steps that the draft passes over are passed over here too.
    """
    while True:
        await wait_until(pilot, lambda: _ready(pilot) is not None, "a step")
        here = _ready(pilot)
        if here is Step.AUTHORISE:
            await wait_for_code(pilot, stage)
        if here is to:
            return
        left = pilot.app.screen
        if here is Step.AUTHORISE:
            await approve(pilot, stage)
        else:
            await press_button(pilot, _READY[here][1].removesuffix(":enabled")[1:])  # type: ignore[index]
        await wait_until(pilot, partial(_has_left, pilot, left), "the next step")


def _ready(pilot: WizardPilot) -> Step | None:
    for step, (screen, selector) in _READY.items():
        if at(pilot, screen) and shows(pilot, selector):
            return step
    return None


def _has_left(pilot: WizardPilot, screen: Screen[Any]) -> bool:
    return pilot.app.screen is not screen


def short_cut(stage: Stage, to: Step, **changes: Any) -> Draft:
    """Answers that lead from the first step straight to ``to``."""
    given = {Step.APP: set(), Step.SCOPES: {Step.APP}}.get(to, {Step.APP, Step.SCOPES})
    if to in {Step.NAME, Step.SAVE}:
        changes.setdefault("token", Secret(stage.sim.owner_token))
    return stage.draft(answered=frozenset(given), **changes)


async def wait_for_code(pilot: WizardPilot, stage: Stage) -> None:
    """Let the program run until it shows a code and waits for its turn to ask."""
    await wait_until(pilot, lambda: at(pilot, "AuthoriseScreen") and shows(pilot, "#request"))
    await wait_until(pilot, lambda: stage.clock.asleep, "the first wait")


async def approve(
    pilot: WizardPilot,
    stage: Stage,
    workgroup: str | None = "Genomics Core",
    user: str | None = None,
) -> None:
    """Accept in the browser, and let the program ask once more."""
    stage.sim.approve(workgroup=workgroup, user=user)
    stage.clock.advance(60)
    await wait_until(pilot, lambda: not at(pilot, "AuthoriseScreen"), "the approval")


def at(pilot: WizardPilot, screen: str) -> bool:
    """Whether the topmost screen is of the class of that name."""
    return type(pilot.app.screen).__name__ == screen


def shows(pilot: WizardPilot, selector: str) -> bool:
    """Whether a widget is there and displayed, be it scrolled away."""
    return any(found.display for found in pilot.app.screen.query(selector))

"""The journey's use cases on a desk: a simulator, a vault in memory, and time they all share."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from bs_wizard.basespace.instances import Instance, read_address
from bs_wizard.errors import StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.simulator import Settings, Simulator
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.memory_vault import MemoryVault
from bs_wizard.store.stores import Stores
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.requester import Requester
from bs_wizard.wizard.journey.steps import Step
from tests.support.clocks import FakeClock

ME = Requester("ada", "login1")
ALL_GIVEN = frozenset({Step.APP, Step.SCOPES, Step.NAME})


class OpenVault(MemoryVault):
    """A vault in memory that tells what it holds, and fails as often as ``failures`` says.

    What is kept of an authorisation that waits is taken all the same. It passes for a keyring.
    """

    name = "keyring"

    def __init__(self) -> None:
        super().__init__()
        self.failures = 0
        self.keeps_what_waits = True
        self.interrupted = False

    def probe(self) -> None:
        self._mind()

    def put(self, key: str, secret: Secret) -> None:
        if not key.startswith("pending:"):
            self._mind()
        elif not self.keeps_what_waits:
            raise StoreUnavailable("The keyring is full.", "Make room.")
        super().put(key, secret)

    @property
    def held(self) -> dict[str, str]:
        """Every key with its secret in clear."""
        return {key: secret.reveal() for key, secret in self._secrets.items()}

    def _mind(self) -> None:
        if self.failures:
            self.failures -= 1
            raise StoreUnavailable("The keyring is locked.", "Unlock it.")


def interrupt_in(vault: OpenVault, journey: "asyncio.Task[Any]") -> None:
    """Have the next secret that is put into the vault meet a Ctrl+C on its way."""
    loop, put = asyncio.get_running_loop(), vault.put

    def interrupted(key: str, secret: Secret) -> None:
        arrived = threading.Event()
        if journey.cancelling() == 0 and not vault.interrupted and not key.startswith("pending:"):
            vault.interrupted = True
            loop.call_soon_threadsafe(journey.cancel)
            loop.call_soon_threadsafe(lambda: loop.call_soon(arrived.set))
            assert arrived.wait(30)
        put(key, secret)

    vault.put = interrupted  # type: ignore[method-assign]


@cache
def _no_trust() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def plain_client() -> httpx.AsyncClient:
    """A client for loopback, made without loading any certificates."""
    return httpx.AsyncClient(verify=_no_trust(), trust_env=False)


def work_with(work: Work, **changes: Any) -> Work:
    """Return work over the same things but for ``changes``, as another run would have it."""
    made_by_itself = {"credentials", "current_login"}
    given = {name: one for name, one in vars(work).items() if name not in made_by_itself}
    return Work(**given | changes)


@dataclass
class Desk:
    """All that a journey needs, and what a test looks at afterwards."""

    sim: Simulator
    clock: FakeClock
    vault: OpenVault
    index: Index
    credentials: Credentials
    work: Work

    @property
    def instance(self) -> Instance:
        return read_address(self.sim.api_server)

    def draft(self, **changes: Any) -> Draft:
        """Every answer that the command line can give, with ``changes``."""
        known = Draft(
            instance=self.instance,
            client_id=self.sim.client_id,
            client_secret=Secret(self.sim.client_secret),
            name="lab",
            answered=ALL_GIVEN,
        )
        return replace(known, **changes)

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
    limit: float | None = None,
    seed: int | None = None,
    keeps_what_waits: bool = True,
    meanwhile: Callable[[Simulator], object] | None = None,
    **settings: Any,
) -> Iterator[Desk]:
    """Set the desk; ``meanwhile`` is called with the simulator after every wait of the client."""
    clock = FakeClock()
    vault = OpenVault()
    vault.keeps_what_waits = keeps_what_waits
    index = Index(home)
    stores = Stores(home, keyring=vault)
    settings.setdefault("approve_after", 3)
    with Simulator(Settings(**settings), clock=clock.seconds, seed=seed) as sim:
        if meanwhile is not None:
            clock.on_sleep = lambda: meanwhile(sim)
        work = Work(stores, clock, limit, make_client=plain_client)
        yield Desk(sim, clock, vault, index, stores.credentials(), work)

"""What a login needs: the stores, the clock, the person, and the front end for them."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from bs_wizard.basespace.clock import SystemClock
from bs_wizard.store import paths
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index import Index
from bs_wizard.store.vaults import open_vault
from bs_wizard.terminal import facts
from bs_wizard.wizard.requester import Requester
from bs_wizard.wizard.work import Work

T = TypeVar("T")


def stored() -> Credentials:
    """Return the credentials of this person's home."""
    return Credentials(Index(paths.home()))


def make_work(*, store: str | None = None, limit: float | None = None) -> Work:
    """Return the journey's use cases over the real stores; ``store`` names the one to insist on."""
    return Work(stored(), lambda: open_vault(store), SystemClock(), limit)


def requester() -> Requester:
    """Return who runs this, from where."""
    return Requester(facts.user(), facts.host(), facts.ssh_client())


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run one coroutine to its end; Ctrl+C ends it as KeyboardInterrupt."""
    return asyncio.run(work)

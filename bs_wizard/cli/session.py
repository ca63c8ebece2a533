"""What talking to BaseSpace needs: the stores, the clock, who asks, and the event loop."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any, TypeVar

from bs_wizard.basespace.clock import SystemClock
from bs_wizard.cli import stores
from bs_wizard.store.files import paths
from bs_wizard.terminal import facts
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.requester import Requester

T = TypeVar("T")
Begin = Callable[[], tuple[Work, Draft]]
"""Makes what a journey begins with; what it raises is told like all that follows."""


def make_work(
    *,
    store: str | None = None,
    limit: float | None = None,
    qr_file: str | None = None,
    asks: bool = True,
) -> Work:
    """Return the journey's use cases over the real stores; ``store`` names the one to insist on.

    ``qr_file`` is where to put a QR code; raises UsageError for a place that will not do. Without
    ``asks`` nobody is asked for the vault's passphrase, though there may be a terminal.
    """
    there = stores.here(asks=asks)
    sign = None
    if qr_file:
        from bs_wizard.terminal.qr_file import QrFile

        sign = QrFile.at(qr_file)
    if store == "vault":
        there.set_up_vault_unattended()
    return Work(
        there,
        SystemClock(),
        limit,
        qr_output=sign,
        required_store=store,
        offers_vault=store != "keyring",
        person_home=paths.user_home(),
    )


def today() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.fromtimestamp(SystemClock().now().wall, UTC)


def requester() -> Requester:
    """Return who runs this, from where."""
    return Requester(facts.user(), facts.host(), facts.ssh_client())


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run one coroutine to its end; Ctrl+C ends it as KeyboardInterrupt."""
    return asyncio.run(work)

"""``demo``: the wizard against the simulator, in a home that is thrown away."""

import argparse
import tempfile
from contextlib import suppress
from pathlib import Path

from bs_wizard.basespace.clock import SystemClock
from bs_wizard.basespace.instances import read_address
from bs_wizard.cli import session
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import BsWizardError, Cancelled
from bs_wizard.secret import Secret
from bs_wizard.simulator import Settings, Simulator
from bs_wizard.store.memory_vault import MemoryVault
from bs_wizard.store.stores import Stores
from bs_wizard.terminal import facts
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Step
from bs_wizard.wizard.texts import words

_AUTO_APPROVES_AFTER = 2.0
_APPROVES_AFTER = 60.0
_ENDED = (
    "That was the demo: practice only, nothing real was stored. The real thing: bs-wizard login"
)
_NOTE = "Demo: all stays on this machine, and nothing is kept."


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Run the journey to its end; with ``--auto`` nothing is asked."""
    try:
        _walk(args, streams)
    except KeyboardInterrupt:
        streams.tell("")  # the terminal has written ^C
        raise Cancelled(_ENDED) from None
    except Cancelled:
        raise Cancelled(_ENDED) from None
    except BsWizardError as error:
        error.hint = _ENDED
        raise
    streams.tell(_ENDED)
    return 0


def _walk(args: argparse.Namespace, streams: Streams) -> None:
    by_lines = args.auto or args.plain or facts.wants_plain() or not facts.can_draw()
    after = _AUTO_APPROVES_AFTER if args.auto else _APPROVES_AFTER
    # The name that the App step proposes, so that it is the same on every screen and page.
    settings = Settings(approve_after=after, application=words.app_name(session.requester()))
    with (
        tempfile.TemporaryDirectory(prefix="bs-wizard-demo-") as home,
        Simulator(settings) as simulator,
    ):
        draft = _draft(simulator, settings, auto=args.auto or not streams.has_person)
        work = _work(Path(home), simulator)
        if by_lines:
            streams.tell(_NOTE)
            interactive = streams.has_person and not args.auto
            from bs_wizard.cli import run_lines

            prompter = run_lines.prompter(streams, interactive=interactive)
            run_lines.journey(draft, work, prompter)
            return
        from bs_wizard.tui.run import run_wizard

        run_wizard(draft, work, session.requester(), note=_NOTE)


class Volunteer:
    """Approves what waits at the simulator."""

    def __init__(self, simulator: Simulator) -> None:
        self.person = simulator.approver
        self._simulator = simulator

    def approve(self) -> None:
        """Approve the code that waits; does nothing where none does."""
        with suppress(LookupError):
            self._simulator.approve()

    def seconds_left(self) -> float:
        """Return the seconds until it is approved without a key; 0 where no code waits."""
        return self._simulator.approved_in()


def _draft(simulator: Simulator, settings: Settings, *, auto: bool) -> Draft:
    """Fill in the application, so that nobody has to register one to look around."""
    return Draft(
        instance=read_address(simulator.api_server),
        client_id=simulator.client_id,
        client_secret=Secret(simulator.client_secret),
        app_name=settings.application,
        answered=frozenset({Step.APP, Step.SCOPES, Step.NAME}) if auto else frozenset(),
    )


def _work(home: Path, simulator: Simulator) -> Work:
    stores = Stores(home, keyring=MemoryVault())
    return Work(stores, SystemClock(), practice=Volunteer(simulator))

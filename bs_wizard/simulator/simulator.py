"""The simulator for programs and tests: start and stop it, decide codes, read its requests."""

import random
import threading
import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

from bs_wizard.simulator.call import Call
from bs_wizard.simulator.envelopes import Reply
from bs_wizard.simulator.oauth import TOKEN_PATH
from bs_wizard.simulator.people import PEOPLE, Person, Workgroup, person_by_id, person_by_name
from bs_wizard.simulator.recorded_request import RecordedRequest
from bs_wizard.simulator.routes import answer
from bs_wizard.simulator.scopes import read_list
from bs_wizard.simulator.server import LoopbackServer
from bs_wizard.simulator.simulator_settings import Settings
from bs_wizard.simulator.world import CodeState, DeviceCode, World, workgroup_by_name


class Simulator:
    """A simulated BaseSpace on 127.0.0.1.

    Use it in a ``with`` block, or call :meth:`start` and :meth:`stop`. Every method may be called
    from any thread. ``clock`` gives seconds; ``seed`` makes ids, codes and tokens come out the same
    each time, None takes them from the system's randomness.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        clock: Callable[[], float] = time.monotonic,
        seed: int | None = None,
    ) -> None:
        # Seeded codes are for pictures and open nothing outside this process.
        chance = random.SystemRandom() if seed is None else random.Random(seed)  # noqa: S311
        self._world = World(settings or Settings(), clock, chance)
        self._changed = threading.Condition()
        self._requests: list[RecordedRequest] = []
        self._server: LoopbackServer | None = None

    def start(self) -> Self:
        """Listen; raises OSError when the port is taken."""
        if self._server is None:
            self._server = LoopbackServer(self._world.settings.port, self.answer)
            self._world.address = self._server.address
            self._server.start()
        return self

    def stop(self) -> None:
        """Stop at once and close everything; calling it again does nothing."""
        server, self._server = self._server, None
        if server is not None:
            server.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def api_server(self) -> str:
        """Root of the end points, ``http://127.0.0.1:PORT``; empty before the first start."""
        return self._world.address

    @property
    def client_id(self) -> str:
        """Client Key of the one registered application."""
        return self._world.client_id

    @property
    def client_secret(self) -> str:
        """Client Secret of that application."""
        return self._world.client_secret

    @property
    def approver(self) -> str:
        """Name of who approves when nobody else is named."""
        return PEOPLE[0].name

    @property
    def owner_token(self) -> str:
        """Return the ready token the portal shows the application's owner."""
        return self._world.owner_token

    @property
    def ready(self) -> dict[str, str]:
        """What a client needs to begin: ``api_server``, ``client_id`` and ``client_secret``."""
        return {
            "api_server": self.api_server,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        }

    @property
    def requests(self) -> list[RecordedRequest]:
        """A copy of what was asked so far, in order."""
        with self._changed:
            return list(self._requests)

    @property
    def polls(self) -> list[float]:
        """When the token was polled for, on the simulator's clock."""
        return [one.at for one in self.requests if (one.method, one.path) == ("POST", TOKEN_PATH)]

    @property
    def user_codes(self) -> list[str]:
        """User codes made so far, the latest last."""
        with self._changed:
            return [code.user_code for code in self._world.codes]

    @property
    def tokens(self) -> set[str]:
        """The tokens that are good now."""
        with self._changed:
            return set(self._world.tokens)

    def use(self, scenario: str) -> None:
        """Play another scenario from now on; raises ValueError for one that is not known."""
        with self._changed:
            self._world.use(scenario)

    def approve(
        self,
        user_code: str | None = None,
        workgroup: str | None = None,
        scopes: Iterable[str] | None = None,
        user: str | None = None,
    ) -> None:
        """Accept a pending code, the latest when None is named, as a person would.

        ``workgroup`` is the name of the one that will own the token, None the personal space.
        ``user`` is the name of who accepts, else the first member, or the first person there is.
        ``scopes`` grants only these of the ones asked for. Raises LookupError for a code,
        workgroup, or member of it, that is not there and ValueError for a scope that was not asked
        for.
        """
        with self._changed:
            code = self._pending(user_code)
            group = None if workgroup is None else workgroup_by_name(workgroup)
            granted = None if scopes is None else _part_of(code, scopes)
            self._world.approve(code, _who(user, group), group, granted)

    def deny(self, user_code: str | None = None) -> None:
        """Deny a pending code, the latest when None is named; raises LookupError without one."""
        with self._changed:
            self._world.deny(self._pending(user_code))

    def approved_in(self) -> float:
        """Return the seconds until the latest pending code is approved by itself, 0 without one."""
        with self._changed:
            return self._world.approved_in()

    def wait_for(self, condition: Callable[[], bool], timeout: float = 10.0) -> bool:
        """Look at ``condition()`` after each request until it holds; False after ``timeout`` s."""
        with self._changed:
            return self._changed.wait_for(condition, timeout)

    def answer(self, call: Call, fields: tuple[str, ...]) -> Reply:
        """Answer one request, whose ``fields`` were sent; it is noted among :attr:`requests`."""
        with self._changed:
            at = self._world.clock()
            self._requests.append(RecordedRequest(at, call.method, call.path, fields))
            try:
                return answer(self._world, call)
            finally:
                self._changed.notify_all()

    def _pending(self, user_code: str | None) -> DeviceCode:
        world = self._world
        code = world.code_by_user_code(user_code) if user_code else world.latest_pending()
        if code is None or code.state is not CodeState.PENDING:
            raise LookupError("No code is waiting for a decision.")
        return code


def _who(name: str | None, group: Workgroup | None) -> Person:
    person = person_by_name(name) if name else person_by_id(group.members[0]) if group else None
    if person is not None and group is not None and person.id not in group.members:
        raise LookupError(f"{person.name} is no member of {group.name}.")
    return person or PEOPLE[0]


def _part_of(code: DeviceCode, scopes: Iterable[str]) -> tuple[str, ...]:
    part = read_list(",".join(scopes))
    extra = [scope for scope in part if scope not in code.scopes]
    if extra:
        raise ValueError(f"Not among the scopes asked for: {', '.join(extra)}.")
    return part

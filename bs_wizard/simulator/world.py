"""The state of one simulated BaseSpace and its rules: codes are made, decided and redeemed once.

Nothing here locks: the caller holds the simulator's one lock.
"""

import random
import string
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from itertools import count

from bs_wizard.simulator.dialects import TABLE as DIALECT_TABLE
from bs_wizard.simulator.people import PEOPLE, WORKGROUPS, Person, Workgroup
from bs_wizard.simulator.scenarios import TABLE as SCENARIO_TABLE
from bs_wizard.simulator.simulator_settings import Settings

_CODE_LETTERS = string.ascii_letters + string.digits
# Red text, a cleared screen, the clipboard set (OSC 52), reversed reading order, characters nobody
# sees, and the markup of Rich and of HTML.
HOSTILE_TAIL = (
    "\x1b[31m\x1b[2J\x1b]52;c;aG9zdGlsZQ==\x07\u202egnp.exe\u202c\u200b\u2066"
    "[/oops][bold]<b onclick=alert(1)>&amp;</b>\r\n"
)


class CodeState(Enum):
    """Where a device code stands."""

    PENDING = "pending"
    APPROVED = "approved"
    DENIED = "denied"
    EXPIRED = "expired"
    USED = "used"


@dataclass(frozen=True)
class Token:
    """A live access token; ``workgroup`` None is the person's own space."""

    id: str
    text: str
    person: Person
    workgroup: Workgroup | None
    scopes: tuple[str, ...]
    created: datetime


@dataclass
class DeviceCode:
    """One run of the flow; times are the simulator's clock in seconds."""

    device_code: str
    user_code: str
    scopes: tuple[str, ...]
    made_at: float
    pace: float
    """Seconds there must be between two polls, in scenarios that ask a client to slow down."""
    asked: str = ""
    """The scopes as the client wrote them."""
    last_poll: float | None = None
    state: CodeState = CodeState.PENDING
    person: Person = PEOPLE[0]
    workgroup: Workgroup | None = None
    granted: tuple[str, ...] = ()


@dataclass
class World:
    """One simulated BaseSpace.

    ``address`` is the root of its end points, without a slash at the end, known once it listens.
    """

    settings: Settings
    clock: Callable[[], float]
    chance: random.Random
    address: str = ""
    codes: list[DeviceCode] = field(default_factory=list)
    tokens: dict[str, Token] = field(default_factory=dict)
    polled: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._numbers = count(5001)
        self.dialect = DIALECT_TABLE[self.settings.dialect]
        self.client_id = self.hexadecimal(32)
        self.client_secret = self.hexadecimal(32)
        owner_scopes = ("READ GLOBAL", "BROWSE GLOBAL")
        self.owner_token = self.make_token(PEOPLE[0], None, owner_scopes).text
        self.use(self.settings.scenario)

    def use(self, scenario: str) -> None:
        """Play another scenario from here; polls are counted from the beginning again."""
        if scenario not in SCENARIO_TABLE:
            raise ValueError(f"There is no scenario {scenario!r}.")
        self.scenario = SCENARIO_TABLE[scenario]
        self.polled.clear()
        self.asked_whose = 0

    def say(self, text: str) -> str:
        """Return a name or message as this world tells it: in the hostile one, with a tail."""
        return text + HOSTILE_TAIL if self.scenario.hostile else text

    def fails_to_tell_whose(self) -> bool:
        """Count one question of whose a token is; return whether this one fails."""
        self.asked_whose += 1
        return self.scenario.identity_fails or self.asked_whose <= self.scenario.identity_setbacks

    @property
    def application(self) -> str:
        """Name of the one registered application."""
        return self.say(self.settings.application)

    def hexadecimal(self, digits: int) -> str:
        """Return that many random hexadecimal digits."""
        return f"{self.chance.getrandbits(4 * digits):0{digits}x}"

    def make_code(self, scopes: tuple[str, ...], asked: str = "") -> DeviceCode:
        """Begin a run of the flow."""
        taken = {code.user_code for code in self.codes}
        user_code = next(code for code in iter(self._five_letters, "") if code not in taken)
        # A client that is told no interval waits 5 s (RFC 8628, section 3.2).
        pace = 5.0 if self.settings.interval is None else float(self.settings.interval)
        code = DeviceCode(self.hexadecimal(32), user_code, scopes, self.clock(), pace, asked)
        self.codes.append(code)
        return code

    def _five_letters(self) -> str:
        return "".join(self.chance.choices(_CODE_LETTERS, k=5))

    def make_token(
        self, person: Person, workgroup: Workgroup | None, scopes: tuple[str, ...]
    ) -> Token:
        """Make a live token; earlier ones stay valid."""
        now = datetime.now(UTC)
        token = Token(
            str(next(self._numbers)), self.hexadecimal(32), person, workgroup, scopes, now
        )
        self.tokens[token.text] = token
        return token

    def code_by_user_code(self, user_code: str) -> DeviceCode | None:
        """Return the code of that ``user_code`` in its present state; case matters."""
        found = (code for code in self.codes if code.user_code == user_code)
        return self._up_to_date(next(found, None))

    def code_by_device_code(self, device_code: str) -> DeviceCode | None:
        """Return the code of that ``device_code`` in its present state."""
        found = (code for code in self.codes if code.device_code == device_code)
        return self._up_to_date(next(found, None))

    def latest_pending(self) -> DeviceCode | None:
        """Return the newest code that nobody has decided on."""
        pending = (code for code in reversed(self.codes) if self._is_pending(code))
        return next(pending, None)

    def approved_in(self) -> float:
        """Return the seconds until the newest pending code is approved by itself, 0 without one."""
        code, after = self.latest_pending(), self.settings.approve_after
        return 0.0 if code is None or after is None else code.made_at + after - self.clock()

    def _is_pending(self, code: DeviceCode) -> bool:
        self._up_to_date(code)
        return code.state is CodeState.PENDING

    def _up_to_date(self, code: DeviceCode | None) -> DeviceCode | None:
        """Expire, approve or deny a code whose time has come since the last look."""
        if code is None or code.state not in (CodeState.PENDING, CodeState.APPROVED):
            return code
        age = self.clock() - code.made_at
        if age >= self.settings.expires_in:
            code.state = CodeState.EXPIRED
        elif code.state is CodeState.PENDING and self.scenario.decides_itself:
            self._decide_by_age(code, age)
        return code

    def _decide_by_age(self, code: DeviceCode, age: float) -> None:
        approve_after, deny_after = self.settings.approve_after, self.settings.deny_after
        if deny_after is not None and age >= deny_after:
            self.deny(code)
        elif approve_after is not None and age >= approve_after and not self.scenario.denies:
            self.approve(code, PEOPLE[0], None)

    def approve(
        self,
        code: DeviceCode,
        person: Person,
        workgroup: Workgroup | None,
        scopes: Iterable[str] | None = None,
    ) -> None:
        """Grant a pending code; ``scopes`` None grants what this scenario grants of those asked."""
        if scopes is None:
            scopes = code.scopes[:-1] if self.scenario.drops_last_scope else code.scopes
        code.state, code.granted = CodeState.APPROVED, tuple(scopes)
        code.person, code.workgroup = person, workgroup

    def deny(self, code: DeviceCode) -> None:
        """Refuse a pending code."""
        code.state = CodeState.DENIED

    def redeem(self, code: DeviceCode) -> Token:
        """Make the token of an approved code, which cannot be used again."""
        code.state = CodeState.USED
        return self.make_token(code.person, code.workgroup, code.granted)


def workgroup_by_name(name: str) -> Workgroup:
    """Return the workgroup of that name; raises LookupError."""
    for group in WORKGROUPS:
        if group.name == name:
            return group
    known = ", ".join(group.name for group in WORKGROUPS)
    raise LookupError(f"There is no workgroup {name!r}; there are {known}.")

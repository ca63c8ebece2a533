"""The steps of the journey, and what a front end can bring back from each."""

from dataclasses import dataclass
from enum import Enum

from bs_wizard.basespace.device_flow import Approved
from bs_wizard.basespace.identity import Identity
from bs_wizard.basespace.instances import Instance
from bs_wizard.errors import BsWizardError
from bs_wizard.secret import Secret
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.store.index.records import Credential


class Step(Enum):
    """Where the person is; the order is the order of the journey."""

    STORE = "Store"
    APP = "App"
    SCOPES = "Scopes"
    AUTHORISE = "Authorise"
    NAME = "Name"
    SAVE = "Save"


NUMBERED = (Step.APP, Step.SCOPES, Step.AUTHORISE, Step.NAME)
"""The steps that are shown as a row of marks: those where the person decides something."""


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """The store that took, gave back and deleted a probe: its kind, its backend, its title.

    ``fallback_reason`` says why the one that is tried first was not taken, empty if it was.
    ``recovered`` says what became of changes that were interrupted before. ``vault_first`` says why
    a new encrypted vault would be the better place, empty where nothing speaks for one.
    """

    store: str
    backend: str
    title: str
    fallback_reason: str = ""
    recovered: tuple[str, ...] = ()
    vault_first: str = ""


@dataclass(frozen=True, slots=True)
class StoreProved:
    """The store works."""

    facts: StoreFacts


@dataclass(frozen=True, slots=True)
class Resumed:
    """An interrupted login goes on: its store works, its secrets are here.

    ``token`` is None while its code is not approved.
    """

    facts: StoreFacts
    pending: PendingLogin
    instance: Instance
    client_secret: Secret
    token: Secret | None = None


@dataclass(frozen=True, slots=True)
class AppGiven:
    """An application of the person's own; ``app_name`` is empty while it is not known."""

    instance: Instance
    client_id: str
    client_secret: Secret
    app_name: str = ""


@dataclass(frozen=True, slots=True)
class TokenGiven:
    """A token that the person has already."""

    instance: Instance
    token: Secret


@dataclass(frozen=True, slots=True)
class ScopesGiven:
    """What to ask for."""

    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """The token was checked, and the credential has a name."""

    identity: Identity
    name: str
    description: str
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """Vault and index hold it."""

    credential: Credential


Kept = AppGiven | TokenGiven | ScopesGiven | Named


@dataclass(frozen=True, slots=True)
class Back:
    """Back by one step, or to the step ``to``; ``kept`` is what was typed here so far.

    ``without_token``: the token held is revoked or unwanted, and is not to be met again.
    ``because`` is what has to be fixed there, if that is why.
    """

    kept: Kept | None = None
    to: Step | None = None
    without_token: bool = False
    because: BsWizardError | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """The person leaves; ``error`` is what was on the screen, if anything was wrong."""

    error: BsWizardError | None = None


Outcome = (
    StoreProved
    | Resumed
    | AppGiven
    | TokenGiven
    | ScopesGiven
    | Approved
    | Named
    | Saved
    | Back
    | Leave
)

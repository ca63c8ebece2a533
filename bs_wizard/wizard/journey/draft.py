"""The answers so far: frozen, each change makes the next draft."""

from dataclasses import dataclass, replace

from bs_wizard.basespace.device_flow import Approved
from bs_wizard.basespace.identity import Identity
from bs_wizard.basespace.instances import DEFAULT, Instance
from bs_wizard.basespace.scopes import DEFAULT_PRESET
from bs_wizard.secret import Secret
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.wizard.journey.steps import (
    AppGiven,
    Named,
    Outcome,
    Resumed,
    ScopesGiven,
    Step,
    StoreFacts,
    StoreProved,
    TokenGiven,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of the credential to be.

    ``token`` is held here, in memory, from approval until a store has taken it.
    ``token_is_users_own`` says that the person brought the token, so that no application is needed.
    ``scopes_told`` are the scopes that came with an approved token, None where none were named.
    ``if_missing``: where the name is taken, all is well and nothing is to be done.
    ``answered`` holds the steps that the command line answered already; they are passed over, and
    Back still reaches them.
    ``resuming`` is the interrupted login to resume first.
    ``rotates`` says that the token of the credential that is overwritten is kept; what differs from
    it needs a nod then, which is ``agreed`` where it was given beforehand.
    """

    store: StoreFacts | None = None
    instance: Instance = DEFAULT
    client_id: str = ""
    client_secret: Secret = Secret("")
    app_name: str = ""
    token_is_users_own: bool = False
    scopes: tuple[str, ...] = DEFAULT_PRESET.scopes
    token: Secret | None = None
    dialect: str | None = None
    scopes_told: tuple[str, ...] | None = None
    identity: Identity | None = None
    name: str = ""
    description: str = ""
    overwrite: bool = False
    if_missing: bool = False
    answered: frozenset[Step] = frozenset()
    resuming: PendingLogin | None = None
    rotates: bool = False
    agreed: bool = False

    def take(self, outcome: Outcome) -> "Draft":
        """Return the draft with what a step brought back.

        Another application or other scopes than the token was approved for drop the token.
        """
        match outcome:
            case StoreProved(facts):
                return replace(self, store=facts)
            case Resumed():
                return self._with_resumed(outcome)
            case AppGiven(instance, client_id, client_secret, app_name):
                return self._with_app(instance, client_id, client_secret, app_name)
            case TokenGiven(instance, token):
                same = self.token_is_users_own and self.token == token and self.instance == instance
                identity = self.identity if same else None
                return replace(
                    self,
                    instance=instance,
                    token=token,
                    token_is_users_own=True,
                    scopes_told=None,
                    identity=identity,
                )
            case ScopesGiven(scopes):
                changed = replace(self, scopes=scopes)
                return changed if set(scopes) == set(self.scopes) else changed.without_token()
            case Approved(token, dialect, told):
                return replace(self, token=token, dialect=dialect, scopes_told=told, identity=None)
            case Named(identity, name, description, replacing):
                return replace(
                    self, identity=identity, name=name, description=description, overwrite=replacing
                )
            case _:
                return self

    def _with_resumed(self, resumed: Resumed) -> "Draft":
        pending = resumed.pending
        name = self.name or pending.name
        answered = {Step.APP, Step.SCOPES, *([Step.NAME] if name else [])}
        return replace(
            self,
            store=resumed.facts,
            instance=resumed.instance,
            client_id=pending.client_id,
            client_secret=self.client_secret or resumed.client_secret,
            app_name=pending.app_name,
            token_is_users_own=False,
            scopes=pending.scopes,
            token=resumed.token,
            dialect=pending.dialect,
            scopes_told=None,
            identity=None,
            name=name,
            description=self.description or pending.description,
            overwrite=self.overwrite or (pending.overwrite and name == pending.name),
            rotates=self.rotates or (pending.rotates and name == pending.name),
            answered=self.answered | answered,
            resuming=None,
        )

    def _with_app(self, instance: Instance, client_id: str, secret: Secret, name: str) -> "Draft":
        changed = replace(
            self,
            instance=instance,
            client_id=client_id,
            client_secret=secret,
            app_name=name,
            token_is_users_own=False,
        )
        same = (instance, client_id, secret) == (self.instance, self.client_id, self.client_secret)
        return changed if same and not self.token_is_users_own else changed.without_token()

    def without_token(self) -> "Draft":
        """Return the draft of whose token nothing is left."""
        return replace(self, token=None, dialect=None, scopes_told=None, identity=None)

    def with_scopes_told(self, identity: Identity) -> Identity:
        """Return ``identity`` with the scopes that came with the token, if it has none itself."""
        scopes = self.scopes_told if identity.scopes is None else identity.scopes
        return replace(identity, scopes=scopes)

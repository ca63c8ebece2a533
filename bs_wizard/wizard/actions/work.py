"""What the steps do: prove the store, get a token, check it, save it.

Front ends call these from their workers and show what comes back; they hold no logic of their own.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bs_wizard.background import in_thread
from bs_wizard.basespace import api
from bs_wizard.basespace.clock import Clock
from bs_wizard.basespace.device_flow import PollEvent
from bs_wizard.basespace.http import make_client
from bs_wizard.basespace.identity import Identity
from bs_wizard.basespace.instances import DEFAULT, Instance, read_address
from bs_wizard.basespace.replies import DeviceCode
from bs_wizard.basespace.scopes import missing
from bs_wizard.errors import BsWizardError, StoreUnavailable, TokenNotAccepted
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault.passphrases import Ask
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.store.index.records import Credential
from bs_wizard.store.vaults import Vault
from bs_wizard.wizard.actions import records
from bs_wizard.wizard.actions.authorise import keeping
from bs_wizard.wizard.actions.current_login import CurrentLogin
from bs_wizard.wizard.actions.encrypted_place import EncryptedPlace, NewVault
from bs_wizard.wizard.actions.qr_output import QrOutput, follow_flow
from bs_wizard.wizard.actions.used_apps import UsedApp, known
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Resumed, StoreFacts
from bs_wizard.wizard.rules.suggested_name import suggest

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True, slots=True)
class Work:
    """The journey's use cases over one set of stores, one clock and one kind of HTTP client.

    ``open_vault`` opens the store that is tried first; ``encrypted`` is the vault to offer where
    that does not work, None where none may be.
    ``ask_passphrase_with`` says who is asked for its passphrase from now on, from any thread; None
    where no credential can be in it. It counts where the vault is not offered too: what is
    overwritten or used may be there.
    ``limit`` is the longest a wait for approval may take, in seconds, None for as long as the code
    lives. ``qr_output`` is published while there is a code to approve. ``required_store`` is the
    store that was asked for, None where none was: a login pending in another is not for this run.
    """

    credentials: Credentials
    open_vault: Callable[[], Vault]
    clock: Clock
    limit: float | None = None
    make_client: Callable[[], "httpx.AsyncClient"] = make_client
    encrypted: EncryptedPlace | None = None
    qr_output: QrOutput | None = None
    ask_passphrase_with: Callable[[Ask], None] | None = None
    required_store: str | None = None
    _current_login: CurrentLogin = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "_current_login", CurrentLogin(self.credentials.pending_logins, self.today)
        )

    async def prove_store(self) -> StoreFacts:
        """Prove the index, settle what was cut off; then write, read back and delete a secret.

        The store tried first is taken if it works; else the encrypted vault, if there is one.
        Raises StoreUnavailable, IndexDamaged or IndexTooNew: before a code is asked for, since an
        approved token could not be kept or recorded. HomeUnavailable is one that no other store
        helps against.
        """

        def prove() -> StoreFacts:
            self.credentials.probe()
            self.credentials.all()
            recovered = self.credentials.recover()
            self.credentials.pending_logins.clear(self.today())
            try:
                return _probed(self.open_vault(), recovered=recovered)
            except StoreUnavailable as error:
                if self.encrypted is None or not self.encrypted.is_set_up():
                    raise
                return _probed(
                    self.encrypted.open(), recovered=recovered, fallback_reason=error.message
                )

        return await in_thread(prove)

    async def make_vault(self, new: NewVault) -> StoreFacts:
        """Set up the encrypted vault and prove it; one that is there already is just proved.

        Raises UsageError for a passphrase or path that will not do, StoreUnavailable.
        """
        place = self.encrypted
        assert place is not None, "only offered where there is one"

        def make() -> StoreFacts:
            if not place.is_set_up():
                place.set_up(new)
            return _probed(place.open())

        return await in_thread(make)

    @property
    def pending(self) -> PendingLogin | None:
        """What another run would take up if this one ended now."""
        return self._current_login.pending

    def keeps(self, draft: Draft) -> bool:
        """Whether another run would take up the token that the draft holds."""
        held, kept = draft.token, self.pending
        return held is not None and kept is not None and kept.fingerprint == held.fingerprint

    def settle(self) -> None:
        """Wait until it is known whether the token is kept; for a moment, at the journey's end."""
        self._current_login.wait_until_kept()

    def close(self) -> None:
        """Let other processes take up what waits: nobody works with this any more."""
        self._current_login.release()

    async def give_up(self) -> None:
        """Keep nothing for another run: the token was taken elsewhere."""
        await in_thread(self._current_login.drop)

    async def waiting(self) -> tuple[PendingLogin, ...]:
        """Return the authorisations that were cut off and can be taken up, the latest first."""
        try:
            found = await in_thread(self._current_login.resumable)
            return tuple(one for one in found if self.required_store in {None, one.store})
        except BsWizardError:
            return ()  # an index that cannot be used: the store check, which comes next, says it

    def resumable(self, user_code: str | None = None) -> PendingLogin:
        """Return what to take up: of that user code, else the latest that can be.

        Raises NoSuchCredential where there is none, and what reading the index raises.
        """
        return self._current_login.find(user_code)

    async def resume(self, pending: PendingLogin) -> Resumed:
        """Go on with an authorisation that was cut off; its store is proved first.

        Raises CodeExpired, StoreBusy while another process waits for it, UsageError for an address
        that somebody edited, and what ``prove_store`` raises.
        """

        def take() -> Resumed:
            recovered = self.credentials.recover()
            facts = _probed(self.credentials.pending_logins.vault_of(pending), recovered=recovered)
            instance = read_address(pending.api_server)
            kept = self._current_login.resume(pending)
            return Resumed(facts, pending, instance, kept.client_secret, kept.token)

        return await in_thread(take)

    async def discard(self, pending: PendingLogin) -> None:
        """Give up an authorisation that was cut off; raises as ``resume`` does."""
        await in_thread(lambda: self._current_login.discard(pending))

    def used_apps(self, instance: Instance = DEFAULT) -> tuple[UsedApp, ...]:
        """Return the applications used before, the latest first; see ``used_apps.known``."""
        return known(self.credentials.applications(), instance)

    async def client_secret(self, app: UsedApp) -> Secret | None:
        """Return the client secret kept with an application, None if there is none."""
        return await in_thread(lambda: self.credentials.client_secret(app.application))

    def is_taken(self, name: str) -> bool:
        """Whether a credential of that name exists, upper or lower case."""
        return self.known_as(name) is not None

    def known_as(self, name: str) -> Credential | None:
        """Return the credential of that name, upper or lower case, None if there is none."""
        wanted = name.strip().casefold()
        found = (one for one in self.credentials.all() if one.name.casefold() == wanted)
        return next(found, None)

    def suggest_name(self, draft: Draft, identity: Identity) -> str:
        """Return a free name made of who and where the token belongs to."""
        taken = tuple(credential.name for credential in self.credentials.all())
        return suggest(identity, draft.instance, taken)

    async def authorise(self, draft: Draft) -> AsyncIterator[DeviceCode | PollEvent]:
        """Ask for a code, which is the first to come out, then poll until it is decided.

        A code that was taken up comes out in the place of a new one, with the life it has left.
        The last to come out is ``Approved``. Raises what ``device_flow`` raises, and UsageError
        where the sign cannot be put up. The code, then the token, is kept so that it can be taken
        up until it is saved, refused or expired.
        """
        dialect = await in_thread(lambda: self._dialect_of(draft.instance))
        try:
            async with self.make_client() as http:
                async for event in keeping(
                    http, draft, self.clock, self._current_login, dialect=dialect, limit=self.limit
                ):
                    if self.qr_output is not None:
                        follow_flow(self.qr_output, draft.instance, event)
                    yield event
        finally:
            if self.qr_output is not None:
                self.qr_output.withdraw()

    def _dialect_of(self, instance: Instance) -> str | None:
        """Return the dialect that worked last at this server, whichever application asked."""
        for app in self.credentials.applications():
            if app.api_server == instance.api_server and app.dialect:
                return app.dialect
        return None

    async def check(self, draft: Draft) -> Identity:
        """Ask about the token held; raises TokenNotAccepted, NetworkError or ServerError."""
        assert draft.token is not None, "the journey checks only what it holds"
        async with self.make_client() as http:
            try:
                return await api.identify(http, draft.instance.api_server, draft.token)
            except TokenNotAccepted:
                if not draft.token_is_users_own:
                    await in_thread(
                        self._current_login.drop
                    )  # nobody can use it, this run or another
                raise

    async def save(self, draft: Draft) -> Credential:
        """Put the token into the vault and the credential into the index.

        Raises NameTaken, StoreUnavailable, IndexDamaged or IndexTooNew; the draft still holds the
        token then.
        """
        token = draft.token
        assert token is not None, "the journey saves only what it holds"
        now = self.today()
        credential, app = records.credential(draft, token, now), records.application(draft, now)

        def keep() -> Credential:
            return self.credentials.save(
                credential,
                token,
                application=app,
                client_secret=draft.client_secret if app else None,
                overwrite=draft.overwrite,
            )

        saved = await in_thread(keep)
        if not draft.token_is_users_own:
            await in_thread(self._current_login.drop)
        return saved

    def today(self) -> datetime:
        """Return the wall clock's time, aware, in UTC."""
        return datetime.fromtimestamp(self.clock.now().wall, UTC)


def _probed(
    vault: Vault, *, recovered: tuple[str, ...] = (), fallback_reason: str = ""
) -> StoreFacts:
    vault.probe()
    return StoreFacts(vault.name, vault.backend, vault.title, fallback_reason, recovered)


def scopes_missing(draft: Draft, identity: Identity) -> tuple[str, ...]:
    """Return the scopes asked for and not granted; empty where the server does not tell."""
    if draft.token_is_users_own or identity.scopes is None:
        return ()
    return missing(draft.scopes, identity.scopes)

"""What the steps do: prove the store, get a token, check it, save it.

Front ends call these from their workers and show what comes back; they hold no logic of their own.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bs_wizard.background import in_thread
from bs_wizard.basespace import api, proxy_setting
from bs_wizard.basespace.clock import Clock
from bs_wizard.basespace.device_flow import PollEvent
from bs_wizard.basespace.http import make_client
from bs_wizard.basespace.identity import Identity
from bs_wizard.basespace.instances import DEFAULT, Instance, read_address
from bs_wizard.basespace.replies import DeviceCode
from bs_wizard.errors import BsWizardError, NoKeyring, StoreUnavailable, TokenNotAccepted
from bs_wizard.secret import Secret
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.store.index.records import Credential
from bs_wizard.store.lookup import sharing
from bs_wizard.store.stores import Stores
from bs_wizard.store.vaults import Vault
from bs_wizard.wizard.actions import draft_records
from bs_wizard.wizard.actions.current_login import CurrentLogin
from bs_wizard.wizard.actions.device_login import authorise_and_keep, code_and_keep
from bs_wizard.wizard.actions.practice import Practice
from bs_wizard.wizard.actions.qr_output import QrOutput, follow_flow
from bs_wizard.wizard.actions.used_apps import UsedApp, known
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Resumed, StoreFacts
from bs_wizard.wizard.rules.suggested_name import suggest
from bs_wizard.wizard.texts import unwanted_token, words

if TYPE_CHECKING:
    import httpx

    from bs_wizard.store.age_vault.set_up import NewVault


class Work:
    """The journey's use cases over one set of stores, one clock and one kind of HTTP client.

    ``limit`` is the longest a wait for approval may take, in seconds, None for as long as the code
    lives. ``qr_output`` is published while there is a code to approve. ``required_store`` is the
    store that was asked for, None where none was: this run resumes no login pending in another.
    ``offers_vault`` is whether the encrypted vault may be used where the store tried first fails.
    ``practice`` approves in the place of a person in a browser: in the demo, None otherwise.
    ``person_home`` is where other programs' files are looked for, None for nowhere.
    ``current_login`` is what another run would resume, should this one be interrupted.
    """

    def __init__(
        self,
        stores: Stores,
        clock: Clock,
        limit: float | None = None,
        *,
        make_client: Callable[[], "httpx.AsyncClient"] = make_client,
        qr_output: QrOutput | None = None,
        required_store: str | None = None,
        offers_vault: bool = False,
        practice: Practice | None = None,
        person_home: Path | None = None,
    ) -> None:
        self.stores = stores
        self.clock = clock
        self.limit = limit
        self.make_client = make_client
        self.qr_output = qr_output
        self.required_store = required_store
        self.offers_vault = offers_vault
        self.practice = practice
        self.person_home = person_home
        self.credentials = stores.credentials()
        self.current_login = CurrentLogin(self.credentials.pending_logins, self.today)

    async def prove_store(self) -> StoreFacts:
        """Prove the index, recover its changes; then write, read back and delete a secret.

        The store tried first is taken if it works; else the encrypted vault, if there is one. Where
        another machine's keyring is on record the vault is tried first, or said to be better.
        Raises StoreUnavailable, IndexDamaged or IndexTooNew: before a code is asked for, since an
        approved token could not be kept or recorded. HomeUnavailable is one that no other store
        helps against; NoKeyring, where the vault may be offered, is no fault of anybody's.
        """

        def prove() -> StoreFacts:
            self.credentials.probe()
            self.credentials.all()
            recovered = self.credentials.recover()
            self.credentials.pending_logins.sweep(self.today())
            self.current_login.room.take()
            why, not_vault = self._why_vault_first(), ""
            if why and self.stores.is_vault_set_up():
                try:
                    vault = self.stores.open("vault")
                    return _probed(vault, recovered=recovered, fallback_reason=why)
                except StoreUnavailable as error:
                    why, not_vault = "", words.why_not_vault(error)
            try:
                facts = _probed(
                    self.stores.open(self.required_store),
                    recovered=recovered,
                    fallback_reason=not_vault,
                )
                return replace(facts, vault_first=why)
            except StoreUnavailable as error:
                if not self.offers_vault:
                    raise
                if self.stores.is_vault_set_up():
                    vault, why = self.stores.open("vault"), words.why_not_keyring(error)
                    return _probed(vault, recovered=recovered, fallback_reason=why)
                if isinstance(error, NoKeyring):
                    raise _in_short(error, words.NO_KEYRING, words.MAKE_VAULT) from error
                raise

        return await in_thread(prove)

    def _why_vault_first(self) -> str:
        here = self.stores.host()
        if here is None or self.required_store or not self.offers_vault:
            return ""
        hosts = {None, here}
        foreign = [one for one in self.credentials.all() if one.host not in hosts]
        return words.vault_first(foreign[0]) if foreign else ""

    async def make_vault(self, new: "NewVault") -> StoreFacts:
        """Set up the encrypted vault and prove it; one that is there already is just proved.

        Raises UsageError for a passphrase or path that will not do, StoreUnavailable.
        """
        assert self.offers_vault, "only made where it is offered"

        def make() -> StoreFacts:
            if not self.stores.is_vault_set_up():
                self.stores.set_up_vault(new)
            return _probed(self.stores.open("vault"))

        return await in_thread(make)

    async def has_vault(self) -> bool:
        """Whether the encrypted vault may be offered and is set up already."""
        return self.offers_vault and await in_thread(self.stores.is_vault_set_up)

    async def resumable(self) -> tuple[PendingLogin, ...]:
        """Return the logins that can be resumed in the store asked for, the latest first."""
        try:
            found = await self.current_login.resumable()
            return tuple(one for one in found if self.required_store in {None, one.store})
        except BsWizardError:
            return ()  # an index that cannot be used: the store check, which comes next, says it

    async def resume(self, pending: PendingLogin) -> Resumed:
        """Go on with an interrupted login; its store is proved first.

        Raises CodeExpired, StoreBusy while another process waits for it, UsageError for an address
        that somebody edited, and what ``prove_store`` raises.
        """

        def prove() -> StoreFacts:
            recovered = self.credentials.recover()
            if not pending.is_approved:
                self.current_login.room.take()
            return _probed(self.credentials.pending_logins.vault_of(pending), recovered=recovered)

        facts = await in_thread(prove)
        instance = read_address(pending.api_server)
        kept = await self.current_login.resume(pending)
        return Resumed(facts, pending, instance, kept.client_secret, kept.token)

    async def used_apps(self, instance: Instance = DEFAULT) -> tuple[UsedApp, ...]:
        """Return the applications used before, the latest first; see ``used_apps.known``."""
        return known(await in_thread(self.credentials.applications), instance)

    async def client_secret(self, app: UsedApp) -> Secret | None:
        """Return the client secret kept with an application, None if there is none."""
        return await in_thread(lambda: self.credentials.client_secret(app.application))

    async def find(self, name: str) -> Credential | None:
        """Return the credential of that name, upper or lower case, None if there is none."""
        return await in_thread(lambda: self.credentials.named(name.strip()))

    async def unreached(self, known: Credential) -> tuple[str, ...]:
        """Return what to say before ``known`` is overwritten whose token cannot be reached here."""
        if known.store != "keyring":
            return ()
        is_here = await in_thread(lambda: self.credentials.holds(known))
        return () if is_here else (unwanted_token.unreached(known),)

    async def sharing(self, draft: Draft) -> tuple[str, ...]:
        """Return the names of the credentials that hold the token already, but the one to be."""
        assert draft.token is not None, "the journey names only what it holds"
        found = await in_thread(self.credentials.all)
        return sharing(found, draft.token.fingerprint, draft.name if draft.overwrite else "")

    async def suggest_name(self, draft: Draft, identity: Identity) -> str:
        """Return a free name made of who and where the token belongs to."""
        taken = tuple(credential.name for credential in await in_thread(self.credentials.all))
        return suggest(identity, draft.instance, taken)

    async def authorise(
        self, draft: Draft, *, renew: bool = False
    ) -> AsyncIterator[DeviceCode | PollEvent]:
        """Ask for a code, which is the first to come out, then poll until it is decided.

        A code that waits for the same comes out in the place of a new one, with the life it has
        left, unless it is to ``renew``. The last to come out is ``Approved``. Raises what
        ``device_flow`` raises, and UsageError where ``qr_output`` cannot be published. The code,
        then the token, is kept so that another run can resume with it until it is saved, refused
        or expired.
        """
        dialect = await in_thread(lambda: self._dialect_of(draft.instance))
        # Polling takes a network error for one that passes; a wrong setting does not.
        proxy_setting.before(draft.instance.api_server)
        try:
            async with self.make_client() as http:
                async for event in authorise_and_keep(
                    http,
                    draft,
                    self.clock,
                    self.current_login,
                    renew=renew,
                    dialect=dialect,
                    limit=self.limit,
                ):
                    if self.qr_output is not None:
                        follow_flow(self.qr_output, draft.instance, event)
                    yield event
        finally:
            if self.qr_output is not None:
                self.qr_output.withdraw()

    async def ask_for_code(self, draft: Draft) -> DeviceCode:
        """Ask for a code, or take the one that waits for the same, and keep it; poll for nothing.

        Raises what asking for a code raises.
        """
        proxy_setting.before(draft.instance.api_server)
        async with self.make_client() as http:
            return await code_and_keep(http, draft, self.current_login)

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
                found = await api.identify(http, draft.instance.api_server, draft.token)
                return draft.with_scopes_told(found)
            except TokenNotAccepted:
                if not draft.token_is_users_own:
                    await self.current_login.drop()  # nobody can use it, this run or another
                raise

    async def revoke(self, draft: Draft) -> None:
        """End the token held at BaseSpace, and keep nothing of it for another run.

        Raises NetworkError or ServerError: then it stays valid, and is kept as it was.
        """
        assert draft.token is not None, "only what is held can be unwanted"
        async with self.make_client() as http:
            await api.revoke(http, draft.instance.api_server, draft.token)
        await self.current_login.drop()

    async def save(self, draft: Draft) -> Credential:
        """Put the token into the vault and the credential into the index.

        Raises NameTaken, StoreUnavailable, IndexDamaged or IndexTooNew; the draft still holds the
        token then.
        """
        token = draft.token
        assert token is not None, "the journey saves only what it holds"
        now = self.today()
        credential, app = (
            draft_records.credential(draft, token, now),
            draft_records.application(draft, now),
        )

        def keep() -> Credential:
            return self.credentials.save(
                credential,
                token,
                application=app,
                client_secret=draft.client_secret if app else None,
                overwrite=draft.overwrite,
                keep_old=draft.rotates,
            )

        try:
            saved = await in_thread(keep)
        except NoKeyring as error:  # it was there when it was proved
            raise _in_short(error, words.KEYRING_GONE, words.START_KEYRING) from error
        if not draft.token_is_users_own:
            await self.current_login.drop()
        return saved

    def today(self) -> datetime:
        """Return the wall clock's time, aware, in UTC."""
        return datetime.fromtimestamp(self.clock.now().wall, UTC)


def _probed(
    vault: Vault, *, recovered: tuple[str, ...] = (), fallback_reason: str = ""
) -> StoreFacts:
    vault.probe()
    return StoreFacts(vault.name, vault.backend, vault.title, fallback_reason, recovered)


def _in_short(error: NoKeyring, message: str, hint: str) -> NoKeyring:
    """Return the error in words of the journey; its own are for who asks why."""
    short = NoKeyring(message, hint)
    short.lacking = (error.message, error.hint)
    return short

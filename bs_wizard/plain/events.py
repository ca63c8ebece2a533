"""The front end for programs: one JSON object a line, no questions, no secret."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any, Literal, NoReturn, TextIO

from bs_wizard.background import to_completion
from bs_wizard.basespace.clock import Clock
from bs_wizard.basespace.device_flow import Approved, Polled
from bs_wizard.basespace.identity import Identity
from bs_wizard.basespace.replies import DeviceCode, Pending, SlowDown, Transient
from bs_wizard.errors import (
    BsWizardError,
    Cancelled,
    NetworkError,
    NotApprovedYet,
    SecretRefused,
    ServerError,
    StoreUnavailable,
)
from bs_wizard.plain.line_front import LineFront
from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.store.index.records import Credential
from bs_wizard.wizard.actions import check, unattended
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import (
    Outcome,
    Saved,
    Step,
    StoreProved,
)
from bs_wizard.wizard.rules.addresses import addresses, refusal
from bs_wizard.wizard.rules.token_differences import scopes_missing
from bs_wizard.wizard.texts import resuming, words


class EventStream:
    """Writes events: each has ``event`` and ``at`` (ISO 8601 UTC), then its own fields."""

    def __init__(self, out: TextIO, clock: Clock) -> None:
        self.out = out
        self.clock = clock

    def emit(self, event: str, **fields: Any) -> None:
        """Write one event and flush, so that a reader sees it at once."""
        at = datetime.fromtimestamp(self.clock.now().wall, UTC).replace(tzinfo=None, microsecond=0)
        line = json.dumps({"event": event, "at": f"{at.isoformat()}Z", **fields})
        print(line, file=self.out, flush=True)

    def saved(self, credential: Credential, *, changed: bool = True) -> None:
        """Write the event that ends a login that went well; ``changed`` is false for no change."""
        self.emit("saved", name=credential.name, store=credential.store, changed=changed)

    def error(self, error: BsWizardError) -> None:
        """Write the event that ends a login that failed."""
        self.emit("error", code=error.code, message=error.message, hint=error.hint)


Until = Literal["approval", "code", "answer"]


class CodeTold(Exception):
    """A code was told and is kept, and this run does not wait for its approval: all is well."""


class EventFront(LineFront):
    """Walks the journey on what the command line gave, telling each thing as it happens.

    ``until`` is how long it waits: for the approval; until the code is kept, then it raises
    CodeTold; or for one answer, then it raises NotApprovedYet where nobody has decided.
    """

    def __init__(self, stream: EventStream, work: Work, until: Until = "approval") -> None:
        super().__init__(work)
        self.stream = stream
        self.until = until

    async def show(self, step: Step, draft: Draft) -> Outcome:
        """Go through one step; raises UsageError where the draft lacks the answer."""
        try:
            return await self.go_through(step, draft)
        except asyncio.CancelledError:  # Ctrl+C
            left = Cancelled("Cancelled.", "Nothing was saved. Start again: bs-wizard login")
            raise await check.telling_the_loss(draft, self.work, left) from None
        except SecretRefused as error:
            if pending := self.work.current_login.pending:
                error.hint = resuming.hint_with_resume(error, pending, self.work.today())
            raise
        except BsWizardError as error:
            raise await check.telling_the_loss(draft, self.work, error) from None

    async def prove_store(self) -> Outcome:
        """Prove the store and tell which it is."""
        facts = await unattended.prove_store(self.work)
        self.stream.emit("store", store=facts.store, backend=facts.backend)
        return StoreProved(facts)

    async def resume(self, pending: PendingLogin) -> Outcome:
        """Go on with an interrupted login, and tell its store."""
        resumed = await self.work.resume(pending)
        self.stream.emit("store", store=resumed.facts.store, backend=resumed.facts.backend)
        return resumed

    async def authorise(self, draft: Draft) -> Outcome:
        """Tell the code, and each answer until the approval."""
        if self.until == "code":
            await self._tell_code_alone(draft)
        emit = self.stream.emit
        async for event in self.work.authorise(draft):
            match event:
                case DeviceCode():
                    self._code(draft, event)
                case Polled(Pending(), next_in, left):
                    emit("pending", next_in=round(next_in, 1), left=round(left))
                case Polled(SlowDown(interval), next_in, left):
                    emit(
                        "slow_down", interval=interval, next_in=round(next_in, 1), left=round(left)
                    )
                case Polled(Transient(message), retry_in):
                    emit("network", message=message, retry_in=round(retry_in, 1))
                case Approved():
                    emit("granted")
                    return event
            if self.until == "answer" and isinstance(event, Polled):
                raise self._undecided(event)
        raise AssertionError("polling ends with an approval or an error")

    async def _tell_code_alone(self, draft: Draft) -> NoReturn:
        """Tell a code once it is kept, and what collects its token; raises CodeTold."""
        code = await self.work.ask_for_code(draft)
        if self.work.current_login.pending is None:
            raise StoreUnavailable(
                "The code could not be kept, so that nothing could collect its token.",
                "See what is wrong with: bs-wizard doctor. Or leave --no-wait out.",
            )
        self._code(draft, code, next=resuming.collecting(code.user_code))
        raise CodeTold

    def _undecided(self, polled: Polled) -> BsWizardError:
        pending = self.work.current_login.pending
        code = pending.user_code if pending else ""
        again = f"Ask again: {resuming.collecting(code)}" if pending else "Start again."
        if isinstance(polled.reply, Transient):
            return NetworkError(polled.reply.message, again)
        return NotApprovedYet(f"Nobody has approved the code {code} yet.", again)

    def _code(self, draft: Draft, code: DeviceCode, **more: str) -> None:
        found = addresses(draft.instance, code)
        if found.refused:  # a program would open it without looking
            raise ServerError(
                refusal(draft.instance, found.refused), "Check the instance and its address."
            )
        self.stream.emit(
            "code",
            user_code=code.user_code,
            verification_uri=found.plain,
            verification_uri_complete=found.complete,
            expires_in=code.expires_in,
            interval=code.interval,
            **({"qr_file": str(self.work.qr_output.file)} if self.work.qr_output else {}),
            **more,
        )

    async def name(self, draft: Draft) -> Outcome:
        """Check the token, tell whose it is, and name it as the draft says."""
        emit = self.stream.emit
        who = await check.check_with_retries(
            draft, self.work, lambda why, wait: emit("network", message=why, retry_in=wait)
        )
        named = await unattended.named(draft, who, self.work)
        found = await unattended.differs(draft, named, self.work)
        differs = {"differs": list(found)} if found else {}
        if others := await self.work.sharing(draft):
            differs["same_token_as"] = list(others)
        if who.is_known:
            self._verified(draft, who, differs)
        else:
            message, hint = words.unverified(named.name)
            emit("unverified", message=message, hint=hint, **differs)
        return named

    def _verified(self, draft: Draft, who: Identity, differs: dict[str, list[str]]) -> None:
        self.stream.emit(
            "verified",
            user={"id": who.user_id, "name": who.user_name, "email": who.user_email},
            workgroup=who.workgroup,
            scopes_granted=None if who.scopes is None else list(who.scopes),
            scopes_missing=list(scopes_missing(draft, who)),
            sees=who.sees and who.sees.to_json(),
            **differs,
        )

    async def save(self, draft: Draft) -> Outcome:
        """Save, and tell it."""
        credential = await to_completion(self.work.save(draft), lambda: None)
        self.stream.saved(credential)
        return Saved(credential)

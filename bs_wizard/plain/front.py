"""The front end that talks: every step as sentences and questions."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from bs_wizard.basespace.device_flow import Approved, Slowed, StillPending, Trouble
from bs_wizard.basespace.identity import Identity
from bs_wizard.basespace.replies import DeviceCode
from bs_wizard.errors import BsWizardError, StoreUnavailable, TokenNotAccepted, UsageError
from bs_wizard.plain.questions import ask_app, ask_scopes
from bs_wizard.plain.talk import Talk, WentBack
from bs_wizard.store.model import check_name
from bs_wizard.wizard import unattended, words
from bs_wizard.wizard.addresses import addresses, refusal
from bs_wizard.wizard.draft import Draft
from bs_wizard.wizard.journey import mended_at
from bs_wizard.wizard.requester import Requester
from bs_wizard.wizard.steps import (
    Authorised,
    Back,
    Leave,
    Named,
    Outcome,
    Saved,
    ScopesGiven,
    Step,
    StoreProved,
)
from bs_wizard.wizard.work import Work, scopes_missing

T = TypeVar("T")

LITTLE_LEFT = 60.0
"""Seconds before the end of a code at which it is said once more."""


@dataclass(frozen=True)
class PlainFront:
    """Shows the journey's steps through a conversation."""

    talk: Talk
    work: Work
    requester: Requester

    async def show(self, step: Step, draft: Draft) -> Outcome:
        """Go through one step; with nobody to ask, the draft must hold the answers."""
        try:
            match step:
                case Step.STORE:
                    return await self._store()
                case Step.APP if self.talk.interactive:
                    return await ask_app(self.talk, self.work, self.requester, draft)
                case Step.APP:
                    return await unattended.app(draft, self.work)
                case Step.SCOPES if self.talk.interactive:
                    return ask_scopes(self.talk, draft)
                case Step.SCOPES:
                    return ScopesGiven(draft.scopes)
                case Step.AUTHORISE:
                    return await self._authorise(draft)
                case Step.NAME:
                    return await self._name(draft)
                case Step.SAVE:
                    return await self._save(draft)
        except WentBack:
            return Back()

    async def _store(self) -> Outcome:
        facts = await self._insist(self.work.prove_store, StoreUnavailable)
        self.talk.say(words.store_sentence(facts))
        return StoreProved(facts)

    async def _authorise(self, draft: Draft) -> Outcome:
        try:
            return await self._wait(draft)
        except BsWizardError as error:
            if not self.talk.interactive:
                raise
            return self._after_refusal(error)

    async def _wait(self, draft: Draft) -> Outcome:
        warned = troubled = False
        async for event in self.work.authorise(draft):
            match event:
                case DeviceCode():
                    self._show_code(draft, event)
                case Approved(token, dialect):
                    self.talk.say("Approved.")
                    return Authorised(token, dialect)
                case Trouble(message, retry_in):
                    if not troubled:
                        self.talk.say(
                            f"Network trouble: {message} Your approval is not lost. "
                            f"The next try is in {retry_in:.0f} seconds, and more will follow."
                        )
                    troubled = True
                case Slowed(interval):
                    self.talk.say(f"The server asks for patience: every {interval:.0f} seconds.")
                case StillPending(_, left):
                    if troubled:
                        self.talk.say("The network is back. Still waiting for your approval.")
                    troubled = False
                    if left <= LITTLE_LEFT and not warned:
                        self.talk.say(f"The code expires in {left:.0f} seconds.")
                        warned = True
        raise AssertionError("polling ends with an approval or an error")

    def _show_code(self, draft: Draft, code: DeviceCode) -> None:
        found = addresses(draft.instance, code)
        say = self.talk.say
        say("", "Open this address in a browser, on any device:", "")
        if found.best:
            say(found.best)
        if found.refused:
            say(refusal(draft.instance, found.refused))
        say(
            "",
            f"The page must show this code: {code.user_code}",
            f"That is: {words.spelled(code.user_code)}",
            f"{words.asked_by(self.requester, self.work.today(), words.app_label(draft))}.",
            f"It asks for: {words.scopes_label(draft.scopes)}.",
            words.WORKGROUP_FIRST,
            words.ONLY_YOURS,
            f"Waiting for your approval. The code lasts {words.duration(code.expires_in)} minutes.",
        )

    def _after_refusal(self, error: BsWizardError) -> Outcome:
        self._say_error(error)
        where = mended_at(error)
        question = "Ask for a new code" if where is Step.AUTHORISE else f"Go back to {where.value}"
        return Back(to=where) if self.talk.confirm(question, default=True) else Leave(error)

    async def _name(self, draft: Draft) -> Outcome:
        try:
            identity = await self._insist(lambda: self.work.check(draft), BsWizardError)
        except TokenNotAccepted as error:
            if not self.talk.interactive:
                raise
            return Back(to=Step.APP) if self.talk.confirm("Go back", default=True) else Leave(error)
        self._show_identity(draft, identity)
        settled = Step.NAME in draft.given and (draft.replace or not self.work.is_taken(draft.name))
        if settled or not self.talk.interactive:
            return unattended.named(draft, identity, self.work)
        return self._ask_name(draft, identity)

    def _show_identity(self, draft: Draft, identity: Identity) -> None:
        self.talk.say(
            "",
            f"This token belongs to {words.owner(identity)}.",
            f"Workgroup: {words.workgroup(identity.workgroup)}.",
            f"Instance: {draft.instance.label}, {draft.instance.place}.",
            f"Granted: {words.granted(identity.scopes)}.",
        )
        if lacking := words.missing_sentence(scopes_missing(draft, identity)):
            self.talk.say(lacking)

    def _ask_name(self, draft: Draft, identity: Identity) -> Named:
        proposed = draft.name or self.work.suggest_name(draft, identity)
        while True:
            try:
                name = check_name(self.talk.ask("Name of the credential", proposed))
            except UsageError as error:
                self._say_error(error)
                continue
            taken = self.work.is_taken(name)
            if not taken or self.talk.confirm(f"“{name}” exists. Replace it", default=False):
                break
        description = self.talk.ask("Description (may stay empty)", draft.description)
        return Named(identity, name, description, replace=draft.replace or taken)

    async def _save(self, draft: Draft) -> Outcome:
        credential = await self._insist(lambda: self.work.save(draft), StoreUnavailable)
        title = draft.store.title if draft.store else credential.store
        self.talk.say("", words.saved_sentence(credential, title), "To use it:")
        self.talk.say(*(f"  {what}: {how}" for what, how in words.usage(credential)))
        return Saved(credential)

    async def _insist(self, work: Callable[[], Awaitable[T]], trouble: type[BsWizardError]) -> T:
        """Return what ``work`` returns; on ``trouble`` offer to try again."""
        while True:
            try:
                return await work()
            except trouble as error:
                final = not self.talk.interactive or isinstance(error, TokenNotAccepted)
                if self.talk.interactive:
                    self._say_error(error)
                if final or not self.talk.confirm("Try again", default=True):
                    raise

    def _say_error(self, error: BsWizardError) -> None:
        self.talk.say(error.message)
        if error.hint:
            self.talk.say(error.hint)

"""The Name step in a conversation: whose token it is, and what to call it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from bs_wizard.basespace.identity import NOT_TOLD, Identity
from bs_wizard.errors import NetworkError, ServerError, TokenNotAccepted, UsageError
from bs_wizard.plain.authorise_step import ToTerminal, nowhere
from bs_wizard.plain.prompter import Prompter, keeping
from bs_wizard.plain.revoke_offer import RevokeOffer
from bs_wizard.plain.store_step import with_retry
from bs_wizard.store.index.records import Credential, check_name
from bs_wizard.wizard.actions import check, unattended
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Back, Leave, Named, Outcome, Step
from bs_wizard.wizard.rules.token_differences import differences, scopes_missing
from bs_wizard.wizard.texts import credential_texts, unwanted_token, words

T = TypeVar("T")


class NameStep:
    """Checks the token held and asks for a name; without a person the draft answers.

    ``to_terminal`` is given whose token it is as well, where the conversation goes elsewhere.
    ``heading`` comes first.
    """

    def __init__(
        self,
        prompter: Prompter,
        work: Work,
        to_terminal: ToTerminal = nowhere,
        heading: str = "Step 4 of 4: Name.",
    ) -> None:
        self.prompter = prompter
        self.work = work
        self.to_terminal = to_terminal
        self.heading = heading
        self._revoke_offer = RevokeOffer(prompter, work)

    async def go_through(self, draft: Draft) -> Outcome:
        """Go through the step. Raises TokenNotAccepted with nobody to ask, and what reading does.

        A BaseSpace that cannot be asked and an index that cannot be read cost no token.
        """
        try:
            identity = await self._identity(draft)
        except TokenNotAccepted as error:
            if not self.prompter.interactive:
                raise
            return self._after_refused_token(draft, error)
        if not self.prompter.interactive:
            named = await unattended.named(draft, identity, self.work)
            self._show(draft, identity, named.name)
            self._say_same(await self.work.sharing(draft))
            if differs := await unattended.differs(draft, named, self.work):
                self.prompter.say(
                    unwanted_token.differs_from(named.name), *differs, unwanted_token.REPLACED
                )
            return named
        self._show(draft, identity, draft.name)
        others = await self._with_retry(partial(self.work.sharing, draft))
        self._say_same(others)
        given = Named(identity, draft.name, draft.description, draft.overwrite)
        with keeping(given):
            decided = await self._decided(draft, given)
        return decided or await self._ask_name(draft, identity)

    async def _decided(self, draft: Draft, given: Named) -> Named | Back | None:
        """Return what follows from what was given, or from a no; None if a name is to be asked."""
        is_named = Step.NAME in draft.answered
        known = await self._known_as(draft.name) if is_named else None
        if is_named and draft.overwrite:  # said beforehand, so only a difference is asked about
            agreed = known is None or await self._agreed(draft, given, known)
            return agreed if isinstance(agreed, Back) else given if agreed else None
        if given.identity.is_known and not draft.token_is_users_own:
            question = "Is that right"
            whose = f"This token belongs to {words.owner(given.identity)}."
            # Somebody at the terminal who does not see the question would wait for ever.
            self.to_terminal((whose, f"{question} (yes or no) [yes]:"))
            right = self.prompter.confirm(question, default=True)
            if not right and (rejected := await self._revoke_offer.reject(draft)):
                return rejected
        return given if is_named and known is None else None

    async def _agreed(self, draft: Draft, named: Named, known: Credential) -> bool | Back:
        """Ask what must be asked before ``known`` is replaced."""
        differs = differences(draft, named.identity, known)
        if differs := (*differs, *await self.work.unreached(known)):
            return await self._revoke_offer.nod(draft, named.name, differs)
        question = f"“{named.name}” exists. Replace it"
        return named.overwrite or self.prompter.confirm(question, default=False)

    async def _identity(self, draft: Draft) -> Identity:
        if draft.identity is not None and draft.identity.is_known:
            return draft.identity
        if not self.prompter.interactive:
            return await check.check_with_retries(draft, self.work, self._say_trouble)
        while True:
            try:
                return await self.work.check(draft)
            except TokenNotAccepted as error:
                self.prompter.show_error(error)
                raise
            except (NetworkError, ServerError) as error:
                self.prompter.show_error(error)
                self.prompter.say(words.LOST_IF_LEFT if not draft.token_is_users_own else "")
                way = self.prompter.choose(
                    "What now", ("Try again", words.SAVE_UNVERIFIED, "Leave")
                )
                if way == 2:
                    return draft.with_scopes_told(NOT_TOLD)
                if way == 3:
                    raise

    def _say_trouble(self, why: str, wait: float) -> None:
        self.prompter.say(
            f"Whose token it is could not be asked: {why.rstrip('.')}. "
            f"The next try is in {words.spoken(wait)}. {words.LOST_IF_LEFT}"
        )

    def _after_refused_token(self, draft: Draft, error: TokenNotAccepted) -> Outcome:
        """Lead to where another token comes from: the same one would be refused again."""
        where = Step.APP if draft.token_is_users_own else Step.AUTHORISE
        question = "Give another token" if draft.token_is_users_own else "Ask for a new code"
        return Back(to=where) if self.prompter.confirm(question, default=True) else Leave(error)

    def _show(self, draft: Draft, identity: Identity, name: str) -> None:
        self.prompter.say("", self.heading)
        if not identity.is_known:
            self.prompter.say(*words.unverified(name or "NAME"))
            return
        self.prompter.say(
            f"This token belongs to {words.owner(identity)}.",
            f"Workgroup: {credential_texts.workgroup(identity.workgroup)}.",
            f"Instance: {draft.instance.label}, {draft.instance.place}.",
            *filter(None, [credential_texts.sees_sentence(identity.sees)]),
            *_scopes(draft, identity),
        )
        if lacking := credential_texts.missing_sentence(scopes_missing(draft, identity)):
            self.prompter.say(lacking)

    def _say_same(self, others: tuple[str, ...]) -> None:
        if others:
            self.prompter.say(credential_texts.same_token(others))

    async def _ask_name(self, draft: Draft, identity: Identity) -> Named | Back:
        proposed = draft.name or await self._suggested(draft, identity)
        while True:
            try:
                with keeping(Named(identity, draft.name, draft.description)):
                    name = check_name(self.prompter.ask("Name it", proposed))
            except UsageError as error:
                self.prompter.show_error(error)
                continue
            named = Named(identity, name, draft.description)
            with keeping(named):
                known = await self._known_as(name)
                agreed = known is None or await self._agreed(draft, named, known)
                if isinstance(agreed, Back):
                    return replace(agreed, kept=named)
                if agreed:
                    text = self.prompter.ask("Description (may stay empty)", draft.description)
                    return replace(named, description=text, overwrite=known is not None)

    async def _known_as(self, name: str) -> Credential | None:
        return await self._with_retry(partial(self.work.find, name))

    async def _suggested(self, draft: Draft, identity: Identity) -> str:
        return await self._with_retry(partial(self.work.suggest_name, draft, identity))

    async def _with_retry(self, read: Callable[[], Awaitable[T]]) -> T:
        return await with_retry(self.prompter, read, final=(), besides=words.LOST_IF_LEFT)


def _scopes(draft: Draft, identity: Identity) -> list[str]:
    """Say what was asked for and granted, in one sentence where that is the same."""
    granted = credential_texts.granted(identity.scopes)
    if draft.token_is_users_own:
        return [f"Granted: {granted}."]
    if identity.scopes is not None and set(identity.scopes) == set(draft.scopes):
        return [f"Granted as asked: {granted}."]
    return [f"Asked for: {words.scopes_label(draft.scopes)}.", f"Granted: {granted}."]

"""The Name step in a conversation: whose token it is, and what to call it."""

from dataclasses import dataclass

from bs_wizard.aside import aside
from bs_wizard.basespace.identity import NOT_TOLD, Identity
from bs_wizard.errors import NetworkError, ServerError, TokenNotAccepted, UsageError
from bs_wizard.plain.storing import insist
from bs_wizard.plain.talk import Talk, keeping
from bs_wizard.store.model import check_name
from bs_wizard.wizard import checking, unattended, words
from bs_wizard.wizard.draft import Draft
from bs_wizard.wizard.steps import Back, Leave, Named, Outcome, Step
from bs_wizard.wizard.work import Work, scopes_missing


@dataclass(frozen=True)
class Naming:
    """Checks the token held and asks for a name; without a person the draft answers."""

    talk: Talk
    work: Work

    async def name(self, draft: Draft) -> Outcome:
        """Go through the step. Raises TokenNotAccepted with nobody to ask, and what reading does.

        A BaseSpace that cannot be asked and an index that cannot be read cost no token.
        """
        try:
            identity = await self._identity(draft)
        except TokenNotAccepted as error:
            if not self.talk.interactive:
                raise
            return self._after_refused_token(draft, error)
        if not self.talk.interactive:
            named = unattended.named(draft, identity, self.work)
            self._show(draft, identity, named.name)
            return named
        self._show(draft, identity, draft.name)
        if Step.NAME in draft.given and (draft.replace or not await self._is_taken(draft.name)):
            return unattended.named(draft, identity, self.work)
        if identity.is_known and not draft.has_token:
            with keeping(Named(identity, draft.name, draft.description, draft.replace)):
                right = self.talk.confirm("Is that right", default=True)
            if not right:
                self.talk.say(words.OTHER_WORKGROUP)
                return Back(to=Step.AUTHORISE)
        return await self._ask_name(draft, identity)

    async def _identity(self, draft: Draft) -> Identity:
        if draft.identity is not None and draft.identity.is_known:
            return draft.identity
        if not self.talk.interactive:
            return await checking.patiently(draft, self.work, self._say_trouble)
        while True:
            try:
                return await self.work.check(draft)
            except TokenNotAccepted as error:
                self.talk.complain(error)
                raise
            except (NetworkError, ServerError) as error:
                self.talk.complain(error)
                self.talk.say(words.LOST_IF_LEFT if not draft.has_token else "")
                way = self.talk.choose("What now", ("Try again", words.SAVE_UNVERIFIED, "Leave"))
                if way == 2:
                    return NOT_TOLD
                if way == 3:
                    raise

    def _say_trouble(self, why: str, wait: float) -> None:
        self.talk.say(
            f"Whose token it is could not be asked: {why.rstrip('.')}. "
            f"The next try is in {words.spoken(wait)}. {words.LOST_IF_LEFT}"
        )

    def _after_refused_token(self, draft: Draft, error: TokenNotAccepted) -> Outcome:
        """Lead to where another token comes from: the same one would be refused again."""
        where = Step.APP if draft.has_token else Step.AUTHORISE
        question = "Give another token" if draft.has_token else "Ask for a new code"
        return Back(to=where) if self.talk.confirm(question, default=True) else Leave(error)

    def _show(self, draft: Draft, identity: Identity, name: str) -> None:
        self.talk.say("", "Step 4 of 4: Name.")
        if not identity.is_known:
            self.talk.say(*words.unverified(name or "NAME"))
            return
        self.talk.say(
            f"This token belongs to {words.owner(identity)}.",
            f"Workgroup: {words.workgroup(identity.workgroup)}.",
            f"Instance: {draft.instance.label}, {draft.instance.place}.",
            f"Granted: {words.granted(identity.scopes)}.",
        )
        if lacking := words.missing_sentence(scopes_missing(draft, identity)):
            self.talk.say(lacking)

    async def _ask_name(self, draft: Draft, identity: Identity) -> Named:
        proposed = draft.name or await self._suggested(draft, identity)
        while True:
            try:
                with keeping(Named(identity, draft.name, draft.description)):
                    name = check_name(self.talk.ask("Name of the credential", proposed))
            except UsageError as error:
                self.talk.complain(error)
                continue
            with keeping(Named(identity, name, draft.description)):
                taken = await self._is_taken(name)
                if not taken or self.talk.confirm(f"“{name}” exists. Replace it", default=False):
                    text = self.talk.ask("Description (may stay empty)", draft.description)
                    return Named(identity, name, text, replace=taken)

    async def _is_taken(self, name: str) -> bool:
        read = lambda: aside(lambda: self.work.is_taken(name))  # noqa: E731  (named for the line)
        return await insist(self.talk, read, final=(), besides=words.LOST_IF_LEFT)

    async def _suggested(self, draft: Draft, identity: Identity) -> str:
        read = lambda: aside(lambda: self.work.suggest_name(draft, identity))  # noqa: E731
        return await insist(self.talk, read, final=(), besides=words.LOST_IF_LEFT)

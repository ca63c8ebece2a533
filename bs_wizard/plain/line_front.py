"""What the front ends without a screen have in common: a method for each step."""

from bs_wizard.store.index.pending_login import PendingLogin
from bs_wizard.wizard.actions import unattended
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Outcome, ScopesGiven, Step


class LineFront:
    """Goes through each step by its own method; App and Scopes take what the draft answers."""

    def __init__(self, work: Work) -> None:
        self.work = work

    async def go_through(self, step: Step, draft: Draft) -> Outcome:
        """Return what the method of ``step`` returns."""
        match step:
            case Step.STORE if draft.resuming:
                return await self.resume(draft.resuming)
            case Step.STORE:
                return await self.prove_store()
            case Step.APP:
                return await self.app(draft)
            case Step.SCOPES:
                return self.scopes(draft)
            case Step.AUTHORISE:
                return await self.authorise(draft)
            case Step.NAME:
                return await self.name(draft)
            case Step.SAVE:
                return await self.save(draft)

    async def prove_store(self) -> Outcome:
        """Prove that a token can be kept."""
        raise NotImplementedError

    async def resume(self, pending: PendingLogin) -> Outcome:
        """Go on with an interrupted login."""
        raise NotImplementedError

    async def app(self, draft: Draft) -> Outcome:
        """Get the application; raises UsageError where the draft lacks it."""
        return await unattended.app(draft, self.work)

    def scopes(self, draft: Draft) -> Outcome:
        """Get the scopes."""
        return ScopesGiven(draft.scopes)

    async def authorise(self, draft: Draft) -> Outcome:
        """Get a token approved."""
        raise NotImplementedError

    async def name(self, draft: Draft) -> Outcome:
        """Check the token and name it."""
        raise NotImplementedError

    async def save(self, draft: Draft) -> Outcome:
        """Save the credential."""
        raise NotImplementedError

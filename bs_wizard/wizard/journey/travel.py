"""Which step is next: pure, and the loop that walks them with any front end."""

from dataclasses import replace
from typing import Protocol

from bs_wizard.errors import BsWizardError, Cancelled, ClientRefused, ScopeRefused
from bs_wizard.store.index.records import Credential
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Back, Leave, Outcome, Saved, Step

ORDER = tuple(Step)


class FrontEnd(Protocol):
    """Shows a step and brings back what the person decided."""

    async def show(self, step: Step, draft: Draft) -> Outcome:
        """Show ``step`` with what ``draft`` holds; errors that end the journey are raised."""
        ...


async def travel(front: FrontEnd, draft: Draft) -> Credential:
    """Walk from the store check to a saved credential.

    Raises what the front end raises, the error that was on the screen when the person left, or
    Cancelled.
    """
    step = Step.STORE
    while True:
        outcome = await front.show(step, draft)
        if isinstance(outcome, Leave):
            raise outcome.error or Cancelled()
        if isinstance(outcome, Saved):
            return outcome.credential
        step, draft = after(step, draft, outcome)


def after(step: Step, draft: Draft, outcome: Outcome) -> tuple[Step, Draft]:
    """Return the step that follows ``outcome``, and the draft it starts with."""
    if isinstance(outcome, Back):
        kept = draft if outcome.kept is None else draft.take(outcome.kept)
        if outcome.without_token:
            kept = kept.without_token()
        if step is Step.SAVE:
            kept = replace(kept, overwrite=False)  # that was agreed for the name given, no other
        if step is Step.STORE:
            kept = replace(kept, resuming=None)  # the interrupted login could not be resumed
        return outcome.to or before(step, kept), kept
    taken = draft.take(outcome)
    return _first_needed(ORDER[ORDER.index(step) + 1 :], taken), taken


def before(step: Step, draft: Draft) -> Step:
    """Return the step that Back leads to; from the first steps it leads nowhere."""
    earlier = ORDER[: ORDER.index(step)]
    if draft.token_is_users_own and step is Step.NAME:
        return Step.APP
    if step is Step.NAME:
        return Step.SCOPES  # not to a new code: the approved token is still held
    return earlier[-1] if len(earlier) > 1 else step


def fixed_at(error: BsWizardError) -> Step:
    """Return the step where an error of the Authorise step can be fixed."""
    if isinstance(error, ClientRefused):
        return Step.APP
    return Step.SCOPES if isinstance(error, ScopeRefused) else Step.AUTHORISE


def _first_needed(steps: tuple[Step, ...], draft: Draft) -> Step:
    """Return the first of ``steps`` that has something left to decide."""
    decided = {
        Step.APP: Step.APP in draft.answered,
        Step.SCOPES: draft.token_is_users_own or Step.SCOPES in draft.answered,
        Step.AUTHORISE: draft.token is not None,
    }
    return next(step for step in steps if not decided.get(step, False))

"""Which step follows which outcome, as tables; and a walk that tries every way through."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bs_wizard.basespace.device_flow import Approved
from bs_wizard.basespace.identity import Identity
from bs_wizard.basespace.instances import INSTANCES
from bs_wizard.errors import (
    AccessDenied,
    BsWizardError,
    Cancelled,
    ClientRefused,
    CodeExpired,
    NetworkError,
    ScopeRefused,
    ServerError,
    TimedOut,
)
from bs_wizard.secret import Secret
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import (
    AppGiven,
    Back,
    Leave,
    Named,
    Outcome,
    Saved,
    ScopesGiven,
    Step,
    StoreFacts,
    StoreProved,
    TokenGiven,
)
from bs_wizard.wizard.journey.travel import after, before, fixed_at, travel
from tests.store.examples import a_credential

US, EU = INSTANCES[0], INSTANCES[1]
FACTS = StoreFacts("memory", "memory", "memory")
WHO = Identity("1001", "Amira Haddad", "amira@example.org", "Genomics Core")
TOKEN = Secret("the-approved-token")
APP = AppGiven(US, "client", Secret("client-secret"), "Lab import")
PROVED = StoreProved(FACTS)
SCOPES = ScopesGiven(("READ GLOBAL",))
AUTHORISED = Approved(TOKEN, "sdk")
NAMED = Named(WHO, "lab", "for the lab")
BROUGHT = TokenGiven(US, Secret("a-token-from-the-portal"))


def drafted(*outcomes: Outcome, draft: Draft | None = None) -> Draft:
    """The draft after these outcomes."""
    made = draft or Draft()
    for outcome in outcomes:
        made = made.take(outcome)
    return made


APPROVED = drafted(PROVED, APP, SCOPES, AUTHORISED)
WITH_TOKEN = drafted(PROVED, BROUGHT)


@pytest.mark.parametrize(
    ("step", "outcome", "follows"),
    [
        (Step.STORE, PROVED, Step.APP),
        (Step.APP, APP, Step.SCOPES),
        (Step.APP, BROUGHT, Step.NAME),
        (Step.SCOPES, SCOPES, Step.AUTHORISE),
        (Step.AUTHORISE, AUTHORISED, Step.NAME),
        (Step.NAME, NAMED, Step.SAVE),
        (Step.STORE, Back(), Step.STORE),
        (Step.APP, Back(), Step.APP),
        (Step.SCOPES, Back(), Step.APP),
        (Step.AUTHORISE, Back(), Step.SCOPES),
        (Step.NAME, Back(), Step.SCOPES),
        (Step.SAVE, Back(), Step.NAME),
        (Step.AUTHORISE, Back(to=Step.APP), Step.APP),
        (Step.AUTHORISE, Back(to=Step.AUTHORISE), Step.AUTHORISE),
        (Step.NAME, Back(to=Step.AUTHORISE), Step.AUTHORISE),
    ],
)
def test_what_follows_on_an_empty_draft(step: Step, outcome: Outcome, follows: Step) -> None:
    assert after(step, Draft(), outcome)[0] is follows


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (PROVED, Draft(store=FACTS)),
        (
            APP,
            Draft(
                instance=US,
                client_id="client",
                client_secret=Secret("client-secret"),
                app_name="Lab import",
            ),
        ),
        (BROUGHT, Draft(token=BROUGHT.token, token_is_users_own=True)),
        (ScopesGiven(("AUDIT USER",)), Draft(scopes=("AUDIT USER",))),
        (AUTHORISED, Draft(token=TOKEN, dialect="sdk")),
        (NAMED, Draft(identity=WHO, name="lab", description="for the lab")),
        (Named(WHO, "lab", "", overwrite=True), Draft(identity=WHO, name="lab", overwrite=True)),
        (Saved(a_credential()), Draft()),
        (Leave(), Draft()),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_each_outcome_leaves_in_the_draft(outcome: Outcome, expected: Draft) -> None:
    assert Draft().take(outcome) == expected


@pytest.mark.parametrize(
    ("step", "kept", "follows"),
    [
        (Step.APP, AppGiven(EU, "typed", Secret(""), ""), Step.APP),
        (Step.SCOPES, ScopesGiven(("AUDIT USER",)), Step.APP),
        (Step.NAME, Named(WHO, "typed", "words"), Step.SCOPES),
    ],
)
def test_back_keeps_what_was_typed(
    step: Step, kept: AppGiven | ScopesGiven | Named, follows: Step
) -> None:
    came_to, draft = after(step, APPROVED, Back(kept))
    assert came_to is follows
    assert draft == APPROVED.take(kept)


def test_back_without_words_changes_nothing() -> None:
    for step in (Step.SCOPES, Step.AUTHORISE, Step.NAME):
        assert after(step, APPROVED, Back())[1] == APPROVED


def test_an_approved_token_is_kept_on_the_way_back_and_forth() -> None:
    step, draft = after(Step.NAME, APPROVED, Back())
    step, draft = after(step, draft, Back())
    assert step is Step.APP
    step, draft = after(step, draft, APP)
    assert step is Step.SCOPES
    step, draft = after(step, draft, SCOPES)
    assert step is Step.NAME
    assert draft == APPROVED


@pytest.mark.parametrize(
    ("step", "outcome"),
    [
        (Step.SCOPES, ScopesGiven(("READ GLOBAL", "CREATE GLOBAL"))),
        (Step.SCOPES, ScopesGiven(())),
        (Step.APP, replace(APP, client_id="another")),
        (Step.APP, replace(APP, client_secret=Secret("another"))),
        (Step.APP, replace(APP, instance=EU)),
    ],
)
def test_another_request_drops_the_approved_token(step: Step, outcome: Outcome) -> None:
    _, draft = after(step, APPROVED.take(NAMED), outcome)
    assert (draft.token, draft.dialect, draft.identity) == (None, None, None)
    assert draft.name == "lab"


def test_the_applications_name_alone_drops_nothing() -> None:
    _, draft = after(Step.APP, APPROVED, replace(APP, app_name="renamed"))
    assert draft.token == TOKEN


def test_a_token_brought_passes_over_scopes_and_authorise_both_ways() -> None:
    step, draft = after(Step.APP, Draft(), BROUGHT)
    assert step is Step.NAME
    assert after(step, draft, Back())[0] is Step.APP


def test_an_application_in_the_place_of_a_token_brought_needs_an_approval() -> None:
    step, draft = after(Step.APP, drafted(APP, BROUGHT), APP)
    assert (step, draft.token, draft.token_is_users_own) == (Step.SCOPES, None, False)
    assert after(step, draft, SCOPES)[0] is Step.AUTHORISE


@pytest.mark.parametrize(
    ("again", "identity"),
    [
        (BROUGHT, WHO),
        (TokenGiven(US, Secret("another")), None),
        (TokenGiven(EU, BROUGHT.token), None),
    ],
)
def test_another_token_is_checked_anew(again: TokenGiven, identity: Identity | None) -> None:
    assert drafted(BROUGHT, NAMED, again).identity == identity


def test_a_new_approval_is_checked_anew() -> None:
    assert APPROVED.take(NAMED).take(AUTHORISED).identity is None


@pytest.mark.parametrize(
    ("given", "first"),
    [
        (set(), Step.APP),
        ({Step.APP}, Step.SCOPES),
        ({Step.SCOPES}, Step.APP),
        ({Step.APP, Step.SCOPES}, Step.AUTHORISE),
        ({Step.APP, Step.SCOPES, Step.NAME}, Step.AUTHORISE),
    ],
)
def test_steps_answered_on_the_command_line_are_passed_over(given: set[Step], first: Step) -> None:
    draft = Draft(answered=frozenset(given))
    assert after(Step.STORE, draft, PROVED)[0] is first


def test_a_token_given_on_the_command_line_leads_to_its_check() -> None:
    draft = Draft(token=TOKEN, token_is_users_own=True, answered=frozenset({Step.APP}))
    assert after(Step.STORE, draft, PROVED)[0] is Step.NAME


def test_back_still_reaches_a_step_that_was_passed_over() -> None:
    draft = replace(APPROVED, answered=frozenset({Step.APP, Step.SCOPES}))
    assert before(Step.AUTHORISE, draft) is Step.SCOPES
    assert before(Step.SCOPES, draft) is Step.APP


def test_leave_to_replace_holds_for_the_name_it_was_given_for() -> None:
    draft = APPROVED.take(replace(NAMED, overwrite=True))
    step, draft = after(Step.SAVE, draft, Back())
    assert (step, draft.overwrite) == (Step.NAME, False)


@pytest.mark.parametrize(
    ("error", "step"),
    [
        (ClientRefused(""), Step.APP),
        (ScopeRefused(""), Step.SCOPES),
        (AccessDenied(""), Step.AUTHORISE),
        (CodeExpired(""), Step.AUTHORISE),
        (TimedOut(""), Step.AUTHORISE),
        (NetworkError(""), Step.AUTHORISE),
        (ServerError(""), Step.AUTHORISE),
    ],
    ids=lambda value: type(value).__name__,
)
def test_where_a_refusal_is_mended(error: BsWizardError, step: Step) -> None:
    assert fixed_at(error) is step


class Script:
    """A front end that answers from a list, and notes which steps it was shown."""

    def __init__(self, *outcomes: Outcome) -> None:
        self._outcomes = iter(outcomes)
        self.steps: list[Step] = []
        self.drafts: list[Draft] = []

    async def show(self, step: Step, draft: Draft) -> Outcome:
        self.steps.append(step)
        self.drafts.append(draft)
        return next(self._outcomes)


async def test_a_journey_ends_with_the_credential_saved() -> None:
    script = Script(PROVED, APP, SCOPES, AUTHORISED, NAMED, Saved(a_credential()))
    assert await travel(script, Draft()) == a_credential()
    assert script.steps == list(Step)
    assert script.drafts[-1] == APPROVED.take(NAMED)


async def test_leaving_is_cancelling() -> None:
    with pytest.raises(Cancelled):
        await travel(Script(PROVED, Leave()), Draft())


async def test_leaving_an_error_ends_with_it() -> None:
    denied = AccessDenied("No.")
    with pytest.raises(AccessDenied) as caught:
        await travel(Script(PROVED, APP, SCOPES, Leave(denied)), Draft())
    assert caught.value is denied


# A walk by chance: at each step any outcome that a front end could bring back from it.

secrets = st.sampled_from(["one", "two"]).map(Secret)
places = st.sampled_from([US, EU])
apps = st.builds(AppGiven, places, st.sampled_from(["client", "another"]), secrets)
brought = st.builds(TokenGiven, places, secrets)
asked = st.builds(ScopesGiven, st.sampled_from([("READ GLOBAL",), ("BROWSE GLOBAL",), ()]))
approvals = st.builds(Approved, secrets, st.just("sdk"))
names = st.builds(Named, st.just(WHO), st.sampled_from(["lab", "home"]), st.just(""), st.booleans())
CAN_BRING: dict[Step, st.SearchStrategy[Outcome]] = {
    Step.STORE: st.just(PROVED) | st.just(Back()),
    Step.APP: apps | brought | st.builds(Back, st.none() | apps),
    Step.SCOPES: asked | st.builds(Back, st.none() | asked),
    Step.AUTHORISE: approvals
    | st.builds(Back, st.none(), st.sampled_from([None, Step.APP, Step.SCOPES, Step.AUTHORISE])),
    Step.NAME: names
    | st.builds(Back, st.none() | names, st.sampled_from([None, Step.APP, Step.AUTHORISE])),
    Step.SAVE: st.just(Back()),
}


@given(st.data(), st.frozensets(st.sampled_from([Step.APP, Step.SCOPES, Step.NAME])))
def test_nothing_is_saved_before_it_is_proved_approved_and_checked(
    data: st.DataObject, given: frozenset[Step]
) -> None:
    step, draft = Step.STORE, Draft(answered=given)
    approved_for: tuple[object, ...] | None = None
    for _ in range(data.draw(st.integers(1, 25))):
        outcome = data.draw(CAN_BRING[step])
        if isinstance(outcome, Approved):
            approved_for = (draft.instance, draft.client_id, draft.client_secret, draft.scopes)
        step, draft = after(step, draft, outcome)
        if draft.token and not draft.token_is_users_own:
            now = (draft.instance, draft.client_id, draft.client_secret, draft.scopes)
            assert now == approved_for, "a token is held for what it was approved for, only"
        if step is not Step.STORE:
            assert draft.store is not None
        if step in {Step.NAME, Step.SAVE}:
            assert draft.token is not None
        if step is Step.SAVE:
            assert draft.identity is not None
            assert draft.name

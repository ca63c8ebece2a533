"""What a person meets in plain mode, each as one conversation on 80 columns."""

from collections.abc import Awaitable, Callable

import pytest

from bs_wizard.basespace.instances import DEFAULT
from bs_wizard.care.credential_actions import CredentialActions
from bs_wizard.plain.care_menu import CareMenu
from bs_wizard.secret import Secret
from bs_wizard.simulator import Simulator
from bs_wizard.store.index.records import User
from bs_wizard.wizard.actions.opening import offer_resume
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Step, StoreProved
from tests.store.examples import AT, a_credential
from tests.support.desk import Desk
from tests.support.person import Conversation, Says

COLUMNS = 80

Scene = Callable[[pytest.MonkeyPatch, Desk], Awaitable[str]]


def talk(monkeypatch: pytest.MonkeyPatch, here: Desk, *says: Says) -> Conversation:
    return Conversation(monkeypatch, here, *says, columns=COLUMNS)


def new_app(here: Desk) -> tuple[Says, ...]:
    return (
        ("Which application", "1"),
        ("Instance", ""),
        ("Address", ""),
        ("Client Key", here.sim.client_id),
        ("Client Secret", here.sim.client_secret),
    )


async def first_login(monkeypatch: pytest.MonkeyPatch, here: Desk) -> str:
    """From nothing, with a mistake in the Client Key and one project only."""
    says = talk(
        monkeypatch,
        here,
        *new_app(here)[:3],
        ("Client Key", "https://developer.basespace.illumina.com/dashboard"),
        *new_app(here)[3:],
        ("What do you want", "3"),
        ("Only for one project", "3001"),
        ("Is that right", ""),
        ("Name", "lab"),
        ("Description", "Run folders of the core facility"),
    )
    await says.run()
    return says.said


async def second_start(monkeypatch: pytest.MonkeyPatch, here: Desk) -> str:
    """Two credentials: one is verified, then renamed; the other is removed."""
    token = Secret(here.sim.owner_token)
    known = a_credential(
        name="lab", api_server=here.sim.api_server, fingerprint=token.fingerprint, created_at=AT
    )
    here.credentials.save(known, token)
    ada = User("1001", "Ada Example", "ada@lab.example")
    other = a_credential(name="old-lab", user=ada, workgroup=None, api_server=DEFAULT.api_server)
    here.credentials.save(other, Secret("another"))
    says = talk(
        monkeypatch,
        here,
        ("Which one", ""),
        ("What to do", "verify"),
        ("Which one", "lab"),
        ("What to do", "rename"),
        ("New name", "the lab"),
        ("New name", "core-lab"),
        ("Which one", "old-lab"),
        ("What to do", "remove"),
        ("How should", "remove"),
        ("Which one", "core-lab"),
        ("What to do", ""),
        ("For what", ""),
        ("Which one", ""),
    )
    actions = CredentialActions(here.credentials, here.work.today, here.work.make_client)
    await CareMenu(says.front.prompter, actions).run()
    assert says.person.all_said()
    return says.said


async def resumed(monkeypatch: pytest.MonkeyPatch, here: Desk) -> str:
    """A login that was interrupted while its code waited is resumed."""
    draft = here.whole_draft(
        name="", answered=frozenset({Step.APP, Step.SCOPES}), app_name="Lab import"
    )
    begun = draft.take(StoreProved(await here.work.prove_store()))
    async for _ in here.work.authorise(begun):
        if here.work.current_login.pending:
            break
    here.cut()
    says = talk(
        monkeypatch,
        here,
        ("What now", "resume"),
        ("Is that right", ""),
        ("Name", "lab"),
        ("Description", ""),
    )
    await says.run(await offer_resume(says.front, here.work, Draft()))
    return says.said


async def denied(monkeypatch: pytest.MonkeyPatch, here: Desk) -> str:
    """The first code is denied, the second approved a while later."""

    def decide(sim: Simulator) -> None:
        if not here.sim._world.latest_pending():
            return
        codes = sum(one.path.endswith("deviceauthorization") for one in sim.requests)
        if codes == 1 and len(sim.polls) == 2:
            sim.deny()
        elif codes == 2 and len(sim.polls) == 4:
            says.prompter.types("log")
        elif codes == 2 and here.clock.monotonic > 45:
            sim.approve(workgroup="Genomics Core")

    here.clock.on_sleep = lambda: decide(here.sim)
    says = talk(
        monkeypatch,
        here,
        *new_app(here),
        ("What do you want", ""),
        ("Only for one project", ""),
        ("Ask for a new code", "help"),
        ("Ask for a new code", ""),
        ("Is that right", ""),
        ("Name", "lab"),
        ("Description", ""),
    )
    await says.run()
    return says.said


SCENES: dict[str, tuple[Scene, float | None]] = {
    "A first login": (first_login, 3),
    "A second start": (second_start, 3),
    "A login that was interrupted": (resumed, 30),
    "A code that was denied": (denied, None),
}
"""By title: the scene, and after how many seconds the simulator approves by itself."""

"""Whole journeys of somebody who answers questions, right and wrong."""

from dataclasses import replace
from pathlib import Path

import pytest

from bs_wizard.basespace.instances import INSTANCES
from bs_wizard.basespace.scopes import PRESETS
from bs_wizard.errors import (
    BsWizardError,
    Cancelled,
    NetworkError,
    StoreUnavailable,
    TokenNotAccepted,
)
from bs_wizard.secret import Secret
from bs_wizard.simulator import Simulator
from bs_wizard.store.index.records import Credential
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Step
from bs_wizard.wizard.texts import while_waiting, words
from tests.store.examples import a_credential, an_application
from tests.support.desk import Desk, desk
from tests.support.hostile import is_harmless
from tests.support.person import GONE, Conversation, Says

OTHER = str(len(INSTANCES) + 1)
"""The answer that stands after the known instances: an address to be typed."""
OWN_LIST = str(len(PRESETS) + 1)
ALL_OF_BS = str([each.name for each in PRESETS].index("bs") + 1)

NEW_APP: tuple[Says, ...] = (("Which application", "1"), ("Instance", ""), ("Address", ""))
READ: tuple[Says, ...] = (("What do you want", "1"), ("Only for one project", ""))
RIGHT: Says = ("Is that right", "")
NAMED: tuple[Says, ...] = (RIGHT, ("Name", "lab"), ("Description", ""))


def app(here: Desk) -> tuple[Says, ...]:
    return (("Client Key", here.sim.client_id), ("Client Secret", here.sim.client_secret))


def whole(here: Desk) -> tuple[Says, ...]:
    return (*NEW_APP, *app(here), *READ, *NAMED)


async def test_a_new_application(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with desk(tmp_path) as here:
        talk = Conversation(monkeypatch, here, *whole(here))
        saved = await talk.run()
        assert talk.person.all_said()
        assert here.index.read().credentials == (saved,)
        assert saved.scopes_granted == ("READ GLOBAL",)
        assert is_harmless(talk.said.replace("\n", ""))


async def test_an_application_used_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with desk(tmp_path) as here:
        await Conversation(monkeypatch, here, *whole(here)).run()
        again = Conversation(
            monkeypatch,
            here,
            ("Which application", "1"),
            *READ,
            RIGHT,
            ("Name", "second"),
            ("Description", ""),
        )
        assert (await again.run()).client_id == here.sim.client_id
        assert "1. Lab import on 127.0.0.1" in again.said
        assert "application “Lab import”" in again.said


async def test_the_secret_of_an_application_that_the_store_lost_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        server, key = here.sim.api_server, here.sim.client_id
        known = an_application(client_id=key, api_server=server, name="Lab import")
        here.credentials.save(a_credential(name="old"), Secret("a-token"), application=known)
        talk = Conversation(
            monkeypatch,
            here,
            ("Which application", "1"),
            ("Client Secret of Lab import", ""),
            ("Which application", "1"),
            ("Client Secret of Lab import", here.sim.client_secret),
            *READ,
            *NAMED,
        )
        assert (await talk.run()).name == "lab"
        assert here.vault.held["lab"] in here.sim.tokens


async def test_a_store_that_will_not_give_a_secret_leaves_the_other_ways(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        await Conversation(monkeypatch, here, *whole(here)).run()

        def locked(key: str) -> Secret:
            raise StoreUnavailable("The keyring is locked.", "Unlock it.")

        monkeypatch.setattr(here.vault, "get", locked)
        talk = Conversation(
            monkeypatch, here, ("Which application", "1"), ("Which application", "quit")
        )
        with pytest.raises(Cancelled):
            await talk.run()
        assert "The keyring is locked. Unlock it." in talk.said


async def test_a_token_instead(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with desk(tmp_path) as here:
        talk = Conversation(
            monkeypatch,
            here,
            ("Which application", "2"),
            ("Instance", ""),
            ("Address", ""),
            ("Access Token", ""),
            ("Access Token", here.sim.owner_token),
            ("Name", ""),
            ("Description", "the owner's own"),
        )
        saved = await talk.run()
        assert (saved.name, saved.description) == ("amira-haddad", "the owner's own")
        assert here.vault.held == {"amira-haddad": here.sim.owner_token}
        assert here.sim.polls == []


async def test_a_token_that_is_not_accepted_can_be_given_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    token: tuple[Says, ...] = (
        ("Which application", "2"),
        ("Instance", ""),
        ("Address", ""),
    )
    with desk(tmp_path) as here:
        talk = Conversation(
            monkeypatch,
            here,
            *token,
            ("Access Token", "0123456789abcdef" * 2),
            ("Give another token", ""),
            *token,
            ("Access Token", here.sim.owner_token),
            ("Name", ""),
            ("Description", ""),
        )
        await talk.run()
        assert talk.said.count("does not accept this token") == 1
        gives_up = Conversation(
            monkeypatch,
            here,
            *token,
            ("Access Token", "0123456789abcdef" * 2),
            ("Give another token", "no"),
        )
        with pytest.raises(TokenNotAccepted):
            await gives_up.run()


async def test_an_approved_token_that_is_not_accepted_leads_to_a_new_code(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, approve_after=0) as here:
        seen: list[Draft] = []
        talk = Conversation(monkeypatch, here, ("Ask for a new code", ""), *NAMED)

        async def refused_once(draft: Draft) -> object:
            seen.append(draft)
            if len(seen) == 1:
                here.sim._world.tokens.clear()  # revoked elsewhere just now
            return await check(draft)

        check = here.work.check
        monkeypatch.setattr(type(here.work), "check", lambda self, draft: refused_once(draft))
        await talk.run(here.whole_draft(answered=frozenset({Step.APP, Step.SCOPES}), name=""))
        assert len(here.sim.polls) == 2
        assert seen[0].token != seen[1].token


BACKS: dict[str, tuple[Says, ...]] = {
    "application": (("Which application", "back"),),
    "instance": (("Which application", "1"), ("Instance", "back")),
    "instance of a token": (("Which application", "2"), ("Instance", "Back")),
    "address": (("Which application", "1"), ("Instance", ""), ("Address", " BACK ")),
    "token": (("Which application", "2"), ("Instance", "1"), ("Access Token", "back")),
    "client key": (*NEW_APP, ("Client Key", "back")),
    "client secret": (*NEW_APP, ("Client Key", "typo"), ("Client Secret", "back")),
}


@pytest.mark.parametrize("says", BACKS.values(), ids=BACKS)
async def test_back_in_the_first_step_begins_it_again(
    says: tuple[Says, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        talk = Conversation(monkeypatch, here, *says, *whole(here))
        await talk.run()
        assert talk.said.count("Step 1 of 4") == 2


async def test_back_at_the_secret_keeps_instance_and_client_key(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        talk = Conversation(
            monkeypatch,
            here,
            ("Which application", "1"),
            ("Instance [1]", OTHER),
            ("Address of the API server: ", here.sim.api_server),
            ("Client Key: ", here.sim.client_id),
            ("Client Secret (", "back"),
            ("Which application", "1"),
            (f"Instance [{OTHER}]", ""),
            (f"Address of the API server [{here.sim.api_server}]", ""),
            (f"Client Key [{here.sim.client_id}]", ""),
            ("Client Secret (", here.sim.client_secret),
            *READ,
            *NAMED,
        )
        await talk.run(Draft())
        assert talk.person.all_said()


async def test_back_from_every_later_question(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        known: tuple[Says, ...] = (
            *NEW_APP,
            (f"Client Key [{here.sim.client_id}]", ""),
            ("Enter for the one given before", ""),
        )
        talk = Conversation(
            monkeypatch,
            here,
            *NEW_APP,
            *app(here),
            ("What do you want to do [1]", "back"),
            *known,
            ("What do you want to do [1]", "3"),
            ("Only for one project", "back"),
            *known,
            ("What do you want to do [3]", "1"),
            ("Only for one project", ""),
            ("Is that right", "back"),
            ("What do you want to do [1]", ""),
            ("Only for one project", ""),
            RIGHT,
            ("Name it [amira-haddad]", "back"),
            ("What do you want to do [1]", ""),
            ("Only for one project", ""),
            RIGHT,
            ("Name it [amira-haddad]", "lab"),
            ("Description", "back"),
            ("What do you want to do [1]", ""),
            ("Only for one project", ""),
            RIGHT,
            ("Name it [lab]", ""),
            ("Description", ""),
        )
        await talk.run()
        assert talk.person.all_said()
        codes = [one for one in here.sim.requests if one.path.endswith("deviceauthorization")]
        assert len(codes) == 1, "the approved token was held on every way back"
        asked = [one for one in here.sim.requests if one.path == "/v1pre3/users/current"]
        assert len(asked) == 1, "and checked once"


async def test_wrong_answers_are_asked_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        talk = Conversation(
            monkeypatch,
            here,
            *(("Which application", wrong) for wrong in ("0", "3", "one", "-1", "²", "1.")),
            ("Which application", "1"),
            ("Instance", OTHER),
            ("Address", "not an address"),
            ("Address", "http://plain.example"),
            ("Address", here.sim.api_server),
            ("Client Key", ""),
            ("Client Key", here.sim.client_id),
            ("Client Secret", " "),
            ("Client Secret", here.sim.client_secret),
            ("What do you want", OWN_LIST),
            ("Scopes, with commas", "READGLOBAL"),
            ("Scopes, with commas", "READ GLOBAL CREATE GLOBAL"),
            ("Scopes, with commas", "read global, browse  global"),
            ("Is that right", "perhaps"),
            RIGHT,
            ("Name", "no spaces please"),
            ("Name", "-lab"),
            ("Name", "lab"),
            ("Description", ""),
        )
        saved = await talk.run()
        assert saved.scopes_requested == ("READ GLOBAL", "BROWSE GLOBAL")
        assert talk.said.count("Please type a number from 1 to 2, or the first word of one.") == 6
        assert talk.said.count("Please type yes or no.") == 1
        assert "Put commas between scopes" in talk.said
        assert "sends secrets in clear" in talk.said


async def test_what_is_pasted_into_the_wrong_place_is_told_before_a_server_is_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = "https://developer.basespace.illumina.com/apps/1"
    with desk(tmp_path) as here:
        key, secret = app(here)
        talk = Conversation(
            monkeypatch,
            here,
            *NEW_APP,
            ("Client Key", page),
            key,
            ("Client Secret", page),
            ("Client Secret", here.sim.client_id),
            key,
            ("Client Secret", f"client_secret={here.sim.client_secret}"),
            *READ,
            *NAMED,
        )
        await talk.run()
        assert talk.person.all_said()
        assert talk.said.count("That is the address of a page, not a Client Key.") == 1
        assert talk.said.count("That is the address of a page, not a Client Secret.") == 1
        assert talk.said.count("The Client Key and the Client Secret are the same.") == 1
        assert secret[1] in here.vault.held.values()


async def test_a_token_is_found_in_the_line_it_was_pasted_with(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        talk = Conversation(
            monkeypatch,
            here,
            ("Which application", "2"),
            ("Instance", ""),
            ("Address", ""),
            ("Access Token", "two words"),
            ("Access Token", f"export BASESPACE_ACCESS_TOKEN={here.sim.owner_token}"),
            ("Name", "lab"),
            ("Description", ""),
        )
        await talk.run()
        assert here.vault.held == {"lab": here.sim.owner_token}


async def test_narrowing_is_asked_until_it_is_a_number(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        talk = Conversation(
            monkeypatch,
            here,
            *NEW_APP,
            *app(here),
            ("What do you want", "1"),
            ("Only for one project", "Exome pilot"),
            ("Only for one project", "run 4001"),
            *NAMED,
        )
        saved = await talk.run()
        assert saved.scopes_requested == ("READ RUN 4001",)


async def test_a_dangerous_choice_is_pointed_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        dangerous: tuple[Says, ...] = (
            ("What do you want", ALL_OF_BS),
            ("Only for one project", ""),
        )
        talk = Conversation(monkeypatch, here, *NEW_APP, *app(here), *dangerous, *NAMED)
        await talk.run()
        assert "This lets programs change or delete your data." in talk.said


def pending(here: Desk) -> bool:
    return here.sim._world.latest_pending() is not None


async def test_a_wrong_secret_is_typed_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        talk = Conversation(
            monkeypatch,
            here,
            *NEW_APP,
            ("Client Key", here.sim.client_id),
            ("Client Secret", "a-wrong-secret"),
            *READ,
            ("Client Secret", " "),
            ("Client Secret", "log"),
            ("Client Secret", "another-wrong-one"),
            ("Client Secret", here.sim.client_secret),
            *NAMED,
        )
        assert (await talk.run()).name == "lab"
        assert talk.said.count(while_waiting.SECRET_AGAIN) == 2
        assert talk.said.count("The page must show this code") == 1
        assert len(here.sim.user_codes) == 1


async def test_a_client_key_that_is_not_known_leads_back_to_the_application(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        talk = Conversation(
            monkeypatch,
            here,
            *NEW_APP,
            ("Client Key", "f" * 32),
            ("Client Secret", here.sim.client_secret),
            *READ,
            ("Go back to App", ""),
            *NEW_APP,
            ("Client Key", here.sim.client_id),
            ("Client Secret", here.sim.client_secret),
            *READ,
            *NAMED,
        )
        assert (await talk.run()).name == "lab"


async def test_a_refused_scope_leads_back_to_the_scopes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        talk = Conversation(
            monkeypatch,
            here,
            *NEW_APP,
            *app(here),
            ("What do you want", OWN_LIST),
            ("Scopes, with commas", "FLY GLOBAL"),
            ("Go back to Scopes", ""),
            *READ,
            *NAMED,
        )
        assert (await talk.run()).scopes_granted == ("READ GLOBAL",)


async def test_the_wrong_workgroup_leads_to_a_new_code(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def decide(sim: Simulator) -> None:
        codes = sum(one.path.endswith("deviceauthorization") for one in sim.requests)
        sim.approve(workgroup="Genomics Core" if codes == 2 else "R&D Sequencing")

    with desk(tmp_path, approve_after=None) as here:
        here.clock.on_sleep = lambda: decide(here.sim) if pending(here) else None
        talk = Conversation(
            monkeypatch,
            here,
            *NEW_APP,
            *app(here),
            *READ,
            ("Is that right", "no"),
            ("What now", "2"),
            RIGHT,
            ("Name", ""),
            ("Description", ""),
        )
        saved = await talk.run()
        assert (saved.workgroup, saved.name) == ("Genomics Core", "genomics-core")
        assert words.OTHER_WORKGROUP in talk.said


async def test_a_name_taken_is_replaced_or_another_is_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        first = await Conversation(monkeypatch, here, *whole(here)).run()
        used: tuple[Says, ...] = (("Which application", "1"), *READ, RIGHT)
        other = Conversation(
            monkeypatch,
            here,
            *used,
            ("Name", "LAB"),
            ("“LAB” exists. Replace it (yes or no) [no]", ""),
            ("Name", "lab-2"),
            ("Description", ""),
        )
        assert (await other.run()).name == "lab-2"
        replaced = Conversation(
            monkeypatch,
            here,
            *used,
            ("Name", "lab"),
            ("Replace it", "yes"),
            ("Description", "anew"),
        )
        assert (await replaced.run()).description == "anew"
        names = [one.name for one in here.index.read().credentials]
        assert names == ["lab", "lab-2"]
        assert here.index.read().credentials[0].fingerprint != first.fingerprint


async def test_a_name_given_before_is_not_asked_for_unless_it_is_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        assert (await Conversation(monkeypatch, here).run(here.whole_draft())).name == "lab"
        replaced = Conversation(monkeypatch, here)
        assert (await replaced.run(here.whole_draft(overwrite=True))).name == "lab"
        taken = Conversation(monkeypatch, here, RIGHT, ("Name it [lab]", "b"), ("Description", ""))
        assert (await taken.run(here.whole_draft())).name == "b"


async def test_a_name_that_another_program_took_meanwhile_costs_no_token(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        here.credentials.save(a_credential(name="lab"), Secret("anothers"))
        talk = Conversation(monkeypatch, here, RIGHT, ("Name it [lab]", "b"), ("Description", ""))
        find, not_seen_yet = here.work.find, [True]

        async def seen(name: str) -> Credential | None:
            return None if not_seen_yet and not_seen_yet.pop() else await find(name)

        monkeypatch.setattr(here.work, "find", seen)
        assert (await talk.run(here.whole_draft())).name == "b"
        assert here.vault.held["lab"] == "anothers"
        assert words.LOST_IF_LEFT in talk.said
        codes = [one for one in here.sim.requests if one.path.endswith("deviceauthorization")]
        assert len(codes) == 1


TROUBLE = [
    ("server-error", "Network trouble: the server answered 500. Your approval is not lost"),
    ("empty", "Network trouble: an empty answer (200), perhaps from a proxy or a sign-in page. "),
    ("drop", "Network trouble: 127.0.0.1 closed the connection without an answer. Your"),
]


@pytest.mark.parametrize(("scenario", "sentence"), TROUBLE)
async def test_trouble_is_said_once_and_so_is_its_end(
    scenario: str, sentence: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, scenario=scenario, approve_after=60) as here:
        talk = Conversation(monkeypatch, here)
        await talk.run(here.whole_draft())
        assert sentence in talk.said
        assert talk.said.count("Network trouble") == 1
        assert talk.said.count("The network is back.") == 1
        assert talk.said.index("Network trouble") < talk.said.index("The network is back.")


async def test_the_servers_patience_and_the_codes_end_are_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, scenario="slow-down", approve_after=100, expires_in=120) as here:
        talk = Conversation(monkeypatch, here)
        await talk.run(here.whole_draft())
        assert "checking every 8.4 seconds." in talk.said
        assert "checking every 15.4 seconds." in talk.said
        assert "The code is valid for 2 minutes." in talk.said
        assert "Type new for another." in talk.said


async def test_an_address_on_anothers_host_is_refused_and_no_other_is_offered(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, scenario="foreign-address") as here:
        talk = Conversation(monkeypatch, here)
        await talk.run(here.whole_draft())
        assert "https://evil.example/oauth/device, which is not on 127.0.0.1" in talk.said
        assert "Open this address" not in talk.said


async def test_a_store_that_fails_can_be_tried_again_at_both_ends(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        here.vault.locked = 1
        say = Conversation(monkeypatch, here, ("What now", "1"), ("What now", "1"))

        def fail_once_more() -> None:
            here.vault.locked = 1

        here.clock.on_sleep = fail_once_more
        await say.run(here.whole_draft())
        assert say.said.count("The keyring is locked.\nUnlock it.\n") == 2
        assert words.LOST_IF_LEFT in say.said
        assert "lab" in here.vault.held


async def test_a_store_that_keeps_failing_ends_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        here.vault.locked = 9
        talk = Conversation(monkeypatch, here, ("What now", "1"), ("What now", "2"))
        with pytest.raises(StoreUnavailable):
            await talk.run(here.whole_draft())
        assert here.sim.requests == []


async def test_no_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with desk(tmp_path, scenario="down") as here:
        talk = Conversation(monkeypatch, here, ("Ask for a new code", "no"))
        with pytest.raises(NetworkError):
            await talk.run(here.whole_draft())


@pytest.mark.parametrize("end", ["quit", "QUIT ", GONE])
async def test_quit_at_every_question(
    end: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        answers = whole(here)
        for number, (question, _) in enumerate(answers):
            last = ((question, end),) if end != GONE else ()
            talk = Conversation(monkeypatch, here, *answers[:number], *last)
            with pytest.raises(Cancelled):
                await talk.run()
            assert talk.person.all_said()
            assert here.kept_only_what_waits


async def test_a_secret_from_a_file_serves_the_client_key_that_is_typed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        talk = Conversation(
            monkeypatch,
            here,
            *NEW_APP,
            ("Client Key", here.sim.client_id),
            ("Enter for the one given before", ""),
            *READ,
            *NAMED,
        )
        secret = Secret(here.sim.client_secret)
        await talk.run(Draft(instance=here.instance, client_secret=secret))


async def test_an_official_instance_is_chosen_by_number(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        for number, instance in enumerate(INSTANCES, 1):
            talk = Conversation(
                monkeypatch,
                here,
                ("Which application", "1"),
                ("Instance [1]", str(number)),
                ("Client Key", "quit"),
            )
            with pytest.raises(Cancelled):
                await talk.run(Draft())
            assert instance.portal in talk.said


async def test_with_nobody_to_ask_nothing_is_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        talk = Conversation(monkeypatch, here)
        talk.front.prompter.interactive = False
        saved = await talk.run(here.whole_draft(name="", answered=frozenset()))
        assert saved.name == "amira-haddad"
        assert words.WELCOME not in talk.said


@pytest.mark.parametrize("scenario", ["deny", "wrong-secret", "down"])
async def test_with_nobody_to_ask_an_error_ends_it(
    scenario: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path, scenario=scenario) as here:
        talk = Conversation(monkeypatch, here)
        talk.front.prompter.interactive = False
        with pytest.raises(BsWizardError):
            await talk.run(here.whole_draft())
        assert here.kept_only_what_waits
        assert len(here.vault.held) == (scenario == "wrong-secret")


@pytest.mark.parametrize("broken", ["name", "token"])
async def test_with_nobody_to_ask_the_late_errors_end_it_too(
    broken: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with desk(tmp_path) as here:
        here.credentials.save(a_credential(name="lab"), Secret("anothers"))
        draft = here.whole_draft()
        if broken == "token":
            draft = replace(draft, token=Secret("f" * 32), token_is_users_own=True)
        talk = Conversation(monkeypatch, here)
        talk.front.prompter.interactive = False
        with pytest.raises(BsWizardError):
            await talk.run(draft)
        assert here.stored == {"lab": "anothers"}

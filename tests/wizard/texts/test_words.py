"""What both front ends say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bs_wizard.basespace.identity import Identity
from bs_wizard.basespace.instances import INSTANCES
from bs_wizard.errors import NoKeyring, StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.index.records import User
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.requester import Requester
from bs_wizard.wizard.journey.steps import Step, StoreFacts
from bs_wizard.wizard.texts import credential_texts, words
from bs_wizard.wizard.texts.consumers import consumers
from bs_wizard.wizard.texts.guide import GUIDE, explain
from tests.store.examples import AT, a_credential


@pytest.mark.parametrize(
    ("seconds", "clock", "aloud"),
    [
        (1800, "30:00", "30 minutes"),
        (1661, "27:41", "27 minutes 41 seconds"),
        (60, "1:00", "1 minute"),
        (61, "1:01", "1 minute 1 second"),
        (1.2, "0:01", "1 second"),
        (0, "0:00", "0 seconds"),
        (-5, "0:00", "0 seconds"),
        (7200, "120:00", "120 minutes"),
    ],
)
def test_times_for_the_eye_and_the_ear(seconds: float, clock: str, aloud: str) -> None:
    assert words.duration(seconds) == clock
    assert words.spoken(seconds) == aloud


@pytest.mark.parametrize(
    ("days", "said"), [(-1, "today"), (0, "today"), (1, "yesterday"), (30, "30 days ago")]
)
def test_age(days: int, said: str) -> None:
    assert credential_texts.age(AT - timedelta(days=days), AT) == said
    assert credential_texts.age(None, AT) == "never"


@pytest.mark.parametrize(
    ("days", "said"),
    [(1, "verified yesterday"), (89, "verified 89 days ago"), (90, "not verified for 90 days")],
)
def test_what_was_not_verified_for_long_is_pointed_out(days: int, said: str) -> None:
    one = a_credential(verified_at=AT - timedelta(days=days))
    assert credential_texts.checked(one, AT) == said


@pytest.mark.parametrize(
    ("draft", "app"),
    [
        (Draft(app_name="Lab import"), "“Lab import”"),
        (Draft(client_id="0123456789"), "01234567…"),
    ],
)
def test_who_asks_is_told_with_time_and_application(draft: Draft, app: str) -> None:
    who = "ada@login1 (over SSH from 10.0.0.7)"
    asks = words.asked_by(Requester("ada", "login1", "10.0.0.7"), AT, draft)
    assert asks == f"Asked for by {who} at {AT.astimezone():%H:%M}, application {app}."


def test_an_application_without_a_name_is_known_by_its_key() -> None:
    draft = Draft(client_id="0123456789abcdef")
    assert words.app_label(draft) == "01234567…"
    assert words.app_label(replace(draft, app_name="Lab import")) == "“Lab import”"


@pytest.mark.parametrize(
    ("person", "said"),
    [
        (Identity("1", "Ada", "ada@lab.example"), "Ada <ada@lab.example>"),
        (Identity("1", "Ada", ""), "Ada"),
        (Identity("1", "", ""), "user 1"),
    ],
)
def test_owner(person: Identity, said: str) -> None:
    assert words.owner(person) == said


def test_scopes_in_words() -> None:
    assert words.scopes_label(("READ GLOBAL", "AUDIT USER")) == "READ GLOBAL, AUDIT USER"
    assert words.scopes_label(()) == "no scopes: only who you are"
    assert credential_texts.granted(None) == "the server does not say"
    assert credential_texts.granted(()) == "none"
    assert credential_texts.missing_sentence(()) == ""
    assert "READ GLOBAL, AUDIT USER" in credential_texts.missing_sentence(
        ("READ GLOBAL", "AUDIT USER")
    )


def test_values_to_copy_fit_the_portals_form() -> None:
    for instance in INSTANCES:
        form = words.registration(instance, Requester("u" * 90, "h" * 90))
        assert form.portal == instance.portal
        assert len(form.name) <= 50
        assert len(form.description) <= 100


def test_details_tell_all_but_a_secret() -> None:
    known = dict(credential_texts.details(a_credential(), is_default=True))
    assert known["Name"] == "lab (default)"
    assert known["Belongs to"] == "Ada Example <ada@lab.example>"
    assert known["Verified"] == "never"
    bare = a_credential(
        description="",
        client_id=None,
        user=User("1", "Ada", ""),
        workgroup=None,
        scopes_requested=(),
        scopes_granted=None,
    )
    known = dict(credential_texts.details(bare, is_default=False))
    assert known["Name"] == "lab"
    assert known["Description"] == known["Asked for"] == "-"
    assert known["Belongs to"] == "Ada"
    assert known["Client Key"] == "- (a token was given)"
    assert known["Workgroup"] == "personal space"


def test_usage_names_the_credential() -> None:
    ways = "\n".join(
        line for way in credential_texts.usage(a_credential(name="core")) for line in way.lines
    )
    for line in ("run core -- ", "env core", "token core"):
        assert f"bs-wizard {line}" in ways
    assert "PASSPHRASE" not in ways


def test_usage_of_the_vault_says_what_a_script_needs() -> None:
    (way,) = (
        each
        for each in credential_texts.usage(a_credential(store="vault"))
        if "script," in each.purpose
    )
    assert way.lines == ("export BS_WIZARD_PASSPHRASE_FILE=F",)


def test_a_moment_is_in_this_machines_zone() -> None:
    at = datetime(2026, 1, 2, 3, 4, 59, tzinfo=UTC)
    assert credential_texts.moment(at) == f"{at.astimezone():%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("step", Step)
def test_every_step_is_explained(step: Step) -> None:
    told = explain(step)
    assert told[:-1] == GUIDE[step]
    assert told[-1].startswith("Nothing is saved before the last step")


def test_a_draft_does_not_show_its_secrets() -> None:
    draft = Draft(client_secret=Secret("canary-one"), token=Secret("canary-two"))
    assert "canary" not in repr(draft)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Genomics Core", "Genomics Core"),
        (None, "personal space"),
        ("", "workgroup unknown"),
    ],
)
def test_what_is_not_known_of_a_workgroup_is_said(name: str | None, said: str) -> None:
    assert credential_texts.workgroup(name) == said


def test_why_the_keyring_is_not_used_is_said_in_short() -> None:
    locked = StoreUnavailable("GNOME Keyring is locked (nobody is there to unlock it).", "Unlock.")
    why = words.why_not_keyring(locked)
    assert why == "The system keyring is not used. GNOME Keyring is locked."
    facts = StoreFacts("vault", "age", "the encrypted vault", why)
    assert words.store_account(facts)[-1] == why
    assert words.why_not_keyring(NoKeyring("There is no bus.", "Start one.")) == words.NO_KEYRING
    assert words.store_account(replace(facts, fallback_reason="")) == (words.store_sentence(facts),)


@pytest.mark.parametrize(
    ("workgroup", "said"),
    [("Genomics Core", "Genomics Core"), (None, "personal space"), ("", "workgroup unknown")],
)
def test_a_form_is_told_whose_space_it_is(workgroup: str | None, said: str) -> None:
    form = consumers(a_credential(description="", workgroup=workgroup))[-1]
    assert form.ways[1].lines == (f"BaseSpace use1, {said}, Ada Example",)

"""The front end for programs: every event of the contract, its shape and its place."""

import asyncio
import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bs_wizard.errors import BsWizardError, ServerError, UsageError
from bs_wizard.plain.events import EventFront, EventStream
from bs_wizard.secret import Secret
from bs_wizard.simulator import Simulator
from bs_wizard.store.index.records import User
from bs_wizard.wizard.actions.check import WAITS
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.travel import travel
from bs_wizard.wizard.texts import unwanted_token
from tests.support.clocks import FakeClock
from tests.support.desk import Desk, desk
from tests.support.faulty_vault import interrupt_in

AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


async def told(here: Desk, draft: Draft | None = None) -> list[dict[str, Any]]:
    """Go the whole way as ``login --json`` does; return the events, their times taken off."""
    out = StringIO()
    stream = EventStream(out, here.clock)
    try:
        await travel(EventFront(stream, here.work), draft or here.whole_draft())
    except BsWizardError as error:
        stream.error(error)
    lines = out.getvalue().splitlines()
    assert not [secret for secret in here.secrets if secret in out.getvalue()]
    assert all(line.isascii() for line in lines)
    events = [json.loads(line) for line in lines]
    assert all(AT.fullmatch(event.pop("at")) for event in events)
    return events


def kinds(events: list[dict[str, Any]]) -> list[str]:
    return [event["event"] for event in events]


async def test_an_approval_event_by_event(tmp_path: Path) -> None:
    with desk(tmp_path, seed=7) as here:
        events = await told(here)
        page = f"{here.sim.api_server}/oauth/device"
        assert events == [
            {"event": "store", "store": "keyring", "backend": "memory"},
            {
                "event": "code",
                "user_code": "dFcAe",
                "verification_uri": page,
                "verification_uri_complete": f"{page}?code=dFcAe",
                "expires_in": 1800,
                "interval": 1,
            },
            {"event": "pending", "next_in": 1.2, "left": 1799},
            {"event": "pending", "next_in": 1.2, "left": 1798},
            {"event": "granted"},
            {
                "event": "verified",
                "user": {
                    "id": "1001",
                    "name": "Amira Haddad",
                    "email": "amira.haddad@example.org",
                },
                "workgroup": None,
                "scopes_granted": ["READ GLOBAL"],
                "scopes_missing": [],
                "sees": {
                    "projects": {
                        "count": 3,
                        "newest": {"name": "Microbiome 2026", "date": "2026-01-19"},
                    },
                    "runs": {"count": 2, "newest": {"name": "Gut samples", "date": "2026-01-12"}},
                },
            },
            {"event": "saved", "name": "lab", "store": "keyring", "changed": True},
        ]
        assert [list(event) for event in events][1] == [
            "event",
            "user_code",
            "verification_uri",
            "verification_uri_complete",
            "expires_in",
            "interval",
        ]


async def test_each_event_says_what_it_is_and_when_first_of_all() -> None:
    out = StringIO()
    EventStream(out, FakeClock()).emit("pending", next_in=1.2, left=1799)
    assert out.getvalue() == (
        '{"event": "pending", "at": "2026-03-03T14:02:00Z", "next_in": 1.2, "left": 1799}\n'
    )


async def test_each_event_is_flushed() -> None:
    class Pipe(StringIO):
        flushed = ""

        def flush(self) -> None:
            self.flushed = self.getvalue()

    out = Pipe()
    EventStream(out, FakeClock()).emit("granted")
    assert out.flushed == out.getvalue()


async def test_slow_down(tmp_path: Path) -> None:
    with desk(tmp_path, scenario="slow-down") as here:
        slowed = [event for event in await told(here) if event["event"] == "slow_down"]
        assert slowed == [
            {"event": "slow_down", "interval": 6, "next_in": 8.4, "left": 1799},
            {"event": "slow_down", "interval": 11, "next_in": 15.4, "left": 1790},
        ]


async def test_weather(tmp_path: Path) -> None:
    with desk(tmp_path, scenario="server-error") as here:
        events = await told(here)
        network = [event for event in events if event["event"] == "network"]
        assert network == [
            {"event": "network", "message": "the server answered 500", "retry_in": 2.4},
            {"event": "network", "message": "the server answered 502", "retry_in": 4.8},
            {"event": "network", "message": "the server answered 503", "retry_in": 9.6},
        ]
        assert kinds(events)[-3:] == ["granted", "verified", "saved"]


@pytest.mark.parametrize(
    ("scenario", "code", "before"),
    [
        ("deny", "access_denied", ["store", "code"]),
        ("wrong-secret", "invalid_client", ["store", "code"]),
        ("expire", "expired_token", ["store", "code", "pending"]),
        ("scope-refused", "invalid_scope", ["store"]),
        ("down", "network", ["store"]),
        ("foreign-address", "server", ["store"]),
    ],
)
async def test_an_error_is_the_last_event(
    scenario: str, code: str, before: list[str], tmp_path: Path
) -> None:
    with desk(tmp_path, scenario=scenario) as here:
        *others, error = await told(here)
        assert kinds(others) == before
        assert set(error) == {"event", "code", "message", "hint"}
        assert (error["event"], error["code"]) == ("error", code)
        assert error["message"]
        assert error["hint"]
        assert here.kept_only_what_waits
        assert len(here.vault.held) == (scenario == "wrong-secret")
        assert ("resume --client-secret-file" in error["hint"]) == (scenario == "wrong-secret")


async def test_a_token_that_cannot_be_checked_at_once_is_asked_about_again(tmp_path: Path) -> None:
    with desk(tmp_path, scenario="identity-hiccup") as here:
        events = await told(here)
        assert kinds(events)[-5:] == ["granted", "network", "network", "verified", "saved"]
        assert [event["retry_in"] for event in events if event["event"] == "network"] == [1, 2]
        assert "The server answered 500." in events[-3]["message"]
        assert here.clock.sleeps[-2:] == [1, 2]


async def test_a_token_that_cannot_be_checked_at_all_is_saved_unverified(tmp_path: Path) -> None:
    with desk(tmp_path, scenario="bad-identity") as here:
        *_, unverified, saved = await told(here)
        assert here.clock.sleeps[-len(WAITS) :] == list(WAITS)
        assert unverified["event"] == "unverified"
        assert unverified["hint"] == "Check it later: bs-wizard verify lab"
        assert saved == {"event": "saved", "name": "lab", "store": "keyring", "changed": True}
        (kept,) = here.credentials.all()
        assert (kept.verified_at, kept.scopes_granted) == (None, None)
        assert (kept.user, kept.workgroup) == (User("", "", ""), "")
        assert here.vault.held["lab"] in here.sim.tokens


async def test_a_token_that_was_brought_is_asked_about_once(tmp_path: Path) -> None:
    with desk(tmp_path, scenario="bad-identity") as here:
        draft = here.whole_draft(token=Secret(here.sim.owner_token), token_is_users_own=True)
        *_, error = await told(here, draft)
        assert (error["code"], here.clock.sleeps) == ("server", [])
        assert unwanted_token.ENDED not in error["message"]
        assert here.kept_nothing


async def test_a_token_that_is_not_accepted_is_not_asked_about_again(tmp_path: Path) -> None:
    with desk(tmp_path) as here:
        draft = here.whole_draft(token=Secret("f" * 32))
        *_, error = await told(here, draft)
        assert error["code"] == "token_not_accepted"
        assert unwanted_token.ENDED not in error["message"]
        assert here.clock.sleeps == []


async def test_an_approved_token_that_no_store_takes_is_said_to_be_given_up(tmp_path: Path) -> None:
    with desk(tmp_path, keeps_what_waits=False) as here:
        here.clock.on_sleep = lambda: setattr(here.vault, "locked", 9)
        *_, error = await told(here)
        assert error["code"] == "store_unavailable"
        assert error["message"] == f"The keyring is locked. {unwanted_token.ENDED}"
        assert error["hint"] == "Unlock it."


async def test_ctrl_c_says_whether_a_token_was_given_up(tmp_path: Path) -> None:
    with desk(tmp_path, keeps_what_waits=False, approve_after=None) as here:
        journey = asyncio.ensure_future(told(here))
        here.clock.on_sleep = journey.cancel
        *_, error = await journey
        assert (error["code"], error["message"]) == ("cancelled", "Cancelled.")
    with desk(tmp_path, keeps_what_waits=False, scenario="bad-identity") as here:
        journey = asyncio.ensure_future(told(here))
        here.clock.on_sleep = lambda: here.clock.sleeps[-1] == WAITS[1] and journey.cancel()
        *_, error = await journey
        assert (error["code"], error["message"]) == (
            "cancelled",
            f"Cancelled. {unwanted_token.ENDED}",
        )
        assert here.kept_nothing


async def test_ctrl_c_while_it_is_saved_waits_and_tells_the_truth(tmp_path: Path) -> None:
    with desk(tmp_path, keeps_what_waits=False) as here:
        journey = asyncio.ensure_future(told(here))
        interrupt_in(here.vault, journey)
        assert (await journey)[-1] == {
            "event": "saved",
            "name": "lab",
            "store": "keyring",
            "changed": True,
        }
        assert list(here.vault.held)[-1:] != []


async def test_a_time_limit(tmp_path: Path) -> None:
    with desk(tmp_path, keeps_what_waits=False, limit=2, approve_after=None) as here:
        *_, error = await told(here)
        assert error["code"] == "timed_out"


async def test_a_foreign_address_is_named_and_no_program_gets_it_as_one(tmp_path: Path) -> None:
    with desk(tmp_path, keeps_what_waits=False, scenario="foreign-address") as here:
        *_, error = await told(here)
        assert "https://evil.example/oauth/device" in error["message"]
        assert error["code"] == ServerError.code


async def test_a_missing_application(tmp_path: Path) -> None:
    with desk(tmp_path, keeps_what_waits=False) as here:
        events = await told(here, Draft(instance=here.instance))
        assert kinds(events) == ["store", "error"]
        assert events[-1]["code"] == UsageError.code
        assert "--client-id" in events[-1]["hint"]
        assert here.sim.requests == []


async def test_scopes_that_were_not_granted(tmp_path: Path) -> None:
    def decide(sim: Simulator) -> None:
        if len(sim.polls) == 2:
            sim.approve(workgroup="Genomics Core", scopes=["READ GLOBAL"])

    with desk(tmp_path, keeps_what_waits=False, approve_after=None, meanwhile=decide) as here:
        events = await told(here, here.whole_draft(scopes=("READ GLOBAL", "AUDIT USER")))
        verified = events[-2]
        assert verified["workgroup"] == "Genomics Core"
        assert verified["scopes_granted"] == ["READ GLOBAL"]
        assert verified["scopes_missing"] == ["AUDIT USER"]


async def test_a_name_is_made_where_none_was_given(tmp_path: Path) -> None:
    with desk(tmp_path, keeps_what_waits=False) as here:
        assert (await told(here, here.whole_draft(name="")))[-1]["name"] == "amira-haddad"


async def test_hostile_names_are_clean(tmp_path: Path) -> None:
    with desk(tmp_path, keeps_what_waits=False, scenario="hostile") as here:
        verified = (await told(here))[-2]
        assert "\x1b" not in verified["user"]["name"]
        assert verified["user"]["name"].startswith("Amira Haddad")

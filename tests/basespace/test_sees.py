"""What a token sees: how many projects and runs, and the newest of each."""

import asyncio
from datetime import date

import httpx
import pytest

from bs_wizard.basespace import api
from bs_wizard.basespace.answer import Answer
from bs_wizard.basespace.sees import Listed, Sees, read_listing
from bs_wizard.secret import Secret
from bs_wizard.wizard.texts import credential_texts
from tests.support.scripted import answer

API = "https://api.basespace.illumina.com"
USER = answer(200, {"Response": {"Id": "1", "Name": "Ada", "Email": "ada@example.org"}})
RUN = {
    "Name": "260112_A00001_0043_BHXXYYZZ",
    "ExperimentName": "Gut samples",
    "DateCreated": "2026-01-12T08:15:00.0000000Z",
}


def listing(count: object, *items: object) -> Answer:
    content = answer(200, {"Response": {"Items": list(items), "TotalCount": count}}).content
    return Answer(200, content)


@pytest.mark.parametrize(
    ("told", "read"),
    [
        (listing(0), Listed(0)),
        (listing(7, RUN), Listed(7, "Gut samples", date(2026, 1, 12))),
        (listing(7, {"Name": "Exome"}), Listed(7, "Exome")),
        (listing(7, {**RUN, "ExperimentName": ""}), Listed(7, RUN["Name"], date(2026, 1, 12))),
        (listing(7, {**RUN, "DateCreated": "0001-01-01T00:00:00"}), Listed(7, "Gut samples")),
        (listing(7, {**RUN, "DateCreated": 5}), Listed(7, "Gut samples")),
        (listing(7, {**RUN, "DateCreated": "yesterday"}), Listed(7, "Gut samples")),
        (listing(7, {"Name": "\x1b[31mre\u202ed\n"}), Listed(7, "red")),
        (listing(7, {"Name": ["x"]}), Listed(7)),
        (listing(7, "odd"), Listed(7)),
        (listing("7", RUN), None),
        (listing(True, RUN), None),
        (listing(-1), None),
        (Answer(403, listing(7, RUN).content), None),
        (Answer(200, b"<html>"), None),
        (Answer(200, b'{"Response": []}'), None),
        (Answer(0, b""), None),
    ],
)
def test_a_listing_is_read(told: Answer, read: Listed | None) -> None:
    assert read_listing(told) == read


@pytest.mark.parametrize(
    ("sees", "said"),
    [
        (None, ""),
        (Sees(Listed(1), None), "It sees 1 project."),
        (Sees(None, Listed(2, "R")), "It sees 2 runs, the newest “R”."),
        (
            Sees(Listed(3, "P", date(2026, 1, 9)), Listed(0)),
            "It sees 3 projects, the newest “P” of 2026-01-09; no runs.",
        ),
        (Sees(Listed(0), Listed(0)), "It sees no projects; no runs. Is it the right workgroup?"),
    ],
)
def test_it_is_said(sees: Sees | None, said: str) -> None:
    assert credential_texts.sees_sentence(sees) == said


def test_it_is_told_to_programs() -> None:
    assert Sees(Listed(3, "P", date(2026, 1, 9)), Listed(0)).to_json() == {
        "projects": {"count": 3, "newest": {"name": "P", "date": "2026-01-09"}},
        "runs": {"count": 0, "newest": None},
    }
    assert Sees(None, None).to_json() == {"projects": None, "runs": None}


@pytest.mark.parametrize("fault", ["hangs", "breaks", "refuses"])
async def test_it_is_never_in_the_way(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    monkeypatch.setattr(api, "LONGEST_LOOK", 0.0 if fault == "hangs" else 30.0)

    async def serve(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1pre3/users/current":
            return USER
        if request.url.path.endswith("/runs"):
            if fault == "hangs":
                await asyncio.Event().wait()
            if fault == "breaks":
                raise httpx.ReadError("x")
        return httpx.Response(403, json={})

    async with httpx.AsyncClient(transport=httpx.MockTransport(serve)) as http:
        known = await api.identify(http, API, Secret("70ce"))
    assert (known.user_name, known.sees) == ("Ada", None)
    assert len(asyncio.all_tasks()) == 1

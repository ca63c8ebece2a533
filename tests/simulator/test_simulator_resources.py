"""What a token opens, in the shapes of both generations of the interface."""

import http.client
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from bs_wizard.simulator import Settings, Simulator

USER_V1 = "/v1pre3/users/current"
USER_V2 = "/v2/users/current"
DETAILS = "/v1pre3/oauthv2/token/current"
REVOKE = "/v2/oauthv2tokens/current"
PROJECTS = "/v1pre3/users/current/projects"
DATE = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z"


def call(
    simulator: Simulator, method: str, path: str, token: str = "", body: str | None = None
) -> tuple[int, Any, str]:
    """Return status, decoded JSON (None for no body) and the request id."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    return send(simulator, method, path, headers, body)


def send(
    simulator: Simulator,
    method: str,
    path: str,
    headers: dict[str, str],
    body: str | None = None,
) -> tuple[int, Any, str]:
    connection = http.client.HTTPConnection(urlsplit(simulator.api_server).netloc, timeout=30)
    try:
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        text = reply.read()
        return reply.status, json.loads(text) if text else None, reply.headers["X-Request-ID"]
    finally:
        connection.close()


def token_for(simulator: Simulator, scope: str, workgroup: str | None = None) -> str:
    fields = {"response_type": "device_code", "client_id": simulator.client_id, "scope": scope}
    path = "/v1pre3/oauthv2/deviceauthorization"
    code = call(simulator, "POST", path, body=urlencode(fields))[1]["device_code"]
    simulator.approve(workgroup=workgroup)
    fields = {"grant_type": "device", "code": code, **simulator.ready}
    reply = call(simulator, "POST", "/v1pre3/oauthv2/token", body=urlencode(fields))
    return str(reply[1]["access_token"])


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator(Settings()) as running:
        yield running


def test_a_person_in_both_generations(simulator: Simulator) -> None:
    token = token_for(simulator, "")

    first = call(simulator, "GET", USER_V1, token)[1]
    second = call(simulator, "GET", USER_V2, token)[1]

    user = first["Response"]
    assert set(first) == {"Response", "ResponseStatus", "Notifications"}
    assert (user["Id"], user["Name"]) == ("1001", "Amira Haddad")
    assert (user["Email"], user["Href"]) == ("amira.haddad@example.org", "v1pre3/users/1001")
    assert re.fullmatch(DATE, user["DateCreated"])
    assert (second["Id"], second["Name"], second["IsWorkgroup"]) == ("1001", "Amira Haddad", False)
    assert second["LoggedInUser"]["Name"] == "Amira Haddad"
    assert re.fullmatch(DATE, second["DateCreated"])


def test_a_workgroup_stands_where_the_person_stood(simulator: Simulator) -> None:
    token = token_for(simulator, "browse global", "R&D Sequencing")

    user = call(simulator, "GET", USER_V1, token)[1]["Response"]
    second = call(simulator, "GET", USER_V2, token)[1]

    assert (user["Id"], user["Name"]) == ("2003", "R&D Sequencing")
    assert user["DateLastActive"] == "0001-01-01T00:00:00.0000000Z"
    assert (second["Name"], second["IsWorkgroup"]) == ("R&D Sequencing", True)
    assert second["LoggedInUser"]["Name"] == "Zoë Ångström"


def test_the_details_repeat_the_token_and_list_the_scopes(simulator: Simulator) -> None:
    token = token_for(simulator, "read global, Read Project 3001,READ GLOBAL", "Clinical Trials")

    details = call(simulator, "GET", DETAILS, token)[1]["Response"]

    assert details["AccessToken"] == token
    assert details["Scopes"] == ["READ GLOBAL", "READ PROJECT 3001"]
    assert details["Application"]["Name"] == "Lab import"
    assert details["UserResourceOwner"]["Name"] == "Clinical Trials"
    assert details["Status"] == "Active"


def test_either_header_or_the_query_brings_the_token(simulator: Simulator) -> None:
    token = simulator.owner_token

    for headers in (
        {"Authorization": f"Bearer {token}"},
        {"authorization": f"bearer  {token}"},
        {"x-access-token": token},
    ):
        assert send(simulator, "GET", USER_V2, headers)[0] == 200
    assert send(simulator, "GET", f"{USER_V2}?access_token={token}", {})[0] == 200
    assert send(simulator, "GET", f"{USER_V2}?access_token=x{token}", {})[0] == 401
    assert send(simulator, "GET", USER_V2, {"Authorization": f"Basic {token}"})[0] == 401


def test_the_owners_token_may_read(simulator: Simulator) -> None:
    details = call(simulator, "GET", DETAILS, simulator.owner_token)[1]["Response"]

    assert details["Scopes"] == ["READ GLOBAL", "BROWSE GLOBAL"]
    assert simulator.tokens == {simulator.owner_token}


@pytest.mark.parametrize("path", [USER_V1, DETAILS, PROJECTS, "/v1pre3/users/current/runs"])
def test_a_bad_token_in_the_first_generation(simulator: Simulator, path: str) -> None:
    status, body, _ = call(simulator, "GET", path, "0" * 32)

    assert status == 401
    assert body["ResponseStatus"]["ErrorCode"] == "BASESPACE.COMMON.AUTHENTICATION_FAILURE"
    assert body["Notifications"] == [{"Type": "error", "Item": body["ResponseStatus"]["Message"]}]


@pytest.mark.parametrize(("method", "path"), [("GET", USER_V2), ("DELETE", REVOKE)])
def test_a_bad_token_in_the_second_generation(simulator: Simulator, method: str, path: str) -> None:
    status, body, request_id = call(simulator, method, path)

    assert status == 401
    assert set(body) == {"ErrorCode", "ErrorMessage", "RequestId", "AdditionalData"}
    assert body["RequestId"] == request_id


def test_a_revoked_token_is_dead_and_others_live(simulator: Simulator) -> None:
    token = token_for(simulator, "")

    assert call(simulator, "DELETE", REVOKE, token)[:2] == (200, None)

    assert token not in simulator.tokens
    assert call(simulator, "GET", USER_V1, token)[0] == 401
    assert call(simulator, "DELETE", REVOKE, token)[0] == 401
    assert call(simulator, "GET", USER_V1, simulator.owner_token)[0] == 200


@pytest.mark.parametrize(
    ("scope", "path", "names"),
    [
        ("browse global", "projects", ["Exome pilot", "Microbiome 2026", "Validation panel"]),
        ("write global", "projects?Limit=1", ["Exome pilot"]),
        ("read global", "projects?Limit=1&Offset=2", ["Validation panel"]),
        ("read global", "projects?Offset=99", []),
        ("read project 3002", "projects?Limit=-1", ["Microbiome 2026"]),
        ("read global", "runs?Limit=1", ["260105_A00001_0042_AHXXYYZZ"]),
        (
            "read global",
            "runs?Limit=1&SortBy=DateCreated&SortDir=Desc",
            ["260112_A00001_0043_BHXXYYZZ"],
        ),
        ("read global", "projects?limit=1&sortby=datecreated&sortdir=desc", ["Microbiome 2026"]),
        (
            "read global",
            "projects?Limit=2&SortBy=Name&SortDir=Desc",
            ["Validation panel", "Microbiome 2026"],
        ),
    ],
)
def test_listing_what_the_scopes_show(
    simulator: Simulator, scope: str, path: str, names: list[str]
) -> None:
    status, body, _ = call(simulator, "GET", f"{USER_V1}/{path}", token_for(simulator, scope))

    page = body["Response"]
    assert status == 200
    assert [item["Name"] for item in page["Items"]] == names
    assert page["DisplayedCount"] == len(names)
    assert {"TotalCount", "Offset", "Limit"} <= set(page)


@pytest.mark.parametrize(
    ("workgroup", "kind", "total", "newest"),
    [
        (None, "projects", 3, ["Microbiome 2026"]),
        ("Genomics Core", "projects", 2, ["Core facility 2026"]),
        ("Clinical Trials", "runs", 1, ["251128_A00003_0011_AHPPQQRR"]),
        ("R&D Sequencing", "runs", 0, []),
    ],
)
@pytest.mark.parametrize("generation", ["v1pre3", "v2"])
def test_each_account_holds_something_else(
    simulator: Simulator,
    generation: str,
    workgroup: str | None,
    kind: str,
    total: int,
    newest: list[str],
) -> None:
    token = token_for(simulator, "browse global", workgroup)
    path = f"/{generation}/users/current/{kind}?Limit=1&SortBy=DateCreated&SortDir=Desc"
    body = call(simulator, "GET", path, token)[1]

    items, paging = (
        (body["Items"], body["Paging"])
        if generation == "v2"
        else (body["Response"]["Items"], body["Response"])
    )
    assert ([item["Name"] for item in items], paging["TotalCount"]) == (newest, total)
    assert all(re.fullmatch(DATE, item["DateCreated"]) for item in items)


def test_an_order_that_is_not_known(simulator: Simulator) -> None:
    path = f"{PROJECTS}?SortBy=Colour"
    status, body, _ = call(simulator, "GET", path, simulator.owner_token)

    assert (status, "SortBy" in body["ResponseStatus"]["Message"]) == (400, True)


def test_every_address_that_is_handed_out_answers(simulator: Simulator) -> None:
    token = token_for(simulator, "read global")
    left, found = [USER_V1, USER_V2, DETAILS], dict[str, str]()
    while left:
        path = left.pop()
        status, body, _ = call(simulator, "GET", path, token)
        assert status == 200, path
        new = {href: path for href in _hrefs(body) if href not in found}
        found |= new
        left += [f"/{href.removeprefix(simulator.api_server).lstrip('/')}" for href in new]

    assert {"v1pre3/users/1001", "v1pre3/projects/3001", "v1pre3/runs/4001"} <= found.keys()
    assert {"v1pre3/applications/6001", "v1pre3/projects/3001/samples"} <= found.keys()


def _hrefs(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _hrefs(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key.startswith("Href"):
                yield item
            else:
                yield from _hrefs(item)


@pytest.mark.parametrize(
    "path",
    [
        "/v1pre3/users/1002",
        "/v1pre3/users/1002/projects",
        "/v1pre3/projects/9999",
        "/v1pre3/projects/9999/samples",
        "/v1pre3/runs/3001",
        "/v1pre3/applications/1",
        "/v1pre3/oauthv2/token/1",
        "/v2/users/1002",
    ],
)
def test_what_is_not_there_or_not_ones_own_is_forbidden(simulator: Simulator, path: str) -> None:
    assert call(simulator, "GET", path, simulator.owner_token)[0] == 403
    assert call(simulator, "GET", path)[0] == 401


def test_fields_of_a_project_and_of_a_run(simulator: Simulator) -> None:
    token = simulator.owner_token
    project = call(simulator, "GET", PROJECTS, token)[1]["Response"]["Items"][0]
    run = call(simulator, "GET", f"{USER_V1}/runs", token)[1]["Response"]["Items"][0]

    assert project["UserOwnedBy"]["Href"] == "v1pre3/users/1001"
    assert {"Description", "DateModified", "HasCollaborators", "TotalSize"} <= project.keys()
    assert run["ExperimentName"] == "Exomes, plate 3"
    assert (run["InstrumentName"], run["Number"], run["FlowcellBarcode"]) == (
        "A00001",
        42,
        "HXXYYZZ",
    )
    assert None not in (*project.values(), *run.values())


@pytest.mark.parametrize(
    ("scope", "path"),
    [("", "projects"), ("create global", "projects"), ("read project 3001", "runs")],
)
def test_scopes_that_show_nothing(simulator: Simulator, scope: str, path: str) -> None:
    status, body, _ = call(simulator, "GET", f"{USER_V1}/{path}", token_for(simulator, scope))

    assert status == 403
    code = "BASESPACE.COMMON.INSUFFICIENT_RESOURCE_PERMISSIONS"
    assert body["ResponseStatus"]["ErrorCode"] == code


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v3/users", 404), ("POST", USER_V1, 405), ("PUT", "/v1pre3/oauthv2/token", 405)],
)
def test_addresses_that_are_not_there(
    simulator: Simulator, method: str, path: str, status: int
) -> None:
    answered, body, request_id = call(simulator, method, path, simulator.owner_token)

    assert answered == status
    assert body["ResponseStatus"]["Message"]
    assert request_id
    assert ("ErrorCode" in body["ResponseStatus"]) == (status != 404)  # as recorded


def test_a_granted_part_is_what_the_token_may_do(simulator: Simulator) -> None:
    fields = {
        "response_type": "device_code",
        "client_id": simulator.client_id,
        "scope": "READ GLOBAL,CREATE GLOBAL",
    }
    path = "/v1pre3/oauthv2/deviceauthorization"
    code = call(simulator, "POST", path, body=urlencode(fields))[1]["device_code"]
    simulator.approve(scopes=["create global"])
    fields = {"grant_type": "device", "code": code, **simulator.ready}
    token = call(simulator, "POST", "/v1pre3/oauthv2/token", body=urlencode(fields))[1]

    details = call(simulator, "GET", DETAILS, token["access_token"])[1]["Response"]
    assert details["Scopes"] == ["CREATE GLOBAL"]

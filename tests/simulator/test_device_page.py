"""The pages of the simulator in a real browser: what a person can do with a code."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, expect

from bs_wizard.simulator import Settings, Simulator
from tests.support.browser import chromium

SMALL: ViewportSize = {"width": 390, "height": 800}


@pytest.fixture(scope="module")
def window() -> Iterator[tuple[Page, list[str]]]:
    """A window without JavaScript, for all tests here: each new one is a process of its own."""
    with chromium() as browser:
        yield opened(browser)


def opened(browser: Browser) -> tuple[Page, list[str]]:
    """Return a page, and what the browser will complain of."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # A page that is answered with 404 or 410 on purpose is noted by the browser too.
        if "the server responded with a status of 4" not in message.text:
            complaints.append(message.text)

    page = browser.new_context(java_script_enabled=False).new_page()
    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints


@pytest.fixture
def page(window: tuple[Page, list[str]]) -> Iterator[Page]:
    """A small window; a test fails when the browser complained of its pages."""
    page, complaints = window
    complaints.clear()
    page.set_viewport_size(SMALL)
    yield page
    page.goto("about:blank")
    assert complaints == []


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator(Settings()) as running:
        yield running


def fetch(
    simulator: Simulator, path: str, fields: dict[str, str] | None = None, **headers: str
) -> Any:
    body = urlencode(fields).encode() if fields else None
    with urlopen(Request(simulator.api_server + path, body, headers)) as reply:
        return json.load(reply)


def ask(simulator: Simulator, scope: str = "READ GLOBAL,CREATE PROJECT 7") -> Any:
    fields = {"response_type": "device_code", "client_id": simulator.client_id, "scope": scope}
    return fetch(simulator, "/v1pre3/oauthv2/deviceauthorization", fields)


def whose(simulator: Simulator, code: str) -> Any:
    fields = {"grant_type": "device", "code": code, **simulator.ready}
    token = fetch(simulator, "/v1pre3/oauthv2/token", fields)["access_token"]
    return fetch(simulator, "/v2/users/current", Authorization=f"Bearer {token}")


def test_accepting_for_a_workgroup(simulator: Simulator, page: Page) -> None:
    code = ask(simulator)
    page.goto(code["verification_with_code_uri"])
    expect(page.get_by_role("heading", name="Lab import asks")).to_be_visible()
    assert page.get_by_text(code["user_code"], exact=True).count() == 1
    expect(page.get_by_text("Add results to project 7 only.")).to_be_visible()
    page.get_by_label("Owner of the token").select_option("Genomics Core")
    page.get_by_role("button", name="Accept").click()

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(page.get_by_text("You may close this window.")).to_be_visible()
    owner = whose(simulator, code["device_code"])
    assert (owner["Name"], owner["IsWorkgroup"]) == ("Genomics Core", True)
    assert owner["LoggedInUser"]["Name"] == "Amira Haddad"


def test_accepting_as_somebody_else(simulator: Simulator, page: Page) -> None:
    code = ask(simulator)
    page.goto(code["verification_with_code_uri"])
    page.get_by_role("link", name="Zoë Ångström").click()
    owners = page.get_by_label("Owner of the token").get_by_role("option")
    expect(owners).to_have_text(
        ["Personal space of Zoë Ångström", "Genomics Core", "R&D Sequencing"]
    )
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()

    owner = whose(simulator, code["device_code"])
    assert (owner["Name"], owner["IsWorkgroup"]) == ("Zoë Ångström", False)


def test_denying(simulator: Simulator, page: Page) -> None:
    code = ask(simulator)
    page.goto(code["verification_with_code_uri"])
    page.get_by_role("button", name="Deny").click()

    expect(page.get_by_role("heading", name="Denied")).to_be_visible()
    page.goto(code["verification_with_code_uri"])
    expect(page.get_by_role("heading", name="Already denied")).to_be_visible()


def test_typing_the_code_wrong_then_right_with_the_keyboard(
    simulator: Simulator, page: Page
) -> None:
    code = ask(simulator)
    page.goto(code["verification_uri"])
    page.get_by_label("Code").fill("<b>no</b>")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(
        "No request goes by the code “<b>no</b>”. Compare it with your terminal."
    )
    page.get_by_label("Code").fill(f" {code['user_code']} ")
    page.keyboard.press("Enter")

    expect(page.get_by_role("button", name="Accept")).to_be_visible()


def test_a_code_no_longer_good(simulator: Simulator, page: Page) -> None:
    code = ask(simulator)
    page.goto(code["verification_with_code_uri"])
    simulator.approve(code["user_code"])
    page.get_by_role("button", name="Deny").click()

    expect(page.get_by_role("heading", name="Already accepted")).to_be_visible()
    assert whose(simulator, code["device_code"])["Name"] == "Amira Haddad"


def test_hostile_names_are_text(simulator: Simulator, page: Page) -> None:
    simulator.use("hostile")
    code = ask(simulator, "")
    page.goto(code["verification_with_code_uri"])

    assert "[/oops][bold]<b onclick=alert(1)>&amp;</b>" in (page.locator("h1").text_content() or "")
    assert page.locator("[onclick]").count() == 0
    expect(page.get_by_text("nothing else")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("path", ["/", "/portal", "/oauth/device", "code"])
def test_every_page_says_what_it_is_and_fits(simulator: Simulator, page: Page, path: str) -> None:
    code = ask(simulator, "")
    page.goto(code["verification_with_code_uri"] if path == "code" else simulator.api_server + path)

    assert page.get_by_role("note").text_content() == (
        "Simulator. This is not Illumina. Nothing here reaches BaseSpace."
    )
    assert page.title().endswith("· BaseSpace simulator")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").count() == 1
    for width in (320, 390, 1000):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    unnamed = "input:not([type=hidden]):not([id]), select:not([id])"
    assert page.locator(unnamed).count() == 0


def test_the_portal_shows_what_to_copy(simulator: Simulator, page: Page) -> None:
    page.goto(simulator.api_server)
    page.get_by_role("link", name="Developer portal").click()

    shown = [simulator.client_id, simulator.client_secret, simulator.owner_token]
    expect(page.locator("dd")).to_have_text(shown)


def test_a_page_asks_for_nothing_else_and_is_guarded(simulator: Simulator, page: Page) -> None:
    code = ask(simulator)
    before = len(simulator.requests)
    reply = page.goto(code["verification_with_code_uri"], wait_until="networkidle")

    assert reply is not None
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert [one.path for one in simulator.requests[before:]] == ["/oauth/device"]
    background = page.evaluate(
        "getComputedStyle(document.querySelector('.banner')).backgroundColor"
    )
    assert background == "rgb(255, 240, 199)"


@pytest.mark.parametrize(
    "changes",
    [
        {"useraction": "Maybe"},
        {"workgroup_id": "2003"},
        {"workgroup_id": "9999"},
        {"person": "9999"},
    ],
)
def test_a_forged_form_grants_nothing(
    simulator: Simulator, page: Page, changes: dict[str, str]
) -> None:
    code = ask(simulator)
    fields = {"code": code["user_code"], "useraction": "Grant", "workgroup_id": ""}
    reply = page.request.post(code["verification_uri"], form=fields | changes)

    assert reply.status == 400
    assert "Nothing was granted" in reply.text()
    simulator.deny(code["user_code"])

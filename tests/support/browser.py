"""A real Chromium, and what a person does in it with a device code."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a browser; the test is skipped where there is none.

    Leave the block before a test that runs an event loop: playwright keeps its own going.
    """
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        yield running
        running.close()


def accept(browser: Browser, address: str, *, code: str, workgroup: str) -> None:
    """Open ``address``, compare the code, choose who owns the token, press Accept."""
    with browser.new_context(java_script_enabled=False) as context:
        page = _request(context.new_page(), address, code)
        page.get_by_label("Owner of the token").select_option(workgroup)
        page.get_by_role("button", name="Accept").click()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def deny(browser: Browser, address: str, *, code: str) -> None:
    """Open ``address``, press Deny."""
    with browser.new_context(java_script_enabled=False) as context:
        page = _request(context.new_page(), address, code)
        page.get_by_role("button", name="Deny").click()
        expect(page.get_by_role("heading", name="Denied")).to_be_visible()


def _request(page: Page, address: str, code: str) -> Page:
    page.goto(address)
    assert page.get_by_text(code, exact=True).count() == 1
    return page

"""A person at a terminal: every key pressed, every screen read, the code approved in Chromium."""

import time
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser

from bs_wizard.simulator import Settings, Simulator
from tests.support import leaks
from tests.support.browser import accept
from tests.support.kept import assert_kept, assert_unseen, secrets_of
from tests.support.programs import WIZARD, measured, needs
from tests.support.tmux import Tmux, in_tmux

pytestmark = needs("tmux", "chromium", "secret-tool")


def give_the_application(tmux: Tmux, simulator: Simulator) -> None:
    tmux.sees("● App", "Continue", " help")
    tmux.tab_to("Client Key")
    tmux.fill("Client Key", simulator.client_id)
    tmux.tab_to("Client Secret")
    tmux.type(simulator.client_secret)
    tmux.sees(f"Client Secret {'•' * len(simulator.client_secret)}")
    tmux.press("Enter")


def approve(tmux: Tmux, browser: Browser) -> None:
    """Read the address off the screen, as a mouse would select it, and open it."""
    tmux.sees("● Authorise", "left")
    address = tmux.finds(r"^(https?://\S+)")
    code = parse_qs(urlsplit(address).query)["code"][0]
    tmux.sees(" ".join(code))
    accept(browser, address, code=code, workgroup="Genomics Core")


def give_a_name(tmux: Tmux, name: str, description: str) -> None:
    tmux.sees("● Name", "Belongs to Amira Haddad <amira.haddad@example.org>")
    tmux.sees("Workgroup Genomics Core", "Name genomics-core", "Save")
    tmux.fill("Name", name)
    tmux.tab_to("Description")
    tmux.fill("Description", description)
    tmux.press("Enter")


def test_from_nothing_to_a_credential(keyring: dict[str, str], browser: Browser) -> None:
    with Simulator(Settings(interval=1)) as simulator:
        login = (*WIZARD, "login", "--api-server", simulator.api_server)
        with in_tmux(keyring, *login) as tmux:
            tmux.sees("tested just now", "Start", " help")
            tmux.press("Enter")
            give_the_application(tmux, simulator)
            tmux.sees("● Scopes", "Asked for READ GLOBAL", "Continue", " help")
            tmux.tab_to("Continue")
            tmux.press("Enter")
            approve(tmux, browser)
            approved_at = time.monotonic()
            give_a_name(tmux, "lab", "the import of the lab")
            took = time.monotonic() - approved_at
            assert leaks.in_processes(secrets_of(simulator)) == []
            tmux.sees("Saved as “lab” in GNOME Keyring / Secret Service.", "Finish")
            token = assert_kept(
                keyring,
                simulator,
                "lab",
                workgroup="Genomics Core",
                description="the import of the lab",
            )
            secrets = secrets_of(simulator, token)
            assert leaks.in_processes(secrets) == []
            tmux.press("Enter")
            assert tmux.ends() == 0
            tmux.sees("Saved as “lab” in the keyring, for", "bs-wizard token lab")
            assert not any(tmux.modes.values()), tmux.modes
            assert_unseen(keyring, secrets, tmux.everything)
            measured("from Accept to a name typed", took)

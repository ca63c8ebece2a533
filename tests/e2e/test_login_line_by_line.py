"""The same journey without a screen: a person answers questions, a program reads events."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pexpect
import pytest
from playwright.sync_api import Browser

from bs_wizard.simulator import Settings, Simulator
from tests.store.age_homes import passphrase_home
from tests.support import leaks
from tests.support.browser import accept
from tests.support.kept import assert_kept, assert_unseen, secret_tool, secrets_of
from tests.support.programs import PATIENCE, WIZARD, Server, needs, serving, until, wizard
from tests.support.pty_program import in_pty


def answer(program: "pexpect.spawn[str]", question: str, text: str) -> None:
    program.expect_exact(question)
    program.sendline(text)


def told(program: "pexpect.spawn[str]", pattern: str) -> str:
    program.expect(pattern)
    assert isinstance(program.match, re.Match)
    return str(program.match[1])


@needs("chromium", "secret-tool")
def test_a_person_answers_questions(
    keyring: dict[str, str], browser: Browser, tmp_path: Path
) -> None:
    with Simulator(Settings(interval=1)) as simulator:
        argv = [*WIZARD[1:], "login", "--plain", "--api-server", simulator.api_server]
        program = pexpect.spawn(
            WIZARD[0], argv, env=keyring, encoding="utf-8", timeout=PATIENCE, dimensions=(24, 80)
        )
        with (tmp_path / "printed").open("w+") as printed:
            program.logfile_read = printed
            answer(program, "Which application should request the token [1]: ", "")
            answer(program, "Instance [7]: ", "")
            answer(program, f"Address of the API server [{simulator.api_server}]: ", "")
            answer(program, "Client Key: ", simulator.client_id)
            program.expect_exact("Client Secret (not shown): ")
            until(lambda: not program.getecho(), "the echo to be off")
            program.sendline(simulator.client_secret)
            answer(program, "What do you want to do [1]: ", "")
            answer(program, "Only for one project? Its number, or Enter for all: ", "")
            address = told(program, r"(https?://\S+)\r\n")
            code = told(program, r"The page must show this code: (\S+)\r\n")
            accept(browser, address, code=code, workgroup="Genomics Core")
            program.expect_exact("This token belongs to Amira Haddad <amira.haddad@example.org>.")
            assert leaks.in_processes(secrets_of(simulator)) == []
            answer(program, "Is that right (yes or no) [yes]: ", "")
            answer(program, "Name it [genomics-core]: ", "lab")
            answer(program, "Description (may stay empty): ", "the import of the lab")
            program.expect_exact("Saved as “lab” in GNOME Keyring / Secret Service, for ")
            program.expect(pexpect.EOF)
            program.close()
            assert program.exitstatus == 0
            token = assert_kept(
                keyring,
                simulator,
                "lab",
                workgroup="Genomics Core",
                description="the import of the lab",
            )
            printed.seek(0)
            text = printed.read()
        assert "\x1b" not in text
        assert_unseen(keyring, secrets_of(simulator, token), text)


def test_what_is_typed_while_a_code_waits_answers_no_question(
    bare: dict[str, str], tmp_path: Path
) -> None:
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("five random words are good", encoding="utf-8")
    passphrase_home(Path(bare["BS_WIZARD_HOME"]), "five random words are good")
    env = {**bare, "BS_WIZARD_PASSPHRASE_FILE": str(passphrase)}
    with Simulator(Settings(interval=1)) as simulator:
        app = Server(**simulator.ready).application(tmp_path)
        options = ("login", "--plain", "--preset", "download", "--store", "vault", *app)
        with in_pty(env, *WIZARD, *options) as program:
            program.sees("The code is valid for 30 minutes.")
            program.press("\rtyped-ahead\r\r")
            program.sees("typed-ahead")
            simulator.approve()
            program.sees("Is that right (yes or no) [yes]:")
            program.press("yes\r")
            program.sees("[yes]: yes Name it [")
            program.press("mine\r")
            program.sees("]: mine Description (may stay empty):")
            program.press("\r")
            assert program.ends()[0] == 0
    (listed,) = json.loads(wizard(env, "list", "--json").out)
    assert listed["name"] == "mine"


def events_of(stream: IO[str], heard: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for line in stream:
        heard.append(json.loads(line))
        yield heard[-1]


@needs("chromium", "secret-tool")
def test_a_program_reads_events(keyring: dict[str, str], browser: Browser, tmp_path: Path) -> None:
    with Simulator(Settings(interval=1)) as simulator:
        secret_file = tmp_path / "client-secret"
        secret_file.write_text(simulator.client_secret)
        secret_file.chmod(0o600)
        argv = [*WIZARD, "login", "lab", "--json", "--api-server", simulator.api_server]
        argv += ["--client-id", simulator.client_id, "--client-secret-file", str(secret_file)]
        heard: list[dict[str, Any]] = []
        with subprocess.Popen(
            argv,
            env=keyring,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as program:
            assert program.stdout is not None
            assert program.stderr is not None
            for event in events_of(program.stdout, heard):
                if event["event"] == "code":
                    accept(
                        browser,
                        event["verification_uri_complete"],
                        code=event["user_code"],
                        workgroup="Genomics Core",
                    )
                assert leaks.in_processes(secrets_of(simulator)) == []
            said = program.stderr.read()
        assert (program.returncode, said) == (0, "")
        assert [one["event"] for one in heard if one["event"] != "pending"] == [
            "store",
            "code",
            "granted",
            "verified",
            "saved",
        ]
        assert {"at", "event"} <= set.intersection(*map(set, heard))
        verified = heard[-2]
        assert verified["user"]["email"] == "amira.haddad@example.org"
        assert verified["workgroup"] == "Genomics Core"
        assert (verified["scopes_granted"], verified["scopes_missing"]) == (["READ GLOBAL"], [])
        assert {**heard[-1], "at": ""} == {
            "event": "saved",
            "at": "",
            "name": "lab",
            "store": "keyring",
            "changed": True,
        }
        token = assert_kept(keyring, simulator, "lab", workgroup="Genomics Core")
        assert_unseen(keyring, secrets_of(simulator, token), json.dumps(heard))


@needs("secret-tool")
@pytest.mark.parametrize("dialect", ["sdk", "guide", "rfc8628"])
def test_every_dialect_ends_in_a_token(
    keyring: dict[str, str], dialect: str, tmp_path: Path
) -> None:
    with serving("--dialect", dialect, "--approve-after", "0.5") as server:
        given = server.application(tmp_path)
        first = wizard(keyring, "login", "one", "--json", *given)
        again = wizard(keyring, "login", "two", "--json", *given[:4])
    for done, name in ((first, "one"), (again, "two")):
        assert (done.code, done.err) == (0, "")
        assert [event["event"] for event in done.events][-2:] == ["verified", "saved"]
        assert wizard(keyring, "token", name).out.strip() == secret_tool(keyring, name)
    assert secret_tool(keyring, "one") != secret_tool(keyring, "two")

"""Terminal, environment, versions and core dumps, judged by tables."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bs_wizard.doctor.checks import core_dumps, environment, terminal, versions
from bs_wizard.doctor.checks.core_dumps import CoreDumps
from bs_wizard.doctor.context import Context
from bs_wizard.doctor.finding import Level
from bs_wizard.store.index.contents import Contents
from tests.doctor.reports import findings, the_finding
from tests.store.examples import a_credential

LAB = Contents(credentials=(a_credential(),)).with_default("lab")


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
def test_a_passphrase_file_others_can_read_is_told_and_not_named(tmp_path: Path) -> None:
    file = tmp_path / "canary"
    file.touch(0o600)
    environ = {"BS_WIZARD_PASSPHRASE_FILE": str(file)}
    assert not findings(environment.assess_passphrase_file, environ)
    file.chmod(0o644)
    (finding,) = findings(environment.assess_passphrase_file, environ)
    assert (finding.level, finding.fix) == (
        Level.WARNING,
        'chmod 600 "$BS_WIZARD_PASSPHRASE_FILE"',
    )
    assert "canary" not in repr(finding)


@pytest.mark.parametrize(
    ("environ", "size", "level", "said"),
    [
        ({"TERM": "xterm-256color"}, (80, 24), Level.OK, "TERM is xterm-256color, 256 colours"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, (80, 24), Level.OK, "16 million"),
        ({"TERM": "xterm", "NO_COLOR": "1"}, (80, 24), Level.OK, "no colours (NO_COLOR)"),
        ({"TERM": "x", "TMUX": "a", "SSH_TTY": "b"}, (80, 24), Level.OK, "SSH and tmux"),
        ({"TERM": "screen", "STY": "a"}, (80, 24), Level.OK, "through screen"),
        ({"TERM": "dumb"}, (80, 24), Level.WARNING, "TERM is dumb, no colours"),
        ({}, (80, 24), Level.WARNING, "TERM is unset"),
        ({}, None, Level.OK, "TERM is unset"),
        ({"TERM": "\x1b]0;x\x07vt"}, (80, 24), Level.OK, "TERM is vt"),
    ],
)
def test_the_kind_of_terminal(
    environ: dict[str, str], size: tuple[int, int] | None, level: Level, said: str
) -> None:
    finding = the_finding(terminal.assess_kind, environ, size)
    assert (finding.level, said in finding.found) == (level, True)


@pytest.mark.parametrize(
    ("size", "of_screens", "of_qr"),
    [
        ((80, 24), Level.OK, Level.OK),
        ((60, 20), Level.OK, Level.OK),
        ((59, 20), Level.WARNING, Level.OK),
        ((80, 10), Level.WARNING, Level.WARNING),
        ((20, 24), Level.WARNING, Level.WARNING),
        (None, Level.SKIPPED, Level.SKIPPED),
    ],
)
def test_what_fits(size: tuple[int, int] | None, of_screens: Level, of_qr: Level) -> None:
    assert the_finding(terminal.assess_size, size).level is of_screens
    assert the_finding(terminal.assess_qr, size, lambda: (33, 17)).level is of_qr


def test_how_much_is_missing_for_a_qr_code_is_said() -> None:
    assert (
        "13 columns and 7 rows are missing"
        in the_finding(terminal.assess_qr, (20, 10), lambda: (33, 17)).found
    )


def test_the_qr_code_is_really_drawn(context: Callable[..., Context]) -> None:
    found = {each.check: each for each in findings(terminal.check, context(size=(80, 24)))}
    assert found["qr-code"].found == "it takes 33 columns by 17 rows and fits"


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"TERM": "xterm-kitty"}, "likely to work"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "likely to work"),
        ({"TERM": "xterm-256color", "WT_SESSION": "1"}, "likely to work"),
        ({"TERM": "xterm-kitty", "TMUX": "x"}, "tmux or screen decides"),
        ({"TERM": "linux"}, "not likely"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, "not likely"),
        ({}, "not likely"),
        ({"TERM": "xterm-256color"}, "unknown"),
    ],
)
def test_whether_copying_is_likely(environ: dict[str, str], said: str) -> None:
    assert the_finding(terminal.assess_copying, environ).found.startswith(said) or said in (
        the_finding(terminal.assess_copying, environ).found
    )


@pytest.mark.parametrize(
    ("environ", "platform", "level"),
    [
        ({"LANG": "de_DE.UTF-8"}, "linux", Level.OK),
        ({"LC_CTYPE": "C.utf8", "LANG": "C"}, "linux", Level.OK),
        ({"LC_ALL": "C", "LANG": "de_DE.UTF-8"}, "linux", Level.WARNING),
        ({}, "linux", Level.WARNING),
        ({}, "darwin", Level.SKIPPED),
    ],
)
def test_the_locale(environ: dict[str, str], platform: str, level: Level) -> None:
    assert the_finding(terminal.assess_letters, environ, platform).level is level


def test_a_shadowing_token_is_told_and_not_shown() -> None:
    finding = the_finding(environment.assess_token, {"BASESPACE_ACCESS_TOKEN": "canary"})
    assert (finding.level, finding.fix) == (Level.WARNING, "unset BASESPACE_ACCESS_TOKEN")
    assert "canary" not in repr(finding)
    assert the_finding(environment.assess_token, {"BASESPACE_ACCESS_TOKEN": " "}).level is Level.OK


@pytest.mark.parametrize(
    ("name", "level", "said"),
    [
        ("", Level.OK, "the default, lab"),
        ("lab", Level.OK, "chooses lab"),
        ("LAB", Level.OK, "chooses LAB"),
        ("old", Level.WARNING, "no credential has that name"),
    ],
)
def test_the_credential_chosen_by_the_environment(name: str, level: Level, said: str) -> None:
    finding = the_finding(environment.assess_credential, name, LAB)
    assert (finding.level, said in finding.found) == (level, True)


@pytest.mark.parametrize(
    ("environ", "level", "said"),
    [
        ({}, Level.OK, "none is set"),
        ({"HTTPS_PROXY": "http://p:1"}, Level.OK, "HTTPS_PROXY=http://p:1"),
        ({"https_proxy": "http://a:canary@p:1"}, Level.OK, "=http://[masked]@p:1"),
        ({"https_proxy": "a:can@ary@p:1"}, Level.OK, "=http://[masked]@p:1"),
        ({"https_proxy": "canary"}, Level.OK, "=[masked]"),
        ({"https_proxy": "http://p:1/canary?canary"}, Level.OK, "=http://p:1"),
        ({"no_proxy": "a:canary@p,10.0.0.0/8"}, Level.OK, "=[masked]@p,10.0.0.0/8"),
        ({"HTTPS_PROXY": "http://p", "https_proxy": "http://q"}, Level.WARNING, "differ"),
    ],
)
def test_proxies(environ: dict[str, str], level: Level, said: str) -> None:
    finding = the_finding(environment.assess_proxies, environ)
    assert (finding.level, said in finding.found) == (level, True)
    assert "can" not in finding.found


def test_settings_and_trust_are_looked_at(context: Callable[..., Context], tmp_path: Path) -> None:
    environ = {
        "PYTHON_KEYRING_BACKEND": "some.Ring",
        "SSL_CERT_DIR": f"{tmp_path}:/nowhere",
        "SSL_CERT_FILE": "/nowhere/ca.pem",
    }
    found = {each.check: each for each in findings(environment.check, context(environ=environ))}
    assert found["settings"].found == "PYTHON_KEYRING_BACKEND=some.Ring"
    assert found["trust-settings"].fix == "unset SSL_CERT_FILE"


@pytest.mark.parametrize(
    ("found", "level", "said"),
    [
        (CoreDumps(-1, 0), Level.OK, "closed"),
        (CoreDumps(0, None), Level.OK, "closed"),
        (CoreDumps(0, 1), Level.WARNING, "a program that the system hands crashes to"),
        (CoreDumps(-1, 1), Level.WARNING, "without limit"),
        (CoreDumps(4096, None), Level.WARNING, "up to 4096 bytes"),
        (CoreDumps(None, None), Level.SKIPPED, "neither"),
    ],
)
def test_core_dumps(found: CoreDumps, level: Level, said: str) -> None:
    finding = the_finding(core_dumps.assess, found)
    assert (finding.level, said in finding.found) == (level, True)


def test_core_dumps_and_versions_are_asked_for_here(context: Callable[..., Context]) -> None:
    (dumps,) = findings(core_dumps.check, context())
    libraries, system = findings(versions.check, context())
    assert dumps.level is not Level.ERROR
    assert {libraries.level, system.level} == {Level.OK}
    assert "textual 8" in libraries.found


def test_what_is_not_installed_is_said() -> None:
    finding = the_finding(versions.assess, {"httpx": "1", "keyring": None})
    assert (finding.level, finding.fix) == (Level.ERROR, "pip install keyring")
    finding = the_finding(versions.assess, {"httpx": "1", "pyrage": None})
    assert (finding.level, "pyrage not installed" in finding.found) == (Level.OK, True)


def test_wsl_is_recognised() -> None:
    assert (
        "WSL"
        in the_finding(
            versions.assess_system, "Linux", "5.15-microsoft-standard-WSL2", "x86_64"
        ).found
    )

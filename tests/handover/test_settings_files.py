"""``~/.basespace/NAME.cfg`` as its readers read it: each by its own means, from what we write."""

import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

from bs_wizard.errors import AlreadyExists, UsageError
from bs_wizard.handover.basespacepy import BaseSpacePy
from bs_wizard.handover.bs import Bs
from bs_wizard.handover.files import Given, Shape, Target
from bs_wizard.secret import Secret

TOKEN, OTHER = "canary0123456789canary0123456789", "another0123456789"
HOST = "https://api.euc1.sh.basespace.illumina.com"
GIVEN = Given("lab", HOST, Secret(TOKEN))
GO = f"apiServer   = {HOST}\naccessToken = {TOKEN}\n"
INI = f"[DEFAULT]\napiServer = {HOST}/\naccessToken = {TOKEN}\n"
BSFS = "[BSFS]\nmountpoint = ~/BaseSpace\naccessToken = encrypted\n"


def by_line(file: Path) -> tuple[str, str]:
    """As MIPTools does: the first two lines, from the same column on."""
    server, token = file.read_text(encoding="utf-8").split("\n")[:2]
    return server[14:], token[14:]


def by_word(file: Path) -> tuple[str, str]:
    """As a script for ICA does: the last word of a line that begins with the key."""
    lines = [line.split() for line in file.read_text(encoding="utf-8").split("\n") if line]
    found = {words[0]: words[-1] for words in lines}
    return found["apiServer"], found["accessToken"]


def by_shell(file: Path) -> tuple[str, str]:
    cut = ["sh", "-c", "grep accessToken \"$0\" | cut -d= -f2 | tr -d ' '", str(file)]
    awk = ["awk", "/apiServer/ {print $3}", str(file)]
    token, server = (subprocess.check_output(each, text=True) for each in (cut, awk))
    return server.rstrip("\n"), token.rstrip("\n")


def by_configparser(file: Path, before: str = "") -> tuple[str, str]:
    """As BaseSpacePy does."""
    parser = ConfigParser()
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(before + file.read_text(encoding="utf-8"))
    return parser.get("DEFAULT", "apiServer"), parser.get("DEFAULT", "accessToken")


def with_a_header_before(file: Path) -> tuple[str, str]:
    return by_configparser(file, "[DEFAULT]\n")


@pytest.mark.parametrize(
    ("shape", "expected", "readers"),
    [
        (Bs(), GO, (by_line, by_word, by_shell, with_a_header_before)),
        (BaseSpacePy(), INI, (by_word, by_shell, by_configparser)),
    ],
)
def test_a_new_file_is_what_its_readers_read(
    shape: Shape, expected: str, readers: tuple[object, ...], tmp_path: Path
) -> None:
    file = tmp_path / ".basespace" / "lab.cfg"
    target = Target(file, shape, may_make_folder=True)
    assert target.export(GIVEN, overwrite=False)
    assert file.read_bytes() == expected.encode()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    for each in readers:
        server, token = each(file)  # type: ignore[operator]
        assert (server.rstrip("/"), token) == (HOST, TOKEN)
    assert not target.export(GIVEN, overwrite=False), "it is there"
    assert target.take_back(GIVEN.token.fingerprint)
    assert [*tmp_path.glob(".basespace/*")] == []
    assert not target.take_back(GIVEN.token.fingerprint), "nothing is there"


KEPT = {
    "bs": {
        "nothing else": ("", GO),
        "a comment": ("# mine\n", f"{GO}# mine\n"),
        "old values and more": (
            f"# mine\nclientKey = k\r\naccessToken={OTHER}\napiServer: x\nnote = é",
            f"{GO}# mine\nclientKey = k\r\nnote = é",
        ),
        "a byte order mark": (f"\ufeffaccessToken = {OTHER}\r\n", GO),
    },
    "basespacepy": {
        "nothing else": ("\n", f"{INI}\n"),
        "BaseMount's section": (BSFS, INI + BSFS),
        "both": (f"[DEFAULT]\naccesstoken = {OTHER}\n{BSFS}", INI + BSFS),
        "all seven keys": (
            f"; mine\n[DEFAULT]\nclientKey = k\napiServer   = x\naccessToken = {OTHER}\n"
            "clientSecret = s\napiVersion = v1pre3\nappSessionId =\nsessionToken =\n",
            f"; mine\n{INI}clientKey = k\n"
            "clientSecret = s\napiVersion = v1pre3\nappSessionId =\nsessionToken =\n",
        ),
        "CRLF": (
            f"[DEFAULT]\r\nclientKey = k\r\n{BSFS}",
            f"[DEFAULT]\r{INI[9:]}clientKey = k\r\n{BSFS}",
        ),
        "twice": (f"[DEFAULT]\naccessToken = {OTHER}\naccessToken = x\n", INI),
        "the last line not ended": ("[DEFAULT]", INI),
    },
}


@pytest.mark.parametrize(
    ("to", "case"), [(to, case) for to, cases in KEPT.items() for case in cases]
)
def test_what_else_is_in_the_file_is_kept_byte_for_byte(to: str, case: str, tmp_path: Path) -> None:
    shape: Shape = Bs() if to == "bs" else BaseSpacePy()
    before, after = KEPT[to][case]
    file = tmp_path / "lab.cfg"
    file.write_bytes(before.encode() + b"\xff" * ("note" in before))
    Target(file, shape).export(GIVEN, overwrite=True)
    assert file.read_bytes() == after.encode() + b"\xff" * ("note" in before)
    if not shape.token_in(before):
        Target(file, shape).take_back(GIVEN.token.fingerprint)
        left = file.read_bytes().decode() if file.exists() else ""
        assert left == (before if before.strip("[DEFAULT]\n") else "")


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        (Bs(), INI),
        (Bs(), BSFS),
        (BaseSpacePy(), GO),
        (BaseSpacePy(), "# a comment\n"),
        (BaseSpacePy(), "[DEFAULT]\nno setting\n"),
        (BaseSpacePy(), "[A]\n[A]\n"),
        (BaseSpacePy(), f"[DEFAULT]\naccessToken = {TOKEN}\n  goes on\n"),
    ],
)
@pytest.mark.parametrize("force", [False, True])
def test_one_file_does_not_serve_both_and_a_second_is_offered(
    shape: Shape, text: str, force: bool, tmp_path: Path
) -> None:
    file = tmp_path / "lab.cfg"
    file.write_text(text)
    with pytest.raises(AlreadyExists, match=r"--output .*/lab-2\.cfg"):
        Target(file, shape).export(GIVEN, overwrite=force)
    assert file.read_text() == text


@pytest.mark.parametrize("text", [GO, INI])
def test_another_token_is_overwritten_or_taken_out_only_where_that_is_said(
    text: str, tmp_path: Path
) -> None:
    file, shape = tmp_path / "lab.cfg", (BaseSpacePy() if "[" in text else Bs())
    text = text.replace(TOKEN, OTHER)
    file.write_text(text)
    target = Target(file, shape)
    with pytest.raises(AlreadyExists, match="another token") as caught:
        target.export(GIVEN, overwrite=False)
    assert OTHER not in str(caught.value)
    for fingerprint in (GIVEN.token.fingerprint, ""):
        with pytest.raises(AlreadyExists, match="another token"):
            target.take_back(fingerprint)
    assert file.read_text() == text
    assert target.take_back(GIVEN.token.fingerprint, whatever=True)
    assert not file.exists()


def test_a_link_stays_one_and_a_loose_mode_is_tightened(tmp_path: Path) -> None:
    there, link = tmp_path / "there", tmp_path / "lab.cfg"
    there.write_text(GO)
    there.chmod(0o644)
    link.symlink_to(there)
    assert Target(link, Bs()).export(GIVEN, overwrite=False)
    assert link.is_symlink()
    assert (there.read_text(), there.stat().st_mode & 0o777) == (GO, 0o600)


def test_what_cannot_be_written_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for file in (tmp_path / "folder", tmp_path / "none" / "lab.cfg", Path("/dev/null")):
        with pytest.raises(UsageError, match="--output") as caught:
            Target(file, Bs()).export(GIVEN, overwrite=True)
        assert TOKEN not in str(caught.value)
    with pytest.raises(UsageError, match="--to json"):
        Target(tmp_path / "lab.cfg", Bs()).export(
            Given("lab", HOST, Secret("100% 'x'")), overwrite=True
        )
    assert [each.name for each in tmp_path.iterdir()] == ["folder"]

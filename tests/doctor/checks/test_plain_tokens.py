"""Tokens in clear in the files of bs: found in every shape, and told whom they are open to."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bs_wizard.doctor.checks import plain_tokens
from bs_wizard.doctor.context import Context
from bs_wizard.doctor.finding import Level
from tests.doctor.reports import findings, the_finding

TOKEN = "canary0123456789canary0123456789"
US, EU = "https://api.basespace.illumina.com", "https://api.euc1.sh.basespace.illumina.com"
# The layouts that programs write: with a header or none, either order, CRLF, BOM, quotes, comments.
SHAPES = {
    "go": f"apiServer   = {US}\naccessToken = {TOKEN}\n",
    "no last line end": f"apiServer   = {US}\naccessToken = {TOKEN}",
    "crlf": f"apiServer   = {US} \r\naccessToken = {TOKEN} \r\n",
    "bom": f"\ufeffaccessToken = {TOKEN}\n",
    "header": f"[DEFAULT]\napiServer = {US}/\naccessToken = {TOKEN}\n\n",
    "token first": f"[DEFAULT]\naccessToken={TOKEN}\napiServer={US}\n",
    "lower case": f"[DEFAULT]\naccesstoken: {TOKEN}\n",
    "quoted": f'# mine\n[other]\naccessToken = "{TOKEN}"\n',
}
NONE = {
    "empty": "",
    "no value": f"[DEFAULT]\napiServer = {US}\naccessToken =\n",
    "quotes": 'accessToken = ""\n',
    "comment": f"# accessToken = {TOKEN}\n",
    "other": "accessTokenFile = /there\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / ".basespace"
    made.mkdir()
    return made


def write(folder: Path, text: str, name: str = "lab", mode: int = 0o600) -> None:
    file = folder / f"{name}.cfg"
    file.write_bytes(text.encode())
    file.chmod(mode)


@pytest.mark.parametrize("shape", [*SHAPES, *NONE])
def test_a_token_is_found_in_every_shape_and_never_told(
    shape: str, folder: Path, context: Callable[..., Context]
) -> None:
    write(folder, (SHAPES | NONE)[shape])
    finding = the_finding(plain_tokens.check, context())
    assert finding.level is (Level.WARNING if shape in SHAPES else Level.OK)
    assert TOKEN not in repr(finding)
    if shape in SHAPES:
        assert finding.found.startswith("~/.basespace/lab.cfg holds an access token in clear")
        by_hand = "grep -i accessToken ~/.basespace/lab.cfg | bs-wizard login lab --with-token"
        assert finding.fix == (
            by_hand if "[other]" in SHAPES[shape] else "bs-wizard import --from bs"
        )


@pytest.mark.parametrize(
    ("mode", "of_folder", "said"),
    [
        (0o600, 0o755, "its mode is 0600: you alone can read it"),
        (0o644, 0o755, "its mode is 0644: everybody on this machine can read it"),
        (0o644, 0o750, "its mode is 0644: your group can read it"),
        (0o640, 0o755, "its mode is 0640: your group can read it"),
        (0o644, 0o700, "its mode is 0644: you alone can read it"),
    ],
)
def test_whom_the_mode_lets_read_is_said(
    mode: int, of_folder: int, said: str, folder: Path, context: Callable[..., Context]
) -> None:
    write(folder, SHAPES["go"], mode=mode)
    folder.chmod(of_folder)
    assert said in the_finding(plain_tokens.check, context()).found


def test_each_file_has_a_finding_and_its_own_server(
    folder: Path, context: Callable[..., Context]
) -> None:
    for name, server in (("eu", EU), ("here", "http://127.0.0.1:1234"), ("odd one", "no; address")):
        write(folder, "[other]\n" + SHAPES["go"].replace(US, server), name=name)
    (folder / "folder.cfg").mkdir()
    (folder / "gone.cfg").symlink_to("nowhere")
    eu, here, odd = findings(plain_tokens.check, context())
    assert eu.fix.endswith("bs-wizard login eu --with-token --instance euc1")
    assert here.fix.endswith("login here --with-token --api-server http://127.0.0.1:1234")
    assert odd.fix == (
        "grep -i accessToken ~/'.basespace/odd one.cfg' | bs-wizard login --with-token"
    )


def test_no_folder_is_no_fault(context: Callable[..., Context]) -> None:
    assert the_finding(plain_tokens.check, context()).found == "there are none"

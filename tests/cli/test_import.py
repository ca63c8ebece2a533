"""``import``: what lies in clear in the files of Illumina's programs is verified, named, stored."""

from pathlib import Path

import pytest

from bs_wizard.basespace.bs_settings import found_in
from tests.cli.conftest import Program, Terminal

# {0} is the server, {1} the token: as bs, BaseSpacePy, abstar, WDL tasks and batch files write it.
READ = {
    "go": "apiServer   = {0}\naccessToken = {1}\n",
    "go, slash, no last line end": "apiServer   = {0}/\naccessToken = {1}",
    "go, CRLF": "apiServer   = {0}\r\naccessToken = {1}\r\n",
    "go, blank before CRLF": "apiServer   = {0} \r\naccessToken = {1} \r\n",
    "go, BOM": "\ufeffapiServer   = {0}\naccessToken = {1}\n",
    "go, quoted": "apiServer   = '{0}'\naccessToken = \"{1}\"\n",
    "go, comment first": "# mine\napiServer   = {0}\naccessToken = {1}\n",
    "header": "[DEFAULT]\napiServer = {0}/\naccessToken = {1}\n\n",
    "header, BaseMount's section": (
        "[DEFAULT]\napiServer = {0}/\naccessToken = {1}\n[BSFS]\naccessToken = encrypted\n"
    ),
    "header, all seven keys": (
        "[DEFAULT]\nclientKey = k\nclientSecret = s\napiServer = {0}\napiVersion = v1pre3\n"
        "accessToken = {1}\nappSessionId =\nsessionToken =\n"
    ),
    "header, comment inside": "; mine\n[DEFAULT]\n# mine\napiServer = {0}\naccessToken = {1}\n",
    "header, token first": "[DEFAULT]\naccessToken = {1}\napiServer = {0}\n",
    "header, quoted": "[DEFAULT]\napiServer = '{0}'\naccessToken = '{1}'\n",
    "header, no blanks": "[DEFAULT]\napiServer={0}\naccessToken={1}\n",
    "header, lower case": "[DEFAULT]\napiserver = {0}\naccesstoken = {1}\n",
    "header, CRLF": "[DEFAULT]\r\napiServer = {0}\r\naccessToken = {1}\r\n",
    "header, BOM": "\ufeff[DEFAULT]\napiServer = {0}\naccessToken = {1}\n",
}
LEFT = {
    "empty": "",
    "no token": "apiServer = {0}\naccessToken =\n",
    "BaseMount's alone": "[BSFS]\napiServer = {0}\naccessToken = {1}\n",
    "another section": "[other]\napiServer = {0}\naccessToken = {1}\n",
    "comment": "#apiServer = {0}\n#accessToken = {1}\n",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    made = tmp_path / ".basespace"
    made.mkdir()
    return made


def write(folder: Path, name: str, shape: str, program: Program, token: str = "") -> Path:
    file = folder / f"{name}.cfg"
    text = shape.format(program.sim.api_server, token or program.sim.owner_token)
    file.write_bytes(text.encode())
    file.chmod(0o600)
    return file


@pytest.mark.parametrize("shape", [*READ, *LEFT])
def test_every_shape_is_read_as_its_programs_do(shape: str, folder: Path, program: Program) -> None:
    write(folder, "lab", (READ | LEFT)[shape], program)
    found = [
        (each.settings.server.rstrip("/"), each.settings.token.reveal())
        for each in found_in(folder.parent)
    ]
    here = [(program.sim.api_server, program.sim.owner_token)]
    assert found == (here if shape in READ else [])


def test_it_is_verified_named_stored_and_taken_out(folder: Path, program: Program) -> None:
    bsfs = "[BSFS]\r\nmountpoint = é\n"
    file = write(folder, "Core", READ["header"].rstrip("\n") + "\n" + bsfs, program)
    file.chmod(0o644)
    done = program("import", "--from", "bs")
    assert (done.code, done.out) == (0, "")
    assert "~/.basespace/Core.cfg may be opened by other users too" in done.err
    assert "This token belongs to Amira Haddad" in done.err
    assert "Saved as “Core” in GNOME Keyring, for Amira Haddad" in done.err
    assert "bs-wizard import --take-out" in done.err
    (credential,) = program.index.credentials
    assert (credential.name, credential.api_server) == ("Core", program.sim.api_server)
    assert program("token").out.strip() == program.sim.owner_token
    again = program("import", "--take-out", "--json")
    assert again.json == [
        {
            "file": str(file),
            "name": "Core",
            "changed": False,
            "taken_out": True,
            "error": None,
        }
    ]
    assert file.read_bytes() == bsfs.encode()
    assert "There is no token" in program("import").err
    assert program("export", "core", "--to", "basespacepy").code == 0
    assert "stored already, as Core" in program("import").err


def test_one_that_is_refused_is_left_and_the_others_are_taken_over(
    folder: Path, program: Program
) -> None:
    two = "apiServer = {0}\naccessToken = {1}\naccessToken = another\n"
    files = [
        write(folder, "a", READ["go"], program, "refused"),
        write(folder, "b", two, program),
        write(folder, "c", READ["go"].replace("{0}", "no address"), program),
        write(folder, "default", READ["go"], program),
    ]
    before = [each.read_bytes() for each in files]
    (folder / "folder.cfg").mkdir()
    (folder / "gone.cfg").symlink_to("nowhere")
    done = program("import", "--take-out", "--json")
    assert done.code == 9
    assert [(Path(each["file"]).stem, each["name"], each["error"]) for each in done.json] == [
        ("a", None, "token_not_accepted"),
        ("b", None, "usage"),
        ("c", None, "usage"),
        ("default", "amira-haddad", None),
    ]
    assert [each.read_bytes() for each in files[:3]] == before[:3]
    assert not files[3].exists()


def test_a_name_that_is_taken_is_not_overwritten(folder: Path, program: Program) -> None:
    assert program.login("lab").code == 0
    write(folder, "lab", READ["go"], program)
    assert program("import").code == 0
    first, second = program.index.credentials
    assert (first.name, second.name == "lab") == ("lab", False)


def test_nothing_to_take_over_is_no_fault(folder: Path, program: Program) -> None:
    assert program("import").code == 0
    folder.rmdir()
    assert program("import", "--json").json == []
    assert program.opened == [], "no store is asked for"


@pytest.mark.parametrize(
    ("typed", "code", "named", "left"),
    [
        ("\n\n\n", 0, ["lab"], True),
        ("mine\nfor the lab\nyes\n", 0, ["mine"], False),
        ("mine\n\nback\n", 0, ["mine"], True),
        ("back\n", 0, [], True),
        ("quit\n", 130, [], True),
    ],
)
def test_a_person_names_it_and_is_asked_before_it_is_taken_out(
    typed: str, code: int, named: list[str], left: bool, folder: Path, program: Program
) -> None:
    file = write(folder, "lab", READ["go"], program)
    done = program.with_source(Terminal(typed), "import")
    assert done.code == code
    assert [each.name for each in program.index.credentials] == named
    assert file.exists() is left

"""A ``.env`` file, a JSON object, a Secret: what is written is what their readers read."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from dotenv import dotenv_values

from bs_wizard.errors import AlreadyExists
from bs_wizard.handover.dotenv import Dotenv
from bs_wizard.handover.files import Given, Shape, Target
from bs_wizard.handover.json_object import JsonObject
from bs_wizard.handover.kubernetes import Kubernetes, secret_name
from bs_wizard.handover.nextflow import Nextflow
from bs_wizard.secret import Secret

TOKEN, HOST = "canary0123456789", "https://api.basespace.illumina.com"
AWKWARD = 'it\'s \\ a "token" = #1 $x %y é'
GIVEN = Given("Lab_1", HOST, Secret(TOKEN))
VARIABLES = {"BASESPACE_API_SERVER": HOST, "BASESPACE_ACCESS_TOKEN": TOKEN}
LINES = f"BASESPACE_API_SERVER={HOST}\nBASESPACE_ACCESS_TOKEN={TOKEN}\n"
SECRET = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "basespace-lab-1"},
    "type": "Opaque",
    "stringData": VARIABLES,
}
OBJECT = {"name": "Lab_1", "api_server": HOST, "access_token": TOKEN}
SHAPES: tuple[Shape, ...] = (Dotenv(), JsonObject(), Kubernetes(), Nextflow())


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("token", [TOKEN, AWKWARD])
def test_what_is_written_is_found_and_taken_out(shape: Shape, token: str, tmp_path: Path) -> None:
    file, given = tmp_path / "file", Given("lab", HOST, Secret(token))
    target = Target(file, shape)
    assert target.export(given, overwrite=False)
    assert not target.export(given, overwrite=False)
    assert shape.token_in(file.read_text(encoding="utf-8")) == token
    with pytest.raises(AlreadyExists):
        target.export(GIVEN if token == AWKWARD else Given("x", HOST, Secret("x")), overwrite=False)
    assert target.take_back(given.token.fingerprint)
    assert not file.exists()


def test_a_new_one() -> None:
    assert Dotenv().written("", GIVEN) == LINES
    assert json.loads(JsonObject().written("", GIVEN)) == OBJECT
    assert json.loads(Kubernetes().written("", GIVEN)) == SECRET


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A=1\n# mine\n", f"A=1\n# mine\n{LINES}"),
        ("A=1", f"A=1\n{LINES}"),
        (
            "export BASESPACE_ACCESS_TOKEN = 'x'\r\nA='1\r\n2'\n BASESPACE_API_SERVER=x",
            f"export BASESPACE_ACCESS_TOKEN={TOKEN}\nA='1\r\n2'\n BASESPACE_API_SERVER={HOST}\n",
        ),
        ("BASESPACE_ACCESS_TOKEN=x\nBASESPACE_ACCESS_TOKEN=y\nB=2\n", None),
        ("# BASESPACE_ACCESS_TOKEN=x\nMY_BASESPACE_ACCESS_TOKEN=y\n", None),
    ],
)
def test_other_lines_of_a_dotenv_file_stay(before: str, after: str | None, tmp_path: Path) -> None:
    new = Dotenv().written(before, GIVEN)
    assert after in (None, new)
    file = tmp_path / ".env"
    file.write_bytes(new.encode())
    read = dotenv_values(file, interpolate=False)
    assert {name: read[name] for name in VARIABLES} == VARIABLES
    ours = re.compile(r"(?m)^[ \t]*(export )?BASESPACE_(ACCESS_TOKEN|API_SERVER)\b.*\r?\n?")
    assert Dotenv().removed(new).rstrip("\n") == ours.sub("", before).rstrip("\n")


@pytest.mark.parametrize(
    ("shape", "before", "after"),
    [
        (JsonObject(), {"client_id": "c", "access_token": "x"}, {"client_id": "c"} | OBJECT),
        (
            Kubernetes(),
            {**SECRET, "metadata": {"name": "mine", "namespace": "n"}, "stringData": {"A": "b"}},
            {
                **SECRET,
                "metadata": {"name": "mine", "namespace": "n"},
                "stringData": {"A": "b"} | VARIABLES,
            },
        ),
    ],
)
def test_what_else_is_in_an_object_stays(
    shape: Shape, before: dict[str, Any], after: dict[str, Any]
) -> None:
    new = shape.written(json.dumps(before), GIVEN)
    assert json.loads(new) == after
    rest = json.loads(shape.removed(new))
    assert rest == {name: value for name, value in before.items() if name != "access_token"}


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        (JsonObject(), "apiServer = x"),
        (JsonObject(), "[]"),
        (JsonObject(), "\udcff"),
        (Kubernetes(), "kind: Secret\n"),
        (Kubernetes(), '{"kind": "Pod"}'),
        (Kubernetes(), '{"kind": "Secret", "stringData": 1}'),
    ],
)
def test_something_else_is_never_overwritten(shape: Shape, text: str, tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    data = text.encode(errors="surrogateescape")
    file.write_bytes(data)
    with pytest.raises(AlreadyExists, match=r"file-2\.json"):
        Target(file, shape).export(GIVEN, overwrite=True)
    assert file.read_bytes() == data


@pytest.mark.parametrize("name", ["lab", "Lab_1", "a.-b", "x-", "9" * 64])
def test_a_secret_has_a_name_that_kubernetes_takes(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?", secret_name(name))

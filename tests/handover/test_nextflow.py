"""Nextflow's store of secrets, as its LocalSecretsProvider demands it."""

import json
import re
from pathlib import Path

import pytest

from bs_wizard.errors import AlreadyExists
from bs_wizard.handover.files import Given, Target
from bs_wizard.handover.nextflow import Nextflow, store_file
from bs_wizard.handover.shell import ACCESS_TOKEN, API_SERVER
from bs_wizard.secret import Secret

GIVEN = Given("lab", "https://api.basespace.illumina.com", Secret("canary=é"))
OURS = [
    {"name": "BASESPACE_ACCESS_TOKEN", "value": "canary=é"},
    {"name": "BASESPACE_API_SERVER", "value": "https://api.basespace.illumina.com"},
]
A, Z = {"name": "AWS", "value": "a\u003d"}, {"name": "_z", "value": "é", "more": 1}


@pytest.mark.parametrize("name", [ACCESS_TOKEN, API_SERVER])
def test_its_names_are_names_to_nextflow(name: str) -> None:
    assert re.fullmatch(r"[a-zA-Z_](?:[0-9A-Za-z]+|(_)(?!\1)){1,49}", name)


@pytest.mark.parametrize("mode", [None, 0o600, 0o644, 0o400])
def test_the_store_is_sorted_private_and_keeps_the_others(mode: int | None, tmp_path: Path) -> None:
    file = tmp_path / ".nextflow" / "secrets" / "store.json"
    others = []
    if mode:
        others = [A, Z]
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps([Z, A, {"name": API_SERVER, "value": "x"}]), encoding="utf-8")
        file.chmod(mode)
    target = Target(file, Nextflow(), may_make_folder=True)
    assert target.export(GIVEN, overwrite=False)
    text = file.read_text(encoding="utf-8")
    assert json.loads(text) == [*others[:1], *OURS, *others[1:]]
    assert len(text.splitlines()) > len(OURS), "printed pretty"
    assert file.stat().st_mode & 0o777 == 0o600
    if not mode:
        assert {each.stat().st_mode & 0o777 for each in file.parents[:2]} == {0o700}
    assert not target.export(GIVEN, overwrite=False)
    other = Given("other", GIVEN.api_server, Secret("another"))
    with pytest.raises(AlreadyExists):
        target.export(other, overwrite=False)
    assert target.export(other, overwrite=True)
    assert target.take_back(other.token.fingerprint)
    assert (json.loads(file.read_text()) if file.exists() else []) == others


@pytest.mark.parametrize("text", ["{}", "[1]", '[{"value": "x"}]', "no JSON", '{"name": "x"}'])
def test_what_is_no_store_is_left_alone(text: str, tmp_path: Path) -> None:
    file = tmp_path / "store.json"
    file.write_text(text)
    with pytest.raises(AlreadyExists, match="no store of Nextflow's secrets"):
        Target(file, Nextflow()).export(GIVEN, overwrite=True)
    assert file.read_text() == text


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "/ada/.nextflow/secrets/store.json"),
        ({"NXF_HOME": "/scratch/nxf"}, "/scratch/nxf/secrets/store.json"),
        ({"NXF_HOME": "/scratch/nxf", "NXF_SECRETS_FILE": "mine.json"}, "/scratch/nxf/mine.json"),
        ({"NXF_HOME": "/scratch/nxf", "NXF_SECRETS_FILE": "/mine.json"}, "/mine.json"),
        ({"NXF_HOME": "", "NXF_SECRETS_FILE": ""}, "/ada/.nextflow/secrets/store.json"),
    ],
)
def test_where_the_store_is(environ: dict[str, str], expected: str) -> None:
    assert store_file(environ, Path("/ada")) == Path(expected)

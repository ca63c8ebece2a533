"""The README names what there is to choose from."""

import re
import tomllib
from pathlib import Path

import pytest

from bs_wizard.basespace.instances import INSTANCES
from bs_wizard.basespace.scopes import PRESETS
from bs_wizard.cli.grammar.parser import make_parser
from tests.support.readme import README


@pytest.mark.parametrize(
    "name", [*(one.label for one in INSTANCES), *(one.name for one in PRESETS)]
)
def test_every_instance_and_preset_is_named(name: str) -> None:
    assert f"`{name}`" in README


@pytest.mark.parametrize("verb", make_parser().verbs)
def test_every_command_is_shown(verb: str) -> None:
    assert re.search(rf"`(bs-wizard )?{verb}\b", README)


def test_each_claim_of_the_security_page_names_its_tests() -> None:
    page = README.partition("## Security")[2].partition("\n## ")[0]
    rows = [line for line in page.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 5
    for row in rows:
        files = re.findall(r"`(tests/[^`]+)`", row.split("|")[-2])
        assert files
        assert all((Path(__file__).parents[1] / file).is_file() for file in files), row


def test_each_dependency_is_justified() -> None:
    root = Path(__file__).parents[1]
    needed = tomllib.loads(root.joinpath("pyproject.toml").read_text())["project"]["dependencies"]
    page = root.joinpath("CONTRIBUTING.md").read_text().partition("## What it stands on")[2]
    told = re.findall(r"^\| `([^`]+)`", page.partition("\n## ")[0], re.MULTILINE)
    assert told == [re.split("[<>=; ]", each)[0] for each in needed]
    assert all(">=" in each for each in needed)

"""Real shells read back what they are handed, whatever it is, and run nothing of it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bs_wizard.handover.shell import SHELLS, assignments, likely

TOLD = "import json, os; print(json.dumps({k: v for k, v in os.environ.items() if k[:2] == 'V_'}))"
AWKWARD = [
    "plain",
    "",
    " both ends ",
    "it's",
    "''",
    "\\",
    "\\'",
    "\\n",
    "end\\",
    '"double"',
    "$HOME ${HOME} $(id) `id`",
    "%PATH% !history ~",
    "a;b|c&d>e<f*g?h[i]",
    "#no comment",
    "a=b",
    "two\nlines",
    "tab\there",
    "éß漢字🧬",
    "\u2018curly\u2019",
    "-n",
    "{{jinja}}",
]


def values() -> dict[str, str]:
    return {f"V_{number}": value for number, value in enumerate(AWKWARD)}


@pytest.mark.parametrize(
    ("program", "shell"),
    [("sh", "sh"), ("bash", "sh"), ("zsh", "sh"), ("fish", "fish"), ("pwsh", "powershell")],
)
def test_a_shell_sets_what_was_given(program: str, shell: str, tmp_path: Path) -> None:
    if shutil.which(program) is None:
        if program == "pwsh":
            return  # no package of it is to be had; its rule is tested below
        pytest.skip(f"needs {program}")
    lines = assignments(values(), shell)
    script = f'{lines}\n{sys.executable} -c "{TOLD}"\n'
    done = subprocess.run(
        [program, "-c", script],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == values()
    assert done.stderr == ""


@given(st.dictionaries(st.sampled_from("ABC"), st.text(st.characters(exclude_characters="\0"))))
def test_a_line_has_one_string_and_no_quote_ends_it(given: dict[str, str]) -> None:
    for name, value in given.items():
        text = SHELLS["powershell"](name, value)
        inside = text.removeprefix(f"$Env:{name} = '").removesuffix("'")
        for quote in "'\u2018\u2019\u201a\u201b":
            inside = inside.replace(quote * 2, "")
        assert not set(inside) & set("'\u2018\u2019\u201a\u201b")


def test_dotenv_is_read_by_its_library(tmp_path: Path) -> None:
    from dotenv import dotenv_values

    file = tmp_path / ".env"
    file.write_text(assignments(values(), "dotenv") + "\n")
    assert dotenv_values(file, interpolate=False) == values()


def test_what_tokens_and_addresses_are_made_of_needs_no_quotes() -> None:
    given = {"A": "0123456789abcdef", "B": "https://api.basespace.illumina.com:443"}
    lines = assignments(given, "dotenv").splitlines()
    assert lines == [f"{name}={value}" for name, value in given.items()]


@pytest.mark.parametrize(
    ("shell", "on_windows", "expected"),
    [
        ("/bin/bash", False, "sh"),
        ("/usr/bin/fish", False, "fish"),
        ("", False, "sh"),
        ("", True, "powershell"),
    ],
)
def test_the_likely_shell(shell: str, on_windows: bool, expected: str) -> None:
    assert likely({"SHELL": shell}, on_windows=on_windows) == expected

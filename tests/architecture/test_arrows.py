"""The arrows between the folders hold, and each contract would notice if one did not."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINT = (sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()")

WRONG = {
    "wizard/rules/suggested_name.py": "import bs_wizard.plain.prompter",
    "store/index/contents.py": "import bs_wizard.store.lookup",
    "wizard/texts/words.py": "import bs_wizard.wizard.actions.work",
    "basespace/scopes.py": "import bs_wizard.store.index.records",
    "simulator/people.py": "import bs_wizard.clean",
    "cli/session.py": "import bs_wizard.simulator",
    "care/verify.py": "import bs_wizard.terminal.facts",
    "plain/prompter.py": "import rich",
    "store/index/index_file.py": "import httpx",
    "cli/stores.py": "import keyring",
    "terminal/facts.py": "import qrcode",
    "store/age_vault/identities.py": "import zxcvbn",
}
"""An import that is wrong, for each file it is added to."""


def lint(folder: Path) -> tuple[int, dict[str, str]]:
    """Run the contracts; return the exit code, and KEPT or BROKEN for the name of each."""
    done = subprocess.run(
        [*LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )
    verdicts = re.findall(r"^(.+?) (KEPT|BROKEN)(?: \(.*\))?$", done.stdout, re.MULTILINE)
    assert verdicts, done.stdout + done.stderr
    return done.returncode, dict(verdicts)


def test_the_arrows_hold() -> None:
    code, verdicts = lint(ROOT)
    assert set(verdicts.values()) == {"KEPT"}, verdicts
    assert code == 0


def test_every_contract_notices_a_wrong_arrow(tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "bs_wizard", tmp_path / "bs_wizard", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name, line in WRONG.items():
        file = tmp_path / "bs_wizard" / name
        file.write_text(f"{file.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    code, verdicts = lint(tmp_path)
    assert set(verdicts.values()) == {"BROKEN"}, verdicts
    assert code == 1


def test_a_folder_that_nobody_placed_is_noticed(tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "bs_wizard", tmp_path / "bs_wizard", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "bs_wizard" / "utils.py").write_text('"""A heap."""\n', encoding="utf-8")
    assert lint(tmp_path)[0] == 1

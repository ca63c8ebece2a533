"""What is not loaded where every millisecond shows."""

import subprocess
import sys

HEAVY = {
    "asyncio", "difflib", "filelock", "hashlib", "httpx", "jeepney", "keyring", "platformdirs",
    "secretstorage", "tempfile", "textual",
}  # fmt: skip

READ = """
import sys
from bs_wizard.store.stores import Stores
from bs_wizard.store.files.paths import home
Stores(home()).credentials().all()
print(*sys.modules)
"""


def loaded_by(code: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_listing_loads_nothing_heavy() -> None:
    assert HEAVY & loaded_by(READ) == set()

"""A vault used in a process of its own, so that its environment is the private one.

Run as a program it answers one JSON request a line; :class:`VaultProcess` asks.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bs_wizard.errors import StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.files.paths import home
from bs_wizard.store.stores import Stores
from bs_wizard.store.vaults import Vault


class VaultProcess:
    """The vault ``Stores.open()`` gives in that environment, as a vault."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            env=env,
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    @property
    def name(self) -> str:
        return str(self._ask("name"))

    @property
    def backend(self) -> str:
        return str(self._ask("backend"))

    @property
    def title(self) -> str:
        return str(self._ask("title"))

    def probe(self) -> None:
        self._ask("probe")

    def put(self, key: str, secret: Secret) -> None:
        self._ask("put", key, secret.reveal())

    def get(self, key: str) -> Secret | None:
        text = self._ask("get", key)
        return None if text is None else Secret(str(text))

    def delete(self, key: str) -> None:
        self._ask("delete", key)

    def names(self) -> tuple[str, ...]:
        keys = self._ask("names")
        assert isinstance(keys, list)
        return tuple(keys)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate(timeout=30)

    def _ask(self, *request: str) -> object:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        reply: dict[str, Any] = json.loads(self._process.stdout.readline())
        if "refused" in reply:
            raise StoreUnavailable(*reply["refused"])
        return reply["value"]


def _carry_out(vault: Vault, call: str, *args: str) -> object:
    if call == "put":
        vault.put(args[0], Secret(args[1]))
        return None
    if call == "get":
        found = vault.get(args[0])
        return found and found.reveal()
    attribute = getattr(vault, call)
    return attribute(*args) if callable(attribute) else attribute


def _serve() -> None:
    vault: Vault | None = None
    for line in sys.stdin:
        try:
            vault = vault or Stores(home()).open()
            reply = {"value": _carry_out(vault, *json.loads(line))}
        except StoreUnavailable as error:
            reply = {"refused": [error.message, error.hint]}
        sys.stdout.write(json.dumps(reply) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()

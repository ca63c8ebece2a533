"""A vault that forgets: for a demonstration's throw-away home, and for tests."""

from bs_wizard.secret import Secret


class MemoryVault:
    """Secrets kept in this process until it ends."""

    name = "memory"
    backend = "memory"
    title = "memory, until this demo ends"

    def __init__(self) -> None:
        self._secrets: dict[str, Secret] = {}

    def probe(self) -> None:
        """Do nothing: memory always takes a secret."""

    def put(self, key: str, secret: Secret) -> None:
        """Keep ``secret`` under ``key``."""
        self._secrets[key] = secret

    def get(self, key: str) -> Secret | None:
        """Return what is kept under ``key``, or None."""
        return self._secrets.get(key)

    def delete(self, key: str) -> None:
        """Forget what is kept under ``key``."""
        self._secrets.pop(key, None)

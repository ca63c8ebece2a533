"""What a store keeps, as a value to compare: the promise that holds after every kill."""

import json
import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote

from bs_wizard.secret import Secret
from bs_wizard.store.age_vault.kinds import Kind
from bs_wizard.store.age_vault.passphrases import Passphrases
from bs_wizard.store.age_vault.set_up import is_set_up, set_up
from bs_wizard.store.age_vault.vault import AgeVault
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.system_keyring.backends import SECRET_SERVICE
from bs_wizard.store.system_keyring.bounded_calls import Limits
from bs_wizard.store.system_keyring.vault import KeyringVault
from bs_wizard.store.transactions.planning import key_of
from bs_wizard.store.vaults import Vault
from tests.store.ring_vault import RingVault
from tests.store.write_points import point

NAMES = ("lab", "LAB", "core", "seq", "x-1")


@dataclass(frozen=True)
class Kept:
    """Tokens by name with the store each is in, the default, and the applications' secrets."""

    tokens: dict[str, tuple[str, str]]
    default: str | None
    secrets: dict[str, str]

    def is_one_of(self, before: "Kept", after: "Kept") -> bool:
        """Tell whether this is the state before a change or after it, and nothing in between.

        Only a client secret may be the old one beside the new token.
        """
        allowed = [(one.tokens, one.default) for one in (before, after)]
        if (self.tokens, self.default) not in allowed:
            return False
        return all(
            secret in {one.secrets.get(app) for one in (before, after)}
            for app, secret in self.secrets.items()
        ) and set(self.secrets) >= set(before.secrets)

    def changed(self, verb: str, name: str, *rest: str) -> "Kept":
        """Return the state after that change."""
        there = next((one for one in self.tokens if one.casefold() == name.casefold()), None)
        if verb == "remove":
            left = {one: token for one, token in self.tokens.items() if one != there}
            only = next(iter(left)) if len(left) == 1 else None
            default = only if self.default == there else self.default
            return replace(self, tokens=left, default=default)
        new = rest[0] if verb == "rename" else name
        token = self.tokens[name] if verb == "rename" else (rest[0], rest[1])
        tokens = {new if one == there else one: kept for one, kept in self.tokens.items()}
        tokens[new] = token
        was_default = there is not None and self.default == there
        default = new if was_default or not self.tokens else self.default
        secrets = self.secrets | ({"app": rest[2]} if len(rest) > 2 else {})
        return Kept(tokens, default, secrets)

    def some_change(self, chance: random.Random) -> list[str]:
        """Return a change that can be made."""
        verb = chance.choice(["save", "save", "rename", "remove"])
        name = chance.choice([*self.tokens]) if self.tokens else ""
        if verb == "remove" and name:
            return [verb, name]
        free = [one for one in NAMES if self.is_free(one, name)]
        if verb == "rename" and name and free:
            return [verb, name, chance.choice(free)]
        number = f"{chance.getrandbits(64):x}"
        change = ["save", chance.choice(NAMES), f"token-{number}", chance.choice(["ring", "vault"])]
        return [*change, f"client-{number}"] if chance.random() < 0.4 else change

    def is_free(self, new: str, name: str) -> bool:
        """Tell whether the credential of that name may be called ``new``."""
        others = {one.casefold() for one in self.tokens if one != name}
        return new != name and new.casefold() not in others

    def to_json(self) -> dict[str, Any]:
        return {"tokens": self.tokens, "default": self.default, "secrets": self.secrets}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        tokens = {name: (token, store) for name, (token, store) in data["tokens"].items()}
        return cls(tokens, data["default"], data["secrets"])


def kept_in(home: Path, credentials: Credentials, vaults: dict[str, Vault]) -> Kept:
    """Return what is kept; every record has its token, every secret its record, and no journal."""
    data = json.loads((home / "index.json").read_bytes())
    assert data["version"] == 1
    assert "journal" not in data
    tokens, secrets = {}, {}
    recorded = set()
    for one in credentials.all():
        token = vaults[one.store].get(one.name)
        assert token is not None, f"{one.name} is lost"
        assert token.fingerprint == one.fingerprint, one.name
        tokens[one.name] = (token.reveal(), one.store)
        recorded.add((one.store, one.name))
    for app in credentials.applications():
        secret = credentials.client_secret(app)
        if app.store is not None:
            assert secret is not None, "a client secret is lost"
            secrets[app.client_id] = secret.reveal()
            recorded.add((app.store, key_of(app)))
    held = {(store, key) for store, vault in vaults.items() for key in keys_of(vault)}
    assert held == recorded, held ^ recorded
    return Kept(tokens, credentials.contents().default, secrets)


def keys_of(vault: Vault) -> set[str]:
    """Return every key the vault holds something under."""
    if isinstance(vault, AgeVault):
        return {unquote(each.stem) for each in (vault.home / "vault").glob("*.age")}
    keys: tuple[str, ...] = vault.names()  # type: ignore[attr-defined]
    return set(keys)


def vaults_of(home: Path) -> dict[str, Vault]:
    """Return the ring and the encrypted vault in that home; both are made where they are not."""
    if not is_set_up(home):
        set_up(home, Kind.FILE, path=home.parent / "key.txt")
    return {"ring": RingVault(home), "vault": AgeVault(home, Passphrases())}


def keyring_of(home: Path) -> dict[str, Vault]:
    """Return the keyring of the session bus, with a write point before and after every write."""

    class PointedVault(KeyringVault):
        def put(self, key: str, secret: Secret) -> None:
            point("put into keyring")
            super().put(key, secret)
            point("put into keyring, done")

        def delete(self, key: str) -> None:
            point("delete in keyring")
            super().delete(key)
            point("delete in keyring, done")

    return {"keyring": PointedVault(SECRET_SERVICE, limits=Limits(answer=30))}

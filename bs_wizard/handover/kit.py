"""A kit: what a login is to ask for on the next machine, in TOML, without any secret."""

import json
import tomllib
from dataclasses import dataclass
from typing import Any

from bs_wizard.basespace import scopes as scope_rules
from bs_wizard.basespace.instances import read_address
from bs_wizard.clean import printable
from bs_wizard.errors import UsageError
from bs_wizard.store.index.records import DESCRIPTION_LIMIT, Credential, check_name

LARGEST = 65536
"""Bytes of a kit that are read."""

_STORES = ("keyring", "vault")
_TEXTS = ("instance", "api_server", "client_id", "preset", "name", "description", "store")
_ABOUT = """# A kit of bs-wizard: what a login asks for. No secret is in it.
# To use it: bs-wizard login --kit FILE --client-secret-file F
"""


@dataclass(frozen=True, slots=True)
class Kit:
    """What a login takes from it; what is empty or None it leaves open.

    ``server`` is an instance's label or an address. ``store`` is the only one that the token may
    go into.
    """

    server: str
    client_id: str = ""
    scopes: tuple[str, ...] | None = None
    name: str = ""
    description: str = ""
    store: str = ""


def of(credential: Credential, store: str) -> Kit:
    """Return the kit that leads to another such credential; ``store`` is its rule, or empty."""
    instance = read_address(credential.api_server)
    return Kit(
        instance.label if instance.is_known else instance.api_server,
        credential.client_id or "",
        credential.scopes_requested if credential.client_id else None,
        credential.name,
        credential.description,
        store,
    )


def written(kit: Kit) -> str:
    """Return the kit as a file's text, without the newline at its end."""
    server = "api_server" if "://" in kit.server else "instance"
    lines = {"kit": 1, server: kit.server, "client_id": kit.client_id}
    if kit.scopes is not None:
        lines |= _scopes_lines(kit.scopes)
    lines |= {"name": kit.name, "description": kit.description, "store": kit.store}
    said = [f"{key} = {_value(value)}" for key, value in lines.items() if value not in ("", None)]
    return "\n".join([_ABOUT, *said])


def read(content: bytes) -> Kit:
    """Return what a kit says; raises UsageError for what is none, and never repeats its values."""
    try:
        data = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _no_kit("It is not a file in TOML.") from None
    if data.pop("kit", None) != 1:
        raise _no_kit("It has no line “kit = 1”, or is of a later bs-wizard.")
    listed = data.pop("scopes", None)
    if unknown := sorted(set(data) - set(_TEXTS)):
        raise _no_kit(f"It says “{printable(unknown[0], limit=40)}”, which no kit does.")
    for key, value in data.items():
        if not isinstance(value, str):
            raise _no_kit(f"Its {key} is not text.")
    said = {key: printable(data.get(key, ""), limit=DESCRIPTION_LIMIT) for key in _TEXTS}
    return _checked(said, listed)


def _checked(said: dict[str, str], listed: Any) -> Kit:
    if bool(said["instance"]) == bool(said["api_server"]):
        raise _no_kit("It has to name either an instance or an api_server.")
    if said["store"] not in ("", *_STORES):
        raise _no_kit("Its store is neither keyring nor vault.")
    server = said["instance"] or said["api_server"]
    read_address(server)
    return Kit(
        server,
        said["client_id"],
        _scopes(said["preset"], listed),
        check_name(said["name"]) if said["name"] else "",
        said["description"],
        said["store"],
    )


def _scopes(preset: str, listed: Any) -> tuple[str, ...] | None:
    if preset and listed is None:
        return scope_rules.preset(preset).scopes
    if listed is None:
        return None
    if preset or not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise _no_kit("Its scopes have to be a list of texts, or a preset has to be named.")
    return scope_rules.parse(",".join(listed))


def _scopes_lines(asked: tuple[str, ...]) -> dict[str, Any]:
    for preset in scope_rules.PRESETS:
        if set(preset.scopes) == set(asked):
            return {"preset": preset.name}
    return {"scopes": list(asked)}


def _value(value: object) -> str:
    # A string of JSON is one of TOML (toml.io, "String") but for DEL and halves of pairs.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _no_kit(why: str) -> UsageError:
    return UsageError(
        f"This is not a kit that can be used. {why}", "Make one: bs-wizard kit export"
    )

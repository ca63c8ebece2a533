"""``which``: which credential would be used, and why; no vault is opened."""

import argparse
import json
import os
from dataclasses import dataclass

from bs_wizard.basespace.instances import read_address
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import NoSuchCredential, UsageError
from bs_wizard.handover.shell import ACCESS_TOKEN, handed_over
from bs_wizard.store.files import paths
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.index.records import Credential
from bs_wizard.store.lookup import CHOSEN, ChosenBy, choose

_WHY: dict[ChosenBy, str] = {
    "argument": "you name it",
    "variable": f"{CHOSEN} names it",
    "default": "it is the default",
}


@dataclass(frozen=True, slots=True)
class _Shadow:
    """The token in the environment: where for, and the stored credential it is of, if any."""

    server: str
    of: Credential | None


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Say what ``token``, ``run`` and ``env`` would use. Raises NoSuchCredential."""
    contents = Index(paths.home()).read()
    shadow = _shadow(contents)
    if shadow is None or args.name:
        found = choose(contents, args.name)
        if args.json:
            streams.data(json.dumps(_as_json(found)))
            return 0
        streams.data(_sentence(*found))
        if shadow:
            streams.tell(f"{ACCESS_TOKEN} is set too; it is passed over where a NAME is given.")
        return 0
    try:
        otherwise, lacking = choose(contents, None), ""
    except NoSuchCredential as error:
        otherwise, lacking = None, str(error)
    if args.json:
        behind = otherwise and _as_json(otherwise)
        streams.data(json.dumps({**_shadow_as_json(shadow), "otherwise": behind}))
        return 0
    at = f" for {shadow.server}" if shadow.server else ""
    of = f" It is the token of {shadow.of.name}." if shadow.of else ""
    streams.data(f"The token in {ACCESS_TOKEN}{at}: it comes before a stored one.{of}")
    if otherwise:
        streams.data(f"Without it {_sentence(*otherwise)}")
    else:
        streams.tell(f"Without it none: {lacking}")
    return 0


def _shadow(contents: Contents) -> _Shadow | None:
    given = handed_over(os.environ)
    if given is None:
        return None
    address, token = given
    of = [one for one in contents.credentials if one.fingerprint == token.fingerprint]
    try:
        server = read_address(address).api_server
    except UsageError:  # it is not repeated: something else may have been put there
        server = ""
    return _Shadow(server, next(iter(of), None))


def _sentence(credential: Credential, by: ChosenBy) -> str:
    return f"{credential.name}: {_WHY[by]}."


def _as_json(found: tuple[Credential, ChosenBy]) -> dict[str, str]:
    credential, by = found
    return {"name": credential.name, "chosen_by": by, "api_server": credential.api_server}


def _shadow_as_json(shadow: _Shadow) -> dict[str, str | None]:
    name = shadow.of.name if shadow.of else None
    return {"name": name, "chosen_by": "environment", "api_server": shadow.server or None}

"""``can``: whether the scopes granted allow an action; no vault is opened, nobody is asked."""

import argparse
import json

from bs_wizard.basespace.actions import narrower, needed
from bs_wizard.basespace.scopes import held_by, missing, wire
from bs_wizard.clean import printable
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import ServerError
from bs_wizard.store.files import paths
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.index.records import Credential
from bs_wizard.store.lookup import must_find

_NO, _NOT_KNOWN = 1, ServerError.exit_code


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Answer by the exit code and a sentence. Raises NoSuchCredential and UsageError."""
    credential = must_find(Index(paths.home()).read(), args.name)
    action = printable(" ".join(args.action), limit=200)
    granted = credential.scopes_granted
    wanted = needed(action, granted or ())
    lacking = None if granted is None else missing(wanted, granted)
    if args.json:
        streams.data(json.dumps(_as_json(credential, action, wanted, lacking)))
    elif lacking is None:
        streams.data(f"What {credential.name} may do is not known: BaseSpace has not told.")
        streams.tell(f"Ask it: bs-wizard verify {credential.name}")
    elif lacking:
        streams.data(_no(credential, action, lacking))
        if credential.client_id:
            # Not broken into lines: it is there to be copied.
            print(_get_it(credential, lacking), file=streams.err)
    else:
        streams.data(_yes(credential, action, wanted))
    return _NOT_KNOWN if lacking is None else _NO if lacking else 0


def _as_json(
    credential: Credential, action: str, wanted: tuple[str, ...], lacking: tuple[str, ...] | None
) -> dict[str, object]:
    told = credential.told(default=False)
    return {
        "name": credential.name,
        "action": action,
        "can": None if lacking is None else not lacking,
        "needed": wanted,
        "missing": lacking,
        "scopes_granted": credential.scopes_granted,
        "verified_at": told["verified_at"],
    }


def _yes(credential: Credential, action: str, wanted: tuple[str, ...]) -> str:
    holders = dict.fromkeys(held_by(credential.scopes_granted or (), each) for each in wanted)
    held = tuple(each for each in holders if each)
    return f"{credential.name} can {action}: {_were(held)} granted."


def _no(credential: Credential, action: str, lacking: tuple[str, ...]) -> str:
    granted = credential.scopes_granted or ()
    partly = [one for each in lacking for one in narrower(granted, each)]
    only = f" But {', '.join(dict.fromkeys(partly))} was." if partly else ""
    return f"{credential.name} cannot {action}: {_were(lacking)} not granted.{only}"


def _were(scopes: tuple[str, ...]) -> str:
    return f"{', '.join(scopes)} {'was' if len(scopes) == 1 else 'were'}"


def _get_it(credential: Credential, lacking: tuple[str, ...]) -> str:
    known = credential.scopes_granted or ()
    scopes = wire(dict.fromkeys((*credential.scopes_requested, *known, *lacking)))
    return f'Get a token that can: bs-wizard login {credential.name} --force --scopes "{scopes}"'

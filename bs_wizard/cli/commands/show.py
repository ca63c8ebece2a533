"""``show``: one credential, all but its secret."""

import argparse
import json

from bs_wizard.cli import session
from bs_wizard.cli.streams import Streams
from bs_wizard.store.model import Credential


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Print what the index holds of one credential."""
    stored = session.stored()
    credential = stored.find(args.name)
    default = credential.name == stored.default_name()
    if args.json:
        data = credential.to_json(default)
        streams.data(json.dumps(data, indent=2, ensure_ascii=False))
        return 0
    for label, value in _facts(credential, default):
        streams.data(f"{label + ':':<14}{value}")
    return 0


def _facts(credential: Credential, default: bool) -> tuple[tuple[str, str], ...]:
    from bs_wizard.wizard import words

    user = credential.user
    return (
        ("Name", credential.name + (" (default)" if default else "")),
        ("Description", credential.description or "-"),
        ("Belongs to", f"{user.name} <{user.email}>" if user.email else user.name),
        ("Workgroup", words.workgroup(credential.workgroup)),
        ("Instance", f"{credential.instance}, {credential.api_server}"),
        ("Asked for", ", ".join(credential.scopes_requested) or "-"),
        ("Granted", words.granted(credential.scopes_granted)),
        ("Client Key", credential.client_id or "- (a token was given)"),
        ("Kept in", f"{credential.store} ({credential.backend})"),
        ("Fingerprint", credential.fingerprint),
        ("Created", words.moment(credential.created_at)),
        ("Verified", words.moment(credential.verified_at)),
    )

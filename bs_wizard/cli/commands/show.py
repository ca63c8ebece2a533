"""``show``: one credential, all but its secret."""

import argparse
import json

from bs_wizard.cli.streams import Streams
from bs_wizard.store.age_vault.paths import secret_file
from bs_wizard.store.files import paths
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.index.records import Credential
from bs_wizard.store.lookup import choose
from bs_wizard.wizard.texts import credential_texts


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Print what the index holds of one credential."""
    contents = Index(paths.home()).read()
    credential, _ = choose(contents, args.name)
    default = contents.is_default(credential)
    if args.json:
        data = credential.told(default)
        streams.data(json.dumps(data, indent=2))
        return 0
    for label, value in (*credential_texts.details(credential, default), *_file(credential)):
        streams.data(f"{label + ':':<14}{value}")
    return 0


def _file(credential: Credential) -> tuple[tuple[str, str], ...]:
    if credential.store != "vault":
        return ()
    return (("File", paths.shown(secret_file(paths.home().absolute(), credential.name))),)

"""``verify``: whether stored tokens are still good."""

import argparse

from bs_wizard.basespace.http import make_client
from bs_wizard.basespace.instances import Instance, read_address
from bs_wizard.care.verify import verify
from bs_wizard.cli import session, stores
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import BsWizardError, UsageError
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.index.records import Credential
from bs_wizard.wizard.texts import credential_texts


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Check one or all; returns the exit code of the worst."""
    stored = stores.here().credentials()
    said = read_address(args.api_server) if args.api_server else None
    if not args.all:
        _verify(stored, stored.find(args.name), streams, said)
        return 0
    if said:
        raise UsageError(
            "One server cannot be that of all.", "Name the credential in place of --all."
        )
    if not stored.all():
        streams.tell("No credential is stored. Get one with: bs-wizard login")
    worst = 0
    for credential in stored.all():
        try:
            _verify(stored, credential, streams)
        except BsWizardError as error:
            streams.tell(f"{credential.name}:")
            worst = max(worst, streams.failure(error))
    return worst


def _verify(
    stored: Credentials, credential: Credential, streams: Streams, said: Instance | None = None
) -> None:
    found = session.run(verify(stored, credential, session.today(), make_client, said))
    owner = credential_texts.user_name(found.credential.user)
    place = credential_texts.workgroup(found.credential.workgroup)
    streams.data(f"{credential.name}: good. It belongs to {owner}, {place}.")
    if found.scopes_missing:
        streams.tell(credential_texts.missing_sentence(found.scopes_missing))
    if found.unrecorded:
        streams.tell(f"Warning: {credential_texts.unrecorded_error(found.unrecorded)}")

"""``verify``: whether stored tokens are still good."""

import argparse
import json
from collections.abc import Callable
from typing import Any

from bs_wizard.basespace.http import make_client
from bs_wizard.basespace.instances import read_address
from bs_wizard.care.verify import Answer, Verified, verify, verify_all
from bs_wizard.cli import session, stores
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import BsWizardError, TokenNotAccepted, UsageError
from bs_wizard.store.index.records import Credential
from bs_wizard.wizard.texts import credential_texts

Tell = Callable[[Credential, Answer], int]
"""Says one answer and returns its exit code."""


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Check one or all, each told as its answer comes; returns the exit code of the worst."""
    stored = stores.here().credentials()
    said = read_address(args.api_server) if args.api_server else None
    if said and args.all:
        raise UsageError(
            "One server cannot be that of all.", "Name the credential in place of --all."
        )
    tell = _in_json(streams) if args.json else _in_words(streams, among_others=args.all)
    if not args.all:
        credential = stored.find(args.name)
        try:
            found = session.run(verify(stored, credential, session.today(), make_client, said))
        except BsWizardError as error:
            return tell(credential, error)
        return tell(credential, found)
    chosen = stored.all()
    if not chosen:
        streams.tell("No credential is stored. Get one with: bs-wizard login")
        return 0
    codes: list[int] = []
    session.run(
        verify_all(
            stored,
            chosen,
            session.today,
            make_client,
            lambda one, answer: codes.append(tell(one, answer)),
        )
    )
    return max(codes)


def _in_words(streams: Streams, *, among_others: bool) -> Tell:
    def tell(credential: Credential, answer: Answer) -> int:
        if isinstance(answer, BsWizardError):
            if among_others:
                streams.tell(f"{credential.name}:")
            return streams.failure(answer)
        record = answer.credential
        owner = credential_texts.user_name(record.user)
        place = credential_texts.workgroup(record.workgroup)
        sees = credential_texts.sees_sentence(answer.sees)
        said = f"{record.name}: good. It belongs to {owner}, {place}. {sees}"
        streams.data(said.rstrip())
        streams.out.flush()
        if answer.scopes_missing:
            streams.tell(credential_texts.missing_sentence(answer.scopes_missing))
        if answer.unrecorded:
            streams.tell(f"Warning: {credential_texts.unrecorded_error(answer.unrecorded)}")
        return 0

    return tell


def _in_json(streams: Streams) -> Tell:
    def tell(credential: Credential, answer: Answer) -> int:
        if isinstance(answer, BsWizardError):
            code, told = answer.exit_code, _failure(credential, answer)
        else:
            code, told = 0, _good(answer)
        streams.data(json.dumps(told))
        streams.out.flush()
        return code

    return tell


def _good(found: Verified) -> dict[str, Any]:
    record = found.credential.told(default=False)
    kept = ("user", "workgroup", "scopes_granted", "verified_at")
    return {
        "name": found.credential.name,
        "good": True,
        **{key: record[key] for key in kept},
        "scopes_missing": found.scopes_missing,
        "sees": found.sees and found.sees.to_json(),
        "warning": found.unrecorded and str(credential_texts.unrecorded_error(found.unrecorded)),
    }


def _failure(credential: Credential, error: BsWizardError) -> dict[str, Any]:
    """Return what is known: only that a token is refused tells that it is not good."""
    return {
        "name": credential.name,
        "good": False if isinstance(error, TokenNotAccepted) else None,
        "error": {"code": error.code, "message": error.message, "hint": error.hint},
    }

"""``login``: the journey, on a screen, line by line, or as events."""

import argparse
from dataclasses import replace

from bs_wizard.basespace import scopes
from bs_wizard.basespace.instances import DEFAULT, Instance, read_address
from bs_wizard.cli import given_kit, secret_input, session
from bs_wizard.cli.run_journey import walk
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import UsageError
from bs_wizard.store.index.records import check_name
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Step
from bs_wizard.wizard.rules.paste_checks import check_pasted


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Log in; returns 0, raises what ended it otherwise."""
    streams = streams.quietly(args.quiet)

    def begin() -> tuple[Work, Draft]:
        given = given_kit.applied(args, streams) if args.kit else args
        _check_options(given)
        work = session.make_work(
            store=given.store, limit=args.timeout, qr_file=args.qr_file, asks=not args.json
        )
        return work, draft_of(given, streams)

    return walk(args, streams, begin, asks=not args.with_token)


def _check_options(args: argparse.Namespace) -> None:
    if args.if_missing and not args.name:
        raise UsageError("Without a name nothing can be missing.", "Give a NAME as well.")
    if args.until == "code" and args.qr_file:
        raise UsageError(
            "With --no-wait nobody is here to take the QR code away again.", "Leave --qr-file out."
        )
    if args.quiet and not (args.json or args.with_token):
        raise UsageError(
            "A code that is to be approved has to be shown, which is not quiet.",
            "With --quiet, add --with-token or --json.",
        )


def draft_of(args: argparse.Namespace, streams: Streams) -> Draft:
    """Return the draft that the options fill; raises UsageError for what they cannot mean."""
    if args.client_id:
        check_pasted(args.client_id, "Client Key")
    draft = Draft(
        instance=read_address(args.instance or args.api_server or DEFAULT.label),
        client_id=args.client_id or "",
        description=args.description.strip(),
        overwrite=args.force,
        if_missing=args.if_missing,
    )
    if args.name is not None:
        draft = replace(draft, name=check_name(args.name), answered=draft.answered | {Step.NAME})
    if args.scopes is not None or args.preset is not None:
        draft = replace(draft, scopes=_scopes(args), answered=draft.answered | {Step.SCOPES})
    if args.with_token:
        if args.client_secret_file:
            raise UsageError("A token needs no client secret.", "Leave --client-secret-file out.")
        if args.qr_file:
            raise UsageError("A token needs no QR code.", "Leave --qr-file out.")
        token, server = secret_input.read_token(streams, asks=not args.json)
        if server:
            draft = replace(draft, instance=_of_settings(server, args, streams))
        return replace(
            draft, token=token, token_is_users_own=True, answered=draft.answered | {Step.APP}
        )
    if args.client_secret_file:
        file = args.client_secret_file
        secret = secret_input.read(file, "Client Secret", streams, asks=not args.json)
        draft = replace(draft, client_secret=secret)
        if draft.client_id:
            draft = replace(draft, answered=draft.answered | {Step.APP})
    return draft


def _of_settings(server: str, args: argparse.Namespace, streams: Streams) -> Instance:
    """Return the instance a settings file of bs names; UsageError where another is asked for."""
    found = read_address(server)
    asked = args.instance or args.api_server
    if asked and read_address(asked) != found:
        raise UsageError(
            f"That is a settings file of bs, and its token is for {found.api_server}.",
            f"Leave --{'instance' if args.instance else 'api-server'} out.",
        )
    if not args.json:
        streams.tell(f"That is a settings file of bs: its token for {found.api_server} is taken.")
    return found


def _scopes(args: argparse.Namespace) -> tuple[str, ...]:
    return scopes.preset(args.preset).scopes if args.preset else scopes.parse(args.scopes)

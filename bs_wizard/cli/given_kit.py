"""The kit that ``login --kit`` names: from a file, or from an https address."""

import argparse
from pathlib import Path

from bs_wizard.basespace.http import exchange, make_client, parts_of
from bs_wizard.basespace.instances import is_loopback_host
from bs_wizard.cli import session
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import Cancelled, NetworkError, ServerError, UsageError
from bs_wizard.handover import kit
from bs_wizard.plain.prompter import Prompter, WentBack

_TAKE_A_FILE = "Fetch it, read it, and give the file: --kit FILE"


def applied(args: argparse.Namespace, streams: Streams) -> argparse.Namespace:
    """Return the options with what the kit says where they say nothing.

    Raises UsageError for what is no kit, and for a store that the kit does not allow.
    """
    given = read(args.kit, streams, asks=not (args.json or args.with_token))
    if given.store and args.store and given.store != args.store:
        raise UsageError(
            f"The kit keeps the token in the {given.store} or nowhere.", "Leave --store out."
        )
    made = argparse.Namespace(**vars(args))
    if not (args.instance or args.api_server):
        made.api_server = given.server
    if args.scopes is None and args.preset is None and given.scopes is not None:
        made.scopes = ",".join(given.scopes)
    made.client_id = args.client_id or given.client_id or None
    made.name = args.name or given.name or None
    made.description = args.description or given.description
    made.store = args.store or given.store or None
    return made


def read(where: str, streams: Streams, *, asks: bool) -> kit.Kit:
    """Return the kit that is there; one from an address is shown, and a person must agree."""
    if "://" in where:
        return _from_address(where, streams, asks=asks)
    try:
        with Path(where).open("rb") as stream:
            return kit.read(stream.read(kit.LARGEST))
    except OSError as error:
        raise UsageError(f"{where} cannot be read: {error.strerror}.", "Check the file.") from None


def _from_address(address: str, streams: Streams, *, asks: bool) -> kit.Kit:
    parts = parts_of(address)
    host = parts.hostname or ""
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback_host(host)):
        raise UsageError("A kit comes from an https address.", _TAKE_A_FILE)
    if not (asks and streams.has_person):
        raise UsageError("Nobody is here to look at a kit from an address.", _TAKE_A_FILE)
    found = session.run(_fetched(address))
    streams.tell(f"The kit from {host} asks for this:")
    for line in kit.written(found).splitlines()[3:]:
        streams.tell(f"  {line}")
    prompter = Prompter(streams.source, streams.err, interactive=True)
    try:
        agreed = prompter.confirm("Log in with it", default=False)
    except WentBack:
        agreed = False
    if not agreed:
        raise Cancelled("The kit was not used.", "Nothing was asked for.")
    return found


async def _fetched(address: str) -> kit.Kit:
    async with make_client() as http:
        answer = await exchange(http, "GET", address)
    if answer.status != 200:
        raise ServerError(f"The address answers {answer.status} and gives no kit.", "Check it.")
    if len(answer.content) > kit.LARGEST:
        raise NetworkError("What is at that address is too long for a kit.", "Check it.")
    return kit.read(answer.content)

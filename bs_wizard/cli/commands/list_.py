"""``list``: every credential on a line."""

import argparse
import json

from bs_wizard.cli.streams import Streams
from bs_wizard.store.files import paths
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.index.records import Credential

_HEADS = ("NAME", "BELONGS TO", "WORKGROUP", "INSTANCE", "VERIFIED", "STORED FROM", "")


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Print what the index holds; no vault is opened."""
    contents = Index(paths.home()).read()
    found = contents.credentials
    if args.names:
        for each in found:
            streams.data(each.name)
        return 0
    if args.json:
        data = [each.told(each.name == contents.default) for each in found]
        streams.data(json.dumps(data, indent=2))
        return 0
    if not found:
        if not (contents.pending and _tell_what_waits(streams)):
            streams.tell("No credential is stored. Get one with: bs-wizard login")
        return 0
    rows = [_HEADS, *(_row(each, contents.default) for each in found)]
    if not any(each.host for each in found):
        rows = [(*row[:-2], row[-1]) for row in rows]
    for line in _table(rows):
        streams.data(line)
    return 0


def _tell_what_waits(streams: Streams) -> bool:
    # Loaded here: a list is quick, and seldom all there is is what waits.
    from bs_wizard.cli import session
    from bs_wizard.wizard.texts import resuming

    work = session.make_work()
    waiting = session.run(work.resumable())
    if not waiting:
        return False
    first, *others = waiting
    streams.tell("No credential is stored yet: a login was interrupted.")
    streams.tell(resuming.kept_sentence(first, work.today()))
    if others:
        streams.tell(resuming.others_sentence(others))
    return True


def _row(credential: Credential, default: str | None) -> tuple[str, ...]:
    verified = credential.verified_at
    return (
        credential.name,
        credential.user.name or "unknown",
        "-" if credential.workgroup is None else credential.workgroup or "unknown",
        credential.instance,
        f"{verified.astimezone():%Y-%m-%d}" if verified else "never",
        credential.host or "-",
        "default" if credential.name == default else "",
    )


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]

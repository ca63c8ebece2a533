"""``list``: every credential on a line."""

import argparse
import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from bs_wizard.cli.streams import Streams
from bs_wizard.store.files import paths
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.index.records import STALE_DAYS, Credential

_HEADS = ("NAME", "BELONGS TO", "WORKGROUP", "INSTANCE", "VERIFIED", "STORED FROM", "")


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Print what the index holds; no vault is opened."""
    contents = Index(paths.home()).read()
    now = datetime.fromtimestamp(time.time(), UTC)
    found = _stale(contents.credentials, args.stale or 0, now)
    if args.names:
        for each in found:
            streams.data(each.name)
        return 0
    if args.json:
        data = [each.told(each.name == contents.default) for each in found]
        streams.data(json.dumps(data, indent=2))
        return 0
    if not contents.credentials:
        if not (contents.pending and _tell_what_waits(streams)):
            streams.tell("No credential is stored. Get one with: bs-wizard login")
        return 0
    if not found:
        streams.tell(f"All were verified in the last {_counted(args.stale)}.")
        return 0
    rows = [_HEADS, *(_row(each, contents.default) for each in found)]
    if not any(each.host for each in found):
        rows = [(*row[:-2], row[-1]) for row in rows]
    streams.data("\n".join(_table(rows)))
    if stale := _stale(found, STALE_DAYS, now):
        # Loaded here, as below: a list is quick, and seldom there is anything to remind of.
        from bs_wizard.wizard.texts import credential_texts

        streams.tell(credential_texts.reminder(stale, now))
    return 0


def _stale(credentials: Sequence[Credential], days: int, now: datetime) -> list[Credential]:
    return [each for each in credentials if each.days_unverified(now) >= days]


def _counted(days: int) -> str:
    return "day" if days == 1 else f"{days} days"


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
    line = "  ".join(f"{{:<{width}}}" for width in widths)
    return [line.format(*row).rstrip() for row in rows]

"""``doctor``: what works here, with proof, and the one command that mends what does not."""

import argparse
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from bs_wizard.basespace.clock import SystemClock
from bs_wizard.cli import stores
from bs_wizard.cli.streams import Streams
from bs_wizard.doctor import context, report
from bs_wizard.doctor.finding import Finding
from bs_wizard.doctor.redaction import Redactor, of_this_person
from bs_wizard.doctor.repair import GROUP, Agree, repair
from bs_wizard.doctor.runner import examine, exit_code, redacted
from bs_wizard.errors import StoreUnavailable, UsageError
from bs_wizard.store.age_vault.set_up import is_set_up
from bs_wizard.store.files import paths
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.vaults import Vault


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Report on stdout; returns 0, or the code of the worst error (see ``exit_code``)."""
    if args.yes and not args.repair:
        raise UsageError("--yes answers what --repair asks.", "Add --repair.")
    here = context.here()
    redact = of_this_person(here.environ)
    mended = _mended(_agreement(args, streams, redact), redact) if args.repair else ()
    # Looked at anew, so that the report proves what was mended.
    after = replace(context.here(), environ=here.environ)
    found = (*mended, *examine(after, redact))
    if args.json:
        streams.data(report.as_json(found))
    else:
        width = after.size[0] if after.size and streams.out.isatty() else None
        for line in report.as_text(found, width):
            streams.data(line)
    return exit_code(found, strict=args.strict)


def _mended(agree: Agree, redact: Redactor) -> tuple[Finding, ...]:
    index = Index(paths.home())
    done = repair(index, stores.stored(), agree, SystemClock().now().wall, tuple(_vaults()))
    return tuple(replace(redacted(each, redact), group=GROUP) for each in done)


def _vaults() -> Iterator[Vault]:
    stores_here = ("keyring", "vault") if is_set_up(paths.home()) else ("keyring",)
    for store in stores_here:
        with suppress(StoreUnavailable):  # one that is not here has nothing to be found in
            yield stores.vault(store)


def _agreement(args: argparse.Namespace, streams: Streams, redact: Redactor) -> Agree:
    def agree(question: str) -> bool | None:
        if args.yes:
            return True
        if not streams.has_person:
            return None
        streams.err.write(f"{redact(question)} [y/N] ")
        streams.err.flush()
        return streams.source.readline().strip().casefold() in {"y", "yes"}

    return agree

"""``doctor``: what works here, with proof, and the one command that fixes what does not."""

import argparse
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from bs_wizard.basespace.clock import SystemClock
from bs_wizard.cli import stores
from bs_wizard.cli.streams import Streams
from bs_wizard.doctor.context import current_context
from bs_wizard.doctor.finding import Finding
from bs_wizard.doctor.printing import WIDTH, as_json, as_text
from bs_wizard.doctor.redaction import Redactor, of_this_person
from bs_wizard.doctor.repair import CHECK, GROUP, Agree, repair
from bs_wizard.doctor.report import Report
from bs_wizard.doctor.runner import exit_code, redacted, run_checks
from bs_wizard.errors import StoreUnavailable, UsageError
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.stores import Stores
from bs_wizard.store.vaults import Vault


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Report on stdout; returns 0, or the code of the worst error (see ``exit_code``)."""
    if args.yes and not args.repair:
        raise UsageError("Without --repair there is nothing to say yes to.", "Add --repair.")
    before = current_context()
    redact = of_this_person(before.environ)
    repaired = _repaired(_agreement(args, streams, redact), redact) if args.repair else ()
    # Looked at anew, so that the report proves what was fixed.
    context = replace(current_context(), environ=before.environ)
    findings = (*repaired, *run_checks(context, redact))
    if args.json:
        streams.data(as_json(findings))
    else:
        columns = context.size[0] if context.size and streams.out.isatty() else WIDTH
        for line in as_text(findings, min(columns, WIDTH)):
            streams.data(line)
    return exit_code(findings, strict=args.strict)


def _repaired(agree: Agree, redact: Redactor) -> tuple[Finding, ...]:
    here, report = stores.here(), Report(CHECK, GROUP)
    now = SystemClock().now().wall
    vaults = tuple(_vaults(here))
    repair(Index(here.home), here.credentials(), agree, now, report, vaults)
    return tuple(redacted(each, redact) for each in report.findings)


def _vaults(here: Stores) -> Iterator[Vault]:
    stores_here = ("keyring", "vault") if here.is_vault_set_up() else ("keyring",)
    for store in stores_here:
        with suppress(StoreUnavailable):  # a store that is not here holds nothing to find
            yield here.open(store)


def _agreement(args: argparse.Namespace, streams: Streams, redact: Redactor) -> Agree:
    def agree(question: str) -> bool | None:
        if args.yes:
            return True
        if not streams.has_person:
            return None
        streams.err.write(f"{redact(question)} [y/N] ")
        streams.err.flush()
        return streams.answer() in {"y", "yes"}

    return agree

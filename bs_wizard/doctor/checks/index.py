"""The index file, and changes that were begun in it and not finished."""

from collections.abc import Sequence
from pathlib import Path

from bs_wizard.doctor.context import Context
from bs_wizard.doctor.fixes import REPAIR, shell_word
from bs_wizard.doctor.report import Report
from bs_wizard.errors import BsWizardError, IndexTooNew
from bs_wizard.store.files.paths import index_file
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.index.index_file import Index

CHECK = "index"
_CHECKED = "read the index file and every record in it"


def check(context: Context, report: Report) -> None:
    """Read the index as every command does."""
    try:
        contents = Index(context.home).read()
    except BsWizardError as error:
        fix = _fix_of(error, context.home)
        report.error(_CHECKED, error.message, fix, error.exit_code)
        return
    assess(contents, report, is_there=index_file(context.home).exists())
    assess_journal([change.said for change in contents.journal], report)


def _fix_of(error: BsWizardError, home: Path) -> str:
    if REPAIR in error.hint:
        return REPAIR
    if isinstance(error, IndexTooNew):
        return "pip install --upgrade bs-wizard"
    if isinstance(error.__cause__, PermissionError):
        return f"chmod u+rwX {shell_word(home)} {shell_word(index_file(home))}"
    return error.hint


def assess(contents: Contents, report: Report, *, is_there: bool) -> None:
    """Say what the index holds."""
    if not is_there:
        report.ok(_CHECKED, "there is none yet; the first login makes it")
        return
    default = f"the default is {contents.default}" if contents.default else "none is the default"
    report.ok(
        _CHECKED,
        f"version {contents.version}, {_count(contents.credentials, 'credential')}, "
        f"{_count(contents.applications, 'application')}; {default}",
    )


def assess_journal(begun: Sequence[str], report: Report) -> None:
    """Say which changes were begun and are not finished; ``begun`` is ``Saving lab`` and so on."""
    report = report.named("journal")
    checked = "looked for changes that were interrupted"
    if begun:
        found = f"not finished, or under way just now: {', '.join(begun)}"
        report.warn(checked, found, REPAIR)
    else:
        report.ok(checked, "none")


def _count(found: Sequence[object], what: str) -> str:
    return f"{len(found)} {what}{'' if len(found) == 1 else 's'}"

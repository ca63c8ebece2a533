"""The index file, and changes that were begun in it and not finished."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bs_wizard.doctor.context import REPAIR, Scene
from bs_wizard.doctor.finding import Finding, Level
from bs_wizard.doctor.shell import quoted
from bs_wizard.errors import BsWizardError, IndexDamaged, IndexTooNew
from bs_wizard.store.files.paths import index_file
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.index.index_file import Index

CHECK = "index"
_DID = "read the index file and every record in it"


def examine(scene: Scene) -> Iterator[Finding]:
    """Read the index as every command does."""
    try:
        contents = Index(scene.home).read()
    except BsWizardError as error:
        yield judge_failure(error, scene.home)
        return
    yield judge(contents, is_there=index_file(scene.home).exists())
    yield judge_journal([change.said for change in contents.journal])


def judge_failure(error: BsWizardError, home: Path) -> Finding:
    """Say why the index cannot be used."""
    if isinstance(error, IndexDamaged):
        mend = REPAIR
    elif isinstance(error, IndexTooNew):
        mend = "pip install --upgrade bs-wizard"
    elif not isinstance(error.__cause__, PermissionError):
        mend = error.hint
    else:
        mend = f"chmod u+rwX {quoted(home)} {quoted(index_file(home))}"
    return Finding(CHECK, Level.ERROR, _DID, error.message, mend, error.exit_code)


def judge(contents: Contents, *, is_there: bool) -> Finding:
    """Say what the index holds."""
    if not is_there:
        return Finding(CHECK, Level.OK, _DID, "there is none yet; the first login makes it")
    default = f"the default is {contents.default}" if contents.default else "none is the default"
    saw = (
        f"version {contents.version}, {_count(contents.credentials, 'credential')}, "
        f"{_count(contents.applications, 'application')}; {default}"
    )
    return Finding(CHECK, Level.OK, _DID, saw)


def judge_journal(begun: Sequence[str]) -> Finding:
    """Say which changes were begun and are not finished; ``begun`` is ``Saving lab`` and so on."""
    check, did = "journal", "looked for changes that were cut off"
    if begun:
        saw = f"not finished, or under way just now: {', '.join(begun)}"
        return Finding(check, Level.WARNING, did, saw, REPAIR)
    return Finding(check, Level.OK, did, "none")


def _count(found: Sequence[object], what: str) -> str:
    return f"{len(found)} {what}{'' if len(found) == 1 else 's'}"

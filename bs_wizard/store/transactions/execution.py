"""Committing a journalled change, and recovering one that was interrupted."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from bs_wizard.errors import BsWizardError, StoreUnavailable
from bs_wizard.store.index.journal import Change
from bs_wizard.store.transactions.entries import VaultSession

if TYPE_CHECKING:
    from bs_wizard.secret import Secret
    from bs_wizard.store.index.index_file import LockedIndex


class Outcome(NamedTuple):
    """What became of an interrupted change, as a sentence; ``hint`` where it is not recovered."""

    change: Change
    sentence: str
    hint: str | None = None


def commit(
    locked: "LockedIndex", vaults: VaultSession, change: Change, secrets: "Mapping[str, Secret]"
) -> None:
    """Note the change, write the vaults' entries, commit; then remove what is left over.

    ``secrets`` are those to write, by key. When something fails before the commit, everything is
    rolled back and the failure passes through; after it the change stands, and what could not be
    removed is left to :func:`recover_changes`.
    """
    try:
        locked.write(locked.contents.with_change(change))
        for entry in change.entries:
            if entry.after is not None:
                vaults.put(entry, secrets[entry.key])
        locked.write(locked.contents.after_commit(change))
    except BaseException as failure:
        _roll_back_unless_committed(locked, vaults, change, failure)
        raise
    with suppress(BsWizardError):
        _finish(locked, vaults, change)


def commit_removal(
    locked: "LockedIndex", vaults: VaultSession, change: Change, token: "Secret | None"
) -> None:
    """Commit, then remove what the vault holds; nothing is removed when either fails.

    The record goes first: until then nothing has happened, afterwards only the entry is left.
    """
    before = locked.contents
    locked.write(before.after_commit(change))
    try:
        for entry, key in change.to_delete:
            vaults.delete_leftover(entry, key)
    except BaseException as failure:
        with _noting(change, failure):
            if token is not None:
                vaults.put_back(change.entries[0], token)
            locked.write(before)
        raise
    with suppress(BsWizardError):
        locked.write(locked.contents.without_change(change))


def recover_changes(locked: "LockedIndex", vaults: VaultSession) -> tuple[Outcome, ...]:
    """Finish or roll back each change in the journal; one whose vault stays closed is kept."""
    return tuple(_recovered(locked, vaults, change) for change in locked.contents.journal)


def refuse_pending(outcomes: tuple[Outcome, ...], names: tuple[str, ...]) -> None:
    """Raise StoreUnavailable where a change that is still pending touches one of ``names``."""
    wanted = {each.casefold() for each in names}
    for one in outcomes:
        if one.hint is not None and wanted & one.change.touches:
            raise StoreUnavailable(one.sentence, one.hint)


def _recovered(locked: "LockedIndex", vaults: VaultSession, change: Change) -> Outcome:
    try:
        done = _recover(locked, vaults, change)
    except StoreUnavailable as error:
        said = f"{change.said} was interrupted, and could not be completed yet: {error.message}"
        return Outcome(change, said, error.hint)
    return Outcome(change, f"{change.said} was interrupted {done}.")


def _recover(locked: "LockedIndex", vaults: VaultSession, change: Change) -> str:
    if not change.committed:
        # Without an entry nothing can have been written.
        if not change.token_entry or not vaults.arrived(change.token_entry):
            _roll_back(locked, vaults, change, later=True)
            return "and rolled back; nothing that was stored is lost"
        change = _without_lost_app(locked, vaults, change)
        locked.write(locked.contents.after_commit(change))
    _finish(locked, vaults, change, later=True)
    return "and is finished now"


def _finish(
    locked: "LockedIndex", vaults: VaultSession, change: Change, *, later: bool = False
) -> None:
    for entry, key in change.to_delete:
        vaults.delete_leftover(entry, key, later=later)
    left = locked.contents.without_change(change)
    if left.journal != locked.contents.journal:
        locked.write(left)


def _roll_back(
    locked: "LockedIndex", vaults: VaultSession, change: Change, *, later: bool = False
) -> None:
    for entry in change.entries:
        vaults.undo(entry, later=later)
    locked.write(locked.contents.without_change(change))


def _roll_back_unless_committed(
    locked: "LockedIndex", vaults: VaultSession, change: Change, failure: BaseException
) -> None:
    with _noting(change, failure):
        # Interrupted at the end of a write, the file may be the new one already.
        there = [one for one in locked.reread().journal if one.name == change.name]
        if there and not there[0].committed:
            _roll_back(locked, vaults, change)


@contextmanager
def _noting(change: Change, failure: BaseException) -> Iterator[None]:
    try:
        yield
    except BsWizardError as second:
        note = f"And {change.said} could not be rolled back yet: {second.message}"
        failure.add_note(note)
        if isinstance(failure, BsWizardError):
            failure.message += f" {note}"


def _without_lost_app(locked: "LockedIndex", vaults: VaultSession, change: Change) -> Change:
    lacking = [one for one in change.entries if one.is_application and not vaults.arrived(one)]
    application = change.application
    if application is None or not any(one.is_written for one in lacking):
        return change
    for entry in lacking:
        vaults.undo(entry, later=True)
    known = locked.contents.find_application(application.client_id, application.api_server)
    store, backend, seal = (known.store, known.backend, known.seal) if known else (None, None, None)
    return change._replace(
        application=application._replace(store=store, backend=backend, seal=seal),
        entries=tuple(one for one in change.entries if not one.is_application),
    )

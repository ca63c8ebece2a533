"""Carrying a journalled change out, and settling one that was cut off."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bs_wizard.errors import BsWizardError, StoreUnavailable
from bs_wizard.store.index.index_file import Held
from bs_wizard.store.index.journal import Intent
from bs_wizard.store.transactions.entries import Vaults

if TYPE_CHECKING:
    from bs_wizard.secret import Secret


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a change that was cut off, as a sentence; ``hint`` where it is not settled."""

    intent: Intent
    sentence: str
    hint: str | None = None


def carry_out(held: Held, vaults: Vaults, intent: Intent, secrets: "Mapping[str, Secret]") -> None:
    """Note the intent, write the vaults' entries, commit; then remove what is left over.

    ``secrets`` are those to write, by key. When something fails before the commit, everything is
    put back as it was and the failure passes through; after it the change stands, and what could
    not be removed is left to :func:`settle_all`.
    """
    try:
        held.write(held.contents.with_intent(intent))
        for entry in intent.entries:
            if entry.after is not None:
                vaults.put(entry, secrets[entry.key])
        held.write(held.contents.carried_out(intent))
    except BaseException as failure:
        _put_back(held, vaults, intent, failure)
        raise
    with suppress(BsWizardError):
        _finish(held, vaults, intent)


def carry_out_removal(held: Held, vaults: Vaults, intent: Intent, token: "Secret | None") -> None:
    """Commit, then remove what the vault holds; nothing is removed when either fails.

    The record goes first: until then nothing has happened, afterwards only the entry is left.
    """
    before = held.contents
    held.write(before.carried_out(intent))
    try:
        for entry, key in intent.leftovers:
            vaults.tidy(entry, key)
    except BaseException as failure:
        with _noting(intent, failure):
            if token is not None:
                vaults.put_back(intent.entries[0], token)
            held.write(before)
        raise
    with suppress(BsWizardError):
        held.write(held.contents.without_intent(intent))


def settle_all(held: Held, vaults: Vaults) -> tuple[Outcome, ...]:
    """Finish or undo every change in the journal; those whose vault cannot be opened stay."""
    return tuple(_settled(held, vaults, intent) for intent in held.contents.journal)


def refuse_unsettled(outcomes: tuple[Outcome, ...], names: tuple[str, ...]) -> None:
    """Raise StoreUnavailable where a change that stays unsettled touches one of ``names``."""
    wanted = {each.casefold() for each in names}
    for one in outcomes:
        if one.hint is not None and wanted & one.intent.touches:
            raise StoreUnavailable(one.sentence, one.hint)


def _settled(held: Held, vaults: Vaults, intent: Intent) -> Outcome:
    try:
        done = _settle(held, vaults, intent)
    except StoreUnavailable as error:
        said = f"{intent.said} was cut off, and cannot be settled yet: {error.message}"
        return Outcome(intent, said, error.hint)
    return Outcome(intent, f"{intent.said} was cut off; {done}.")


def _settle(held: Held, vaults: Vaults, intent: Intent) -> str:
    if not intent.committed:
        # Without an entry nothing can have been written.
        if not intent.entries or not vaults.arrived(intent.entries[0]):
            _undo(held, vaults, intent)
            return "it was undone; nothing that was stored is lost"
        intent = _as_far_as_it_came(held, vaults, intent)
        held.write(held.contents.carried_out(intent))
    _finish(held, vaults, intent)
    return "it is finished now"


def _finish(held: Held, vaults: Vaults, intent: Intent) -> None:
    for entry, key in intent.leftovers:
        vaults.tidy(entry, key)
    left = held.contents.without_intent(intent)
    if left.journal != held.contents.journal:
        held.write(left)


def _undo(held: Held, vaults: Vaults, intent: Intent) -> None:
    for entry in intent.entries:
        vaults.undo(entry)
    held.write(held.contents.without_intent(intent))


def _put_back(held: Held, vaults: Vaults, intent: Intent, failure: BaseException) -> None:
    with _noting(intent, failure):
        # Interrupted at the end of a write, the file may be the new one already.
        there = [one for one in held.reread().journal if one.name == intent.name]
        if there and not there[0].committed:
            _undo(held, vaults, intent)


@contextmanager
def _noting(intent: Intent, failure: BaseException) -> Iterator[None]:
    try:
        yield
    except BsWizardError as second:
        note = f"And {intent.said} could not be undone yet: {second.message}"
        failure.add_note(note)
        if isinstance(failure, BsWizardError):
            failure.message += f" {note}"


def _as_far_as_it_came(held: Held, vaults: Vaults, intent: Intent) -> Intent:
    lacking = [one for one in intent.entries if one.is_application and not vaults.arrived(one)]
    application = intent.application
    if application is None or not any(one.is_written for one in lacking):
        return intent
    for entry in lacking:
        vaults.undo(entry)
    known = held.contents.find_application(application.client_id, application.api_server)
    kept = (known.store, known.backend) if known else (None, None)
    return replace(
        intent,
        application=replace(application, store=kept[0], backend=kept[1]),
        entries=tuple(one for one in intent.entries if not one.is_application),
    )

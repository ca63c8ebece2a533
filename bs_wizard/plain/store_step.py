"""Where to keep a token: proving a store, saving, and what to do when one does not work."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from bs_wizard.background import to_completion
from bs_wizard.errors import (
    BsWizardError,
    Cancelled,
    HomeUnavailable,
    NameTaken,
    StoreUnavailable,
    TokenNotAccepted,
    UsageError,
)
from bs_wizard.plain.prompter import Prompter, WentBack
from bs_wizard.store.age_vault.identities import DEFAULT_PATHS, TRADE_OFFS, Kind
from bs_wizard.store.age_vault.set_up import NewVault
from bs_wizard.store.index.records import Credential
from bs_wizard.wizard.actions import unattended
from bs_wizard.wizard.actions.check import holds_approved_token
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import StoreFacts
from bs_wizard.wizard.rules.new_passphrase import ask_twice
from bs_wizard.wizard.texts import words

T = TypeVar("T")


async def prove_store(prompter: Prompter, work: Work) -> StoreFacts:
    """Prove the store; where it fails offer another try, the encrypted vault, or to leave."""
    if not prompter.interactive:
        return await unattended.prove_store(work)
    try:
        return await with_retry(prompter, work.prove_store, final=(StoreUnavailable,))
    except StoreUnavailable as error:
        return await _other_store(prompter, work, error)


async def save(prompter: Prompter, work: Work, draft: Draft) -> tuple[Credential, str]:
    """Save, elsewhere if the store proved before fails now; return the store's title too."""
    saving = draft
    while True:
        try:
            credential = await _save_once(prompter, work, saving)
        except StoreUnavailable as error:
            if not prompter.interactive:
                raise
            saving = replace(draft, store=await _other_store(prompter, work, error))
        else:
            return credential, saving.store.title if saving.store else credential.store


async def _save_once(prompter: Prompter, work: Work, draft: Draft) -> Credential:
    return await with_retry(
        prompter,
        lambda: to_completion(work.save(draft), lambda: prompter.say("", words.SAVING_STILL)),
        final=(NameTaken, StoreUnavailable),
        besides=words.LOST_IF_LEFT,
    )


async def with_retry(
    prompter: Prompter,
    work: Callable[[], Awaitable[T]],
    *,
    final: tuple[type[BsWizardError], ...],
    besides: str = "",
) -> T:
    """Return what ``work`` returns; when it fails say so, and offer to try again.

    A ``final`` error is not fixed by trying again and is raised once it is said, as every one is
    with nobody to ask. ``besides`` is said after each.
    """
    while True:
        try:
            return await work()
        except BsWizardError as error:
            if not prompter.interactive:
                raise
            prompter.show_error(error)
            if besides:
                prompter.say(besides)
            if isinstance(error, final) or not prompter.confirm("Try again", default=True):
                raise


async def _other_store(prompter: Prompter, work: Work, error: StoreUnavailable) -> StoreFacts:
    """Offer ways on until one works; raise ``error`` if none is wanted."""
    # The vault is in the same folder as the index.
    vault = work.offers_vault and not isinstance(error, HomeUnavailable)
    while True:
        way = _ask_what_now(prompter, vault=vault)
        if way == "leave":
            raise error
        try:
            if way == "vault":
                return await work.make_vault(_ask_vault(prompter))
            return await work.prove_store()
        except (StoreUnavailable, UsageError) as second:
            prompter.show_error(second)


async def let_go(
    prompter: Prompter, work: Work, draft: Draft, error: BsWizardError | None = None
) -> None:
    """Say what becomes of an approved token at the journey's end, if one is held.

    Where it is not kept, or the store that keeps it for the next run fails now, a person may see it
    once, as a last resort. Leaving that question too is a no.
    """
    if (
        draft.token is None
        or not holds_approved_token(draft)
        or isinstance(error, TokenNotAccepted)
    ):
        return
    await work.current_login.wait_until_kept()
    is_kept = work.current_login.keeps(draft.token)
    if is_kept and not (prompter.interactive and isinstance(error, StoreUnavailable)):
        return  # it is told at the very end, with how to resume it
    prompter.say("", words.KEPT_FOR_LATER if is_kept else words.GIVEN_UP)
    if not prompter.interactive:
        return
    with suppress(Cancelled, WentBack, KeyboardInterrupt):
        if prompter.confirm(f"{words.SHOW_ONCE} Show it", default=False):
            prompter.print_verbatim(draft.token.reveal())
            await work.current_login.drop()


def _ask_what_now(prompter: Prompter, *, vault: bool) -> str:
    ways = {"again": "Try again"}
    if vault:
        ways["vault"] = words.VAULT_INSTEAD
    ways["leave"] = "Leave"
    default = 2 if vault else 1
    return list(ways)[prompter.choose("What now", list(ways.values()), default) - 1]


def _ask_vault(prompter: Prompter) -> NewVault:
    kinds = list(Kind)
    kind = kinds[prompter.choose(words.HOW_UNLOCKED, [TRADE_OFFS[each] for each in kinds]) - 1]
    if kind is not Kind.PASSPHRASE:
        return NewVault(kind, path=Path(prompter.ask("Path of the key", DEFAULT_PATHS[kind])))
    return NewVault(kind, ask_twice(prompter.ask_secret, prompter.show_error))

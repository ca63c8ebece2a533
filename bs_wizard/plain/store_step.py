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
    NoKeyring,
    StoreUnavailable,
    TokenNotAccepted,
    UsageError,
)
from bs_wizard.plain.prompter import Prompter, WentBack
from bs_wizard.store.age_vault.identities import PASSPHRASE_RULE
from bs_wizard.store.age_vault.kinds import DEFAULT_PATHS, IN_SHORT, TRADE_OFFS, Kind
from bs_wizard.store.age_vault.set_up import NewVault
from bs_wizard.store.index.records import Credential
from bs_wizard.wizard.actions import unattended
from bs_wizard.wizard.actions.check import holds_approved_token
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import Step, StoreFacts
from bs_wizard.wizard.rules.new_passphrase import ask_twice
from bs_wizard.wizard.texts import unwanted_token, words
from bs_wizard.wizard.texts.guide import explain

T = TypeVar("T")


async def prove_store(prompter: Prompter, work: Work) -> StoreFacts:
    """Prove the store; where it fails offer another try, the encrypted vault, or to leave."""
    if not prompter.interactive:
        return await unattended.prove_store(work)
    try:
        facts = await with_retry(
            prompter, work.prove_store, final=(StoreUnavailable,), untold=(NoKeyring,)
        )
        return await _vault_first(prompter, work, facts) if facts.vault_first else facts
    except NoKeyring as error:
        if not work.offers_vault:
            prompter.show_error(error)
            return await _other_store(prompter, work, error)
        prompter.say(words.NO_KEYRING, words.VAULT_WORKS)
        why = (*explain(Step.STORE), *error.lacking)
        with prompter.with_extra_command("help", lambda: prompter.say(*why)):
            return await _other_store(prompter, work, error)
    except StoreUnavailable as error:
        if _vault_helps(work, error):
            prompter.say(words.VAULT_INSTEAD)
        return await _other_store(prompter, work, error)


async def _vault_first(prompter: Prompter, work: Work, facts: StoreFacts) -> StoreFacts:
    """Offer a new vault before the keyring that works, and say why."""
    prompter.say(facts.vault_first)
    kinds = list(Kind)
    ways = [*(": ".join(IN_SHORT[kind]) for kind in kinds), words.keep_in_keyring(facts.title)]
    while True:
        way = prompter.choose("What should keep the token", ways) - 1
        if way == len(kinds):
            return replace(facts, vault_first="")
        try:
            return await work.make_vault(_ask_vault(prompter, kinds[way]))
        except (StoreUnavailable, UsageError) as error:
            prompter.show_error(error)


async def save(prompter: Prompter, work: Work, draft: Draft) -> tuple[Credential, str]:
    """Save, elsewhere if the store proved before fails now; return the store's title too."""
    saving = draft
    while True:
        try:
            credential = await _save_once(prompter, work, saving)
        except StoreUnavailable as error:
            if not prompter.interactive:
                raise
            if _vault_helps(work, error):
                prompter.say(words.VAULT_INSTEAD)
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
    untold: tuple[type[BsWizardError], ...] = (),
    besides: str = "",
) -> T:
    """Return what ``work`` returns; when it fails say so, and offer to try again.

    A ``final`` error is not fixed by trying again and is raised once it is said, as every one is
    with nobody to ask; an ``untold`` one without a word. ``besides`` is said after each.
    """
    while True:
        try:
            return await work()
        except BsWizardError as error:
            if not prompter.interactive or isinstance(error, untold):
                raise
            prompter.show_error(error)
            if besides:
                prompter.say(besides)
            if isinstance(error, final) or not prompter.confirm("Try again", default=True):
                raise


async def _other_store(prompter: Prompter, work: Work, error: StoreUnavailable) -> StoreFacts:
    """Offer ways on until one works; raise ``error`` if none is wanted."""
    kinds = list(Kind) if _vault_helps(work, error) else []
    ways = [*(": ".join(IN_SHORT[kind]) for kind in kinds), "Try again", "Leave"]
    while True:
        way = prompter.choose("What now", ways) - 1
        if way == len(kinds) + 1:
            raise error
        try:
            if way < len(kinds):
                return await work.make_vault(_ask_vault(prompter, kinds[way]))
            return await work.prove_store()
        except (StoreUnavailable, UsageError) as second:
            prompter.show_error(second)


def _vault_helps(work: Work, error: StoreUnavailable) -> bool:
    # The vault is in the same folder as the index.
    return work.offers_vault and not isinstance(error, HomeUnavailable)


async def let_go(
    prompter: Prompter, work: Work, draft: Draft, error: BsWizardError | None = None
) -> None:
    """Offer a person to see an approved token once at the journey's end, as a last resort.

    That is where it is not kept, or where the store that keeps it for the next run fails now.
    Leaving the question too is a no. What became of the token is told at the very end.
    """
    if (
        draft.token is None
        or not holds_approved_token(draft)
        or isinstance(error, TokenNotAccepted)
    ):
        return
    await work.current_login.wait_until_kept()
    is_kept = work.current_login.keeps(draft.token)
    if not prompter.interactive or (is_kept and not isinstance(error, StoreUnavailable)):
        return
    prompter.say("", words.KEPT_FOR_LATER if is_kept else unwanted_token.NOT_KEPT)
    with suppress(Cancelled, WentBack, KeyboardInterrupt):
        if prompter.confirm(f"{words.SHOW_ONCE} Show it", default=False):
            prompter.print_verbatim(draft.token.reveal())
            await work.current_login.drop()


def _ask_vault(prompter: Prompter, kind: Kind) -> NewVault:
    prompter.say(TRADE_OFFS[kind])
    if kind is not Kind.PASSPHRASE:
        return NewVault(kind, path=Path(prompter.ask("Path of the key", DEFAULT_PATHS[kind])))
    prompter.say(PASSPHRASE_RULE)
    return NewVault(kind, ask_twice(prompter.ask_passphrase, prompter.show_error))

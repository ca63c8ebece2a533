"""The journey with nobody to ask: the draft answers, or the error says what is missing."""

from functools import partial

from bs_wizard.background import in_thread
from bs_wizard.basespace.identity import Identity
from bs_wizard.errors import (
    HomeUnavailable,
    NameTaken,
    NoKeyring,
    StoreBusy,
    StoreUnavailable,
    TokenDiffers,
    UsageError,
)
from bs_wizard.store.age_vault.settings import MAKE_ONE
from bs_wizard.store.index.records import Credential
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.steps import AppGiven, Named, StoreFacts
from bs_wizard.wizard.rules.resume_match import with_match
from bs_wizard.wizard.rules.token_differences import differences
from bs_wizard.wizard.texts import unwanted_token, words


async def prove_store(work: Work) -> StoreFacts:
    """Prove the store; where none works, the error also names the vault that could be made."""
    try:
        return await work.prove_store()
    except (StoreBusy, HomeUnavailable, NoKeyring):
        raise  # no other store would help, or it says what does
    except StoreUnavailable as error:
        if not work.offers_vault or await work.has_vault() or error.hint == MAKE_ONE:
            raise
        raise StoreUnavailable(
            error.message, f"{error.hint} {words.VAULT_FROM_A_SCRIPT}"
        ) from error


async def app(draft: Draft, work: Work) -> AppGiven:
    """Answer the App step; the secret of an application used before is taken from the store.

    Raises UsageError, which names the options that would answer, or StoreUnavailable.
    """
    if draft.client_id and draft.client_secret:
        return AppGiven(draft.instance, draft.client_id, draft.client_secret, draft.app_name)
    for used in await work.used_apps(draft.instance):
        if (used.client_id, used.instance) == (draft.client_id, draft.instance):
            if secret := await work.client_secret(used):
                return AppGiven(used.instance, used.client_id, secret, used.name)
            break
    raise UsageError(
        "No application was given, and nobody can be asked for one here.",
        "Give --client-id ID and --client-secret-file FILE, or pipe a token to --with-token.",
    )


async def named(draft: Draft, identity: Identity, work: Work) -> Named:
    """Answer the Name step: the name given, or one made of who the token belongs to."""
    name = draft.name or await work.suggest_name(draft, identity)
    return Named(identity, name, draft.description, draft.overwrite)


async def differs(draft: Draft, named: Named, work: Work) -> tuple[str, ...]:
    """Return how the token differs from the one that is about to be replaced, if one is.

    That it may be replaced was said beforehand, so this is told and stops nothing; but to rotate
    is to get the like of it: TokenDiffers is raised where that was not agreed to.
    """
    known = await work.find(named.name) if named.overwrite else None
    if known is None:
        return ()
    found = differences(draft, named.identity, known)
    if found and draft.rotates and not draft.agreed:
        raise TokenDiffers(
            unwanted_token.not_rotated(named.name, found),
            "Approve as the same user in the same workgroup, or take it so with --force.",
        )
    return (*found, *await work.unreached(known))


async def already_kept(draft: Draft, work: Work) -> Credential | None:
    """Return the credential that is there already as the command line wants it, else None.

    It has the name, where any will do; or it has the token that was brought, of that server, with
    that name, description and store as far as they are given, and its store still holds it.
    """
    if draft.if_missing:
        return await work.find(draft.name)
    if not (draft.token_is_users_own and draft.token):
        return None
    wanted = {
        "fingerprint": draft.token.fingerprint,
        "api_server": draft.instance.api_server,
        **({"description": draft.description} if draft.description else {}),
        **({"store": work.required_store} if work.required_store else {}),
    }
    named = await work.find(draft.name) if draft.name else None
    for one in (named,) if draft.name else await in_thread(work.credentials.all):
        if one and all(getattr(one, field) == value for field, value in wanted.items()):
            is_here = await in_thread(partial(work.credentials.holds, one))
            return one if is_here else None
    return None


async def refuse_taken(draft: Draft, work: Work) -> None:
    """Raise NameTaken before anything is asked of a person if the name given cannot be used."""
    if draft.name and not draft.overwrite and await work.find(draft.name):
        raise NameTaken(
            f"There is a credential “{draft.name}” already.",
            "Choose another name, or replace it with --force.",
        )


async def resumed(draft: Draft, work: Work) -> Draft:
    """Return the draft, which resumes the login that asked for just the same, if one waits."""
    return draft if draft.resuming else with_match(draft, await work.resumable())

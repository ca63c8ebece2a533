"""Finds records whose secret is gone, and secrets without a record.

No secret is read where the store can be listed: the Secret Service tells the attributes of its
entries, and the encrypted vault is a folder of files. Of any other keyring each recorded entry is
asked for, and only whether it is there is kept.
"""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from bs_wizard.clean import printable
from bs_wizard.doctor.context import Context
from bs_wizard.doctor.fixes import REPAIR, shell_word
from bs_wizard.doctor.redaction import short_id
from bs_wizard.doctor.report import Report
from bs_wizard.errors import StoreUnavailable
from bs_wizard.store.age_vault import paths as vault_paths
from bs_wizard.store.age_vault.files import secret_files
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.index.journal import backup_key
from bs_wizard.store.index.pending_login import KEY_START
from bs_wizard.store.recovery.rebuild import is_adopted
from bs_wizard.store.system_keyring import backends
from bs_wizard.store.system_keyring.bounded_calls import LIMITS
from bs_wizard.store.system_keyring.listing import in_secret_service
from bs_wizard.store.system_keyring.vault import SERVICE, KeyringVault
from bs_wizard.store.transactions.planning import key_of

CHECK = "orphans"
_MOST_NAMED = 4
_VAULT = "vault"
_IN_PASSING = ("probe:", backup_key(""))
"""Beginnings of keys that come and go without a record of their own."""


@dataclass(frozen=True, slots=True)
class StoreContents:
    """One store: what is recorded as being there and what is.

    ``recorded`` and ``present`` are keys; ``present`` None means that it could not be asked, and
    ``trouble`` why. ``is_listed`` is whether entries without a record would have been seen.
    ``files`` is where an entry is, in a store of files.
    """

    title: str
    recorded: frozenset[str]
    present: frozenset[str] | None
    is_listed: bool = True
    trouble: str = ""
    files: Mapping[str, Path] = field(default_factory=dict)


def check(context: Context, report: Report) -> None:
    """Compare each store that is recorded, or can be listed, with the index."""
    checked = "compared the index with the stores"
    if not context.is_index_read:
        # Every secret would seem to be an orphan, to be removed.
        report.skipped(checked, "the index cannot be read")
        return
    stores = list(_stores(context))
    for store in stores:
        hosts = {one.name: one.host for one in context.contents.credentials if one.host}
        assess(store, report, changing=_changing(context.contents), hosts=hosts)
    if not stores:
        report.ok(checked, "nothing is stored")


def assess(
    store: StoreContents,
    report: Report,
    *,
    changing: frozenset[str] = frozenset(),
    hosts: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Say what is on one side only; keys in ``changing`` belong to an interrupted change.

    ``hosts`` are the machines that credentials were stored from, by name.
    """
    checked = f"compared the index with {store.title}"
    if store.present is None:
        report.skipped(checked, f"it could not be asked: {store.trouble}")
        return
    lost = sorted(store.recorded - store.present - changing)
    pending = [key for key in lost if key.startswith(KEY_START)]
    if pending:
        found = f"recorded as pending, but its secrets are not there: {_named(pending)}"
        report.warn(checked, found, REPAIR)
    gone = [key for key in lost if key not in pending]
    if gone:
        stored = f" (stored from {hosts[gone[0]]})" if gone[0] in hosts else ""
        found = f"recorded, but not there: {_named(gone)}{stored if len(gone) == 1 else ''}"
        report.error(checked, found, _fix_of_gone(gone[0]), StoreUnavailable.exit_code)
    extra = sorted(
        key
        for key in store.present - store.recorded
        if not key.startswith(_IN_PASSING) and key.casefold() not in changing
    )
    if extra:
        found = f"there, but in no record: {_named(extra)}"
        report.warn(checked, found, _fix_of_extra(extra, store))
    if not lost and not extra:
        report.ok(checked, _in_order(store))


def _in_order(store: StoreContents) -> str:
    found = f"all {len(store.recorded)} recorded are there"
    return found if store.is_listed else f"{found}; it cannot be listed for others"


def _fix_of_gone(key: str) -> str:
    if key.startswith("app:"):
        return "bs-wizard login"  # which asks for the client secret again and keeps it
    return f"bs-wizard login {key} --force"


def _fix_of_extra(keys: list[str], store: StoreContents) -> str:
    if any(is_adopted(key) or key.startswith(KEY_START) for key in keys):
        return REPAIR  # which records a token anew, and removes what nobody can resume
    key = keys[0]
    if key in store.files:
        return f"rm {shell_word(store.files[key])}"
    return f"keyring del bs-wizard {shlex.quote(printable(key))}"


def _named(keys: list[str]) -> str:
    named = [_shown(key) for key in keys[:_MOST_NAMED]]
    more = len(keys) - _MOST_NAMED
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")


def _shown(key: str) -> str:
    if not key.startswith("app:"):
        return printable(key, limit=80)
    client_id, _, host = key.removeprefix("app:").rpartition("@")
    return f"the client secret of {short_id(client_id)} for {printable(host, limit=80)}"


def _stores(context: Context) -> Iterator[StoreContents]:
    recorded = _recorded(context.contents)
    in_vault = recorded.pop(_VAULT, frozenset())
    folder = vault_paths.vault_folder(context.home)
    if in_vault or folder.is_dir():
        yield _vault(folder, in_vault)
    in_service = recorded.pop(backends.SECRET_SERVICE, frozenset())
    service = _secret_service(in_service)
    # Where nothing is recorded there, a service that cannot be asked is no loss here.
    if in_service or service.present is not None:
        yield service
    for backend, keys in sorted(recorded.items()):
        yield _other_keyring(backend, keys)


def _recorded(contents: Contents) -> dict[str, frozenset[str]]:
    """Keys by what holds them: a backend's name, or ``_VAULT``."""
    found: dict[str, frozenset[str]] = {}
    keys = [(one.store, one.backend, one.name) for one in contents.credentials]
    keys += [(one.store or "", one.backend or "", key_of(one)) for one in contents.applications]
    keys += [
        (str(one.get("store")), str(one.get("backend")), f"{KEY_START}{one.get('id')}")
        for one in contents.pending
    ]
    for store, backend, key in keys:
        # Two backends of one service: the same entries.
        backend = backends.SECRET_SERVICE if backend == backends.LIBSECRET else backend
        where = {"keyring": backend, "vault": _VAULT}.get(store)
        if where is not None:
            found[where] = found.get(where, frozenset()) | {key}
    return found


def _changing(contents: Contents) -> frozenset[str]:
    return frozenset().union(*(change.touches for change in contents.journal))


def _vault(folder: Path, recorded: frozenset[str]) -> StoreContents:
    title = "the encrypted vault"
    try:
        files = _files(folder, recorded)
    except StoreUnavailable as error:
        return StoreContents(title, recorded, None, trouble=error.message)
    return StoreContents(title, recorded, frozenset(files), files=files)


def _files(folder: Path, recorded: frozenset[str]) -> dict[str, Path]:
    """Return the secrets' files by key, or by their own name where that tells no key."""
    wanted = {vault_paths.file_name(key): key for key in recorded}
    return {
        wanted.get(each.name) or vault_paths.key_of_file(each.name) or each.name: each
        for each in secret_files(folder)
    }


def _secret_service(keys: frozenset[str]) -> StoreContents:
    name = backends.title(backends.SECRET_SERVICE)
    try:
        return StoreContents(name, keys, frozenset(in_secret_service(SERVICE, name, LIMITS)))
    except StoreUnavailable as error:
        return StoreContents(name, keys, None, trouble=error.message)


def _other_keyring(backend: str, keys: frozenset[str]) -> StoreContents:
    name = backends.title(backend)
    try:
        vault = KeyringVault(backends.recorded(backend, LIMITS))
        # Such a keyring can only be asked for the secret itself, which is dropped at once.
        there = frozenset(key for key in keys if vault.get(key) is not None)
        return StoreContents(name, keys, there, is_listed=False)
    except StoreUnavailable as error:
        return StoreContents(name, keys, None, trouble=error.message)

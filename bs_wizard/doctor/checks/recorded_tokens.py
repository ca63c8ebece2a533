"""Whether the tokens in the keyring are the recorded ones, as they need not be in a shared home.

The tokens are read for this, and only what their fingerprints say is kept. A locked keyring stays
locked. The encrypted vault is in the home, the same for every machine.
"""

from bs_wizard.doctor.context import Context
from bs_wizard.doctor.report import Report
from bs_wizard.errors import StoreUnavailable
from bs_wizard.store.index import seals
from bs_wizard.store.index.records import Credential
from bs_wizard.store.lookup import is_token_of
from bs_wizard.store.system_keyring import backends
from bs_wizard.store.system_keyring.bounded_calls import LIMITS
from bs_wizard.store.system_keyring.listing import in_secret_service
from bs_wizard.store.system_keyring.vault import SERVICE, KeyringVault
from bs_wizard.store.vaults import Vault

CHECK = "recorded tokens"
_CHECKED = "compared the tokens in the keyring with their records"


def check(context: Context, report: Report) -> None:
    """Compare each token that is in a keyring here; one that is missing the orphans check says."""
    changing = {name for change in context.contents.journal for name in change.touches}
    by_backend: dict[str, list[Credential]] = {}
    for one in context.contents.credentials:
        if one.store == "keyring" and one.name.casefold() not in changing:
            by_backend.setdefault(one.backend, []).append(one)
    for backend, recorded in by_backend.items():
        try:
            assess(recorded, _opened(backend), report)
        except StoreUnavailable as error:
            report.skipped(_CHECKED, f"it could not be asked: {error.message}")


def assess(recorded: list[Credential], vault: Vault, report: Report) -> None:
    """Say which of those credentials' records do not fit the token in ``vault``."""
    others, changed = [], []
    for one in recorded:
        token = vault.get(one.name)
        if token is not None and not is_token_of(token, one):
            others.append(one)
        elif token is not None and not seals.fits(one, token):
            changed.append(one)
    for one in others:
        stored = f", which was stored from {one.host}" if one.host else ""
        found = (
            f"{vault.title} here holds another token for {one.name} than the recorded one{stored}"
        )
        report.error(
            _CHECKED, found, f"bs-wizard login {one.name} --force", StoreUnavailable.exit_code
        )
    for one in changed:
        report.error(
            _CHECKED,
            f"the record of {one.name} does not fit its token, which is not used",
            f"bs-wizard verify {one.name} --api-server SERVER",
            StoreUnavailable.exit_code,
        )
    if not others and not changed:
        report.ok(_CHECKED, "each that is there is the recorded one")


def _opened(backend: str) -> Vault:
    if backend in (backends.SECRET_SERVICE, backends.LIBSECRET):
        in_secret_service(SERVICE, backends.title(backend), LIMITS)  # raises while it is locked
    return KeyringVault(backends.recorded(backend, LIMITS))

"""What the doctor says of pending logins, and how it clears them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bs_wizard.doctor import repair
from bs_wizard.doctor.checks import pending_logins
from bs_wizard.doctor.context import Context
from bs_wizard.doctor.finding import Level
from bs_wizard.doctor.fixes import REPAIR
from bs_wizard.secret import Secret
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.files.paths import pending_lock_file
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.index.pending_login import PendingLogin, PendingSecrets
from bs_wizard.store.memory_vault import MemoryVault
from bs_wizard.store.pending_logins import PendingLogins
from tests.doctor.reports import findings
from tests.store.examples import a_credential, a_pending
from tests.support.clocks import START

NOW = datetime.fromtimestamp(START, UTC)
WAITS = replace(a_pending(), asked_at=NOW, expires_at=NOW + timedelta(minutes=12))
EXPIRED = replace(
    WAITS,
    id="eeeeeeeeeeee",
    user_code="gone1",
    asked_at=NOW - timedelta(minutes=31),
    expires_at=NOW - timedelta(seconds=1),
)
APPROVED = replace(EXPIRED, user_code=WAITS.user_code).approved(Secret("token"), "sdk")


def holding(*kept: PendingLogin, **more: object) -> Contents:
    records = tuple(one.to_json() for one in kept)
    return Contents(pending=records)._replace(**more)  # type: ignore[arg-type]


def test_a_pending_login_is_told_with_how_to_resume_it(context: Callable[..., Context]) -> None:
    (finding,) = findings(pending_logins.check, context(contents=holding(WAITS)))
    assert finding.level is Level.OK
    assert finding.found == (
        "the code b9bac can be approved for another 12 min; to resume: bs-wizard resume"
    )


def test_an_approved_login_is_to_be_resumed_until_it_is_saved(
    context: Callable[..., Context],
) -> None:
    (finding,) = findings(pending_logins.check, context(contents=holding(APPROVED)))
    assert (finding.level, finding.fix) == (Level.WARNING, "bs-wizard resume")
    saved = a_credential(fingerprint=APPROVED.fingerprint)
    (finding,) = findings(
        pending_logins.check, context(contents=holding(APPROVED, credentials=(saved,)))
    )
    assert (finding.level, finding.fix) == (Level.WARNING, REPAIR)


def test_an_expired_login_is_to_be_cleared(context: Callable[..., Context]) -> None:
    (finding,) = findings(pending_logins.check, context(contents=holding(EXPIRED)))
    assert (finding.level, finding.fix) == (Level.WARNING, REPAIR)
    assert "gone1 has expired" in finding.found


def test_a_login_that_another_process_waits_for_is_left_to_it(
    context: Callable[..., Context], home: Path
) -> None:
    home.mkdir()
    kept = PendingLogins(Index(home), lambda store, backend: MemoryVault())
    with kept.lock(WAITS):
        (finding,) = findings(pending_logins.check, context(contents=holding(WAITS)))
    assert (finding.level, "another bs-wizard" in finding.found) == (Level.OK, True)


def test_a_later_programs_record_is_passed_over(context: Callable[..., Context]) -> None:
    (finding,) = findings(pending_logins.check, context(contents=Contents(pending=({"id": "x"},))))
    assert (finding.level, finding.found) == (Level.OK, "none")


def test_nothing_is_said_of_an_index_that_cannot_be_read(context: Callable[..., Context]) -> None:
    (finding,) = findings(pending_logins.check, context(is_index_read=False))
    assert finding.level is Level.SKIPPED


def test_repair_clears_expired_logins_and_leaves_pending_ones(
    context: Callable[..., Context], home: Path
) -> None:
    index, vault = Index(home), MemoryVault()
    credentials = Credentials(index, lambda store, backend: vault)
    kept = credentials.pending_logins
    for one in (WAITS, EXPIRED):
        kept.keep(one, PendingSecrets(Secret("c"), Secret("d")))
    for id_ in ("a" * 12, EXPIRED.id):
        pending_lock_file(home, id_).touch()
    *_, stale = findings(pending_logins.check, context(contents=index.read()))
    assert (stale.level, stale.fix) == (Level.WARNING, REPAIR)
    assert stale.found.endswith(": 1")
    said = [each.found for each in findings(repair.discard, index, credentials, (), START)]
    assert said == ["the code gone1 is over, and forgotten now", "lock files removed: 2"]
    assert kept.all() == (WAITS,)
    assert vault.get(EXPIRED.key) is None
    assert findings(repair.discard, index, credentials, (), START) == []

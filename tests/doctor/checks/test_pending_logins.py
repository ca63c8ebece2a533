"""What is said of authorisations that were cut off, and how they are cleared."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bs_wizard.doctor import repair
from bs_wizard.doctor.checks import pending_logins
from bs_wizard.doctor.context import REPAIR, Scene
from bs_wizard.doctor.finding import Level
from bs_wizard.secret import Secret
from bs_wizard.store.credentials import Credentials
from bs_wizard.store.files.paths import pending_lock_file
from bs_wizard.store.index.contents import Contents
from bs_wizard.store.index.index_file import Index
from bs_wizard.store.index.pending_login import PendingLogin, PendingSecrets
from bs_wizard.store.memory_vault import MemoryVault
from bs_wizard.store.pending_logins import PendingLogins
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
    return replace(Contents(pending=records), **more)  # type: ignore[arg-type]


def test_one_that_waits_is_told_with_what_goes_on_with_it(scene: Callable[..., Scene]) -> None:
    (finding,) = pending_logins.examine(scene(contents=holding(WAITS)))
    assert finding.level is Level.OK
    assert finding.saw == (
        "the code b9bac can be approved for 12 min more; to go on with it: bs-wizard resume"
    )


def test_an_approved_one_is_to_be_gone_on_with_until_it_is_saved(
    scene: Callable[..., Scene],
) -> None:
    (finding,) = pending_logins.examine(scene(contents=holding(APPROVED)))
    assert (finding.level, finding.mend) == (Level.WARNING, "bs-wizard resume")
    saved = a_credential(fingerprint=APPROVED.fingerprint)
    (finding,) = pending_logins.examine(scene(contents=holding(APPROVED, credentials=(saved,))))
    assert (finding.level, finding.mend) == (Level.WARNING, REPAIR)


def test_an_expired_one_is_to_be_cleared(scene: Callable[..., Scene]) -> None:
    (finding,) = pending_logins.examine(scene(contents=holding(EXPIRED)))
    assert (finding.level, finding.mend) == (Level.WARNING, REPAIR)
    assert "gone1 has expired" in finding.saw


def test_what_another_process_waits_for_is_its_own(scene: Callable[..., Scene], home: Path) -> None:
    home.mkdir()
    kept = PendingLogins(Index(home), lambda store, backend: MemoryVault())
    with kept.lock(WAITS):
        (finding,) = pending_logins.examine(scene(contents=holding(WAITS)))
    assert (finding.level, "another bs-wizard" in finding.saw) == (Level.OK, True)


def test_a_later_programs_record_is_passed_over(scene: Callable[..., Scene]) -> None:
    (finding,) = pending_logins.examine(scene(contents=Contents(pending=({"id": "x"},))))
    assert (finding.level, finding.saw) == (Level.OK, "none")


def test_nothing_is_said_of_an_index_that_cannot_be_read(scene: Callable[..., Scene]) -> None:
    (finding,) = pending_logins.examine(scene(is_index_read=False))
    assert finding.level is Level.SKIPPED


def test_repair_clears_what_is_over_and_leaves_what_waits(
    scene: Callable[..., Scene], home: Path
) -> None:
    index, vault = Index(home), MemoryVault()
    credentials = Credentials(index, lambda store, backend: vault)
    kept = credentials.pending_logins
    for one in (WAITS, EXPIRED):
        kept.keep(one, PendingSecrets(Secret("c"), Secret("d")))
    for id_ in ("a" * 12, EXPIRED.id):
        pending_lock_file(home, id_).touch()
    *_, stale = pending_logins.examine(scene(contents=index.read()))
    assert (stale.level, stale.mend) == (Level.WARNING, REPAIR)
    assert stale.saw.endswith(": 1")
    said = [each.saw for each in repair.discard(index, credentials, (), START)]
    assert said == ["the code gone1 is over, and forgotten now", "lock files removed: 2"]
    assert kept.all() == (WAITS,)
    assert vault.get(EXPIRED.key) is None
    assert list(repair.discard(index, credentials, (), START)) == []

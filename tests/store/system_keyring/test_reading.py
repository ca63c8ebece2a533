"""Which library reads the Secret Service, and what it takes for nothing."""

import io
import sys

import pytest

from bs_wizard.store.system_keyring import backends, session_bus
from bs_wizard.store.system_keyring.backends import LIBSECRET, SECRET_SERVICE
from bs_wizard.store.system_keyring.bounded_calls import LIMITS
from bs_wizard.store.system_keyring.secret_service import SecretService

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="secretstorage is Linux's")


@pytest.fixture(autouse=True)
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The backends that keyring was asked for; a bus is there."""
    loaded: list[str] = []
    monkeypatch.setattr(session_bus, "reach", lambda: None)
    monkeypatch.setattr(backends, "load", lambda name, limits: loaded.append(name))
    return loaded


def test_the_secret_service_is_read_without_keyring(loaded: list[str]) -> None:
    assert isinstance(backends.load_reader(SECRET_SERVICE, LIMITS), SecretService)
    assert loaded == []


def test_what_a_person_has_set_for_keyring_is_kept_to(
    loaded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEYRING_PROPERTY_PREFERRED_COLLECTION", "/org/freedesktop/secrets/x")
    backends.load_reader(SECRET_SERVICE, LIMITS)
    assert loaded == [SECRET_SERVICE]


def test_any_other_keyring_is_read_by_keyring(loaded: list[str]) -> None:
    backends.load_reader(LIBSECRET, LIMITS)
    assert loaded == [LIBSECRET]


def test_where_there_is_no_keyring_yet_nothing_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import secretstorage

    bus = io.StringIO()  # it can be closed

    def none_yet(connection: object) -> None:
        raise secretstorage.ItemNotFoundException

    monkeypatch.setattr(secretstorage, "dbus_init", lambda: bus)
    monkeypatch.setattr(secretstorage, "Collection", none_yet)
    assert SecretService().get_password("bs-wizard", "lab") is None
    assert bus.closed

"""The files that a passphrase opens: as age writes them, and within the memory that there is."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bs_wizard.errors import StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault import passphrase_file
from bs_wizard.store.age_vault.passphrase_file import WrongPassphrase, protect, unprotect

VECTORS = sorted(Path(__file__).with_name("scrypt_vectors").iterdir())
"""The public test vectors of age: https://github.com/C2SP/CCTV, age/testdata."""

WORD = Secret("canary battery staple")


def vector(file: Path) -> tuple[dict[str, str], bytes]:
    head, _, data = file.read_bytes().partition(b"\n\n")
    return dict(line.split(": ", 1) for line in head.decode().splitlines()), data


@pytest.mark.parametrize("file", VECTORS, ids=lambda file: file.name)
def test_the_public_vectors_of_age(file: Path) -> None:
    says, data = vector(file)
    word = Secret(says["passphrase"])
    if says["expect"] == "success":
        assert hashlib.sha256(unprotect(data, word)).hexdigest() == says["payload"]
    else:
        # A recipient of a type that is not known matches nobody's passphrase.
        unmatched = says["expect"] == "no match" and b"-> scrypt" in data
        with pytest.raises(WrongPassphrase if unmatched else ValueError):
            unprotect(data, word)


def test_every_vector_is_there() -> None:
    expected = [vector(file)[0]["expect"] for file in VECTORS]
    assert (len(expected), expected.count("success")) == (25, 1)


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 65537, 131072, 131073])
def test_what_goes_in_comes_out(size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    sealed = protect(content[:size], WORD, log_work=1)
    assert unprotect(sealed, WORD) == content[:size]
    with pytest.raises(WrongPassphrase):
        unprotect(sealed, Secret("canary battery stapler"))


@given(st.data())
def test_a_file_changed_anywhere_is_never_opened(data: st.DataObject) -> None:
    sealed = bytearray(protect(b"AGE-SECRET-KEY-1", WORD, log_work=1))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises((WrongPassphrase, ValueError)):
        unprotect(bytes(sealed), WORD)
    with pytest.raises((WrongPassphrase, ValueError)):
        unprotect(bytes(sealed[:place]), WORD)


def test_what_no_keyboard_gives_is_a_wrong_passphrase() -> None:
    with pytest.raises(WrongPassphrase):
        unprotect(protect(b"", WORD, log_work=1), Secret("\ud800"))


@pytest.mark.parametrize(("log_work", "needed"), [(17, "128 MiB"), (20, "1024 MiB")])
def test_too_little_memory_is_said_before_the_work(
    monkeypatch: pytest.MonkeyPatch, log_work: int, needed: str
) -> None:
    monkeypatch.setattr(passphrase_file, "spare_memory", lambda: (128 << 20) - 1)
    with pytest.raises(StoreUnavailable, match=f"takes {needed}") as caught:
        protect(b"", WORD, log_work=log_work)
    assert "SSH key or a key file" in caught.value.hint

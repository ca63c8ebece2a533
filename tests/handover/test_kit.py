"""What a kit says, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bs_wizard.clean import printable
from bs_wizard.errors import UsageError
from bs_wizard.handover import kit
from bs_wizard.handover.kit import Kit
from tests.store.examples import a_credential

SECRET = "0123456789abcdef0123456789abcdef"


@given(
    description=st.text(max_size=200).map(printable),
    name=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True),
    scopes=st.sampled_from([None, (), ("READ GLOBAL",), ("READ PROJECT 1", "BROWSE GLOBAL")]),
    store=st.sampled_from(["", "keyring", "vault"]),
)
def test_it_comes_back_as_it_was(
    description: str, name: str, scopes: tuple[str, ...] | None, store: str
) -> None:
    made = Kit("euc1", "a-client-key", scopes, name, description, store)
    assert kit.read(kit.written(made).encode()) == made


def test_of_a_credential() -> None:
    known = a_credential(
        name="lab", fingerprint="0123456789ab", client_id="key", scopes_requested=("READ GLOBAL",)
    )
    text = kit.written(kit.of(known, "keyring"))
    assert 'preset = "download"' in text
    assert 'store = "keyring"' in text
    assert known.fingerprint not in text
    assert "preset" not in kit.written(kit.of(a_credential(name="lab", client_id=None), ""))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<html>", "TOML"),
        ("\udcff", "TOML"),
        ('instance = "use1"', "kit = 1"),
        ("kit = 2", "later"),
        ("kit = 1", "either an instance"),
        (f'kit = 1\ninstance = "use1"\nclient_secret = "{SECRET}"', "“client_secret”"),
        ('kit = 1\ninstance = "use1"\nname = 3', "name is not text"),
        ('kit = 1\ninstance = "use1"\nname = "a b"', "cannot name"),
        ('kit = 1\ninstance = "use1"\nstore = "file"', "neither keyring"),
        ('kit = 1\ninstance = "use1"\nscopes = "READ GLOBAL"', "list of texts"),
        ('kit = 1\ninstance = "use1"\npreset = "download"\nscopes = []', "list of texts"),
        ('kit = 1\napi_server = "http://example.org"', "https"),
        (f'kit = 1\ninstance = "{SECRET}"', "looks like"),
    ],
)
def test_what_is_none(text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        kit.read(text.encode("utf-8", "surrogateescape"))
    assert said in str(caught.value)
    assert SECRET not in str(caught.value)

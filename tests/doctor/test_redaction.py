"""What may be pasted into a ticket."""

from pathlib import Path

import pytest

from bs_wizard.doctor.redaction import Redactor, short_id

TOKEN = "0123456789abcdef0123456789abcdef"
ENVIRON = {
    "BASESPACE_ACCESS_TOKEN": "canary-token",
    "MY_PASSWORD": "canary pass",
    "BS_WIZARD_PASSPHRASE_FILE": "/run/secrets/phrase",
    "SHORT_SECRET": "abc",
}
REDACT = Redactor(Path("/home/ada"), "ada", ENVIRON)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/home/ada/.local/share", "~/.local/share"),
        ("/home/ada: it is full, see /home/ada.", "~: it is full, see ~."),
        ("/home/ada2/notes", "/home/ada2/notes"),
        ("/home/ada-old /home/ada.bak", "/home/ada-old /home/ada.bak"),
        ("/mnt/home/ada/x", "/mnt/home/[user]/x"),
        ("/media/ada/disk", "/media/[user]/disk"),
        ("/run/user/1000/bus", "/run/user/1000/bus"),
        ("adamant /adagio", "adamant /adagio"),
        ("ada@lab.example wrote", "[e-mail] wrote"),
        ("http://ada:pw@proxy:3128", "http://[masked]@proxy:3128"),
        ("http://ada@proxy", "http://[masked]@proxy"),
        ("ada:pw@proxy:3128", "[masked]@proxy:3128"),
        ("it is canary-token.", "it is [masked]."),
        ("canary pass", "[masked]"),
        ("/run/secrets/phrase abc", "/run/secrets/phrase abc"),
        (f"token {TOKEN}!", "token [masked]!"),
        ("keyring.backends.SecretService.Keyring", "keyring.backends.SecretService.Keyring"),
        ("gnome-keyring-daemon --replace", "gnome-keyring-daemon --replace"),
        ("\x1b]52;c;AAAA\x07two\nlines", "two lines"),
        (
            "https://api.euc1.sh.basespace.illumina.com",
            "https://api.euc1.sh.basespace.illumina.com",
        ),
    ],
)
def test_a_text_is_redacted(text: str, shown: str) -> None:
    assert REDACT(text) == shown


def test_it_is_never_longer_than_a_screen() -> None:
    assert len(REDACT("word " * 10_000)) <= 600


def test_a_client_id_is_shortened() -> None:
    assert short_id(TOKEN) == "0123…"

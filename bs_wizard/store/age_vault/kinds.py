"""What can open the vault."""

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """What a person needs to read the vault."""

    PASSPHRASE = "passphrase"
    SSH = "ssh"
    FILE = "file"


TITLES: Mapping[Kind, str] = {
    Kind.PASSPHRASE: "a passphrase",
    Kind.SSH: "an SSH key",
    Kind.FILE: "a key file",
}
"""What each kind is called within a sentence."""

IN_SHORT: Mapping[Kind, tuple[str, str]] = {
    Kind.PASSPHRASE: ("Passphrase", "asked for whenever tokens are read"),
    Kind.SSH: ("SSH key", "nothing to type; ed25519, no passphrase"),
    Kind.FILE: ("Key file", "nothing to type; suits jobs and pipelines"),
}
"""Each kind as a label, and what it is like in half a line."""

TRADE_OFFS: Mapping[Kind, str] = {
    Kind.PASSPHRASE: (
        "A passphrase: asked for once each time tokens are read, so that copied files are useless "
        "without it; if you forget it, the tokens are lost."
    ),
    Kind.SSH: (
        "Your SSH key (ed25519, without a passphrase): nothing is asked, but whoever can read that "
        "key can read the tokens."
    ),
    Kind.FILE: (
        "A key file: nothing is asked, which suits pipelines, but whoever has it and the vault "
        "has the tokens, so keep the two in different backups."
    ),
}
"""What each kind gives and costs, in one sentence to choose by."""

DEFAULT_PATHS: Mapping[Kind, str] = {
    Kind.SSH: "~/.ssh/id_ed25519",
    Kind.FILE: "~/.config/bs-wizard/vault.key",
}
"""Where the key of a kind is looked for, or made, unless the person says otherwise."""

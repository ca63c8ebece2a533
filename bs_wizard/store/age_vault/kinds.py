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

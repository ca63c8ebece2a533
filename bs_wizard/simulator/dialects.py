"""The three ways a device flow client may speak at the token end point.

Illumina's own programs speak ``sdk``; a published guide says ``guide``; RFC 8628 says ``rfc8628``.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Dialect(NamedTuple):
    """The names that one dialect uses."""

    says: str
    """One sentence for people."""
    grant_type: str
    code_field: str
    """The field of a poll that carries the device code."""
    complete_field: str
    """The field of the first reply that carries the address with the user code in it."""
    is_standard: bool = False
    """Whether all else is as RFC 6749 and 8628 have it: no ``response_type`` is asked for, a client
    may prove itself by HTTP Basic, and the token comes with ``token_type`` and ``scope``."""


TABLE: Mapping[str, Dialect] = {
    "sdk": Dialect(
        "As Illumina's own programs do: grant_type=device with code.",
        grant_type="device",
        code_field="code",
        complete_field="verification_with_code_uri",
    ),
    "guide": Dialect(
        "As a published guide has it: grant_type=device_code with device_code.",
        grant_type="device_code",
        code_field="device_code",
        complete_field="verification_with_code_uri",
    ),
    "rfc8628": Dialect(
        "As the standard has it: the grant type's URN with device_code.",
        grant_type="urn:ietf:params:oauth:grant-type:device_code",
        code_field="device_code",
        complete_field="verification_uri_complete",
        is_standard=True,
    ),
}

DIALECTS: Mapping[str, str] = {name: dialect.says for name, dialect in TABLE.items()}
"""Name of a dialect -> one sentence that explains it."""

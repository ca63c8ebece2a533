"""The three ways in which a client may ask a token end point for the token of a device code.

``sdk`` is what all of Illumina's SDKs send; ``guide`` what a published guide says; ``rfc8628`` what
the standard says (section 3.4). The client secret goes in the body in all of them, as in every
known BaseSpace client.
"""

from dataclasses import dataclass

from bs_wizard.secret import Secret


@dataclass(frozen=True, slots=True)
class Dialect:
    """The value of ``grant_type`` and the name of the field that carries the device code."""

    name: str
    grant_type: str
    code_field: str

    def form(self, client_id: str, client_secret: Secret, device_code: Secret) -> dict[str, str]:
        """Return the form body of a poll: it holds both secrets in clear."""
        return {
            "grant_type": self.grant_type,
            self.code_field: device_code.reveal(),
            "client_id": client_id,
            "client_secret": client_secret.reveal(),
        }


DIALECTS = (
    Dialect("sdk", "device", "code"),
    Dialect("guide", "device_code", "device_code"),
    Dialect("rfc8628", "urn:ietf:params:oauth:grant-type:device_code", "device_code"),
)


def starting_with(name: str | None) -> tuple[Dialect, ...]:
    """Return the dialects in the order to try: the one named first, if there is one."""
    return tuple(sorted(DIALECTS, key=lambda dialect: dialect.name != name))

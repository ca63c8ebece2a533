"""A Secret of Kubernetes with the two variables, as a manifest in JSON, which kubectl reads."""

import re
from typing import Any

from bs_wizard.handover.files import Given
from bs_wizard.handover.json_object import as_text, object_in
from bs_wizard.handover.shell import ACCESS_TOKEN, API_SERVER


class Kubernetes:
    """The shape of ``--to kubernetes``."""

    def token_in(self, text: str) -> str:
        """Return the token; ValueError for what is no Secret."""
        return str(_data(_manifest(text)).get(ACCESS_TOKEN, ""))

    def written(self, text: str, given: Given) -> str:
        """Return the manifest; a name, a namespace and labels that it has stay."""
        manifest = _manifest(text) or {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": secret_name(given.name)},
            "type": "Opaque",
        }
        values = {API_SERVER: given.api_server, ACCESS_TOKEN: given.token.reveal()}
        return as_text({**manifest, "stringData": _data(manifest) | values})

    def removed(self, text: str) -> str:
        """Return the manifest without the variables; empty where it holds no others."""
        manifest = _manifest(text)
        ours = (API_SERVER, ACCESS_TOKEN)
        rest = {key: value for key, value in _data(manifest).items() if key not in ours}
        return as_text({**manifest, "stringData": rest}) if rest or "data" in manifest else ""


def secret_name(name: str) -> str:
    """Return what the Secret of a credential is called: a DNS label (RFC 1123), as all must be."""
    return f"basespace-{re.sub('[^a-z0-9]+', '-', name.lower()).strip('-')}".rstrip("-")


def _manifest(text: str) -> dict[str, Any]:
    found = object_in(text)
    if found and found.get("kind") != "Secret":
        raise ValueError("holds something that is no Secret.")
    return found


def _data(manifest: dict[str, Any]) -> dict[str, Any]:
    found = manifest.get("stringData", {})
    if not isinstance(found, dict):
        raise ValueError("holds a Secret without values.")
    return found

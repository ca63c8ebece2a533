"""Nextflow's own store of secrets: a JSON array of names and values, whose mode must be 0600.

As its LocalSecretsProvider reads it, and writes it on ``nextflow secrets set``.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bs_wizard.handover.files import Given
from bs_wizard.handover.json_object import as_text
from bs_wizard.handover.shell import ACCESS_TOKEN, API_SERVER

_OURS = (API_SERVER, ACCESS_TOKEN)


class Nextflow:
    """The shape of ``--to nextflow``; all raise ValueError for what is no such store."""

    def token_in(self, text: str) -> str:
        """Return the value of the last secret of that name."""
        found = [each.get("value", "") for each in _secrets(text) if each["name"] == ACCESS_TOKEN]
        return str(found[-1]) if found else ""

    def written(self, text: str, given: Given) -> str:
        """Return the store with both secrets, by name; all others as they are."""
        values = (given.api_server, given.token.reveal())
        ours = [{"name": n, "value": value} for n, value in zip(_OURS, values, strict=True)]
        return as_text(sorted([*_others(text), *ours], key=lambda each: str(each["name"])))

    def removed(self, text: str) -> str:
        """Return the store without both; empty where it holds no others."""
        others = _others(text)
        return as_text(others) if others else ""


def store_file(environ: Mapping[str, str], home: Path) -> Path:
    """Return where Nextflow keeps its secrets; ``home`` is the person's home folder."""
    its_home = Path(environ.get("NXF_HOME") or home / ".nextflow")
    return its_home / (environ.get("NXF_SECRETS_FILE") or "secrets/store.json")


def _others(text: str) -> list[dict[str, Any]]:
    return [each for each in _secrets(text) if each["name"] not in _OURS]


def _secrets(text: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(text) if text.strip() else []
    except ValueError:
        found = None
    if not isinstance(found, list) or not all(
        isinstance(each, dict) and "name" in each for each in found
    ):
        raise ValueError("holds something that is no store of Nextflow's secrets.")
    return found

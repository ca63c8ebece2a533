"""``vault show``: where the encrypted vault is and who can read it; never a secret."""

import argparse
import json
from pathlib import Path
from typing import Any

from bs_wizard.cli.streams import Streams
from bs_wizard.store.age_vault.files import secret_files
from bs_wizard.store.age_vault.kinds import TITLES
from bs_wizard.store.age_vault.paths import vault_folder
from bs_wizard.store.age_vault.settings import VaultSettings, read_settings
from bs_wizard.store.age_vault.unlocking import unlocked
from bs_wizard.store.files import paths
from bs_wizard.store.files.paths import shown


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Print what the settings say; nothing is opened, so no passphrase is needed."""
    home = paths.home().absolute()
    settings = read_settings(home)
    if args.json:
        streams.data(json.dumps(as_json(home), indent=2))
        return 0
    entries = len(secret_files(vault_folder(home)))
    identity = f"{TITLES[settings.kind]}, {shown(settings.identity_in(home))}"
    streams.data(f"Vault:        {shown(vault_folder(home))}")
    streams.data(f"Opened by:    {identity}")
    streams.data(f"Entries:      {entries}")
    if now := unlocked(settings.own):
        streams.data(f"Unlocked:     until {now.ends}")
    label = "Readable by:"
    for one in _readers(settings):
        streams.data(f"{label:<14}{one['recipient']}  {one['label']}{_said(one['state'])}".rstrip())
        label = ""
    if settings.unfinished:
        streams.tell(
            "A change of who can read it was interrupted. The next command that opens the vault "
            "finishes it, such as: bs-wizard verify --all"
        )
    return 0


def as_json(home: Path) -> dict[str, Any]:
    """Return what programs are told of the vault in ``home``."""
    settings = read_settings(home)
    now = unlocked(settings.own)
    return {
        "folder": str(vault_folder(home)),
        "identity": {"kind": settings.kind.value, "path": str(settings.identity_in(home))},
        "entries": len(secret_files(vault_folder(home))),
        "unlocked_until": now and f"{now.until.replace(tzinfo=None).isoformat()}Z",
        "recipients": _readers(settings),
    }


def tell_changed(home: Path, streams: Streams, *, changed: bool) -> None:
    """Print the same as JSON, and whether a command changed anything."""
    streams.data(json.dumps({**as_json(home), "changed": changed}, indent=2))


def _readers(settings: VaultSettings) -> list[dict[str, str]]:
    """Return everyone who can read any of it, with ``state``: own, listed, adding, removing."""
    unfinished = {one.text for one in settings.unfinished}
    own = {"recipient": settings.own, "label": "", "state": "own"}
    listed = [
        {**one.to_json(), "state": "adding" if one.text in unfinished else "listed"}
        for one in settings.further
    ]
    leaving = [{**one.to_json(), "state": "removing"} for one in settings.leaving]
    return [own, *listed, *leaving]


def _said(state: str) -> str:
    return {
        "own": "(its own key)",
        "listed": "",
        "adding": " (being added)",
        "removing": " (being removed)",
    }[state]

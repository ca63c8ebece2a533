"""``vault unlock``: no passphrase is asked for until the time is over."""

import argparse
from datetime import UTC, datetime

from bs_wizard.cli import stores
from bs_wizard.cli.commands.vault import show
from bs_wizard.cli.streams import Streams
from bs_wizard.store.age_vault import unlocking
from bs_wizard.store.age_vault.kinds import TITLES, Kind
from bs_wizard.store.age_vault.paths import vault_folder
from bs_wizard.store.age_vault.settings import read_settings
from bs_wizard.store.files.paths import shown


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Open the vault by its passphrase, be it unlocked or not, and keep it so."""
    vault, streams = stores.here().age(), streams.quietly(args.quiet)
    settings = read_settings(vault.home)
    if settings.kind is Kind.PASSPHRASE:
        unlocking.lock(settings.own)
        now = unlocking.unlock(settings.own, vault.open(), args.for_, datetime.now(UTC))
        streams.tell(
            f"The vault in {shown(vault_folder(vault.home))} is unlocked until "
            f"{now.ends}, for all your programs on this machine."
        )
        streams.tell("To lock it sooner: bs-wizard vault lock")
    else:
        streams.tell(f"Nothing to unlock: {TITLES[settings.kind]} opens this vault.")
    if args.json:
        changed = settings.kind is Kind.PASSPHRASE
        show.tell_changed(vault.home, streams, changed=changed)
    return 0

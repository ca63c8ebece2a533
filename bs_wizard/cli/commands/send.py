"""``send``: put a credential into another machine's store, by this person's own ssh."""

import argparse
import json
import subprocess

from bs_wizard import hardening
from bs_wizard.cli import stores
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import StoreUnavailable
from bs_wizard.handover import ssh
from bs_wizard.store.index.records import Credential, check_name


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Send it; returns 0. The token goes through ssh's stdin alone."""
    credentials = stores.here().credentials()
    credential = credentials.find(args.name)
    argv = ssh.command(args.host, *_login(credential, args))
    token = credentials.token(credential)
    try:
        done = subprocess.run(  # noqa: S603, the host is one word and no option
            argv,
            input=f"{token.reveal()}\n".encode(),
            stdout=subprocess.PIPE,
            env=hardening.environment(),
            check=False,
        )
    except FileNotFoundError:
        raise StoreUnavailable("There is no ssh on this machine.", "Install OpenSSH.") from None
    saved = ssh.saved(args.host, done.returncode, done.stdout.decode("utf-8", "replace"))
    if args.json:
        streams.data(json.dumps({"host": args.host, **saved}, indent=2))
    elif saved["changed"]:
        streams.tell(f"“{saved['name']}” is in the {saved['store']} on {args.host} now.")
    else:
        streams.tell(f"“{saved['name']}” is on {args.host} already. Nothing was changed.")
    return 0


def _login(credential: Credential, args: argparse.Namespace) -> list[str]:
    name = check_name(args.rename) if args.rename else credential.name
    words = ["login", name, "--json", "--with-token", f"--api-server={credential.api_server}"]
    if credential.description:
        words.append(f"--description={credential.description}")
    if args.store:
        words.append(f"--store={args.store}")
    return [*words, *(["--force"] if args.force else [])]

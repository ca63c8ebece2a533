"""The commands ``login``, ``resume`` and ``rotate``."""

import argparse
from collections.abc import Sequence

from bs_wizard.cli.grammar.arguments import any_text, not_empty, seconds, text
from bs_wizard.cli.grammar.verbs import Grammar, verb


@verb("login", "get a token and keep it as a named credential", "lab --preset download", "login")
def login(parser: Grammar) -> None:
    """Add ``login``."""
    parser.add_argument("name", nargs="?", type=text, metavar="NAME", help="its name")
    how = parser.add_mutually_exclusive_group()
    add_plain(how)
    how.add_argument("--json", action="store_true", help="events on stdout, no questions")
    parser.add_argument(
        "--kit",
        type=text,
        metavar="FILE",
        help="what to ask for, as kit export wrote it; a file or https",
    )
    where = parser.add_mutually_exclusive_group()
    instance = where.add_argument("--instance", type=text, metavar="LABEL")
    parser.list_names(instance, _instances)
    where.add_argument(
        "--api-server", type=text, metavar="URL", help="the address of another API server"
    )
    parser.add_argument("--client-id", type=text, metavar="ID", help="the app's Client Key")
    _client_secret(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--scopes", type=any_text, metavar="LIST", help='such as "READ GLOBAL,CREATE GLOBAL"'
    )
    preset = what.add_argument("--preset", type=text, metavar="NAME")
    parser.list_names(preset, _presets)
    parser.add_argument(
        "--description", type=any_text, default="", metavar="T", help="what it is for"
    )
    parser.add_argument("--store", choices=["keyring", "vault"], help="keep it there or nowhere")
    there = parser.add_mutually_exclusive_group()
    there.add_argument("--force", action="store_true", help="overwrite a credential of that name")
    there.add_argument(
        "--if-missing", action="store_true", help="where NAME exists, change nothing and end well"
    )
    _waiting(parser, no_wait="end once there is a code", until="code")
    parser.add_argument(
        "--with-token", action="store_true", help="take a token from stdin, no device flow"
    )
    add_quiet(parser)


def add_plain(how: argparse._MutuallyExclusiveGroup) -> None:
    """Add ``--plain``, which may also stand before the command."""
    how.add_argument(
        "--plain",
        action="store_true",
        default=argparse.SUPPRESS,  # or it would undo the one before the command
        help="line by line, without a screen",
    )


def add_quiet(parser: Grammar) -> None:
    """Add ``--quiet``."""
    parser.add_argument("--quiet", action="store_true", help="say nothing but what goes wrong")


def add_ca_file(parser: Grammar) -> None:
    """Add ``--ca-file``, for what asks BaseSpace."""
    parser.add_argument(
        "--ca-file",
        type=text,
        metavar="F",
        default=argparse.SUPPRESS,
        help="trust the authorities in F too, in this run",
    )


def _client_secret(parser: Grammar) -> None:
    parser.add_argument(
        "--client-secret-file",
        type=not_empty,
        metavar="F",
        help="file with the Client Secret; - is stdin",
    )


def _waiting(parser: Grammar, *, no_wait: str = "", until: str = "") -> None:
    add_ca_file(parser)
    how_long = parser.add_mutually_exclusive_group()
    how_long.add_argument(
        "--timeout",
        type=seconds,
        metavar="S",
        help="wait at most S seconds for the approval in the browser",
    )
    parser.set_defaults(until="approval")
    if no_wait:
        how_long.add_argument(
            "--no-wait",
            action="store_const",
            dest="until",
            const=until,
            help=f"with --json: {no_wait}",
        )
    parser.add_argument("--no-qr", action="store_true", help="do not draw the QR code")
    parser.add_argument(
        "--qr-file",
        type=text,
        metavar="F",
        help="write the QR code to F.svg or F.png while it can be used",
    )


@verb("resume", "go on with an interrupted login while its code is valid", "", "resume")
def resume(parser: Grammar) -> None:
    """Add ``resume``."""
    parser.add_argument(
        "code", nargs="?", type=text, metavar="CODE", help="its code; without one, the latest login"
    )
    parser.add_argument("--name", type=text, metavar="NAME", help="the name to keep it under")
    _client_secret(parser)
    parser.add_argument("--force", action="store_true", help="overwrite a credential of that name")
    how = parser.add_mutually_exclusive_group()
    add_plain(how)
    how.add_argument("--json", action="store_true", help="events on stdout, no questions")
    how.add_argument("--discard", action="store_true", help="discard it instead")
    _waiting(parser, no_wait="ask once; exit 11 while nobody has decided", until="answer")


@verb("rotate", "get a new token in the place of the one it has", "lab --revoke", "rotate")
def rotate(parser: Grammar) -> None:
    """Add ``rotate``."""
    parser.description = (
        "Log in anew for a credential: same application, scopes and store. The old\n"
        "token is good until the new one is saved and verified, and then revoked, or\n"
        "kept as NAME-old."
    )
    parser.add_argument("name", type=text, metavar="NAME")
    old = parser.add_mutually_exclusive_group()
    old.add_argument("--revoke", action="store_true", help="revoke the old token at the end")
    old.add_argument("--keep", action="store_true", help="keep the old token, and do not ask")
    parser.add_argument(
        "--force", action="store_true", help="take the new token whosever it is, whatever it may do"
    )
    _client_secret(parser)
    how = parser.add_mutually_exclusive_group()
    add_plain(how)
    how.add_argument("--json", action="store_true", help="events on stdout, no questions")
    _waiting(parser)


def _instances() -> Sequence[str]:
    from bs_wizard.basespace.instances import INSTANCES

    return [each.label for each in INSTANCES]


def _presets() -> Sequence[str]:
    from bs_wizard.basespace.scopes import PRESETS

    return [each.name for each in PRESETS]

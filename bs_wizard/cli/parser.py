"""The grammar of the command line: what may be typed, nothing of what it does.

Each command's ``command`` default names the module in ``commands`` that runs it.
"""

import argparse
from collections.abc import Callable
from typing import TypeAlias

from bs_wizard import __version__

_Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def make_parser() -> argparse.ArgumentParser:
    """Return the whole grammar; without a command it means the wizard."""
    parser = argparse.ArgumentParser(
        prog="bs-wizard",
        description="From nothing to a stored, checked, named BaseSpace credential.",
        epilog="Without a command it opens your credentials, or the wizard if there are none.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.set_defaults(command="opening")
    verbs = parser.add_subparsers(title="commands", metavar="COMMAND")
    known = (_login, _demo, _list, _show, _token, _verify, _default, _remove, _doctor, _simulator)
    for add in known:
        add(verbs)
    return parser


def _verb(verbs: _Verbs, name: str, does: str, command: str = "") -> argparse.ArgumentParser:
    # No abbreviations: --client-secret would be taken for --client-secret-file, and what follows
    # it for a file to be named in an error.
    about = does[0].upper() + does[1:] + "."
    parser = verbs.add_parser(name, help=does, description=about, allow_abbrev=False)
    parser.set_defaults(command=command or name)
    return parser


def _login(verbs: _Verbs) -> None:
    parser = _verb(verbs, "login", "get a token and keep it as a named credential")
    parser.add_argument("name", nargs="?", type=_text, metavar="NAME", help="its name")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--plain", action="store_true", help="line by line, without a screen")
    how.add_argument("--json", action="store_true", help="events on stdout, no questions")
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--instance", type=_text, metavar="LABEL", help="use1, euc1, euw2, cac1, aps2, cnn1"
    )
    where.add_argument(
        "--api-server", type=_text, metavar="URL", help="the address of another API server"
    )
    parser.add_argument("--client-id", type=_text, metavar="ID", help="the app's Client Key")
    parser.add_argument(
        "--client-secret-file",
        type=_text,
        metavar="F",
        help="file with the Client Secret; - is stdin",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--scopes", metavar="LIST", help='such as "READ GLOBAL,CREATE GLOBAL"')
    what.add_argument(
        "--preset", type=_text, metavar="NAME", help="download, look, write-back, upload, …"
    )
    parser.add_argument("--description", default="", metavar="T", help="what it is for")
    parser.add_argument(
        "--store", choices=["keyring", "vault"], help="where to keep it, there or nowhere"
    )
    parser.add_argument("--force", action="store_true", help="replace a credential of that name")
    parser.add_argument(
        "--timeout", type=_seconds, metavar="S", help="give up after so many seconds"
    )
    parser.add_argument("--no-qr", action="store_true", help="do not draw the QR code")
    parser.add_argument(
        "--with-token", action="store_true", help="take a token from stdin, no device flow"
    )


def _demo(verbs: _Verbs) -> None:
    parser = _verb(verbs, "demo", "try the wizard on a built-in BaseSpace; nothing is kept")
    parser.add_argument("--auto", action="store_true", help="run by itself, line by line")


def _list(verbs: _Verbs) -> None:
    parser = _verb(verbs, "list", "list the credentials", "list_")
    parser.add_argument("--json", action="store_true", help="as a JSON array")


def _show(verbs: _Verbs) -> None:
    parser = _verb(verbs, "show", "show what is known of a credential; never a secret")
    parser.add_argument("name", type=_text, metavar="NAME")
    parser.add_argument("--json", action="store_true", help="as a JSON object")


def _token(verbs: _Verbs) -> None:
    parser = _verb(verbs, "token", "print the token and nothing else")
    parser.add_argument("name", nargs="?", type=_text, metavar="NAME", help="else the default")


def _verify(verbs: _Verbs) -> None:
    parser = _verb(verbs, "verify", "ask BaseSpace whether a token is still good")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("name", nargs="?", type=_text, metavar="NAME", help="else the default")
    which.add_argument("--all", action="store_true", help="every credential")


def _default(verbs: _Verbs) -> None:
    parser = _verb(verbs, "default", "use this credential when none is named")
    parser.add_argument("name", type=_text, metavar="NAME")


def _remove(verbs: _Verbs) -> None:
    parser = _verb(verbs, "remove", "remove a credential from this machine")
    parser.add_argument("name", type=_text, metavar="NAME")
    parser.add_argument("--revoke", action="store_true", help="make the token invalid as well")


def _doctor(verbs: _Verbs) -> None:
    parser = _verb(verbs, "doctor", "see what works here, and what mends what does not")
    parser.add_argument("--json", action="store_true", help="as a JSON array")
    parser.add_argument("--strict", action="store_true", help="exit 1 on any warning or error")
    parser.add_argument("--repair", action="store_true", help="mend what can be mended safely")
    parser.add_argument("--yes", action="store_true", help="agree to what --repair asks")


def _simulator(verbs: _Verbs) -> None:
    parser = _verb(verbs, "simulator", "serve a BaseSpace of its own on this machine")
    parser.add_argument("--port", type=_whole, default=0, help="0 is any free one")
    parser.add_argument("--approve-after", type=_seconds, metavar="S")
    parser.add_argument("--deny-after", type=_seconds, metavar="S")
    parser.add_argument("--expires-in", type=_whole, default=1800, metavar="S")
    parser.add_argument("--interval", type=_whole, default=1, metavar="S")
    parser.add_argument("--dialect", default="sdk", metavar="sdk|guide|rfc8628")
    parser.add_argument("--scenario", default="approve", metavar="NAME", help="? lists them")


def _text(text: str) -> str:
    """An empty word is a variable that a script forgot to set: never "the default"."""
    if not text.strip():
        raise argparse.ArgumentTypeError("it is empty")
    return text.strip()


def _number(kind: Callable[[str], float], text: str) -> float:
    try:
        number = kind(text)
    except ValueError:
        number = -1
    if not 0 <= number < 10**9:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds or a port")
    return number


def _seconds(text: str) -> float:
    return _number(float, text)


def _whole(text: str) -> int:
    return int(_number(int, text))

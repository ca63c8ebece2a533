"""Every command that may be typed; ``login`` and ``resume`` are in ``login``.

``command`` of the parsed arguments names the module in ``cli.commands`` that runs it.
"""

import argparse

from bs_wizard import __version__
from bs_wizard.cli.grammar import login
from bs_wizard.cli.grammar.arguments import any_text, days, duration, seconds, text, whole_number
from bs_wizard.cli.grammar.verbs import Grammar, verb

_ABOUT = """From nothing to a stored, checked, named BaseSpace credential.

Without a command it opens your credentials, or the wizard if there are none:
on a screen, or line by line with --plain."""


def make_parser() -> Grammar:
    """Return the parser of the whole command line; without a command it means the wizard."""
    parser = Grammar(
        prog="bs-wizard",
        usage="bs-wizard [--help] [--version] [--plain] [COMMAND ...]",
        description=_ABOUT,
        add_help=False,
    )
    # All three are in the usage line.
    parser.add_argument("-h", "--help", action="help", help=argparse.SUPPRESS)
    parser.add_argument(
        "--version", action="version", version=f"%(prog)s {__version__}", help=argparse.SUPPRESS
    )
    parser.add_argument("--plain", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--ca-file", type=text, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    parser.set_defaults(command="start")
    parser.has_verbs()
    parser.under("get a credential", login.login, login.resume, _import, _demo, _kit)
    parser.under("use it", _run, _env, _token, _export, _which, _can)
    parser.under("look after it", _list, _show, _verify, _default, _rename, _describe)
    parser.under("move or end it", login.rotate, _move, _send, _remove)
    parser.under("this machine", _vault, _doctor, _completion, _simulator)
    parser.epilog = f"Commands; COMMAND --help tells more.\n{parser.listing()}"
    return parser


@verb("demo", "try the wizard on a built-in BaseSpace; nothing is kept", "--auto", "demo")
def _demo(parser: Grammar) -> None:
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--auto", action="store_true", help="run by itself, line by line")
    login.add_plain(how)


@verb("kit", "write what a login on the next machine asks for", "", "kit")
def _kit(parser: Grammar) -> None:
    parser.usage = "bs-wizard kit [--help] COMMAND ..."
    parser.has_verbs(_kit_export, required=True)
    parser.epilog = f"commands:\n{parser.listing()}\n\nexample:\n  bs-wizard kit export > core.toml"


@verb(
    "export",
    "print it, as a credential here has it; no secret is in it",
    "lab --store keyring",
    "kit",
)
def _kit_export(parser: Grammar) -> None:
    parser.add_argument("name", nargs="?", type=text, metavar="NAME", help="else the default")
    parser.add_argument(
        "--store", choices=["keyring", "vault"], help="the only store its token may be kept in"
    )


@verb("list", "list the credentials", "--json", "list_")
def _list(parser: Grammar) -> None:
    parser.add_argument(
        "--stale",
        type=days,
        metavar="DAYS",
        help="only those that were not verified in the last DAYS days",
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="as a JSON array")
    how.add_argument("--names", action="store_true", help="the names alone, one on a line")


@verb("show", "show what is known of a credential; never a secret", "lab", "show")
def _show(parser: Grammar) -> None:
    parser.add_argument("name", nargs="?", type=text, metavar="NAME", help="else the default")
    parser.add_argument("--json", action="store_true", help="as a JSON object")


@verb("token", "print the token and nothing else", "lab", "token")
def _token(parser: Grammar) -> None:
    parser.add_argument("name", nargs="?", type=text, metavar="NAME", help="else the default")
    _as_stored(parser)


@verb("run", "run a command with the token in its environment", "lab -- bs list projects", "run")
def _run(parser: Grammar) -> None:
    parser.usage = "bs-wizard run [--help] [--as-stored] [NAME] -- CMD ..."
    _as_stored(parser)
    # Everything from the first word on, options too: they are the command's own.
    parser.add_argument(
        "words", nargs=argparse.REMAINDER, metavar="[NAME] -- CMD", help="else the default"
    )


@verb("env", "print lines for a shell that set server and token", "lab", "env")
def _env(parser: Grammar) -> None:
    parser.description = 'Print lines that set server and token: eval "$(bs-wizard env lab)"'
    parser.add_argument("name", nargs="?", type=text, metavar="NAME", help="else the default")
    parser.add_argument(
        "--shell", choices=["sh", "fish", "powershell", "dotenv"], help="else yours, by SHELL"
    )
    _as_stored(parser)


@verb("export", "write the token where another program reads it", "lab --to bs", "export")
def _export(parser: Grammar) -> None:
    parser.add_argument("name", type=text, metavar="NAME")
    parser.add_argument(
        "--to",
        choices=["bs", "basespacepy", "nextflow", "dotenv", "json", "kubernetes"],
        required=True,
        help="json and kubernetes are printed, the others write that program's own file",
    )
    parser.add_argument("--output", type=text, metavar="F", help="that file; - prints it")
    parser.add_argument("--force", action="store_true", help="overwrite another token there")
    parser.add_argument("--undo", action="store_true", help="take it out again instead")


@verb("import", "take over the tokens in ~/.basespace/*.cfg", "--from bs", "import_")
def _import(parser: Grammar) -> None:
    parser.add_argument(
        "--from", dest="source", choices=["bs"], default="bs", help="whose files: those of bs"
    )
    parser.add_argument("--store", choices=["keyring", "vault"], help="keep them there or nowhere")
    parser.add_argument(
        "--take-out", action="store_true", help="take each out of its file, unasked"
    )
    parser.add_argument("--json", action="store_true", help="as a JSON array, no questions")
    login.add_ca_file(parser)


def _as_stored(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--as-stored",
        action="store_true",
        help="whatever the store here holds, even where another token is on record",
    )


@verb("which", "say which credential would be used, and why", "", "which")
def _which(parser: Grammar) -> None:
    parser.add_argument("name", nargs="?", type=text, metavar="NAME", help="if you gave it one")
    parser.add_argument("--json", action="store_true", help="as a JSON object")


@verb("can", "say whether its scopes allow an action", "lab download", "can")
def _can(parser: Grammar) -> None:
    parser.description = (
        "Say whether its scopes allow an action, from what BaseSpace told last.\n"
        "Ends with 0 for yes, 1 for no, and 6 where BaseSpace did not tell."
    )
    parser.add_argument("name", type=text, metavar="NAME")
    action = parser.add_argument("action", nargs="+", type=any_text, metavar="ACTION")
    parser.list_names(action, _actions)
    parser.add_argument("--json", action="store_true", help="as a JSON object")


def _actions() -> tuple[str, ...]:
    from bs_wizard.basespace.actions import ACTIONS

    return ACTIONS


@verb("verify", "ask BaseSpace whether a token is still good", "--all", "verify")
def _verify(parser: Grammar) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument("name", nargs="?", type=text, metavar="NAME", help="else the default")
    which.add_argument("--all", action="store_true", help="every credential, many at a time")
    parser.add_argument(
        "--api-server",
        type=text,
        metavar="SERVER",
        help="the server the token is for, where its record cannot say",
    )
    parser.add_argument("--json", action="store_true", help="as a JSON object on a line for each")
    login.add_ca_file(parser)


@verb("default", "use this credential when none is named", "lab", "default")
def _default(parser: Grammar) -> None:
    parser.add_argument("name", type=text, metavar="NAME")


@verb("rename", "give a credential another name", "lab core-lab", "rename")
def _rename(parser: Grammar) -> None:
    parser.add_argument("old", type=text, metavar="OLD", help="its name now")
    parser.add_argument("new", type=text, metavar="NEW", help="its name from now on")


@verb("describe", "note what a credential is for", 'lab "nightly import"', "describe")
def _describe(parser: Grammar) -> None:
    parser.add_argument("name", type=text, metavar="NAME")
    # Several words: the person may have forgotten the quotes.
    parser.add_argument("text", nargs="*", type=any_text, metavar="TEXT", help="what it is for")
    parser.add_argument("--clear", action="store_true", help="remove the description")


@verb("move", "carry a token from one store to the other", "lab --to vault", "move")
def _move(parser: Grammar) -> None:
    parser.add_argument("name", type=text, metavar="NAME")
    parser.add_argument(
        "--to",
        choices=["keyring", "vault"],
        required=True,
        help="this machine's keyring, or the encrypted vault beside the index",
    )


@verb("send", "put it into another machine's store, through ssh", "ada@node1 lab", "send")
def _send(parser: Grammar) -> None:
    parser.add_argument("host", type=text, metavar="HOST", help="as ssh takes it: user@host")
    parser.add_argument("name", nargs="?", type=text, metavar="NAME", help="else the default")
    parser.add_argument("--rename", type=text, metavar="NEW", help="its name there")
    parser.add_argument("--store", choices=["keyring", "vault"], help="keep it there or nowhere")
    parser.add_argument("--force", action="store_true", help="overwrite one of that name there")
    parser.add_argument("--json", action="store_true", help="as a JSON object")


@verb("remove", "remove a credential from this machine", "lab --revoke", "remove")
def _remove(parser: Grammar) -> None:
    parser.add_argument("name", type=text, metavar="NAME")
    parser.add_argument("--revoke", action="store_true", help="make the token invalid as well")
    login.add_ca_file(parser)
    parser.add_argument("--yes", action="store_true", help="ask nothing, not even at a terminal")


@verb("vault", "make the encrypted vault, and choose who can read it", "", "vault.show")
def _vault(parser: Grammar) -> None:
    parser.usage = "bs-wizard vault [--help] COMMAND ..."
    parser.has_verbs(
        _create,
        _change_identity,
        _unlock,
        _lock,
        _vault_show,
        _add_recipient,
        _remove_recipient,
        required=True,
    )
    parser.epilog = f"commands:\n{parser.listing()}\n\nexample:\n  bs-wizard vault create"


@verb(
    "create",
    "make an encrypted vault, for a machine without a keyring",
    "--identity passphrase",
    "vault.create",
)
def _create(parser: Grammar) -> None:
    parser.add_argument(
        "--if-missing", action="store_true", help="where there is one, change nothing and end well"
    )
    parser.add_argument("--json", action="store_true", help="as a JSON object; asks nothing")
    login.add_quiet(parser)
    _what_opens(parser)


@verb(
    "change-identity",
    "have something else open the vault, its tokens as they are",
    "--identity file",
    "vault.change_identity",
)
def _change_identity(parser: Grammar) -> None:
    _what_opens(parser)


def _what_opens(parser: Grammar) -> None:
    parser.add_argument(
        "--identity",
        choices=["passphrase", "ssh", "file"],
        default="passphrase",
        help="what opens it; a passphrase is typed, or is in BS_WIZARD_PASSPHRASE_FILE",
    )
    parser.add_argument(
        "--path",
        type=text,
        metavar="P",
        help="the SSH key, or where the key file is or is to be made",
    )


@verb("unlock", "ask for no passphrase for some hours", "--for 8h", "vault.unlock")
def _unlock(parser: Grammar) -> None:
    parser.add_argument(
        "--for",
        dest="for_",
        type=duration,
        default=8 * 3600,
        metavar="T",
        help="how long: 30m, 8h (the default), 2d, 7d at most; less after a reboot or a log-out",
    )
    _told_or_quiet(parser)


@verb("lock", "ask for the passphrase again", "", "vault.lock")
def _lock(parser: Grammar) -> None:
    _told_or_quiet(parser)


def _told_or_quiet(parser: Grammar) -> None:
    parser.add_argument("--json", action="store_true", help="as a JSON object")
    login.add_quiet(parser)


@verb("show", "show where it is and who can read it", "--json", "vault.show")
def _vault_show(parser: Grammar) -> None:
    parser.add_argument("--json", action="store_true", help="as a JSON object")


@verb("add-recipient", "let another key read the vault", "-f colleague.pub", "vault.add_recipient")
def _add_recipient(parser: Grammar) -> None:
    parser.add_argument(
        "-f", "--file", type=text, metavar="F", help="a file with one key on each line"
    )
    _keys(parser)


@verb("remove-recipient", "stop a key from reading the vault", "age1…", "vault.remove_recipient")
def _remove_recipient(parser: Grammar) -> None:
    _keys(parser)


def _keys(parser: Grammar) -> None:
    parser.add_argument(
        "key",
        nargs="*",
        type=any_text,
        metavar="KEY",
        help="a public key: age1… or ssh-ed25519 …",
    )


@verb("doctor", "see what works here, and how to fix what does not", "--repair", "doctor")
def _doctor(parser: Grammar) -> None:
    parser.add_argument("--json", action="store_true", help="as a JSON array")
    parser.add_argument("--strict", action="store_true", help="exit 1 on any warning or error")
    login.add_ca_file(parser)
    parser.add_argument("--repair", action="store_true", help="fix what can be fixed safely")
    parser.add_argument("--yes", action="store_true", help="agree to what --repair asks")


@verb("completion", "print a script that lets a shell complete commands", "bash", "completion")
def _completion(parser: Grammar) -> None:
    parser.description = (
        "Print a script that lets a shell complete commands, options and names.\n"
        "The README says where it belongs."
    )
    parser.add_argument("shell", choices=["bash", "zsh", "fish"], metavar="bash|zsh|fish")


@verb(
    "simulator",
    "serve a simulated BaseSpace on this machine",
    "--approve-after 5",
    "simulator",
)
def _simulator(parser: Grammar) -> None:
    parser.add_argument("--port", type=whole_number, default=0, help="0 is any free one")
    parser.add_argument("--approve-after", type=seconds, metavar="S")
    parser.add_argument("--deny-after", type=seconds, metavar="S")
    parser.add_argument("--expires-in", type=whole_number, default=1800, metavar="S")
    parser.add_argument("--interval", type=whole_number, default=1, metavar="S")
    parser.add_argument("--dialect", type=any_text, default="sdk", metavar="sdk|guide|rfc8628")
    parser.add_argument(
        "--scenario", type=any_text, default="approve", metavar="NAME", help="? lists them"
    )

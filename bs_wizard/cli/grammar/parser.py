"""Every command that may be typed; ``login`` and ``resume`` are in ``login``.

``command`` of the parsed arguments names the module in ``cli.commands`` that runs it.
"""

import argparse

from bs_wizard import __version__
from bs_wizard.cli.grammar import login
from bs_wizard.cli.grammar.arguments import any_text, days, duration, seconds, text, whole_number
from bs_wizard.cli.grammar.verbs import Grammar

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


def _demo(verbs: Grammar) -> None:
    parser = verbs.verb(
        "demo", "try the wizard on a built-in BaseSpace; nothing is kept", "--auto", "demo"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--auto", action="store_true", help="run by itself, line by line")
    login.add_plain(how)


def _kit(verbs: Grammar) -> None:
    parser = verbs.verb("kit", "write what a login on the next machine asks for", "", "kit")
    parser.usage = "bs-wizard kit [--help] COMMAND ..."
    parser.has_verbs(required=True)
    export = parser.verb(
        "export",
        "print it, as a credential here has it; no secret is in it",
        "lab --store keyring",
        "kit",
    )
    export.add_argument("name", nargs="?", type=text, metavar="NAME", help="else the default")
    export.add_argument(
        "--store", choices=["keyring", "vault"], help="the only store its token may be kept in"
    )
    parser.epilog = f"commands:\n{parser.listing()}\n\nexample:\n  bs-wizard kit export > core.toml"


def _list(verbs: Grammar) -> None:
    parser = verbs.verb("list", "list the credentials", "--json", "list_")
    parser.add_argument(
        "--stale",
        type=days,
        metavar="DAYS",
        help="only those that were not verified in the last DAYS days",
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="as a JSON array")
    how.add_argument("--names", action="store_true", help="the names alone, one on a line")


def _show(verbs: Grammar) -> None:
    parser = verbs.verb("show", "show what is known of a credential; never a secret", "lab", "show")
    parser.add_argument("name", nargs="?", type=text, metavar="NAME", help="else the default")
    parser.add_argument("--json", action="store_true", help="as a JSON object")


def _token(verbs: Grammar) -> None:
    parser = verbs.verb("token", "print the token and nothing else", "lab", "token")
    parser.add_argument("name", nargs="?", type=text, metavar="NAME", help="else the default")
    _as_stored(parser)


def _run(verbs: Grammar) -> None:
    parser = verbs.verb(
        "run", "run a command with the token in its environment", "lab -- bs list projects", "run"
    )
    parser.usage = "bs-wizard run [--help] [--as-stored] [NAME] -- CMD ..."
    _as_stored(parser)
    # Everything from the first word on, options too: they are the command's own.
    parser.add_argument(
        "words", nargs=argparse.REMAINDER, metavar="[NAME] -- CMD", help="else the default"
    )


def _env(verbs: Grammar) -> None:
    parser = verbs.verb("env", "print lines for a shell that set server and token", "lab", "env")
    parser.description = 'Print lines that set server and token: eval "$(bs-wizard env lab)"'
    parser.add_argument("name", nargs="?", type=text, metavar="NAME", help="else the default")
    parser.add_argument(
        "--shell", choices=["sh", "fish", "powershell", "dotenv"], help="else yours, by SHELL"
    )
    _as_stored(parser)


def _export(verbs: Grammar) -> None:
    parser = verbs.verb(
        "export", "write the token where another program reads it", "lab --to bs", "export"
    )
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


def _import(verbs: Grammar) -> None:
    parser = verbs.verb(
        "import", "take over the tokens in ~/.basespace/*.cfg", "--from bs", "import_"
    )
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


def _which(verbs: Grammar) -> None:
    parser = verbs.verb("which", "say which credential would be used, and why", "", "which")
    parser.add_argument("name", nargs="?", type=text, metavar="NAME", help="if you gave it one")
    parser.add_argument("--json", action="store_true", help="as a JSON object")


def _can(verbs: Grammar) -> None:
    parser = verbs.verb("can", "say whether its scopes allow an action", "lab download", "can")
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


def _verify(verbs: Grammar) -> None:
    parser = verbs.verb("verify", "ask BaseSpace whether a token is still good", "--all", "verify")
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


def _default(verbs: Grammar) -> None:
    parser = verbs.verb("default", "use this credential when none is named", "lab", "default")
    parser.add_argument("name", type=text, metavar="NAME")


def _rename(verbs: Grammar) -> None:
    parser = verbs.verb("rename", "give a credential another name", "lab core-lab", "rename")
    parser.add_argument("old", type=text, metavar="OLD", help="its name now")
    parser.add_argument("new", type=text, metavar="NEW", help="its name from now on")


def _describe(verbs: Grammar) -> None:
    parser = verbs.verb(
        "describe", "note what a credential is for", 'lab "nightly import"', "describe"
    )
    parser.add_argument("name", type=text, metavar="NAME")
    # Several words: the person may have forgotten the quotes.
    parser.add_argument("text", nargs="*", type=any_text, metavar="TEXT", help="what it is for")
    parser.add_argument("--clear", action="store_true", help="remove the description")


def _move(verbs: Grammar) -> None:
    parser = verbs.verb(
        "move", "carry a token from one store to the other", "lab --to vault", "move"
    )
    parser.add_argument("name", type=text, metavar="NAME")
    parser.add_argument(
        "--to",
        choices=["keyring", "vault"],
        required=True,
        help="this machine's keyring, or the encrypted vault beside the index",
    )


def _send(verbs: Grammar) -> None:
    parser = verbs.verb(
        "send", "put it into another machine's store, through ssh", "ada@node1 lab", "send"
    )
    parser.add_argument("host", type=text, metavar="HOST", help="as ssh takes it: user@host")
    parser.add_argument("name", nargs="?", type=text, metavar="NAME", help="else the default")
    parser.add_argument("--rename", type=text, metavar="NEW", help="its name there")
    parser.add_argument("--store", choices=["keyring", "vault"], help="keep it there or nowhere")
    parser.add_argument("--force", action="store_true", help="overwrite one of that name there")
    parser.add_argument("--json", action="store_true", help="as a JSON object")


def _remove(verbs: Grammar) -> None:
    parser = verbs.verb("remove", "remove a credential from this machine", "lab --revoke", "remove")
    parser.add_argument("name", type=text, metavar="NAME")
    parser.add_argument("--revoke", action="store_true", help="make the token invalid as well")
    login.add_ca_file(parser)
    parser.add_argument("--yes", action="store_true", help="ask nothing, not even at a terminal")


def _vault(verbs: Grammar) -> None:
    parser = verbs.verb(
        "vault", "make the encrypted vault, and choose who can read it", "", "vault.show"
    )
    parser.usage = "bs-wizard vault [--help] COMMAND ..."
    parser.has_verbs(required=True)
    create = parser.verb(
        "create",
        "make an encrypted vault, for a machine without a keyring",
        "--identity passphrase",
        "vault.create",
    )
    create.add_argument(
        "--if-missing", action="store_true", help="where there is one, change nothing and end well"
    )
    create.add_argument("--json", action="store_true", help="as a JSON object; asks nothing")
    login.add_quiet(create)
    change = parser.verb(
        "change-identity",
        "have something else open the vault, its tokens as they are",
        "--identity file",
        "vault.change_identity",
    )
    for each in (create, change):
        each.add_argument(
            "--identity",
            choices=["passphrase", "ssh", "file"],
            default="passphrase",
            help="what opens it; a passphrase is typed, or is in BS_WIZARD_PASSPHRASE_FILE",
        )
        each.add_argument(
            "--path",
            type=text,
            metavar="P",
            help="the SSH key, or where the key file is or is to be made",
        )
    unlock = parser.verb(
        "unlock", "ask for no passphrase for some hours", "--for 8h", "vault.unlock"
    )
    unlock.add_argument(
        "--for",
        dest="for_",
        type=duration,
        default=8 * 3600,
        metavar="T",
        help="how long: 30m, 8h (the default), 2d, 7d at most; less after a reboot or a log-out",
    )
    lock = parser.verb("lock", "ask for the passphrase again", "", "vault.lock")
    for each in (unlock, lock):
        each.add_argument("--json", action="store_true", help="as a JSON object")
        login.add_quiet(each)
    show = parser.verb("show", "show where it is and who can read it", "--json", "vault.show")
    show.add_argument("--json", action="store_true", help="as a JSON object")
    add = parser.verb(
        "add-recipient", "let another key read the vault", "-f colleague.pub", "vault.add_recipient"
    )
    add.add_argument(
        "-f", "--file", type=text, metavar="F", help="a file with one key on each line"
    )
    remove = parser.verb(
        "remove-recipient", "stop a key from reading the vault", "age1…", "vault.remove_recipient"
    )
    for each in (add, remove):
        each.add_argument(
            "key",
            nargs="*",
            type=any_text,
            metavar="KEY",
            help="a public key: age1… or ssh-ed25519 …",
        )
    parser.epilog = f"commands:\n{parser.listing()}\n\nexample:\n  bs-wizard vault create"


def _doctor(verbs: Grammar) -> None:
    parser = verbs.verb(
        "doctor", "see what works here, and how to fix what does not", "--repair", "doctor"
    )
    parser.add_argument("--json", action="store_true", help="as a JSON array")
    parser.add_argument("--strict", action="store_true", help="exit 1 on any warning or error")
    login.add_ca_file(parser)
    parser.add_argument("--repair", action="store_true", help="fix what can be fixed safely")
    parser.add_argument("--yes", action="store_true", help="agree to what --repair asks")


def _completion(verbs: Grammar) -> None:
    parser = verbs.verb(
        "completion", "print a script that lets a shell complete commands", "bash", "completion"
    )
    parser.description = (
        "Print a script that lets a shell complete commands, options and names.\n"
        "The README says where it belongs."
    )
    parser.add_argument("shell", choices=["bash", "zsh", "fish"], metavar="bash|zsh|fish")


def _simulator(verbs: Grammar) -> None:
    parser = verbs.verb(
        "simulator",
        "serve a simulated BaseSpace on this machine",
        "--approve-after 5",
        "simulator",
    )
    parser.add_argument("--port", type=whole_number, default=0, help="0 is any free one")
    parser.add_argument("--approve-after", type=seconds, metavar="S")
    parser.add_argument("--deny-after", type=seconds, metavar="S")
    parser.add_argument("--expires-in", type=whole_number, default=1800, metavar="S")
    parser.add_argument("--interval", type=whole_number, default=1, metavar="S")
    parser.add_argument("--dialect", type=any_text, default="sdk", metavar="sdk|guide|rfc8628")
    parser.add_argument(
        "--scenario", type=any_text, default="approve", metavar="NAME", help="? lists them"
    )

"""An argument parser with an example in every help, which names the command that was meant.

Options cannot be abbreviated: ``--client-secret hunter2`` would be taken for
``--client-secret-file hunter2``, and the error would name the file, which is the secret.

Of the commands it holds a line each; the arguments of one are added when it is typed, which spares
a fifth of what ``--help`` and ``list`` take.
"""

import argparse
import os
from collections.abc import Callable, Mapping, Sequence

from bs_wizard.clean import printable

TYPE_CHECKING = False  # as in cli.main
if TYPE_CHECKING:
    from typing import Any, NoReturn


class Verb:
    """A command that the module ``command`` runs; ``example`` is what may follow its name."""

    def __init__(
        self,
        name: str,
        does: str,
        example: str,
        command: str,
        add_arguments: "Callable[[Grammar], None]",
    ) -> None:
        self.name, self.does, self.example, self.command = name, does, example, command
        self.add_arguments = add_arguments


def verb(
    name: str, does: str, example: str, command: str
) -> "Callable[[Callable[[Grammar], None]], Verb]":
    """Make a command of the function that adds its arguments."""
    return lambda add_arguments: Verb(name, does, example, command, add_arguments)


class Grammar(argparse.ArgumentParser):
    """A parser of the program or of one command; ``under`` gives it commands."""

    def __init__(self, *args: "Any", **more: "Any") -> None:
        super().__init__(*args, **{"allow_abbrev": False, "formatter_class": _Formatter, **more})
        self.verbs: dict[str, Verb] = {}
        self._headings: dict[str, str] = {}
        self._choices: argparse._SubParsersAction[Grammar] | None = None
        self._listed: list[tuple[argparse.Action, Callable[[], Sequence[str]]]] = []

    def has_verbs(self, *verbs: Verb, required: bool = False) -> None:
        """Expect a command next. The caller puts ``listing`` into the help."""
        # The listing is made here: argparse gives it two lines too many and no order.
        self._choices = self.add_subparsers(
            prog=self.prog, metavar="COMMAND", help=argparse.SUPPRESS, required=required
        )
        self._add(verbs)

    def under(self, heading: str, *verbs: Verb) -> None:
        """Add commands that the listing shows under a heading of their own."""
        self._headings[verbs[0].name] = heading
        self._add(verbs)

    def _add(self, verbs: Sequence[Verb]) -> None:
        self.verbs |= {each.name: each for each in verbs}

    def _parser_of(self, name: str) -> "Grammar":
        assert self._choices is not None, "has_verbs comes first"
        if name in self._choices.choices:
            return self._choices.choices[name]
        its = self.verbs[name]
        made = self._choices.add_parser(
            name,
            help=its.does,
            description=f"{its.does[0].upper()}{its.does[1:]}.",
            epilog=f"example:\n  {self.prog} {name} {its.example}".rstrip(),
        )
        made.set_defaults(command=its.command)
        its.add_arguments(made)
        return made

    def list_names(self, action: argparse.Action, names: Callable[[], Sequence[str]]) -> None:
        """Have the help of ``action`` list ``names``, which are asked for when it is shown.

        The tables they come from are not loaded to run a command.
        """
        self._listed.append((action, names))

    def show_all(self) -> None:
        """Have the actions themselves tell what only the help knows, for who reads the parser."""
        for action in self._actions:
            if action.help == argparse.SUPPRESS:
                action.help = str(action.metavar or action.dest)
        for action, names in self._listed:
            action.choices = names()

    @property
    def parsers(self) -> "Mapping[str, Grammar]":
        """The parsers of all its commands, by name."""
        return {name: self._parser_of(name) for name in self.verbs}

    def format_help(self) -> str:
        """Return the help, the lists of names in it."""
        for action, names in self._listed:
            action.help = ", ".join(names())
        return super().format_help()

    def listing(self) -> str:
        """Return a line for each command, under the headings."""
        width = max(map(len, self.verbs))
        lines = []
        for name, its in self.verbs.items():
            if name in self._headings:
                lines += ["", f"{self._headings[name]}:"]
            lines.append(f"  {name.ljust(width)}  {its.does}")
        return "\n".join(lines)

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: "Any" = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse as argparse does, but name the command that was meant by an unknown one."""
        words = [each for each in args or () if not each.startswith("-")]
        if self.verbs and words:
            if words[0] not in self.verbs:
                self._refuse(words[0])
            self._parser_of(words[0])
        return super().parse_known_args(args, namespace)

    def _refuse(self, word: str) -> "NoReturn":
        from difflib import get_close_matches

        close = get_close_matches(word.casefold(), self.verbs, n=1)
        near = f"Did you mean {close[0]}?" if close else f"See {self.prog} --help."
        self.error(f"there is no command “{printable(word, limit=40)}”. {near}")


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Knows how wide the terminal is without the library that argparse loads to ask for it.

    argparse makes one for every argument that is added, and shutil is a tenth of ``list``.
    """

    def __init__(self, prog: str, **more: "Any") -> None:
        super().__init__(prog, **{"width": _columns() - 2, **more})


def _columns() -> int:
    # As shutil.get_terminal_size does.
    told = os.environ.get("COLUMNS", "")
    if told.isascii() and told.isdigit() and int(told):
        return int(told)
    try:
        return os.get_terminal_size(1).columns or 80
    except OSError:  # closed, or no terminal
        return 80

"""An argument parser with an example in every help, which names the command that was meant.

Options cannot be abbreviated: ``--client-secret hunter2`` would be taken for
``--client-secret-file hunter2``, and the error would name the file, which is the secret.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from bs_wizard.clean import printable


class Grammar(argparse.ArgumentParser):
    """A parser of the program or of one command; ``verb`` adds a command to it."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(
            *args,
            **{
                "allow_abbrev": False,
                "formatter_class": argparse.RawDescriptionHelpFormatter,
                **more,
            },
        )
        self.verbs: dict[str, str] = {}
        self._headings: dict[str, str] = {}
        self._choices: argparse._SubParsersAction[Grammar] | None = None
        self._listed: list[tuple[argparse.Action, Callable[[], Sequence[str]]]] = []

    def has_verbs(self, *, required: bool = False) -> None:
        """Expect a command next. The caller puts ``listing`` into the help."""
        # The listing is made here: argparse gives it two lines too many and no order.
        self._choices = self.add_subparsers(
            prog=self.prog, metavar="COMMAND", help=argparse.SUPPRESS, required=required
        )

    def under(self, heading: str, *adds: "Callable[[Grammar], None]") -> None:
        """Add commands that the listing shows under a heading of their own."""
        before = len(self.verbs)
        for add in adds:
            add(self)
        self._headings[list(self.verbs)[before]] = heading

    def verb(self, name: str, does: str, example: str, command: str) -> "Grammar":
        """Add a command that the module ``command`` runs; ``example`` is what may follow it."""
        assert self._choices is not None, "has_verbs comes first"
        self.verbs[name] = does
        made = self._choices.add_parser(
            name,
            help=does,
            description=f"{does[0].upper()}{does[1:]}.",
            epilog=f"example:\n  {self.prog} {name} {example}".rstrip(),
        )
        made.set_defaults(command=command)
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
        """The parsers of its commands, by name."""
        return self._choices.choices if self._choices is not None else {}

    def format_help(self) -> str:
        """Return the help, the lists of names in it."""
        for action, names in self._listed:
            action.help = ", ".join(names())
        return super().format_help()

    def listing(self) -> str:
        """Return a line for each command, under the headings."""
        width = max(map(len, self.verbs))
        lines = []
        for name, does in self.verbs.items():
            if name in self._headings:
                lines += ["", f"{self._headings[name]}:"]
            lines.append(f"  {name.ljust(width)}  {does}")
        return "\n".join(lines)

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse as argparse does, but name the command that was meant by an unknown one."""
        words = [each for each in args or () if not each.startswith("-")]
        if self.verbs and words and words[0] not in self.verbs:
            self._refuse(words[0])
        return super().parse_known_args(args, namespace)

    def _refuse(self, word: str) -> NoReturn:
        from difflib import get_close_matches

        close = get_close_matches(word.casefold(), self.verbs, n=1)
        near = f"Did you mean {close[0]}?" if close else f"See {self.prog} --help."
        self.error(f"there is no command “{printable(word, limit=40)}”. {near}")

"""An argument parser that helps: an example in every help, and the command that was meant.

No abbreviations: --client-secret would be taken for --client-secret-file, and what follows it for a
file to be named in an error.
"""

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from bs_wizard.clean import printable


class Grammar(argparse.ArgumentParser):
    """What may follow one word of the command line; ``verb`` adds a word that may."""

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
        self._choices: argparse._SubParsersAction[Grammar] | None = None

    def has_verbs(self, *, required: bool = False) -> None:
        """Let a command follow, which ``epilog`` is to list."""
        # The listing is made here: argparse gives it two lines too many and no order.
        self._choices = self.add_subparsers(
            prog=self.prog, metavar="COMMAND", help=argparse.SUPPRESS, required=required
        )

    def verb(self, name: str, does: str, example: str, command: str) -> "Grammar":
        """Add a command that the module ``command`` runs; ``example`` is what may follow it."""
        assert self._choices is not None, "has_verbs comes first"
        self.verbs[name] = does
        made = self._choices.add_parser(
            name,
            description=f"{does[0].upper()}{does[1:]}.",
            epilog=f"example:\n  {self.prog} {name} {example}".rstrip(),
        )
        made.set_defaults(command=command)
        return made

    def listing(self) -> str:
        """Return a line for each command."""
        width = max(map(len, self.verbs))
        return "\n".join(f"  {name.ljust(width)}  {does}" for name, does in self.verbs.items())

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse as ever, but say which command was probably meant by one that is none."""
        words = [each for each in args or () if not each.startswith("-")]
        if self.verbs and words and words[0] not in self.verbs:
            self._refuse(words[0])
        return super().parse_known_args(args, namespace)

    def _refuse(self, word: str) -> NoReturn:
        from difflib import get_close_matches

        close = get_close_matches(word.casefold(), self.verbs, n=1)
        near = f"Did you mean {close[0]}?" if close else f"See {self.prog} --help."
        self.error(f"there is no command “{printable(word, limit=40)}”. {near}")

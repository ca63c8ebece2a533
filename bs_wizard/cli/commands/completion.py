"""``completion``: a script for a shell, which then completes commands, options, names and files.

The names are asked for as Tab is pressed, by ``list --names``, which opens no vault.
"""

import argparse

from bs_wizard.cli.grammar.parser import make_parser
from bs_wizard.cli.grammar.verbs import Grammar
from bs_wizard.cli.streams import Streams

_NEW_NAMES = {"login"}
"""Commands whose NAME is one that there is not yet."""

_BASH = """
_bs_wizard_names() {
  compgen -W "$(bs-wizard list --names 2>/dev/null)" -- "$1"
}
_bs_wizard_run() {
  local -i at
  for (( at = 1; at < COMP_CWORD; at++ )); do
    if [[ ${COMP_WORDS[at]} == -- ]]; then
      if (( at + 1 == COMP_CWORD )); then compgen -c -- "$1"; else compgen -f -- "$1"; fi
      return
    fi
  done
  _bs_wizard_names "$1"
}
"""
_ZSH = """
_bs_wizard_names() {
  local -a names
  names=(${(f)"$(bs-wizard list --names 2>/dev/null)"})
  compadd -a names
}
_bs_wizard_run() {
  local -i at=${words[(i)--]}
  if (( at < CURRENT )); then
    shift $at words
    (( CURRENT -= at ))
    _normal
  else
    _bs_wizard_names
  fi
}
"""
_FISH = """
function _bs_wizard_names
  bs-wizard list --names 2>/dev/null
end
function _bs_wizard_run
  set -l words (commandline -opc)
  if set -l at (contains --index -- -- $words)
    set -e words[1..$at]
    complete -C (string join ' ' -- (string escape -- $words) (commandline -ct))
  else
    _bs_wizard_names
  end
end
"""
_FUNCTIONS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


def run(args: argparse.Namespace, streams: Streams) -> int:
    """Print the script."""
    import shtab

    parser = make_parser()
    _prepare(parser, "")
    streams.data(shtab.complete(parser, args.shell, preamble=_FUNCTIONS[args.shell]))
    return 0


def _prepare(parser: Grammar, verb: str) -> None:
    """Say of each argument what completes it, in the words of shtab."""
    import shtab

    parser.show_all()
    for action in parser._actions:
        if verb == "run" and action.dest == "words":
            action.complete = _by("_bs_wizard_run")  # type: ignore[attr-defined]
        elif action.metavar in {"NAME", "OLD"} and not action.option_strings:
            if verb not in _NEW_NAMES:
                action.complete = _by("_bs_wizard_names")  # type: ignore[attr-defined]
        elif action.metavar in {"F", "P", "FILE"}:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    for name, each in parser.parsers.items():
        _prepare(each, name)


def _by(function: str) -> dict[str, str]:
    return {"bash": function, "zsh": function, "fish": f"({function})"}

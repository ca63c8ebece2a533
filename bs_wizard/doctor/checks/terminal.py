"""What this terminal can show, and what it is told by programs between it and this one."""

import sys
from collections.abc import Callable, Mapping

from bs_wizard.basespace.instances import INSTANCES
from bs_wizard.clean import printable
from bs_wizard.doctor.context import Context
from bs_wizard.doctor.report import Report
from bs_wizard.terminal import facts

CHECK = "terminal"
SMALLEST = (60, 20)
"""Columns and rows below which the screens do not work."""
_PLAIN = "bs-wizard login --plain"

# Terminals whose authors document that a program may set the clipboard (OSC 52).
_COPY_BY_PROGRAM = {"iterm.app", "wezterm", "vscode", "ghostty", "rio", "mintty", "contour"}
_COPY_BY_TERM = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour", "rio")
_NO_COPY = ("linux", "vt", "dumb", "unknown")


def check(context: Context, report: Report) -> None:
    """Look at the environment and the size; nothing is written to the terminal."""
    assess_kind(context.environ, context.size, report)
    assess_size(context.size, report)
    assess_qr(context.size, _largest_qr, report)
    assess_copying(context.environ, report)
    assess_letters(context.environ, sys.platform, report)


def assess_kind(environ: Mapping[str, str], size: tuple[int, int] | None, report: Report) -> None:
    """Say TERM, colours, and what stands between the person and this program."""
    checked = "looked at TERM, COLORTERM, NO_COLOR, SSH_* and TMUX"
    between = [name for name, there in _between(environ).items() if there]
    term = printable(environ.get("TERM", ""), limit=60) or "unset"
    via = f", through {' and '.join(between)}" if between else ""
    found = f"TERM is {term}, {_colours(environ)}{via}"
    if size is not None and facts.is_dumb(environ):
        report.warn(checked, found, "export TERM=xterm-256color")
    else:
        report.ok(checked, found)


def _between(environ: Mapping[str, str]) -> dict[str, bool]:
    return {
        "SSH": facts.is_remote(environ),
        "tmux": bool(environ.get("TMUX")),
        "screen": bool(environ.get("STY")),
    }


def _colours(environ: Mapping[str, str]) -> str:
    if environ.get("NO_COLOR"):
        return "no colours (NO_COLOR)"
    if environ.get("COLORTERM", "") in {"truecolor", "24bit"}:
        return "16 million colours"
    term = environ.get("TERM", "")
    if facts.is_dumb(environ):
        return "no colours"
    return "256 colours" if "256color" in term or "direct" in term else "16 colours or fewer"


def assess_size(size: tuple[int, int] | None, report: Report) -> None:
    """Say whether the screens fit."""
    report = report.named("terminal-size")
    checked = "asked the terminal for its size"
    if size is None:
        report.skipped(checked, "there is no terminal; commands talk line by line")
        return
    found = f"{size[0]} columns by {size[1]} rows"
    if size[0] < SMALLEST[0] or size[1] < SMALLEST[1]:
        report.warn(checked, f"{found}; the screens need 60 by 20", _PLAIN)
    else:
        report.ok(checked, found)


def assess_qr(
    size: tuple[int, int] | None, measure: Callable[[], tuple[int, int]], report: Report
) -> None:
    """Say whether the QR code fits; ``measure`` draws it and returns its columns and rows."""
    report = report.named("qr-code")
    if size is None:
        report.skipped("asked the terminal for its size", "there is no terminal to draw one on")
        return
    checked = "drew the QR code of the longest device address and measured it"
    symbol = measure()
    needs = f"it takes {symbol[0]} columns by {symbol[1]} rows"
    lacking = [
        f"{wanted - has} {what}"
        for has, wanted, what in zip(size, symbol, ("columns", "rows"), strict=True)
        if has < wanted
    ]
    if lacking:
        found = f"{needs}; {' and '.join(lacking)} are missing, so the address is shown alone"
        report.warn(checked, found, "bs-wizard login --no-qr")
    else:
        report.ok(checked, f"{needs} and fits")


def _largest_qr() -> tuple[int, int]:
    from bs_wizard.terminal.qr import half_blocks

    longest = max((each.web_host for each in INSTANCES), key=len)
    rows = half_blocks(f"https://{longest}/oauth/device?code=b9bac")
    return len(rows[0]), len(rows)


def assess_copying(environ: Mapping[str, str], report: Report) -> None:
    """Say whether the terminal is likely to let a program set its clipboard (OSC 52)."""
    checked = "compared TERM and TERM_PROGRAM with terminals known to obey OSC 52"
    term = environ.get("TERM", "")
    program = environ.get("TERM_PROGRAM", "").casefold()
    if environ.get("TMUX") or environ.get("STY"):
        found = "unknown: tmux or screen decides (tmux: set-clipboard on)"
    elif program in _COPY_BY_PROGRAM or term.startswith(_COPY_BY_TERM) or "WT_SESSION" in environ:
        found = "likely to work"
    elif term.startswith(_NO_COPY) or not term or program == "apple_terminal":
        found = "not likely to work: select with the mouse"
    else:
        found = "unknown: this terminal does not say what it is"
    report.named("copying").ok(checked, found)


def assess_letters(environ: Mapping[str, str], platform: str, report: Report) -> None:
    """Say whether the locale lets QR blocks and ticks be shown."""
    report = report.named("locale")
    checked = "looked at LC_ALL, LC_CTYPE and LANG, the first that is set"
    if platform in {"win32", "darwin"}:
        report.skipped(checked, "terminals here speak UTF-8 whatever these say")
        return
    names = ("LC_ALL", "LC_CTYPE", "LANG")
    name, value = next(((each, environ[each]) for each in names if environ.get(each)), ("", ""))
    found = f"{name}={printable(value, limit=60)}" if name else "none is set"
    if "utf8" in value.casefold().replace("-", ""):
        report.ok(checked, f"{found}, so UTF-8")
    else:
        fix = "export LC_ALL=C.UTF-8"
        report.warn(checked, f"{found}; without UTF-8 a QR code is garbled", fix)

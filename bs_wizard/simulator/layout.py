"""Pages put together from the templates in ``page/``, with every value escaped on its way in.

A page brings its style and icon along and asks for nothing else, which its Content-Security-Policy
enforces: no script, no outside resource, no other site around it.
"""

import base64
import hashlib
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from urllib.parse import quote

from bs_wizard.simulator.envelopes import HTML, Reply


class Markup(str):
    """Text that is HTML already; anything else is escaped."""

    __slots__ = ()


def fill(name: str, /, **values: str) -> Markup:
    """Return the template ``page/NAME.html`` with its ``$`` places filled."""
    safe = {
        key: value if isinstance(value, Markup) else escape(value) for key, value in values.items()
    }
    return Markup(Template(_text(f"{name}.html")).substitute(safe))


def join(parts: list[Markup]) -> Markup:
    """Return the parts one after the other."""
    return Markup("".join(parts))


def page(title: str, body: Markup, status: int = 200) -> Reply:
    """Return a whole page."""
    icon = f"data:image/svg+xml,{quote(_text('icon.svg'))}"
    style = _text("style.css")
    text = fill("frame", title=title, body=body, style=Markup(style), icon=icon)
    return Reply(status, text.encode(), HTML, (_policy(style), *_GUARDS))


_GUARDS = (
    ("X-Content-Type-Options", "nosniff"),
    # The address holds the user code.
    ("Referrer-Policy", "no-referrer"),
)


@cache
def _policy(style: str) -> tuple[str, str]:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    rules = (
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "img-src data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
    return "Content-Security-Policy", "; ".join(rules)


@cache
def _text(name: str) -> str:
    return files("bs_wizard.simulator").joinpath("page", name).read_text("utf-8")

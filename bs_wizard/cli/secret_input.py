"""Reading one secret: from a file, from a pipe, or as somebody types it."""

import getpass
from pathlib import Path

from bs_wizard.basespace.bs_settings import read_settings
from bs_wizard.cli.streams import Streams
from bs_wizard.errors import UsageError
from bs_wizard.secret import Secret
from bs_wizard.store.files.exposure import OPEN_TO_OTHERS, is_open_to_others
from bs_wizard.store.files.paths import shown
from bs_wizard.wizard.rules.paste_checks import secret_in

_LONGEST = 65536  # characters that are read


def read(file: str, what: str, streams: Streams, *, asks: bool) -> Secret:
    """Return the secret in ``file``; ``-`` is stdin, where a person is asked if ``asks``.

    A setting (``BASESPACE_ACCESS_TOKEN=…``), a header (``Bearer …``) and quotes are read as what
    they hold. Raises UsageError for what is not one secret, and never shows it.
    """
    return secret_in(*_read(file, what, streams, asks=asks))


def read_token(streams: Streams, *, asks: bool) -> tuple[Secret, str]:
    """Return the token on stdin, as :func:`read`, and the address of its server where it is told.

    That is in a settings file of bs, whose token is then taken.
    """
    text, what, source = _read("-", "Access Token", streams, asks=asks)
    if settings := read_settings(text):
        return secret_in(settings.token.reveal(), what, source), settings.server
    return secret_in(text, what, source), ""


def _read(file: str, what: str, streams: Streams, *, asks: bool) -> tuple[str, str, str]:
    source = "Standard input" if file == "-" else file
    try:
        text = _from_stdin(what, streams, asks=asks) if file == "-" else _from_file(file, streams)
        text.encode()  # in some locales bytes that are no text come through, marked
    except UnicodeError:
        raise UsageError(
            f"{source} cannot be read: it is not text.", f"Give the {what} as one line."
        ) from None
    if not text.strip().lstrip("\ufeff"):
        raise UsageError(_nothing(what, source), f"Give the {what} as one line.")
    return text, what, source


def _from_file(file: str, streams: Streams) -> str:
    try:
        with Path(file).open(encoding="utf-8") as stream:
            if is_open_to_others(stream.fileno()):
                streams.tell(OPEN_TO_OTHERS.format(shown(Path(file))))
            return stream.read(_LONGEST)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.", "Check the file.") from None


def _from_stdin(what: str, streams: Streams, *, asks: bool) -> str:
    if not streams.has_person:
        return streams.source.read(_LONGEST)
    if not asks:
        raise UsageError(
            f"The {what} is to come on standard input, which is a terminal; --json asks nothing.",
            "Pipe it in as one line.",
        )
    try:
        return getpass.getpass(f"{what} (not shown): ", stream=streams.err)
    except EOFError:
        return ""


def _nothing(what: str, source: str) -> str:
    return (
        f"No {what} came on standard input."
        if source == "Standard input"
        else f"{source} is empty: it holds no {what}."
    )

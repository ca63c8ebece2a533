"""Public keys as people give them: as arguments, quoted or not, and in files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bs_wizard.cli.streams import Streams
from bs_wizard.errors import UsageError
from bs_wizard.store.age_vault.settings import Recipient
from bs_wizard.store.age_vault.vault import check_recipient
from bs_wizard.store.files.paths import expanded

_BEGINNINGS = ("age1", "ssh-")


@dataclass(frozen=True, slots=True)
class Key:
    """A recipient as it is compared, and the comment that stood behind it."""

    text: str
    comment: str


def from_words(words: list[str]) -> tuple[Key, ...]:
    """Return the keys in the arguments; UsageError where one is none, or there is none."""
    split = [word for each in words for word in each.split()]
    if not split:
        raise UsageError(
            "No key was given.", "Give a public key, age1… or ssh-ed25519 …; never a private one."
        )
    if len(words) == 1 and _is_file(words[0]):
        raise UsageError("That is a file, not a key.", "Read the keys in it with --file.")
    return tuple(_keys(split))


def in_file(file: str) -> tuple[Key, ...]:
    """Return the keys in a file of lines, as age's -R and ``.pub`` files have them.

    UsageError for a file that cannot be read, holds none, or has a line that is none.
    """
    try:
        text = expanded(Path(file), "--file").read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise UsageError(f"{file} cannot be read: {why}.", "Check the file.") from None
    lines = [line.strip() for line in text.splitlines()]
    keys = [key for line in lines if line and line[0] != "#" for key in _keys(line.split())]
    if not keys:
        raise UsageError(f"There is no key in {file}.", "Put a public key on a line of its own.")
    return tuple(keys)


def tell_removed(before: Iterable[Recipient], after: Iterable[Recipient], streams: Streams) -> None:
    """Say who could read the vault and cannot any more."""
    stay = {one.text for one in after}
    for one in before:
        if one.text not in stay:
            streams.tell(f"{one.text} cannot read the encrypted vault any more.")


def _is_file(word: str) -> bool:
    try:
        return Path(word).expanduser().is_file()
    except (OSError, RuntimeError):  # too long for a name, or of nobody's home
        return False


def _keys(words: list[str]) -> Iterator[Key]:
    starts = [n for n, word in enumerate(words) if word.lower().startswith(_BEGINNINGS)] or [0]
    # What stands before the first key is refused as one, rather than dropped.
    for start, end in zip([0, *starts[1:]], [*starts[1:], len(words)], strict=True):
        own = words[start:end]
        length = 2 if own[0].startswith("ssh-") else 1
        yield Key(check_recipient(" ".join(own[:length])), " ".join(own[length:]))

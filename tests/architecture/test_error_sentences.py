"""Every error that is raised on purpose says whole sentences, written whole where it is raised."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import bs_wizard
from bs_wizard import errors

ROOT = Path(bs_wizard.__file__).parent
NAMES = {name for name, one in vars(errors).items() if isinstance(one, type)}
SOURCES = sorted(ROOT.rglob("*.py"))


def raised(source: Path) -> Iterator[tuple[int, str, list[ast.expr]]]:
    """Yield the line, the class and the texts of each error made in a file."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            texts = [each for each in node.args if not isinstance(each, ast.Starred)]
            if node.func.id in NAMES and texts:
                yield node.lineno, node.func.id, texts


def written(text: ast.expr) -> str | None:
    """Return a text as it stands in the source, each value in it as {…}; None if it is no text."""
    match text:
        case ast.Constant(value=str(value)):
            return value
        case ast.JoinedStr(values=parts):
            return "".join(written(part) or "{…}" for part in parts)
    return None


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: str(source.relative_to(ROOT)))
def test_error_sentences_are_whole(source: Path) -> None:
    for line, name, texts in raised(source):
        for text in map(written, texts):
            if not text:
                continue
            print(f"{name}: {text}")  # noqa: T201  # for reading: pytest -s
            where = f"{source.name}:{line}: {text!r}"
            assert text[0].isupper() or text[0] in "{“", f"no beginning, {where}"
            assert text.endswith((".", "?", "}")) or ": " in text, f"no end, {where}"

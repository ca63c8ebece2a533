"""The rooms can be read at a glance: no circle, few floors, one name for one thing."""

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[2] / "bs_wizard"
FLOORS = 7

SAME_THING_FROM_TWO_SIDES = {"DeviceCode", "Dialect"}
"""Classes that the simulator and the client each have, so that neither imports the other's."""


@cache
def imports() -> dict[str, set[str]]:
    """Return the files that each file imports, whether at its top or inside a function."""
    graph = grimp.build_graph("bs_wizard", exclude_type_checking_imports=True, cache_dir=None)
    return {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}


def floors(room: str) -> dict[str, int]:
    """Return how many files of the room stand on each other below each of its files, and it."""
    inside = {name: used for name, used in imports().items() if name.startswith(f"{room}.")}
    found: dict[str, int] = {}

    def floor(name: str, above: tuple[str, ...]) -> int:
        assert name not in above, f"a circle: {' > '.join((*above, name))}"
        if name not in found:
            below = (each for each in inside[name] if each in inside)
            found[name] = 1 + max((floor(each, (*above, name)) for each in below), default=0)
        return found[name]

    for name in inside:
        floor(name, ())
    return found


def test_no_file_imports_itself_by_way_of_others() -> None:
    assert floors("bs_wizard")


def test_the_store_is_a_low_house() -> None:
    high = {name: floor for name, floor in floors("bs_wizard.store").items() if floor > FLOORS}
    assert not high


def test_one_name_is_one_class() -> None:
    homes = defaultdict(list)
    for file in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(str(file.relative_to(ROOT)))
    twice = {name: files for name, files in homes.items() if len(files) > 1}
    assert twice.keys() == SAME_THING_FROM_TWO_SIDES, twice

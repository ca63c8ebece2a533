import pytest

from bs_wizard.terminal.desktop import Argv, Desktop


@pytest.mark.parametrize(
    ("program", "takes", "told"),
    [
        (("/usr/bin/xclip", "-selection"), True, "xclip"),
        (("/usr/bin/xclip",), False, ""),
        (None, True, ""),
    ],
)
def test_copying_here_names_the_program_that_took_it(
    program: Argv | None, takes: bool, told: str
) -> None:
    given: list[tuple[str, Argv]] = []

    def copy(text: str, argv: Argv) -> bool:
        given.append((text, argv))
        return takes

    assert Desktop(copying=lambda: program, copy=copy).copy_here("b9bac") == told
    assert given == ([("b9bac", program)] if program else [])

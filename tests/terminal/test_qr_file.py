"""The QR code as a file: two decoders read it, and nothing is lost for it."""

import stat
from pathlib import Path

import pytest

from bs_wizard.errors import UsageError
from bs_wizard.terminal.qr_file import QrFile
from tests.support.decoders import decoded, same_place
from tests.support.programs import needs

DEVICE = "https://euw2.sh.basespace.illumina.com/oauth/device?code=oO0lI"


@needs("zbarimg")
@pytest.mark.parametrize("name", ["code.svg", "code.png", "CODE.PNG"])
def test_both_decoders_read_it(name: str, tmp_path: Path) -> None:
    made = QrFile.at(str(tmp_path / name))
    assert not made.file.exists()
    made.publish("https://basespace.illumina.com/oauth/device?code=first")
    made.publish(DEVICE)
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    for found in decoded(made.file):
        assert same_place(found, DEVICE)
    made.withdraw()
    made.withdraw()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["code.jpg", "code", "svg", ".svg.txt"])
def test_another_kind_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.svg or \.png"):
        QrFile.at(str(tmp_path / name))


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "mine.svg"
    mine.write_text("mine")
    with pytest.raises(UsageError, match="is there already"):
        QrFile.at(str(mine))
    (tmp_path / "dangling.png").symlink_to(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="is there already"):
        QrFile.at(str(tmp_path / "dangling.png"))
    assert mine.read_text() == "mine"


@needs("zbarimg")
@pytest.mark.parametrize("name", ["code.svg", "code.png"])
@pytest.mark.parametrize("drawn", [True, False])
def test_what_a_killed_run_left_is_overwritten(
    name: str, drawn: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(QrFile, "withdraw", lambda self: None)
        first = QrFile.at(str(tmp_path / name))
        if drawn:
            first.publish("https://basespace.illumina.com/oauth/device?code=first")
    assert first.file.exists()
    made = QrFile.at(str(tmp_path / name))
    made.publish(DEVICE)
    assert all(same_place(found, DEVICE) for found in decoded(made.file))
    made.withdraw()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["code.svg", "code.png"])
def test_a_drawing_of_another_kind_or_behind_a_link_is_left_alone(
    name: str, tmp_path: Path
) -> None:
    made = QrFile.at(str(tmp_path / name))
    made.publish(DEVICE)
    link = tmp_path / f"link{made.file.suffix}"
    link.symlink_to(made.file)
    edited = tmp_path / f"edited{made.file.suffix}"
    edited.write_bytes(b"mine" + made.file.read_bytes())
    folder = tmp_path / f"folder{made.file.suffix}"
    folder.mkdir()
    other = tmp_path / ("code.png" if name == "code.svg" else "code.svg")
    other.write_bytes(made.file.read_bytes())
    for each in (link, edited, folder, other):
        with pytest.raises(UsageError, match="is there already"):
            QrFile.at(str(each))


def test_a_place_that_takes_no_file_is_found_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written: No such file or directory"):
        QrFile.at(str(tmp_path / "nowhere" / "code.svg"))
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be written: Not a directory"):
        QrFile.at(str(tmp_path / "file" / "code.svg"))


def test_what_fails_later_leaves_nothing(tmp_path: Path) -> None:
    made = QrFile.at(str(tmp_path / "code.svg"))
    made.file.mkdir()
    with pytest.raises(UsageError, match="cannot be written"):
        made.publish(DEVICE)
    assert list(tmp_path.iterdir()) == [made.file]

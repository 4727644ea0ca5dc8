"""The file of a calibration, and the command's way with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from kiosk.calibrate.bump import Moved
from kiosk.calibrate.file import FORMAT, SavedCalibration, calibration_path, misfit, read, saved, write
from kiosk.calibrate.moved import moved_path, note_moved
from kiosk.calibrate.tape import tape_of
from kiosk.calibrate.use import calibration_in_use
from kiosk.cli import app
from kiosk.doctor import memory
from kiosk.doctor.finding import State
from kiosk.mirror.optics import Optics
from kiosk.mirror.solve import solve
from kiosk.settings import CameraSettings, GlassSettings, RecordSettings, Settings
from kiosk.toml import FileProblem
from tests.mirror.before_the_glass import PICTURE, SCREEN, session, some_world

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def kept() -> SavedCalibration:
    rng = np.random.default_rng(0)
    held = session(some_world(rng), rng)
    solution = solve(held.tape, held.stands, held.aims, PICTURE, SCREEN)
    return saved(solution, held.tape, (1500.0, 3000.0), datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC))


def test_what_was_written_is_read(tmp_path: Path, kept: SavedCalibration) -> None:
    path = tmp_path / "new" / "calibration.toml"
    assert read(path) is None
    write(kept, path)
    assert read(path) == kept
    assert kept.calibration.picture_size == PICTURE
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path, kept: SavedCalibration) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(FileProblem, match="right to write"):
        write(kept, tmp_path / "file" / "calibration.toml")
    path = tmp_path / "calibration.toml"
    write(kept, path)
    path.with_suffix(".new").mkdir()
    with pytest.raises(FileProblem, match="cannot be written"):
        write(kept.model_copy(update={"residual_mm": 99.0}), path)
    assert read(path) == kept


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (f"format = {FORMAT}", f"format = {FORMAT + 1}", "newer mirror"),
        (f"format = {FORMAT}", "format = 0", "format: 0"),
        (f"format = {FORMAT}", "", "format: None"),
        ("residual_mm", "residul_mm", "residual_mm"),
        ("width_mm = ", "width_mm = -", "glass.width_mm"),
        ("made_at = ", "made_at = 2026-05-04 #", "made_at"),
        ("[camera]", "[camera", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_told_with_the_way_out(
    tmp_path: Path, kept: SavedCalibration, before: str, after: str, said: str
) -> None:
    path = tmp_path / "calibration.toml"
    write(kept, path)
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))
    with pytest.raises(FileProblem) as raised:
        read(path)
    assert any(said in line for line in raised.value.problems)
    assert all(str(path) in line and "kiosk calibrate" in line for line in raised.value.problems)


def test_another_picture_or_screen_does_not_fit(kept: SavedCalibration) -> None:
    assert misfit(kept, PICTURE, SCREEN) == ""
    assert misfit(kept, (PICTURE[0] // 2, PICTURE[1] // 2), SCREEN) == ""
    assert "480 x 640" in misfit(kept, (640, 480), SCREEN)
    assert "1080 x 1920" in misfit(kept, PICTURE, (720, 1280))


def test_it_lies_by_the_records(tmp_path: Path) -> None:
    assert calibration_path(RecordSettings(database=tmp_path / "r.sqlite")) == tmp_path / "calibration.toml"


def test_the_tape_is_as_in_the_settings() -> None:
    settings = Settings()
    camera = tape_of(settings).camera
    assert camera.y == settings.glass.camera_above_bottom_mm
    assert camera.field_of_view == settings.camera.vertical_field_of_view
    assert tape_of(settings).bottom.value == pytest.approx(470.0)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path))
    monkeypatch.delenv("KIOSK_CONFIG", raising=False)
    return tmp_path


def test_show_and_reset(home: Path, kept: SavedCalibration) -> None:
    runner = CliRunner()
    assert "none yet" in runner.invoke(app, ["calibrate", "--show"]).output
    write(kept, home / "calibration.toml")
    shown = runner.invoke(app, ["calibrate", "--show"])
    assert shown.exit_code == 0
    assert "2026-05-04" in shown.output
    assert "vertical field of view" in shown.output
    assert runner.invoke(app, ["calibrate", "--reset"]).exit_code == 0
    assert not (home / "calibration.toml").exists()
    assert "there was none" in runner.invoke(app, ["calibrate", "--reset"]).output


def live(home: Path, **glass: int) -> Settings:
    return Settings(
        camera=CameraSettings(source="usb:0", width=PICTURE[0], height=PICTURE[1]),
        glass=GlassSettings(**glass),
        records=RecordSettings(database=home / "records.sqlite"),
    )


def test_the_mirror_draws_by_what_fits_and_says_why_not_else(
    home: Path, kept: SavedCalibration, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    assert calibration_in_use(live(home), SCREEN) is None
    assert "run `kiosk calibrate`" in caplog.text
    write(kept, home / "calibration.toml")
    found = calibration_in_use(live(home), SCREEN)
    assert found == kept.calibration
    assert "instead of the settings" in caplog.text
    assert Optics.of(live(home), SCREEN, found).camera == kept.calibration.camera
    assert Optics.of(live(home), SCREEN, found).glass.bottom_above_floor == kept.glass.bottom_above_floor
    caplog.clear()
    assert calibration_in_use(live(home), (720, 1280)) is None
    assert "720 x 1280" in caplog.text
    (home / "calibration.toml").write_text("format = 7\n")
    assert calibration_in_use(live(home), SCREEN) is None
    assert "newer mirror" in caplog.text


def test_a_clip_was_taken_by_another_camera(home: Path, kept: SavedCalibration) -> None:
    write(kept, home / "calibration.toml")
    settings = live(home).model_copy(update={"camera": CameraSettings(source="demo")})
    assert calibration_in_use(settings, SCREEN) is None


def test_the_doctor_tells_of_it(home: Path, kept: SavedCalibration) -> None:
    assert memory.place(live(home)).state is State.NOTE
    write(kept, home / "calibration.toml")
    assert memory.place(live(home)).state is State.WELL
    note_moved(Moved(9, taller=0.85), kept.made_at - timedelta(days=1), moved_path(live(home).records))
    assert memory.place(live(home)).state is State.WELL  # of before
    note_moved(Moved(9, taller=0.85), kept.made_at + timedelta(days=1), moved_path(live(home).records))
    moved = memory.place(live(home))
    assert (moved.state, "15% too small" in moved.found) == (State.NOTE, True)
    moved_path(live(home).records).unlink()
    other = memory.place(live(home, width=720, height=1280))
    assert (other.state, "720 x 1280" in other.found, other.do) == (State.NOTE, True, "kiosk calibrate")
    (home / "calibration.toml").write_text("[")
    damaged = memory.place(live(home))
    assert (damaged.state, "not valid TOML" in damaged.found) == (State.NOTE, True)


def test_marks_that_are_too_near_are_refused(home: Path) -> None:
    done = CliRunner().invoke(app, ["calibrate", "--yes", "--near", "0.4"])
    assert done.exit_code == 2
    assert "--near" in done.output


def test_numbers_that_cannot_be_are_refused_all_at_once(home: Path) -> None:
    wrong = ["--width", "3", "--height", "172", "--tilt", "80"]
    done = CliRunner().invoke(app, ["calibrate", "--yes", *wrong])
    assert done.exit_code == 2
    assert all(option in done.output for option in ("--width", "--height", "--tilt"))


def test_what_is_not_said_is_asked(home: Path) -> None:
    answers = "531\n702\n5\n158\n8\n2\n1.8\n"
    clip = DATA / "empty_room.mp4"
    arguments = ["calibrate", "--camera", f"clip:{clip}", "--display", "offscreen", "--gap-that-is-not", "1"]
    assert CliRunner().invoke(app, arguments).exit_code == 2
    asked = CliRunner().invoke(app, arguments[:-2], input=answers)
    assert asked.exit_code == 4
    assert "Width of the lit area (mm) [680.0]" in asked.output
    assert "Your height in shoes (m)" in asked.output


def test_a_clip_of_who_does_something_else_changes_nothing(home: Path, kept: SavedCalibration) -> None:
    write(kept, home / "calibration.toml")
    clip = DATA / "leaves.mp4"
    arguments = ["calibrate", "--yes", "--camera", f"clip:{clip}", "--display", "offscreen"]
    assert CliRunner().invoke(app, arguments).exit_code == 3
    assert read(home / "calibration.toml") == kept

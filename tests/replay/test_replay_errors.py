"""Bad input to `kiosk replay`: one clear line each, and the right exit code."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.cli import app
from kiosk.exits import Exit
from tests.damage import damaged_model

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
CLIP = DATA / "hinge_fast.mp4"


def fails(*arguments: str, code: Exit, says: tuple[str, ...]) -> str:
    result = CliRunner().invoke(app, ["replay", *arguments])
    assert result.exit_code == code, result.output
    for words in says:
        assert words in result.stderr
    assert "Traceback" not in result.output
    return result.stderr


def test_a_missing_clip() -> None:
    fails("nowhere.mp4", code=Exit.WRONG, says=("nowhere.mp4", "no such file"))


def test_a_file_that_is_no_video(tmp_path: Path) -> None:
    clip = tmp_path / "notes.mp4"
    clip.write_text("not a video")
    stderr = fails(str(clip), code=Exit.NO_FRAME, says=("notes.mp4",))
    assert len(stderr.strip().splitlines()) == 1


def test_a_truncated_clip_is_used_as_far_as_it_goes(tmp_path: Path) -> None:
    clip = tmp_path / "half.mp4"
    whole = CLIP.read_bytes()
    clip.write_bytes(whole[: len(whole) * 2 // 3])
    result = CliRunner().invoke(app, ["replay", str(clip)])
    assert result.exit_code in (Exit.DONE, Exit.NO_FRAME)
    assert "half.mp4" in result.stderr


def test_an_unknown_drill_is_guessed() -> None:
    fails(str(CLIP), "--drill", "hip_hing", code=Exit.WRONG, says=("hip_hing", 'did you mean "hip_hinge"?'))


def test_a_missing_model(tmp_path: Path) -> None:
    config = tmp_path / "settings.toml"
    config.write_text(f'[pose]\nmodels = "{tmp_path}"\n')
    fails(str(CLIP), "--config", str(config), code=Exit.WRONG, says=("manifest.toml", "kiosk models build"))


def test_a_damaged_model_is_named_before_it_runs(tmp_path: Path) -> None:
    victim = damaged_model(tmp_path)
    config = tmp_path / "settings.toml"
    config.write_text(f'[pose]\nmodels = "{victim.parent}"\narithmetic = "int8"\n')
    fails(str(CLIP), "--config", str(config), code=Exit.WRONG, says=(victim.name, "damaged"))


def test_all_errors_of_the_settings_at_once(tmp_path: Path) -> None:
    config = tmp_path / "settings.toml"
    config.write_text('[camera]\nwidht = 480\nrate = "fast"\n[pose]\nthreads = -1\n')
    stderr = fails(str(CLIP), "--config", str(config), code=Exit.WRONG, says=("settings.toml",))
    assert 'camera.widht: unknown key; did you mean "width"?' in stderr
    assert "camera.rate" in stderr
    assert "pose.threads" in stderr


def test_a_broken_drill_file(tmp_path: Path) -> None:
    folder = tmp_path / "drills"
    folder.mkdir()
    text = (ROOT / "kiosk" / "drills" / "hip_hinge.toml").read_text()
    (folder / "hip_hinge.toml").write_text(text.replace("rest = 12.0", "rest = 45.0"))
    config = tmp_path / "settings.toml"
    config.write_text(f'[session]\ndrills = "{folder}"\n')
    fails(str(CLIP), "--config", str(config), code=Exit.WRONG, says=("hip_hinge.toml", "rest < begin"))


@pytest.mark.parametrize("option", ["--report", "--trace", "--video"])
def test_an_output_that_cannot_be_written_is_said_first(option: str, tmp_path: Path) -> None:
    fails(str(CLIP), option, str(tmp_path / "no" / "where.x"), code=Exit.WRONG, says=(option, "no folder"))


def test_an_output_over_the_clip_is_refused(tmp_path: Path) -> None:
    clip = tmp_path / "mine.mp4"
    shutil.copy(CLIP, clip)
    fails(str(clip), "--report", str(clip), code=Exit.WRONG, says=("is a clip to be read",))
    assert clip.read_bytes() == CLIP.read_bytes()

"""A mirror that nobody watches comes up with settings that hold, whatever is wrong with its files."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.camera import CameraOpener
from kiosk.camera.source import NoCamera
from kiosk.mirror import DisplayError
from kiosk.mirror.display import connected_screens
from kiosk.settings import CameraSettings
from kiosk.station.prepared import Options
from kiosk.station.ready import LAST_GOOD, Ready, as_asked, make_ready
from kiosk.toml import FileProblem

OFFSCREEN = Options(display="offscreen")
GOOD = "[session]\nbody_height = 1.9\n"


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "state"
    monkeypatch.setenv("STATE_DIRECTORY", str(folder))
    return folder


@pytest.fixture
def file(tmp_path: Path, state: Path) -> Path:
    return tmp_path / "settings.toml"


def came_up(file: Path, options: Options = OFFSCREEN) -> Ready:
    ready = make_ready(file, options)
    ready.glass.close()
    return ready


def height(ready: Ready) -> float:
    return ready.prepared.settings.session.body_height


def test_good_settings_are_used_and_kept(file: Path, state: Path) -> None:
    file.write_text(GOOD)
    ready = came_up(file)
    assert (height(ready), ready.refused) == (1.9, False)
    assert (state / LAST_GOOD).read_text() == GOOD


@pytest.mark.parametrize(
    "broken",
    [
        "[session\n",
        "[session]\nbody_hight = 1.9\n",
        "[session]\nbody_height = 19\n",
        '[session]\ndrill = "hip_hunge"\n',
        '[session]\nlanguage = "klingon"\n',
        '[glass]\ntheme = "/nowhere/theme.toml"\n',
        '[session]\npolicy = "/nowhere.toml"\n',
    ],
)
def test_after_a_broken_edit_the_last_good_ones_are_used(
    file: Path, state: Path, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    file.write_text(GOOD)
    came_up(file)
    file.write_text(broken)
    ready = came_up(file)
    assert (height(ready), ready.refused) == (1.9, True)
    assert (state / LAST_GOOD).read_text() == GOOD, "what is wrong is not kept"
    assert caplog.records, "and what is wrong is in the log"


def test_without_any_good_ones_it_comes_up_as_it_was_made(file: Path) -> None:
    file.write_text("[session\n")
    ready = came_up(file)
    assert (height(ready), ready.refused) == (1.72, True)


def test_a_damaged_copy_is_passed_over(file: Path, state: Path) -> None:
    file.write_text("[session\n")
    state.mkdir()
    (state / LAST_GOOD).write_bytes(b"\x00\xff")
    assert came_up(file).refused


def test_a_file_that_is_not_there_is_no_reason_not_to_come_up(file: Path) -> None:
    assert came_up(file).refused


@pytest.mark.skipif(bool(connected_screens()), reason="a screen is connected that could be driven directly")
def test_a_display_that_the_settings_name_wrongly_is_passed_over(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    file.write_text('[glass]\ndisplay = "kms"\n')
    assert came_up(file, Options()).refused


@pytest.mark.skipif(bool(connected_screens()), reason="a screen is connected that could be driven directly")
def test_where_nothing_can_be_opened_it_says_so(file: Path) -> None:
    file.write_text(GOOD)
    with pytest.raises(DisplayError, match="none is connected"):
        make_ready(file, Options(display="kms"))


def test_a_state_folder_that_cannot_be_written_only_costs_the_copy(file: Path, state: Path) -> None:
    state.write_text("a file, where a folder should be")
    file.write_text(GOOD)
    assert not came_up(file).refused


def test_who_tries_the_mirror_is_told_instead(file: Path) -> None:
    file.write_text("[session]\nbody_hight = 1.9\n")
    with pytest.raises(FileProblem, match="body_hight"):
        as_asked(file, OFFSCREEN)


def test_a_camera_that_is_not_there_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise NoCamera("no camera: plug one in")

    monkeypatch.setattr("kiosk.camera.opener.open_pi", none)
    monkeypatch.setattr("kiosk.camera.opener.open_usb", none)
    nowhere = CameraOpener(CameraSettings(source="auto"), demo=False)
    for _ in range(2):
        with pytest.raises(NoCamera):
            nowhere()

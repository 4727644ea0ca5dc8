"""`kiosk run` as its user runs it: a process of its own, the real networks, no screen."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.camera import Clip, Image
from kiosk.coach.guidance import Guidance, Stage
from kiosk.exits import Exit
from kiosk.locale.load import load_texts
from kiosk.mirror import Mirror, open_display
from kiosk.settings import Settings, with_options

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
REP = re.compile(r"\brep \d")
"""As it is told on stderr."""


def start(folder: Path, *arguments: str, settings: str = "") -> subprocess.Popen[str]:
    config = folder / "settings.toml"
    database = folder / "records.sqlite"
    # A machine that is busy with other tests is no reason to wait: `test_too_slow` is about that.
    pace = folder / "pace.toml"
    pace.write_text("least = 1.0\nenough = 1.1\nenough_for = 0.5\n")
    config.write_text(f'[records]\ndatabase = "{database}"\n[session]\npace = "{pace}"\n{settings}')
    command = [sys.executable, "-m", "kiosk", "run", "--display", "offscreen", "--config", str(config)]
    environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return subprocess.Popen(
        [*command, "--out", str(folder / "out"), *arguments],
        env=environment | {"PYTHONPATH": str(ROOT)},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def read_until(words: str, process: subprocess.Popen[str]) -> str:
    """What is said on stderr to the line with ``words``; it fails where the process ends before."""
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        if words in line:
            return said
    raise AssertionError(said)


def run(folder: Path, *arguments: str, settings: str = "") -> tuple[int, str, str]:
    process = start(folder, *arguments, settings=settings)
    out, err = process.communicate(timeout=90)
    return process.returncode, out, err


WORDS = slice(1300, None)
"""Rows of the glass where the mirror speaks."""


def invitation(language: str) -> NDArray[np.uint8]:
    """The glass while nobody is there, as blue, green and red."""
    settings = with_options(Settings(), display="offscreen")
    with open_display(settings.glass) as display:
        mirror = Mirror(display, settings, load_texts(language).glass)
        for now in (0.0, 1.0):
            mirror.draw(Guidance(now, Stage.IDLE, "hip_hinge", "", (480, 640)), now)
        return display.picture().copy()


def filmed(pictures: list[Image], rate: float, path: Path) -> str:
    """``--camera`` for a film of the pictures."""
    height, width = pictures[0].shape[:2]
    film = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), rate, (width, height))
    for picture in pictures:
        film.write(picture)
    film.release()
    return f"clip:{path}"


def slowly(name: str, folder: Path) -> str:
    """Half as fast as it was: a machine that is busy with other tests sees enough of each rep all the same."""
    with Clip(DATA / f"{name}.mp4") as clip:
        return filmed([frame.image for frame in clip], clip.rate / 2.0, folder / "slowly.mp4")


def to_and_fro(name: str, folder: Path) -> str:
    """Forwards and backwards for more than a minute: reps go on coming, however many a busy machine misses."""
    with Clip(DATA / f"{name}.mp4") as clip:
        there = [frame.image for frame in clip]
        return filmed([*there, *there[::-1]] * 4, clip.rate, folder / "to_and_fro.mp4")


def recorded(folder: Path) -> tuple[list[tuple[int, int]], int, int]:
    """(counted, attempts) of each session, how many are still open, and how many reps there are."""
    with sqlite3.connect(folder / "records.sqlite") as database:
        sessions = database.execute("SELECT counted, attempts FROM sessions ORDER BY id").fetchall()
        (still_open,) = database.execute("SELECT count(*) FROM sessions WHERE ended_at IS NULL").fetchone()
        (reps,) = database.execute("SELECT count(*) FROM reps").fetchone()
    return sessions, still_open, reps


def test_a_whole_session(tmp_path: Path) -> None:
    trace = tmp_path / "trace.csv"
    code, out, err = run(tmp_path, "--camera", slowly("hinge_good", tmp_path), "--trace", str(trace))
    assert code == Exit.DONE, err
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["counted"] == 2
    assert report["first_coached_s"] > report["first_pose_s"] > 0.0
    assert "2 counted, 0 attempts" in out
    for stage in ("idle", "setup", "set"):
        assert stage in err
    kept_up = report["keeping_up"]
    told = kept_up["measured"]
    assert 0.0 < told["work_ms"]["p50"] <= told["work_ms"]["p95"]
    assert told["work_ms"]["p50"] <= told["bar_ms"]["p50"] <= told["glass_ms"]["p50"], "the bar comes first"
    assert "From the sensor to the glass" in out
    left = json.loads((tmp_path / "last_run.json").read_text())
    assert left.pop("told_at")
    assert left == kept_up
    with trace.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == told["frames"] == report["frames"]
    shown = [row for row in rows if row["glass_ms"]]
    assert len(shown) == told["glass_ms"]["count"] > 0.5 * len(rows)
    assert all(float(row["glass_ms"]) >= float(row["work_ms"]) for row in shown)
    assert recorded(tmp_path) == ([(2, 0)], 0, 2)
    assert {"4-set-bottom.png", "6-summary.png"} <= set(report["screenshots"])
    for name in report["screenshots"]:
        picture = cv2.imread(str(tmp_path / "out" / name))
        assert picture.shape == (1920, 1080, 3)
        assert 0.001 < (picture.max(axis=2) > 40).mean() < 0.15, f"{name}: black is mirror, but something is shown"


def test_the_mock_pins_are_said_once(tmp_path: Path) -> None:
    _, _, err = run(tmp_path, "--camera", f"clip:{DATA / 'empty_room.mp4'}")
    assert sum("no GPIO" in line for line in err.splitlines()) == 1


@pytest.mark.parametrize("language", ["en", "es"])
def test_nobody_there(language: str, tmp_path: Path) -> None:
    settings = f'language = "{language}"\n'
    code, _, err = run(tmp_path, "--camera", f"clip:{DATA / 'empty_room.mp4'}", settings=settings)
    assert code == Exit.NO_PERSON
    assert "no person was found" in err
    assert recorded(tmp_path) == ([], 0, 0)
    said = cv2.imread(str(tmp_path / "out" / "1-idle.png"))[WORDS].astype(int)
    assert (np.abs(said - invitation(language)[WORDS]) > 64).mean() < 1e-4
    assert (np.abs(said - invitation("es" if language == "en" else "en")[WORDS]) > 64).mean() > 1e-3


SPANISH = 'name = "Tarde"\nlanguage = "es"\n[[schedule]]\n[[items]]\ndrill = "hip_hinge"\n'


def speaks(folder: Path) -> str:
    """The language of the invitation that was drawn last."""
    said = cv2.imread(str(folder / "out" / "1-idle.png"))[WORDS].astype(int)
    return min(("en", "es"), key=lambda language: float(np.abs(said - invitation(language)[WORDS]).mean()))


def test_a_playlist_that_is_due_is_told_in_its_own_language(tmp_path: Path) -> None:
    folder = tmp_path / "own" / "playlists"
    folder.mkdir(parents=True)
    (folder / "tarde.toml").write_text(SPANISH)
    run(tmp_path, "--camera", f"clip:{DATA / 'empty_room.mp4'}")
    assert speaks(tmp_path) == "es"


def test_another_language_is_taken_up_while_nobody_is_there_and_given_up_again(tmp_path: Path) -> None:
    room = [frame.image for frame in Clip(DATA / "empty_room.mp4")][:1]
    camera = filmed(room * 150, 15.0, tmp_path / "room.mp4")
    process = start(tmp_path, "--camera", camera)
    read_until("idle", process)
    folder = tmp_path / "own" / "playlists"
    folder.mkdir(parents=True)
    (folder / "tarde.toml").write_text(SPANISH)
    assert "Tarde is next" in read_until("idle", process), "it has begun again"
    pid = process.pid
    (folder / "tarde.toml").unlink()
    read_until("idle", process)
    _, err = process.communicate(timeout=90)
    assert process.pid == pid
    assert "defect" not in err
    assert speaks(tmp_path) == "en"


@pytest.mark.parametrize(
    ("name", "language", "said"),
    [
        ("two_people", "en", "One at a time"),
        ("two_people", "es", "De uno en uno"),
        ("out_of_frame", "en", "Step back"),
    ],
)
def test_who_stands_wrong_is_told(name: str, language: str, said: str, tmp_path: Path) -> None:
    code, _, err = run(tmp_path, "--camera", f"clip:{DATA / name}.mp4", settings=f'language = "{language}"\n')
    assert code == Exit.DONE
    assert said in err
    assert recorded(tmp_path) == ([], 0, 0), "nothing is coached until one person stands well"


def test_a_stopped_station_keeps_what_was_done(tmp_path: Path) -> None:
    process = start(tmp_path, "--camera", to_and_fro("hinge_fast", tmp_path))
    said = read_until("rep 1", process)
    process.send_signal(signal.SIGTERM)
    said += process.communicate(timeout=20)[1]
    assert process.returncode == Exit.DONE
    [(counted, attempts)], still_open, reps = recorded(tmp_path)
    assert (still_open, reps) == (0, counted + attempts)
    # One that is done as the signal comes may not be told any more, but is kept.
    assert reps - len(REP.findall(said)) in (0, 1)


def test_a_playlist_that_is_changed_while_nobody_is_there_is_what_the_next_one_gets(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    lesson = 'name = "Tuesday"\n[[items]]\ndrill = "wall_touch"\n'
    (mine / "tuesday.toml").write_text(lesson)
    with Clip(DATA / "empty_room.mp4") as empty, Clip(DATA / "hinge_good.mp4") as full:
        room, there = [frame.image for frame in empty], [frame.image for frame in full]
        size = (there[0].shape[1], there[0].shape[0])
        nobody = cv2.resize(room[0], size)
        film = filmed([*[nobody] * round(15 * full.rate), *there], full.rate, tmp_path / "comes.mp4")
    settings = f'playlists = "{mine}"\nplaylist = "tuesday"\n'
    process = start(tmp_path, "--camera", film, settings=settings)
    said = read_until("idle", process)
    (mine / "tuesday.toml").write_text(lesson.replace("Tuesday", "Wednesday").replace("wall_touch", "good_morning"))
    said += read_until("next_drill", process)
    process.send_signal(signal.SIGTERM)
    said += process.communicate(timeout=20)[1]
    assert "playlist: Wednesday is next" in said
    assert "Good morning" in next(line for line in said.splitlines() if "next_drill" in line)


def test_a_killed_station_loses_no_finished_rep_and_is_closed_at_the_next_start(tmp_path: Path) -> None:
    process = start(tmp_path, "--camera", to_and_fro("hinge_fast", tmp_path))
    said = read_until("rep 2", process)
    process.kill()
    said += process.communicate(timeout=20)[1]
    _, still_open, reps = recorded(tmp_path)
    assert still_open == 1
    # It is told before the disk has answered, so the kill may come in between.
    assert abs(reps - len(REP.findall(said))) <= 1, "the rep in progress at most"
    run(tmp_path, "--camera", f"clip:{DATA / 'empty_room.mp4'}")
    assert recorded(tmp_path)[1] == 0


@pytest.mark.parametrize(
    ("arguments", "settings", "code", "says"),
    [
        (("--camera", "clip:nowhere.mp4"), "", Exit.WRONG, ("nowhere.mp4: no such file",)),
        (("--camera", "webcam"), "", Exit.WRONG, ("camera.source", "usb")),
        (("--drill", "hip_hinges"), "", Exit.WRONG, ('did you mean "hip_hinge"?',)),
        (("--display", "kms"), "", Exit.NO_DISPLAY, ("screen",)),
        ((), "[glass]\nheigth = 3\n", Exit.WRONG, ('did you mean "height"?',)),
        ((), '[glass]\ngood = "#4be38a"\nwarn = "#ffb020"\n', Exit.WRONG, ("good and warn: too alike",)),
        ((), '[glass]\ntheme = "none.toml"\n', Exit.WRONG, ("none.toml: no such file",)),
        ((), 'language = "eng"\n', Exit.WRONG, ("language 'eng'", 'did you mean "en"?')),
        ((), '[pose]\nmodels = "."\n', Exit.WRONG, ("manifest.toml", "kiosk models build")),
    ],
)
def test_what_cannot_run_says_why(
    arguments: tuple[str, ...], settings: str, code: Exit, says: tuple[str, ...], tmp_path: Path
) -> None:
    found, _, err = run(tmp_path, *arguments, settings=settings)
    assert found == code, err
    for words in says:
        assert words in err
    assert "Traceback" not in err


def test_a_camera_that_is_not_there_is_named_and_waited_for(tmp_path: Path) -> None:
    process = start(tmp_path, "--camera", "picamera2", settings="[camera]\nstall_after = 0.5\n")
    read_until("picamera2", process)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == Exit.DONE

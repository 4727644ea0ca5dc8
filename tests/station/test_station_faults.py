"""What fails while a set is going: each time the glass says so, the run ends clearly, and what was done is kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import chain, count, islice, repeat
from pathlib import Path

import numpy as np
import pytest
from hinging_figure import EVERY, STOOD, frame_at, frames_until, hinges, track
from stations import GLASS, Bench, FailingDisplay, Scripted, Seen, Track, clip_frames

from kiosk.camera import CameraLost, Frame, NoCamera, Source
from kiosk.exits import Exit
from kiosk.health.heat import Heat
from kiosk.locale.load import load_texts
from kiosk.mirror import Display, open_display
from kiosk.pose.catalogue import ModelError
from kiosk.pose.pose import Pose
from kiosk.pose.tracker import Timing
from kiosk.settings import EffortSettings

UNPLUGGED = CameraLost("USB camera 0 was unplugged; plug it in again")


def test_a_camera_unplugged_in_the_middle_of_a_set(tmp_path: Path) -> None:
    opened, seen = 0, Seen()
    frames = frames_until(lambda: seen.counted >= 2)

    def unplugged() -> Iterator[Frame | Exception]:
        """In the next hinge after the first that is counted."""
        for frame in frames:
            yield frame
            if seen.counted >= 1 and hinges(frame.time):
                yield UNPLUGGED

    def open_source() -> Source:
        nonlocal opened
        opened += 1
        if opened in (2, 3):
            raise NoCamera("USB camera 0 is not there; plug it in")
        return Scripted(unplugged() if opened == 1 else frames)

    run = Bench(tmp_path, open_source, lambda _timing: track, each=seen.note).run()
    assert run.outcome.code is Exit.DONE
    assert opened == 4
    assert any("USB camera 0" in text for mirror in run.mirrors for text in mirror.shown)
    assert [session.drill_id for session in run.sessions] == ["hip_hinge"], "the set goes on"
    assert run.reps >= 2
    assert run.sessions[0].ended_at is not None


def test_a_camera_that_never_gives_a_frame_is_said_on_the_glass(tmp_path: Path) -> None:
    tries = 0

    def open_source() -> Source:
        nonlocal tries
        tries += 1
        if tries > 4:
            return Scripted(iter(()))
        raise NoCamera("no camera was found; plug one in")

    run = Bench(tmp_path, open_source).run()
    assert run.outcome.code is Exit.NO_FRAME
    assert any("no camera was found" in text for mirror in run.mirrors for text in mirror.shown)


@pytest.mark.parametrize("gave", [True, False])
def test_a_camera_that_only_a_new_process_may_find_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gave: bool
) -> None:
    monkeypatch.setattr("kiosk.station.station.HOPELESS", 2.0)
    tries = 0

    def open_source() -> Source:
        nonlocal tries
        tries += 1
        if tries == 1 and gave:
            return Scripted(chain(islice(frames_until(lambda: False), 20), [UNPLUGGED]))
        if tries > 6:
            return Scripted(iter(()))
        raise NoCamera("the camera's library is in a state of its own")

    run = Bench(tmp_path, open_source, lambda _timing: track).run()
    assert run.outcome.code is (Exit.AGAIN if gave else Exit.NO_FRAME)


def test_a_screen_that_goes_away_for_good(tmp_path: Path) -> None:
    seen = Seen()
    frames = frames_until(lambda: False)
    displays: list[Display] = [FailingDisplay(lambda: seen.counted >= 1)]
    bench = Bench(tmp_path, lambda: Scripted(frames), lambda _timing: track, displays=displays, each=seen.note)
    run = bench.run()
    assert run.outcome.code is Exit.NO_DISPLAY
    assert "cable" in run.outcome.problem
    assert run.reps >= 1
    assert run.sessions[0].ended_at is not None


def test_a_screen_that_comes_back_is_drawn_on_again(tmp_path: Path) -> None:
    """In the middle of a rep, which counts all the same. A figure, so that no busy machine drops a rep's frames."""
    seen = Seen()
    displays = [FailingDisplay(lambda: seen.time > STOOD + 1.0), open_display(GLASS)]
    frames = frames_until(lambda: False, STOOD + EVERY)
    run = Bench(tmp_path, lambda: Scripted(frames), lambda _timing: track, displays=displays, each=seen.note).run()
    assert run.outcome.code is Exit.DONE
    assert len(run.mirrors) == 2
    assert run.reps == 1


def test_a_defect_in_the_network_ends_the_run_and_keeps_the_reps(tmp_path: Path) -> None:
    seen = Seen()

    def failing(frame: Frame, mask: bool) -> Pose | None:
        if seen.counted >= 1:
            raise RuntimeError("tensor out of bounds")
        return track(frame, mask)

    frames = frames_until(lambda: False)
    run = Bench(tmp_path, lambda: Scripted(frames), lambda _timing: failing, each=seen.note).run()
    assert run.outcome.code is Exit.DEFECT
    assert "tensor out of bounds" in run.outcome.problem
    assert any("Something went wrong" in text for mirror in run.mirrors for text in mirror.shown)
    assert run.reps >= 1
    assert run.sessions[0].ended_at is not None


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The pose model is damaged: pose.tflite: "),
        ("es", "El modelo está dañado: Avisa al personal: pose.tflite: "),
    ],
)
def test_a_damaged_model_is_said_on_the_glass(language: str, said: str, tmp_path: Path) -> None:
    def make_tracker(timing: Timing) -> Track:
        raise ModelError("pose.tflite: damaged; run `kiosk models build` or reinstall")

    texts = load_texts(language)
    run = Bench(tmp_path, lambda: Scripted(clip_frames("hinge_fast")), make_tracker, texts=texts).run()
    assert run.outcome.code is Exit.WRONG
    assert run.outcome.problem.startswith("pose.tflite: damaged; run"), "in English, for who looks after it"
    assert any(text.startswith(said) for mirror in run.mirrors for text in mirror.shown)
    assert run.reps == 0


def test_the_glass_is_drawn_while_the_network_hangs_and_stopping_is_bounded(tmp_path: Path) -> None:
    let_go = threading.Event()
    pictures = count()
    hangs: list[bool] = []

    def hanging(frame: Frame, mask: bool) -> Pose | None:
        hangs.append(let_go.wait(150.0))
        return None

    frames = islice(clip_frames("hinge_fast"), 30)
    displays: list[Display] = [FailingDisplay(lambda: next(pictures) > 60)]
    run = Bench(tmp_path, lambda: Scripted(frames), lambda _timing: hanging, displays=displays).run()
    assert hangs == [], "the network hangs to the end, and nothing has waited for it"
    let_go.set()
    assert run.outcome.code is Exit.NO_DISPLAY
    assert run.outcome.drawn >= 60


@pytest.mark.parametrize("name", ["dark", "leaves"])
def test_hard_pictures_end_cleanly(name: str, tmp_path: Path) -> None:
    run = Bench(tmp_path, lambda: Scripted(clip_frames(name))).run()
    assert run.outcome.code in (Exit.DONE, Exit.NO_PERSON)
    assert all(session.ended_at is not None for session in run.sessions)


def test_a_lens_that_is_covered_is_said_and_goes_by_itself(tmp_path: Path) -> None:
    """It is covered from the first second on for five; what comes then is a room again."""
    black = np.zeros((640, 480, 3), np.uint8)
    room = next(frame.image for frame in clip_frames("empty_room") if isinstance(frame, Frame))

    def frames() -> Iterator[Frame | Exception]:
        for number in range(8 * 15):
            yield Frame(black if 15 <= number < 90 else room, number / 15, number)

    bench = Bench(
        tmp_path,
        lambda: Scripted(frames()),
        make_tracker=lambda _: lambda *_: None,
        texts=load_texts("es"),
    )
    run = bench.run()
    shown = [text for mirror in run.mirrors for text in mirror.shown]
    said = load_texts("es").machine.covered
    assert set(shown) == {f"{said.headline}: {said.hint}"}
    assert len(shown) < run.outcome.drawn / 2, "it is told after a while, and gone before the end"


def test_a_mirror_that_is_too_hot_says_so_until_it_is_no_longer_hot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between both limits it stays as it is."""
    monkeypatch.setattr("kiosk.station.keeping_up._HEAT_EVERY", 0.0)
    readings = chain([84.0, 86.0, 82.0, 79.0], repeat(77.0))
    bench = Bench(
        tmp_path,
        lambda: Scripted(frame_at(number / 15, number) for number in range(6 * 15)),
        make_tracker=lambda _: track,
        effort=EffortSettings(),
        heat=lambda: Heat(next(readings)),
    )
    run = bench.run()
    shown = [text for mirror in run.mirrors for text in mirror.shown]
    assert shown
    assert all(text.startswith(load_texts("en").machine.too_hot.headline) for text in shown)
    assert len(shown) < run.outcome.drawn / 2
    assert run.kept_up is not None
    assert run.kept_up.hottest == 86.0

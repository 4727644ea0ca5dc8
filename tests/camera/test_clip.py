"""Clips: every frame, at its own time, the right way up; and one clear line where there are none."""

from __future__ import annotations

import subprocess
import sys
import time
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from clip_files import (
    COUNT,
    HEIGHT,
    RATE,
    WIDTH,
    brightness,
    cut,
    flag_rotation,
    index_first,
    red_corner,
    set_durations,
)

from kiosk.camera.clip import Clip, ClipCamera, Opening, clip_frames
from kiosk.camera.frame import Frame
from kiosk.camera.source import CameraLost, ClipError


def test_every_frame_comes_once_in_order(clip: Path) -> None:
    frames = list(clip_frames(clip))
    assert [frame.number for frame in frames] == list(range(COUNT))
    assert {frame.size for frame in frames} == {(WIDTH, HEIGHT)}
    for frame in frames:
        centre = frame.image[HEIGHT // 2, WIDTH // 2]
        assert np.abs(centre.astype(int) - brightness(frame.number)).max() <= 6


def test_times_are_those_of_the_file(clip: Path) -> None:
    times = [frame.time for frame in clip_frames(clip)]
    assert times == pytest.approx([number / RATE for number in range(COUNT)], abs=1e-4)


def test_what_is_known_of_a_clip(clip: Path) -> None:
    with Clip(clip) as opened:
        assert opened.size == (WIDTH, HEIGHT)
        assert opened.rate == RATE
        assert opened.announced == COUNT
        assert opened.name == "clip set.mp4"
        assert sum(1 for _ in opened) == COUNT
        assert not opened.truncated
        assert opened.read() is None, "the end stays the end"


def test_frames_do_not_share_memory(clip: Path) -> None:
    first, second, *_ = clip_frames(clip)
    assert not np.shares_memory(first.image, second.image)


def test_varying_frame_rate_keeps_its_tempo(clip: Path) -> None:
    set_durations(clip, [(20, 0.5), (20, 1.5)])
    times = [frame.time for frame in clip_frames(clip)]
    wanted = [0.5 * n / RATE if n < 20 else (10 + 1.5 * (n - 20)) / RATE for n in range(COUNT)]
    assert times == pytest.approx(wanted, abs=1e-3)


def test_unusable_times_fall_back_to_counting(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Clip(clip) as opened:
        monkeypatch.setattr(opened, "_capture", _WithoutTimes(opened._capture))
        times = [frame.time for frame in opened]
    assert times == pytest.approx([number / RATE for number in range(COUNT)])


class _WithoutTimes:
    """A capture whose container gives the same broken time for every frame."""

    def __init__(self, capture: object) -> None:
        self._capture = capture

    def get(self, _property: int) -> float:
        return -3.7e20

    def __getattr__(self, name: str) -> object:
        return getattr(self._capture, name)


@pytest.mark.parametrize(
    ("degrees", "corner", "size"),
    [
        (0, "top left", (WIDTH, HEIGHT)),
        (90, "top right", (HEIGHT, WIDTH)),
        (180, "bottom right", (WIDTH, HEIGHT)),
        (270, "bottom left", (HEIGHT, WIDTH)),
        (45, "top left", (WIDTH, HEIGHT)),
        (30, "top left", (WIDTH, HEIGHT)),
    ],
)
def test_flagged_rotation_gives_an_upright_picture(
    clip: Path, degrees: int, corner: str, size: tuple[int, int]
) -> None:
    flag_rotation(clip, degrees)
    with Clip(clip) as opened:
        frames = list(opened)
        assert opened.size == size
    assert len(frames) == COUNT
    assert {frame.size for frame in frames} == {size}
    assert red_corner(frames[5].image) == corner


def test_phone_clip_with_a_rotation_flag_is_upright() -> None:
    frames = list(clip_frames(Path(__file__).parent / "portrait.mp4"))
    assert {frame.size for frame in frames} == {(64, 96)}
    assert red_corner(frames[0].image) == "top right"


def test_truncated_clip_gives_what_is_there_and_says_so(clip: Path) -> None:
    index_first(clip)
    assert sum(1 for _ in clip_frames(clip)) == COUNT
    cut(clip, 0.6)
    with Clip(clip) as opened:
        count = sum(1 for _ in opened)
        assert 0 < count < COUNT
        assert opened.truncated


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_clip_cut_before_its_index_is_an_error(clip: Path, share: float) -> None:
    cut(clip, share)
    with pytest.raises(ClipError, match=r"set\.mp4: cut off before .*again$"):
        list(clip_frames(clip))


def test_missing_folder_and_empty_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(ClipError, match=r"none\.mp4: no such file"):
        Clip(tmp_path / "none.mp4")
    with pytest.raises(ClipError, match="not a file"):
        Clip(tmp_path)
    (tmp_path / "empty.mp4").touch()
    with pytest.raises(ClipError, match=r"empty\.mp4: the file is empty"):
        Clip(tmp_path / "empty.mp4")


def test_files_without_video_are_errors(tmp_path: Path) -> None:
    text = tmp_path / "notes.mp4"
    text.write_text("not a video\n" * 100)
    sound = tmp_path / "sound.wav"
    with wave.open(str(sound), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(4000))
    for path in (text, sound):
        with pytest.raises(ClipError, match=rf"{path.name}: holds no video"):
            Clip(path)


def test_broken_files_leave_stderr_empty(clip: Path, tmp_path: Path) -> None:
    index_first(clip)
    cut(clip, 0.6)
    text = tmp_path / "notes.mp4"
    text.write_text("not a video\n" * 100)
    program = (
        "import sys, contextlib\nfrom pathlib import Path\n"
        "from kiosk.camera.clip import ClipError, clip_frames\n"
        "for name in sys.argv[1:]:\n"
        "    with contextlib.suppress(ClipError):\n        list(clip_frames(Path(name)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(clip), str(text)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        timeout=60,
    )
    assert done.stderr == ""


def test_closing_twice_and_reading_after(clip: Path) -> None:
    opened = Clip(clip)
    opened.close()
    opened.close()
    with pytest.raises(CameraLost, match="closed"):
        opened.read()


def test_camera_from_a_clip_keeps_real_time(clip: Path) -> None:
    with ClipCamera(clip) as camera:
        started = time.monotonic()
        frames = [camera.read(1.0) for _ in range(11)]
        took = time.monotonic() - started
    assert frames[-1] is not None
    assert took >= 10 / RATE - 0.02


def test_camera_from_a_clip_ends_or_begins_again(clip: Path) -> None:
    with ClipCamera(clip) as once:
        count = 0
        while once.read(0.0) is not None:
            count += 1
        assert count == COUNT
    with ClipCamera(clip, loop=True) as camera:
        frames = [camera.read(0.0) for _ in range(2 * COUNT + 5)]
    assert [frame.number for frame in frames if frame] == list(range(2 * COUNT + 5))
    times = np.array([frame.time for frame in frames if frame])
    assert np.diff(times) == pytest.approx(1 / RATE, abs=1e-3)


def shown(clip: Path, waits: Callable[[], bool], at_most: float = 60.0, loop: bool = False) -> list[Frame]:
    """The frames of a camera whose opening is its first ten frames, two clips' worth at most where it loops."""
    opening = Opening(10 / RATE, waits, at_most)
    with ClipCamera(clip, loop=loop, opening=opening) as camera:
        frames = [camera.read(0.0) for _ in range(2 * COUNT + 40)]
    return [frame for frame in frames if frame is not None]


def pictured(clip: Path, frames: list[Frame]) -> list[int]:
    """Which pictures of the clip were shown."""
    light = [frame.image.mean() for frame in clip_frames(clip)]
    return [int(np.argmin([abs(frame.image.mean() - level) for level in light])) for frame in frames]


def test_an_opening_is_shown_again_while_it_is_to_wait(clip: Path) -> None:
    asked = iter((True, True, False))
    frames = shown(clip, lambda: next(asked))
    assert pictured(clip, frames) == [*range(10), *range(10), *range(COUNT)]
    assert [frame.number for frame in frames] == list(range(len(frames)))
    times = np.array([frame.time for frame in frames])
    assert np.diff(times) == pytest.approx(1 / RATE, abs=1e-3), "no time is lost, and none goes back"


def test_a_clip_that_need_not_wait_is_shown_as_it_is(clip: Path) -> None:
    assert pictured(clip, shown(clip, lambda: False)) == list(range(COUNT))


def test_an_opening_is_drawn_out_within_bounds(clip: Path) -> None:
    assert pictured(clip, shown(clip, lambda: True, at_most=20 / RATE)) == [*range(10), *range(10), *range(COUNT)]


def test_a_clip_waits_once_in_each_loop_and_never_amid_it(clip: Path) -> None:
    """Asked at the end of the opening alone: a rep that has begun is not taken back."""
    asked = iter((False, True, False, False))
    frames = shown(clip, lambda: next(asked), loop=True)
    assert pictured(clip, frames)[: 2 * COUNT + 10] == [*range(COUNT), *range(10), *range(COUNT)]


def test_waiting_for_a_frame_is_bounded(clip: Path) -> None:
    set_durations(clip, [(1, 30.0), (39, 0.1)])
    with ClipCamera(clip) as camera:
        camera.read(0.05)
        started = time.monotonic()
        assert camera.read(0.05) is not None
        assert time.monotonic() - started < 0.5

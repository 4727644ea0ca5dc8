"""The committed clips are complete, and rendering is repeatable. What their truth says is tested in test_truth.py."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

pytest.importorskip("tests.stage_packages", reason="the stage's packages are not installed: run `make actors`")

from .clip import Clip
from .record import Record, read_record
from .specs import DEMO, TESTS

ROOT = Path(__file__).parents[2]
CLIPS = [DEMO, *TESTS]


def by_name(name: str) -> Clip:
    return next(clip for clip in CLIPS if clip.name == name)


def record_of(clip: Clip) -> Record:
    return read_record(ROOT / str(clip.truth))


every_clip = pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.name)


@every_clip
def test_videos_are_small(clip: Clip) -> None:
    limit = 1_500_000 if clip is DEMO else 160_000
    assert (ROOT / clip.video).stat().st_size <= limit


@every_clip
def test_videos_have_the_frames_of_the_truth(clip: Clip) -> None:
    cv2 = pytest.importorskip("cv2")
    video = cv2.VideoCapture(str(ROOT / clip.video))
    assert (video.get(cv2.CAP_PROP_FRAME_WIDTH), video.get(cv2.CAP_PROP_FRAME_HEIGHT)) == (
        clip.picture.width,
        clip.picture.height,
    )
    count = 0
    while video.grab():
        count += 1
    assert count == len(clip.times())
    if clip.truth:
        assert count == len(record_of(clip).time)


# ---- rendering


@pytest.fixture(scope="module")
def film() -> ModuleType:
    """The rendering module, where this machine can render."""
    from . import body, film, render

    try:
        body.data_folder()
        render.Renderer([], DEMO.picture).close()
    except (body.BodyDataMissingError, render.RendererMissingError) as error:
        pytest.skip(str(error))
    return film


def test_pictures_are_repeatable(film: ModuleType) -> None:
    clip, times = by_name("hinge_good"), [0.0, 3.6]
    first, second = (list(film.images(clip, times)) for _ in range(2))
    assert [image.tobytes() for image in first] == [image.tobytes() for image in second]
    assert first[0].tobytes() != first[1].tobytes()


@pytest.mark.parametrize("name", ["hinge_good", "hinge_rounded"])
def test_truth_is_repeatable_and_committed(film: ModuleType, name: str, tmp_path: Path) -> None:
    clip = by_name(name)
    for file in ("first.json", "second.json"):
        film.truth(clip).write(tmp_path / file)
    assert (tmp_path / "first.json").read_bytes() == (tmp_path / "second.json").read_bytes()
    fresh, committed = read_record(tmp_path / "first.json"), record_of(clip)
    assert fresh.about == committed.about
    assert np.abs(fresh.pixels - committed.pixels).max() <= 0.11


def test_the_truth_lies_on_the_picture(film: ModuleType) -> None:
    """What differs from the empty room covers the near side's joints and ends just above the head."""
    clip = by_name("hinge_good")
    for time in (0.0, 3.6):
        (picture,) = film.images(clip, [time])
        (room,) = film.images(replace(clip, cast=()), [time])
        person = np.abs(picture.astype(int) - room).max(2) > 24
        record = record_of(clip)
        pixels = record.pixels[round(time * clip.fps)]
        for name, (x, y) in zip(record.joints, pixels, strict=True):
            if name.startswith("right"):  # the near side of a person facing right
                assert person[int(y) - 3 : int(y) + 4, int(x) - 3 : int(x) + 4].any(), name
        rows = np.flatnonzero(person.sum(1) > 3)
        assert 0 < pixels[:, 1].min() - rows[0] < 45

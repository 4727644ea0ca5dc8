"""Who is followed, reckoned by hand: strays, returns, and two people told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from tests.accuracy.lock import LockScore, hidden_user, score_lock, tries_the_lock
from tests.accuracy.markdown import report_text
from tests.accuracy.pieces import HINGE, label, replayed
from tests.accuracy.score import score_clip
from tests.accuracy.summary import summarise
from tests.actors.record import Record

WIDTH, HEIGHT = 100, 200


def record(places: Sequence[float]) -> Record:
    """A user of 100 pixels, hips at each x, one frame each tenth of a second."""
    count = len(places)
    pixels = np.zeros((count, 4, 2))
    pixels[:, :, 0] = np.array(places)[:, None]
    pixels[:, :, 1] = [50.0, 100.0, 100.0, 150.0]
    return Record(
        about={"reps": [], "size": [WIDTH, HEIGHT], "joint_names": ["head", "left_hip", "right_hip", "foot"]},
        time=np.arange(count) / 10.0,
        phase=["standing"] * count,
        measures={"torso_inclination": np.zeros(count), "heading": np.zeros(count)},
        pixels=pixels,
        metres=np.zeros((count, 4, 3)),
        profile=np.zeros((count, 1)),
    )


def trace(places: Sequence[float | None], told: Sequence[int] = ()) -> list[dict[str, str]]:
    """Rows with the followed hips at each x; None: nobody."""
    rows = []
    for number, place in enumerate(places):
        there = {"hips_x": "", "hips_y": "", "others": "", "view": ""}
        if place is not None:
            others = str(int(number in told))
            there = {"hips_x": str(place / WIDTH), "hips_y": "0.5", "others": others, "view": "side"}
        rows.append({"time": str(number / 10.0), "torso_inclination": "", "facing": "right", **there})
    return rows


def company(scene: str = "company passes", name: str = "clip") -> Any:
    return label(name, tags={"kind": "company", "scene": scene})


def scored(
    true: Sequence[float], seen: Sequence[float | None], hidden: np.ndarray | None = None, **more: Any
) -> LockScore:
    return score_lock(company(**more), record(true), trace(seen), hidden)


def test_a_user_followed_all_the_time_is_kept() -> None:
    found = scored([50.0] * 20, [50.0] * 20)
    assert found == LockScore(0, 20, 20, (), 0.0, False, 0, False)
    assert found.kept
    assert found.told_right


def test_one_frame_of_somebody_else_is_a_stray() -> None:
    found = scored([50.0] * 20, [50.0] * 10 + [70.0] + [50.0] * 9)
    assert (found.strays, found.followed, found.longest) == (1, 19, pytest.approx(0.1))
    assert not found.kept


def test_hips_are_theirs_within_a_share_of_their_height() -> None:
    assert scored([50.0] * 3, [64.0] * 3).strays == 0
    assert scored([50.0] * 3, [66.0] * 3).strays == 3


@pytest.mark.parametrize(("late", "kept"), [(0, True), (10, True), (11, False)])
def test_who_comes_back_is_followed_within_a_second(late: int, kept: bool) -> None:
    true = [50.0] * 10 + [-500.0] * 20 + [50.0] * 30
    found = scored(true, [50.0] * 10 + [None] * (20 + late) + [50.0] * (30 - late))
    assert found.relocks == (pytest.approx(late / 10.0),)
    assert (found.longest, found.kept) == (0.0, kept)


def test_who_is_never_followed_again_has_waited_to_the_end() -> None:
    found = scored([50.0] * 10 + [-500.0] * 20 + [50.0] * 30, [50.0] * 10 + [None] * 50)
    assert found.relocks == (pytest.approx(2.9),)
    assert not found.kept


def test_nobody_else_is_followed_while_the_place_is_kept_and_anybody_later() -> None:
    true = [50.0] * 10 + [-500.0] * 80
    assert scored(true, [50.0] * 10 + [None] * 40 + [50.0] * 40).strays == 10
    assert scored(true, [50.0] * 10 + [None] * 51 + [50.0] * 29).strays == 0


def test_a_poster_before_the_user_comes_is_a_stray() -> None:
    found = scored([-500.0] * 20 + [50.0] * 20, [30.0] * 2 + [None] * 20 + [50.0] * 18)
    assert (found.strays, found.relocks) == (2, (pytest.approx(0.2),))


def test_the_hidden_are_owed_nothing_until_they_are_seen_again() -> None:
    hidden = np.zeros(30, bool)
    hidden[10:20] = True
    found = scored([50.0] * 30, [50.0] * 10 + [None] * 13 + [50.0] * 7, hidden)
    assert (found.followed, found.seen, found.relocks) == (17, 20, (pytest.approx(0.3),))
    assert scored([50.0] * 30, [50.0] * 10 + [80.0] * 10 + [50.0] * 10, hidden).strays == 10


@pytest.mark.parametrize(
    ("scene", "told", "right"),
    [
        ("company joins", range(15, 20), True),
        ("company joins", range(5, 8), False),
        ("company joins", (), False),
        ("company passes", (), True),
        ("company passes", (7,), False),
    ],
)
def test_two_are_told_where_somebody_stays_and_nowhere_else(scene: str, told: Sequence[int], right: bool) -> None:
    rows = trace([50.0] * 20, told)
    assert score_lock(company(scene), record([50.0] * 20), rows).told_right == right


@pytest.mark.parametrize(("part", "most"), [("walks_in_front", 1.7), ("walks_behind", 0.0), ("joins", 0.0)])
def test_who_walks_before_the_user_hides_them_for_a_moment(part: str, most: float) -> None:
    pytest.importorskip("tests.stage_packages", reason="the stage's packages are not installed: run `make actors`")
    from tests.actors import bystanders
    from tests.actors.cast import TUNE
    from tests.actors.clip import Actor, Clip
    from tests.actors.script import Script

    user, passer = TUNE[0], TUNE[1]
    clip = Clip("c", "c.mp4", None, 10.0, (Actor(user, Script()), getattr(bystanders, part)(passer, 10.0)))
    truth = record([0.0] * 100)
    truth.about["size"] = [clip.picture.width, clip.picture.height]
    truth.pixels[..., 0] = 0.5 * clip.picture.width + np.array([-20.0, 0.0, 0.0, 20.0])
    hidden = truth.time[hidden_user(clip, truth)]
    if most:
        assert 0.4 < hidden[-1] - hidden[0] < most
        assert hidden[0] < 5.0 < hidden[-1]
    else:
        assert not len(hidden)


def test_only_clips_with_company_try_the_lock() -> None:
    assert tries_the_lock(label(tags={"kind": "bystander"}))
    assert tries_the_lock(label(tags={"scene": "mirror wall"}))
    assert not tries_the_lock(label())
    assert score_clip(label(), HINGE, record([50.0] * 5), replayed(trace=trace([50.0] * 5))).lock is None


def test_the_report_says_who_was_kept_and_how_soon_again() -> None:
    away = [50.0] * 10 + [-500.0] * 20 + [50.0] * 10
    returned = replayed(trace=trace([50.0] * 10 + [None] * 24 + [50.0] * 6))
    clips = [
        score_clip(company(name="a"), HINGE, record([50.0] * 40), replayed(trace=trace([50.0] * 40))),
        score_clip(company(name="b"), HINGE, record(away), returned),
    ]
    assert text_of(clips).count("| 2 of 2 **pass** |") == 1
    assert "| 0.40 s **pass**, of 1 returns |" in text_of(clips)
    clips.append(score_clip(company(name="c"), HINGE, record([50.0] * 40), replayed(trace=trace([90.0] * 40))))
    assert "| 2 of 3 **FAIL** |" in text_of(clips)
    assert "**NO** | 40 | 0 of 40 |" in text_of(clips)


def text_of(clips: list[Any]) -> str:
    about = {"arithmetic": "int8", "mirror": "m", "renderer": "r", "models": "`n`"}
    data = {
        "about": about, "halves": {"report": summarise(clips), "tune": summarise([])}, "failed": {}, "real": None,
        "seconds_of_film": 1.0, "cpu_of_film": 0.5,
    }  # fmt: skip
    return report_text(json.loads(json.dumps(data, allow_nan=False)), None, [])

"""The fit of joint centres for drawing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kiosk import toml
from kiosk.motion.skeleton_table import SHIPPED, SkeletonTable
from tests.accuracy.fit.skeleton import PLACES, Seen, as_toml, fit, misses, seen, told
from tests.accuracy.frames import nearest_frames
from tests.actors.record import Record

TRUE = complex(0.08, 0.05)
"""Along the segment, and behind it."""


def person(name: str, own: complex, clips: int = 1, frames: int = 40) -> list[Seen]:
    random = np.random.default_rng(len(name))
    out = []
    for number in range(clips):
        noise = random.normal(0.0, 0.01, frames) + 1j * random.normal(0.0, 0.01, frames)
        way = TRUE + own + noise
        out.append(
            Seen(
                f"{name}{number}",
                name,
                dict.fromkeys(PLACES, way),
                dict.fromkeys(PLACES, np.full(frames, 0.4)),
                dict.fromkeys(PLACES, 0.1),
            )
        )
    return out


PEOPLE = [*person("a", 0.02j), *person("bb", -0.02j), *person("ccc", 0.01), *person("dddd", -0.01)]


def test_what_all_people_share_is_found() -> None:
    table = fit(PEOPLE)
    for joint in PLACES:
        assert table.offset(joint).along == pytest.approx(0.08, abs=0.005)
        assert table.offset(joint).ahead == pytest.approx(-0.05, abs=0.005)
        assert table.offset(joint).beside == 0.1
    assert np.median(misses(PEOPLE[0], None)["hip"]) == pytest.approx(400.0 * abs(TRUE + 0.02j), rel=0.1)
    assert np.median(misses(PEOPLE[0], table)["hip"]) < 15.0


def test_who_is_seen_often_counts_no_more_than_who_is_seen_once() -> None:
    often = [*person("a", 0.1, clips=9), *person("bb", -0.1)]
    assert fit(often).offset("hip").along == pytest.approx(0.08, abs=0.01)


def test_one_wild_landmark_moves_nothing() -> None:
    wild = person("a", 0.0)
    wild[0].way["hip"][:5] = 3.0
    assert fit(wild).offset("hip").along == pytest.approx(0.08, abs=0.01)


def test_it_is_told_for_people_left_out() -> None:
    lines = told(PEOPLE).splitlines()
    assert len(lines) == 2 + len(PLACES)
    hip = [cell.strip() for cell in next(line for line in lines if line.startswith("| hip ")).split("|")[2:6]]
    assert int(hip[2]) < 0.6 * int(hip[0])


def test_the_file_is_read_back(tmp_path: Path) -> None:
    table, path = fit(PEOPLE), tmp_path / "skeleton.toml"
    path.write_text(as_toml(table, {"Clips": "4"}), encoding="utf-8")
    assert toml.load(SkeletonTable, path) == table
    assert SHIPPED.read_text(encoding="utf-8").startswith(as_toml(table, {}).splitlines()[0])


def test_a_clip_without_people_teaches_nothing() -> None:
    empty = Record(
        {"near_side": "left", "joint_names": [], "height_m": 1.7, "reps": [], "standing": {}},
        np.array([0.0]), ["standing"], {}, np.zeros((1, 0, 2)), np.zeros((1, 0, 3)), np.zeros((1, 25)),
    )  # fmt: skip
    assert nearest_frames(np.array([]), empty.time).size == 0
    assert seen("nobody", "nobody", [], empty) is None

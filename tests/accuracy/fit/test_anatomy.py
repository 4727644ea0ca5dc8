"""The fit of a person's own joint centres."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kiosk import toml
from kiosk.motion.anatomy import leans_from
from kiosk.motion.anatomy_table import SHIPPED, AnatomyTable
from kiosk.motion.build import GAPS, Build
from kiosk.motion.chain import Chain
from kiosk.motion.orientation import Orientation
from kiosk.motion.posture import Facing, View
from tests.accuracy.fit.anatomy import MOST, OWN, Example, as_toml, example, fit, misses, told
from tests.actors.record import Record

FRAMES = 60
SIDE = Orientation(View.SIDE, 0.0, Facing.RIGHT)


def chain(torso: float, thigh: float, shank: float) -> Chain:
    leans = (torso, thigh, shank)
    return Chain(leans, leans, (100.0, 80.0, 80.0))


STOOD = chain(2.0, -1.0, 3.0)


def person(name: str, seed: int, clips: int = 1, wild: bool = False) -> list[Example]:
    """Whose toe lies half of what the shoe ends further ahead, and whose hip slides back as the thigh leans."""
    random, found = np.random.default_rng(seed), []
    for number in range(clips):
        gaps = {gap: float(random.normal(0.02, 0.012)) for gap in GAPS}
        share = np.concatenate([np.zeros(20), np.linspace(0.0, 1.0, FRAMES - 20)])
        chains = tuple(chain(2.0 + 70.0 * x, -1.0 - 25.0 * x, 3.0 - 4.0 * x) for x in share)
        leans = np.array([leans_from(each, STOOD) for each in chains])
        way = {joint: np.zeros(FRAMES, complex) for joint in OWN}
        way["toe"] = np.full(FRAMES, 0.5 * (gaps["toe"] - 0.02) + 0.003, complex)
        way["hip"] = 0.002j + 0.02 * leans[:, 1] + (0.2 if wild else 0.0)
        way = {joint: each + random.normal(0.0, 0.0005, FRAMES) for joint, each in way.items()}
        found.append(
            Example(f"{name}{number}", name, way, share == 0.0, leans, Build(gaps, 1), STOOD, chains,
                    (SIDE,) * FRAMES, 1.7)
        )  # fmt: skip
    return found


PEOPLE = [each for number in range(12) for each in person(f"p{number}", number)]


def test_what_the_outline_tells_of_a_joint_is_found_and_nothing_else() -> None:
    found = fit(PEOPLE)
    assert found.toe.ahead.toe == pytest.approx(0.5, abs=0.1)
    assert found.toe.up.sole == pytest.approx(0.0, abs=0.05)
    assert found.usual["toe"] == pytest.approx(np.mean([clip.build.gaps["toe"] for clip in PEOPLE]), abs=1e-3)
    assert found.toe.ahead.torso == 0.0, "a foot stands"


def test_what_slides_as_a_body_folds_is_found() -> None:
    """Torso, thigh and shank lean together here: it is shared between them."""
    found = fit(PEOPLE)
    bent = leans_from(PEOPLE[0].chains[-1], STOOD)
    weights = (found.hip.ahead.torso, found.hip.ahead.thigh, found.hip.ahead.shank)
    assert sum(a * b for a, b in zip(weights, bent, strict=True)) == pytest.approx(0.02 * bent[1], rel=0.1)
    assert found.hip.up.constant == pytest.approx(0.002, abs=3e-4)


def test_who_is_seen_often_counts_no_more_than_who_is_seen_once() -> None:
    often = [*PEOPLE, *person("often", 99, clips=20, wild=True)]
    assert fit(often).hip.ahead.constant == pytest.approx(0.2 / 13.0, abs=0.004)


def test_people_who_are_left_out_are_nearer_by_it() -> None:
    lines = told(PEOPLE).splitlines()
    assert len(lines) == 2 + len(OWN)
    toe = [cell.strip() for cell in next(line for line in lines if line.startswith("| toe ")).split("|")[2:6]]
    assert int(toe[2]) < 0.6 * int(toe[0])
    assert np.median(misses(PEOPLE[0], None)["hip"]) > np.median(misses(PEOPLE[0], fit(PEOPLE))["hip"])


def test_the_file_is_read_back(tmp_path: Path) -> None:
    found, path = fit(PEOPLE), tmp_path / "anatomy.toml"
    path.write_text(as_toml(found, {"Clips": "12"}), encoding="utf-8")
    assert toml.load(AnatomyTable, path) == found
    assert found.most == MOST
    assert SHIPPED.read_text(encoding="utf-8").startswith(as_toml(found, {}).splitlines()[0])


def test_a_clip_without_people_teaches_nothing() -> None:
    empty = Record(
        {"near_side": "left", "joint_names": [], "height_m": 1.7, "reps": [], "standing": {}},
        np.array([0.0]), ["standing"], {}, np.zeros((1, 0, 2)), np.zeros((1, 0, 3)), np.zeros((1, 25)),
    )  # fmt: skip
    assert example("nobody", "nobody", [], empty) is None

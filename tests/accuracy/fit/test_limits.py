"""Limits chosen on some people and tried on others, reckoned by hand; and judged reps of known poses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.coach.drill import load_repertoire
from tests.accuracy.fit.limits import Sample, Told, as_table, best_limit, judged_reps, left_out, samples_of, told
from tests.accuracy.pieces import record, true_rep
from tests.motion.stick_figure import Stick, pose_of


def person(name: str, clean: list[float | None], clear: list[float | None]) -> list[Sample]:
    return [*(Sample(name, "", value) for value in clean), *(Sample(name, "clear", value) for value in clear)]


def test_what_a_limit_tells_is_counted_and_who_abstains_is_neither_found_nor_an_alarm() -> None:
    samples = [*person("a", [-1.0, 0.3, None], [0.5, -0.2, None]), Sample("a", "slight", 0.9)]
    assert told(samples, 0.0) == Told(found=1, clear=3, false=1, clean=3)
    assert told(samples, 0.4) == Told(found=1, clear=3, false=0, clean=3)


def test_where_both_part_the_limit_is_midway() -> None:
    assert best_limit(person("a", [-1.0, -0.4], [0.2, 0.8])) == pytest.approx(-0.1)


def test_without_a_reading_nothing_is_fitted() -> None:
    assert best_limit(person("a", [None], [None])) == 0.0


def test_a_limit_that_holds_for_one_person_alone_fails_left_out() -> None:
    same = [*person("a", [-1.0, -0.8], [0.5, 0.7]), *person("b", [-0.9, -0.6], [0.4, 0.6])]
    assert left_out(same) == Told(4, 4, 0, 4)
    apart = [*person("a", [-1.0, -0.8], [-0.5, -0.4]), *person("b", [0.4, 0.5], [0.8, 0.9])]
    others = left_out(apart)
    assert others.found < 4 or others.false > 0


@given(
    st.lists(st.floats(-3.0, 3.0), min_size=1, max_size=12), st.lists(st.floats(-3.0, 3.0), min_size=1, max_size=12)
)
def test_no_other_limit_costs_less(clean: list[float], clear: list[float]) -> None:
    samples = person("a", list(clean), list(clear))
    best = told(samples, best_limit(samples)).cost
    for limit in [*clean, *clear, -4.0, 4.0]:
        assert best <= told(samples, limit).cost + 1e-9


def moved(time: float) -> Stick:
    """Stands, hinges around the fourth second, squats around the ninth."""
    hinge, squat = (max(0.0, np.cos(np.clip((time - middle) / 4.0, -0.5, 0.5) * np.pi)) for middle in (4.0, 9.0))
    return Stick(
        torso=3.0 + 62.0 * hinge + 45.0 * squat, knee=5.0 + 15.0 * hinge + 85.0 * squat,
        shin=2.0 - 5.0 * hinge + 20.0 * squat,
    )  # fmt: skip


def test_a_clip_gives_the_severities_of_its_clean_and_its_faulty_reps() -> None:
    repertoire = load_repertoire()
    done = [true_rep(4.0, half=2.0), true_rep(9.0, "squatting", half=2.0, counted=False)]
    truth = record([0.0] * 130, reps=done)
    poses = [pose_of(moved(float(time)), float(time)) for time in truth.time]
    reps = judged_reps(poses, truth, "hip_hinge", repertoire)
    assert len(reps) == 2
    samples = [
        sample for fault, sample in samples_of("a", "hip_hinge", truth, reps, repertoire) if fault == "squatting"
    ]
    good, squat = samples
    assert (good.grade, squat.grade) == ("", "clear")
    assert good.severity is not None
    assert squat.severity is not None
    assert good.severity < 0.0 < squat.severity
    backs = [
        sample for fault, sample in samples_of("a", "hip_hinge", truth, reps, repertoire) if fault == "rounded_back"
    ]
    assert [sample.severity for sample in backs] == [None], "without masks nothing is said of the back"
    told_of = as_table({"squatting": samples}, repertoire)
    assert "squatting" in told_of
    assert "1/1, 0/1" in told_of


def test_frames_without_anybody_are_frames_all_the_same() -> None:
    repertoire = load_repertoire()
    truth = record([0.0] * 130)
    poses = [pose_of(moved(float(time)), float(time)) for time in truth.time if not 3.6 < time < 6.5]
    whole = [pose_of(moved(float(time)), float(time)) for time in truth.time]
    lost, seen = (judged_reps(found, truth, "hip_hinge", repertoire) for found in (poses, whole))
    assert len(lost) < len(seen)

"""The person's own standing: taken when they stand still, kept against all else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.motion.back import StandingBack
from kiosk.motion.baseline import STILL_SECONDS, BaselineFinder, typical
from kiosk.motion.posture import Measure, Measures
from kiosk.motion.silhouette import SAMPLES

RATE = 30


def standing(torso: float = 3.0, hip: float = 4.0, knee: float = 5.0, confidence: float = 1.0) -> Measures:
    return Measures(
        torso_inclination=Measure(torso, confidence),
        hip_flexion=Measure(hip, confidence),
        knee_flexion=Measure(knee, confidence),
    )


class Watch:
    def __init__(self) -> None:
        self.finder = BaselineFinder()
        self.frame = 0

    def sees(
        self, measures: Measures | Callable[[float], Measures], seconds: float, may_refresh: bool = True
    ) -> Watch:
        for _ in range(round(seconds * RATE)):
            time = self.frame / RATE
            self.finder(time, measures(time) if callable(measures) else measures, may_refresh)
            self.frame += 1
        return self

    def skips(self, seconds: float) -> Watch:
        self.frame += round(seconds * RATE)
        return self

    def torso(self) -> float | None:
        baseline = self.finder.baseline
        return None if baseline is None else baseline.measures.value("torso_inclination")

    def settled(self) -> bool:
        return self.finder.baseline is not None and not self.finder.baseline.provisional


def test_a_still_stand_gives_the_baseline() -> None:
    watch = Watch().sees(standing(), STILL_SECONDS - 0.1)
    assert not watch.settled()
    watch.sees(standing(), 0.2)
    assert watch.settled()
    assert watch.finder.baseline is not None
    assert watch.finder.baseline.measures == standing()
    assert watch.finder.baseline.value("torso_inclination", 0.0) == 3.0
    assert watch.finder.baseline.value("balance", 0.5) == 0.5


def test_progress_fills_and_falls_back() -> None:
    watch = Watch().sees(standing(), 0.5)
    assert watch.finder.progress == pytest.approx(0.5 / STILL_SECONDS, abs=0.05)
    watch.sees(standing(torso=60.0), 0.1)
    assert watch.finder.progress == 0.0


@pytest.mark.parametrize(
    "measures",
    [
        standing(torso=30.0),
        standing(torso=-30.0),
        standing(hip=40.0),
        standing(knee=40.0),
        Measures(),
        Measures(hip_flexion=Measure(3.0, 1.0), knee_flexion=Measure(3.0, 1.0)),
    ],
)
def test_who_does_not_stand_gives_none(measures: Measures) -> None:
    assert Watch().sees(measures, 5.0).finder.baseline is None


def test_hidden_legs_do_not_keep_anybody_from_standing() -> None:
    assert Watch().sees(standing(hip=80.0, knee=80.0, confidence=0.4), 1.0).settled()


def test_swaying_is_not_still_but_gives_a_glimpse() -> None:
    def sway(time: float) -> Measures:
        phase = (time * 1.0) % 1.0
        return standing(torso=20.0 * abs(2.0 * phase - 1.0))

    watch = Watch().sees(sway, 4.0)
    assert watch.finder.baseline is None or watch.finder.baseline.provisional

    def slow_sway(time: float) -> Measures:
        phase = (time * 0.5) % 1.0
        return standing(torso=24.0 * abs(2.0 * phase - 1.0))

    watch = Watch().sees(slow_sway, 2.0)
    assert watch.finder.baseline is not None
    assert watch.finder.baseline.provisional
    assert watch.torso() == pytest.approx(12.0, abs=5.0)


def test_glimpses_add_up_between_reps() -> None:
    watch = Watch()
    for _ in range(4):
        watch.sees(standing(torso=5.0), 0.3).sees(standing(torso=60.0), 1.0)
    assert watch.finder.baseline is not None
    assert watch.finder.baseline.provisional
    assert watch.torso() == 5.0
    watch.sees(standing(torso=4.0), 1.0)
    assert watch.settled()
    assert watch.torso() == 4.0


def test_passing_through_upright_is_no_glimpse() -> None:
    def waving(time: float) -> Measures:
        phase = (time * 1.0) % 1.0
        return standing(torso=24.0 * (4.0 * abs(phase - 0.5) - 1.0))  # 96 degrees a second

    assert Watch().sees(waving, 5.0).finder.baseline is None


def test_time_unseen_is_not_time_stood() -> None:
    watch = Watch()
    for _ in range(3):
        watch.sees(standing(), 2 / RATE).skips(1.0)
    assert watch.finder.baseline is None
    assert watch.finder.progress < 0.2
    assert watch.sees(standing(), 1.0).settled()


def test_each_later_stand_moves_it_a_little() -> None:
    watch = Watch().sees(standing(torso=2.0), 1.0).sees(standing(torso=60.0), 1.0).sees(standing(torso=6.0), 0.9)
    assert watch.torso() == pytest.approx(2.0 + 0.3 * 4.0)


def test_stopping_short_is_not_a_new_way_to_stand() -> None:
    watch = Watch().sees(standing(torso=2.0), 1.0).sees(standing(torso=60.0), 1.0).sees(standing(torso=14.0), 5.0)
    assert watch.torso() == 2.0


def test_during_a_rep_it_is_left_alone() -> None:
    watch = Watch().sees(standing(torso=2.0), 1.0).sees(standing(torso=8.0), 5.0, may_refresh=False)
    assert watch.torso() == 2.0


def test_a_first_baseline_may_be_taken_at_any_time() -> None:
    assert Watch().sees(standing(), 1.0, may_refresh=False).settled()


def test_a_measure_seen_later_joins_the_baseline() -> None:
    with_neck = Measures(torso_inclination=Measure(3.0, 1.0), neck_angle=Measure(12.0, 0.8))
    watch = Watch().sees(standing(), 1.0).sees(with_neck, 1.0)
    assert watch.finder.baseline is not None
    assert watch.finder.baseline.measures.neck_angle == Measure(12.0, 0.8)
    assert watch.finder.baseline.measures.hip_flexion == Measure(4.0, 1.0)


def test_typical_is_the_median_whatever_single_frames_say() -> None:
    samples = [standing(torso=value) for value in (3.0, 3.0, 90.0, 4.0, 3.0)]
    assert typical(samples).value("torso_inclination") == 3.0


@pytest.mark.parametrize(("seen", "present"), [(0, False), (2, False), (3, True), (9, True)])
def test_typical_needs_a_third_of_the_frames(seen: int, present: bool) -> None:
    samples = [standing() if i < seen else Measures() for i in range(9)]
    assert (typical(samples).torso_inclination is not None) is present


def test_typical_of_a_seldom_seen_measure_is_trusted_less() -> None:
    item = typical([standing() if i < 3 else Measures() for i in range(9)]).torso_inclination
    assert item is not None
    assert item.confidence == pytest.approx(0.5)


@pytest.mark.parametrize(("masks", "present"), [(1, False), (2, True)])
def test_typical_of_the_back_needs_a_few_masks(masks: int, present: bool) -> None:
    """Only some frames carry one."""
    back = Measures(back_curvature=Measure(0.1, 0.9))
    item = typical([back if i < masks else Measures() for i in range(30)]).back_curvature
    assert item == (Measure(0.1, 0.9) if present else None)


def test_typical_of_nothing_is_nothing() -> None:
    assert typical([]) == Measures()


def test_what_another_network_saw_standing_serves_until_the_person_is_seen_standing_anew() -> None:
    first = Watch().sees(standing(torso=6.0), 1.0).finder.baseline
    assert first is not None
    watch = Watch()
    watch.finder = BaselineFinder(before=first)
    carried = watch.finder.baseline
    assert carried is not None
    assert carried.carried
    assert carried.provisional
    assert carried.measures == Measures(torso_inclination=first.measures.torso_inclination)
    watch.sees(standing(torso=4.0), STILL_SECONDS + 0.1)
    assert watch.settled()
    assert watch.finder.baseline is not None
    assert not watch.finder.baseline.carried
    assert watch.torso() == pytest.approx(4.0)


def test_a_back_that_was_seen_serves_until_another_is() -> None:
    """As where the camera's roll is taken out: the standing is learnt anew, but no roll bends a back."""
    seen = StandingBack((0.1,) * SAMPLES, (0.0,) * SAMPLES, (0.0,) * SAMPLES)
    watch = Watch()
    watch.finder = BaselineFinder(back=seen)
    assert watch.finder.baseline is None
    assert watch.finder.back is seen, "while nobody has been seen standing"
    watch.sees(standing(), 0.6)
    assert watch.finder.baseline is not None
    assert watch.finder.baseline.provisional
    assert watch.finder.baseline.back is seen, "nor in glimpses"
    watch.sees(standing(), STILL_SECONDS)
    assert watch.settled()
    assert watch.finder.back is seen, "nor in a stand that shows no back"
    assert BaselineFinder().back is None

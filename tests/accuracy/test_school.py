"""The school: who goes there, and what they show."""

from __future__ import annotations

from itertools import islice

import pytest

pytest.importorskip("tests.stage_packages", reason="the stage's packages are not installed: run `make actors`")

from tests.accuracy.crowd import crowd
from tests.accuracy.people import tags_of
from tests.accuracy.school import PEOPLE, SEED, classes, lessons, trials
from tests.actors.cast import EVERYONE


def test_a_crowd_is_the_same_each_time_and_a_longer_one_begins_with_it() -> None:
    assert crowd(5, 1) == crowd(9, 1)[:5]
    assert crowd(5, 1) != crowd(5, 2)


def test_the_pupils_are_nobody_of_the_halves_and_of_every_sort() -> None:
    pupils = crowd(PEOPLE, SEED)
    assert len(set(pupils)) == PEOPLE
    assert not set(pupils) & set(EVERYONE)
    tags = [tags_of(person) for person in pupils]
    for name, least in (("sex", 2), ("build", 4), ("clothes", 4), ("skin", 4)):
        assert len({tag[name] for tag in tags}) >= least, name


@pytest.mark.actors
def test_faults_are_shown_beside_good_reps_by_people_in_turn() -> None:
    first = list(islice(classes(), 4))
    assert [case.name for case in first] == [case.name for case in islice(classes(), 4)]
    assert len({case.tags["person"] for case in first}) == 4
    for case in first:
        fault = case.name.removeprefix("school_").removesuffix("_0")
        acted = [[(item.id, item.grade) for item in rep.faults] for rep in case.clip.cast[0].script.reps]
        assert acted[0] == [], case.name
        assert (fault, "clear") in acted[1]
        assert (fault, "slight") in acted[2]
        assert case.half == "tune"


@pytest.mark.actors
def test_lessons_show_drills_and_trials_what_keeps_a_rep_from_counting() -> None:
    shown = list(islice(lessons(), 2))
    assert [case.name for case in shown] == ["school_drill_dowel_hinge_0", "school_drill_wall_touch_0"]
    for case in shown:
        assert [rep.faults == () for rep in case.clip.cast[0].script.reps] == [True, False, True], case.name
    tried = list(islice(trials(), 2))
    assert [case.name for case in tried] == ["school_range_too_shallow_0", "school_range_too_deep_0"]
    for case in tried:
        assert [[item.grade for item in rep.faults][:1] for rep in case.clip.cast[0].script.reps] == [
            [],
            ["clear"],
            ["extreme"],
        ], case.name

"""What a trainer may change of a drill: within bounds, whole, with the comments, and back again."""

from __future__ import annotations

import tomllib
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.coach.drill import SHIPPED, Drill, load_repertoire
from kiosk.coach.ghost.shown import shown
from kiosk.motion.posture import Measures
from kiosk.repertoire.drill_shelf import DrillShelf
from kiosk.repertoire.opened import Conflict
from kiosk.repertoire.thresholds import (
    TABLE,
    Threshold,
    ThresholdTable,
    change_thresholds,
    drill_for_edit,
    reset,
    shipped_thresholds,
    thresholds,
)
from kiosk.toml import FileProblem, load

REPERTOIRE = load_repertoire()
DRILLS = list(REPERTOIRE.drills.values())


def by_key(drill: Drill) -> dict[str, Threshold]:
    return {threshold.key: threshold for threshold in thresholds(drill, REPERTOIRE)}


def change(folder: Path, values: dict[str, float], drill_id: str = "hip_hinge") -> Drill:
    version = drill_for_edit(folder, drill_id).version
    change_thresholds(folder, drill_id, values, version, REPERTOIRE)
    return load_repertoire(folder).drill(drill_id)


@pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.id)
def test_of_every_drill_what_is_shipped_lies_within_its_own_bounds(drill: Drill) -> None:
    found = thresholds(drill, REPERTOIRE)
    assert len({threshold.key for threshold in found}) == len(found)
    for threshold in found:
        assert threshold.value == threshold.shipped
        assert threshold.least <= threshold.value <= threshold.most, threshold
        assert threshold.least < threshold.most, threshold
        assert threshold.measure is None or hasattr(Measures(), threshold.measure)
    assert {"dose.sets", "dose.rest"} <= by_key(drill).keys()
    watched = {f"faults.limits.{fault_id}.tolerance" for fault_id in drill.faults.watch}
    assert watched == {key for key in by_key(drill) if key.endswith(".tolerance")}


@given(st.sampled_from(DRILLS), st.data())
def test_any_one_number_may_be_set_anywhere_within_its_bounds(
    tmp_path_factory: pytest.TempPathFactory, drill: Drill, data: st.DataObject
) -> None:
    threshold = data.draw(st.sampled_from(thresholds(drill, REPERTOIRE)))
    steps = int((threshold.most - threshold.least) / threshold.step + 1e-6)
    number = data.draw(st.integers(0, steps))
    value = round(threshold.least + number * threshold.step, 4)
    changed = change(tmp_path_factory.mktemp("own"), {threshold.key: value}, drill.id)
    assert by_key(changed)[threshold.key].value == pytest.approx(value)
    others = {key: each.value for key, each in by_key(changed).items() if key != threshold.key}
    assert others == {key: each.value for key, each in by_key(drill).items() if key != threshold.key}


@pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.id)
def test_what_keeps_people_safe_is_hardly_made_more_lenient(drill: Drill) -> None:
    for fault_id in drill.faults.watch:
        tolerance, extreme = drill.faults.scale(fault_id, REPERTOIRE.kinds)
        most = by_key(drill)[f"faults.limits.{fault_id}.tolerance"].most
        allowed = 0.1 if REPERTOIRE.kinds.kinds[fault_id].care == "safety" else 0.3
        assert most <= tolerance + allowed * (extreme - tolerance) + 1e-9
    for key in ("count.bottom.1",):
        if drill.start == "standing" and drill.count.by == "torso":
            assert by_key(drill)[key].most <= drill.rep.bottom[1] + 5.0


def test_a_tolerance_and_its_extreme_stay_apart_at_their_nearest() -> None:
    for drill in DRILLS:
        found = by_key(drill)
        for fault_id in drill.faults.watch:
            key = f"faults.limits.{fault_id}"
            assert found[f"{key}.tolerance"].most < found[f"{key}.extreme"].least


def test_the_shipped_file_is_copied_with_its_comments_the_first_time(tmp_path: Path) -> None:
    own = tmp_path / "own" / "drills"
    changed = change(own, {"tempo.down": 3.0, "count.bottom.0": 50.0, "faults.limits.rounded_back.tolerance": 0.17})
    assert (changed.tempo.down, changed.rep.bottom) == (3.0, (50.0, 92.0))
    assert changed.faults.own("rounded_back").tolerance == 0.17
    text = (own / "hip_hinge.toml").read_text("utf-8")
    shipped = (SHIPPED / "hip_hinge.toml").read_text("utf-8")
    assert [line for line in shipped.splitlines() if line.startswith("#")] == [
        line for line in text.splitlines() if line.startswith("#")
    ]
    differing = set(shipped.splitlines()) - set(text.splitlines())
    assert differing == {"down = 2.5", "bottom = [42.0, 92.0]"}
    again = change(own, {"dose.repetitions": 6})
    assert (again.tempo.down, again.dose.repetitions) == (3.0, 6)


def test_the_mirror_takes_what_was_changed(tmp_path: Path) -> None:
    shelf = DrillShelf([tmp_path / "own"], to_come=[tmp_path / "own"])
    change(tmp_path / "own", {"dose.sets": 5})
    assert any([shelf.look(), shelf.look()])
    assert shelf.repertoire.drill("hip_hinge").dose.sets == 5


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"tempo.down": 9.0}, "tempo.down: must lie from 1.5 to 5 (found 9)"),
        ({"count.bottom.0": 20.0}, "count.bottom.0: must lie from 34 to 62 (found 20)"),
        ({"faults.limits.rounded_back.tolerance": 0.4}, "rounded_back.tolerance: must lie from 0.15 to 0.225 (found"),
        ({"dose.sets": 2.5}, "dose.sets: must be a whole number (found 2.5)"),
        ({"dose.sets": True}, "dose.sets: must be a number (found True)"),
        ({"dose.sets": float("nan")}, "dose.sets: must be a number (found nan)"),
        ({"tempo.downn": 3.0}, 'tempo.downn: cannot be changed in this drill; did you mean "tempo.down"?'),
        ({"id": 3.0}, "id: cannot be changed in this drill; "),
        ({"dose.seconds": 20.0}, "dose.seconds: cannot be changed in this drill; "),
        ({"count.rest": 5.0}, "count.rest: cannot be changed in this drill; "),
    ],
)
def test_what_is_out_of_bounds_is_named_with_them_and_nothing_is_written(
    tmp_path: Path, values: dict[str, float], said: str
) -> None:
    with pytest.raises(FileProblem) as caught:
        change_thresholds(tmp_path, "hip_hinge", {"dose.rest": 30.0, **values}, "", REPERTOIRE)
    (line,) = caught.value.problems
    assert line.startswith(f"{tmp_path / 'hip_hinge.toml'}: ")
    assert said in line
    assert not list(tmp_path.iterdir())


def test_all_that_is_out_of_bounds_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as caught:
        change_thresholds(tmp_path, "hip_hinge", {"dose.sets": 99, "tempo.up": 0.1}, "", REPERTOIRE)
    assert len(caught.value.problems) == 2


def test_what_does_not_go_together_is_refused_by_the_whole_check(tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as caught:
        change(tmp_path, {"count.bottom.0": 61.0, "count.bottom.1": 67.0, "tempo.pause": 0.0})
    assert caught.value.problems == [
        f"{tmp_path / 'hip_hinge.toml'}: tempo.pause: must lie from 0.6 to 6 (found 0)"
    ]


def test_two_that_change_at_once_may_not_pass_each_other(tmp_path: Path) -> None:
    """Each is within its bounds by what the other was: a ghost in 1.5 s where less than 2 s is hurrying."""
    with pytest.raises(FileProblem, match=r"tempo\.down: must be more than tempo\.shortest_down, which is 2 now"):
        change(tmp_path, {"tempo.down": 1.5, "tempo.shortest_down": 2.0})
    assert not list(tmp_path.iterdir())
    assert change(tmp_path, {"tempo.down": 2.2, "tempo.shortest_down": 2.0}).tempo.down == 2.2


def test_a_file_that_was_changed_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    change(tmp_path, {"dose.sets": 4})
    opened = drill_for_edit(tmp_path, "hip_hinge")
    change(tmp_path, {"dose.sets": 5})
    with pytest.raises(Conflict, match="was changed meanwhile"):
        change_thresholds(tmp_path, "hip_hinge", {"dose.sets": 2}, opened.version, REPERTOIRE)
    with pytest.raises(Conflict, match="is there already"):
        change_thresholds(tmp_path, "hip_hinge", {"dose.sets": 2}, "", REPERTOIRE)
    with pytest.raises(Conflict, match="was changed meanwhile"):
        reset(tmp_path, "hip_hinge", opened.version)
    assert load_repertoire(tmp_path).drill("hip_hinge").dose.sets == 5


def test_back_to_the_shipped_one_and_nothing_is_lost(tmp_path: Path) -> None:
    for sets in (4, 5):
        change(tmp_path, {"dose.sets": sets})
        aside = reset(tmp_path, "hip_hinge", drill_for_edit(tmp_path, "hip_hinge").version)
        assert tomllib.loads(aside.read_text("utf-8"))["dose"]["sets"] == sets
        assert load_repertoire(tmp_path).drill("hip_hinge") == REPERTOIRE.drill("hip_hinge")
    assert sorted(path.name for path in (tmp_path / "removed").iterdir()) == ["hip_hinge.toml", "hip_hinge_2.toml"]
    with pytest.raises(FileProblem, match="no such file"):
        reset(tmp_path, "hip_hinge", "")


def test_a_drill_of_the_owner_s_own_has_the_general_bounds_and_nothing_to_go_back_to(tmp_path: Path) -> None:
    text = (SHIPPED / "hip_hinge.toml").read_text("utf-8").replace('id = "hip_hinge"', 'id = "mine"')
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    mine = load_repertoire(tmp_path)
    found = {threshold.key: threshold for threshold in thresholds(mine.drill("mine"), mine)}
    assert all(threshold.shipped is None for threshold in found.values())
    kind = mine.kinds.kinds["hips_not_back"]
    assert found["faults.limits.hips_not_back.tolerance"].most < kind.extreme
    assert found["faults.limits.squatting.tolerance"].most >= 58.0, "what it has already"
    opened = drill_for_edit(tmp_path, "mine")
    change_thresholds(tmp_path, "mine", {"dose.sets": 2}, opened.version, mine)
    assert load_repertoire(tmp_path).drill("mine").dose.sets == 2
    with pytest.raises(FileProblem, match="no such shipped drill"):
        reset(tmp_path, "mine", drill_for_edit(tmp_path, "mine").version)


@pytest.mark.parametrize("drill_id", ["../hip_hinge", "", ".hidden", "a/b", "x\x00", "hip_hing", "..", "/etc/passwd"])
def test_no_other_file_can_be_named(tmp_path: Path, drill_id: str) -> None:
    with pytest.raises(FileProblem):
        change_thresholds(tmp_path, drill_id, {"dose.sets": 2}, "", REPERTOIRE)
    with pytest.raises(FileProblem):
        reset(tmp_path, drill_id, "")
    assert not list(tmp_path.iterdir())


def test_a_broken_file_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "hip_hinge.toml"
    for text in ("id = ", (SHIPPED / "hip_hinge.toml").read_text("utf-8").replace("sets = 3", "sets = 0")):
        path.write_text(text, "utf-8")
        with pytest.raises(FileProblem) as caught:
            change(tmp_path, {"dose.rest": 30.0})
        assert all(line.startswith(f"{path}: ") for line in caught.value.problems)
        assert path.read_text("utf-8") == text
    reset(tmp_path, "hip_hinge", drill_for_edit(tmp_path, "hip_hinge").version)
    assert change(tmp_path, {"dose.rest": 30.0}).dose.rest == 30.0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("least = 30.0", "least = 90.0", "numbers.0: least (90) must lie below most (65)"),
        ("least = 30.0", "leest = 30.0", 'numbers.0.leest: unknown key; did you mean "least"?'),
        ('measure = "torso_inclination"', 'measure = "torso"', "numbers.0: measure: "),
        ('unit = "degrees"', 'unit = "degree"', "numbers.0.unit: input should be 'degrees'"),
        ("step = 1.0", "step = 0.0", "numbers.0.step: input should be greater than 0"),
        ("stricter = 0.15", "stricter = 0.6", "care.safety.stricter: input should be less than 0.5"),
        ("[care.safety]", "[care.safe]", "care.safe"),
        ("rounded_back = {", "rounded_bak = {", "faults.rounded_bak"),
        ("[faults]", "[fauts]", 'fauts: unknown key; did you mean "faults"?'),
        ('watches = "too_fast"', 'watches = "hurry"', "numbers.9.watches: input should be"),
        ("less = 8.0", "less = -8.0", "numbers.0.less: input should be greater than or equal to 0"),
        ('start = ["standing"]', 'start = "standing"', "numbers.0.start: input should be a valid"),
        ("[[numbers]]", "[numbers]", "not valid TOML"),
    ],
)
def test_what_is_wrong_with_the_table_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = TABLE.read_text("utf-8")
    assert old in text
    path = tmp_path / "thresholds.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(FileProblem) as caught:
        load(ThresholdTable, path)
    assert any(line.startswith(f"{path}: {said}") for line in caught.value.problems), caught.value.problems


def test_every_number_is_of_some_drill() -> None:
    for bounds in shipped_thresholds().numbers:
        assert any(bounds.of(drill) and bounds.key in by_key(drill) for drill in DRILLS), bounds.key


LEANING = [drill for drill in DRILLS if "target.knee_flexion" in by_key(drill)]


@pytest.mark.parametrize("drill", LEANING, ids=lambda drill: drill.id)
def test_the_figure_can_be_shown_wherever_its_target_may_be_set(drill: Drill) -> None:
    torso, knee = by_key(drill)["target.torso_inclination"], by_key(drill)["target.knee_flexion"]
    for leans, bends in product((torso.least, torso.most), (knee.least, knee.most)):
        target = drill.target.model_copy(update={"torso_inclination": leans, "knee_flexion": bends})
        assert shown(drill.model_copy(update={"target": target})) is not None

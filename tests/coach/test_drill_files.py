"""Drills are data: those shipped load, and a trainer's own are checked whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.coach.count import RepCount
from kiosk.coach.drill import SHIPPED, Drill, load_repertoire
from kiosk.locale.load import load_texts
from kiosk.toml import FileProblem
from tests.broken_files import DRILLS

HINGE = (SHIPPED / "hip_hinge.toml").read_text(encoding="utf-8")


def put(folder: Path, drill_id: str, *changes: tuple[str, str], text: str = HINGE) -> Path:
    """A trainer's copy of the hip hinge called ``drill_id``, with ``changes`` (old, new)."""
    text = text.replace('id = "hip_hinge"', f'id = "{drill_id}"', 1)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / f"{drill_id}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path) -> list[str]:
    with pytest.raises(FileProblem) as caught:
        load_repertoire(folder)
    return caught.value.problems


def test_the_shipped_drills_load() -> None:
    repertoire = load_repertoire()
    on_disk = {path.stem for path in SHIPPED.glob("*.toml")} - {"faults"}
    assert repertoire.drills.keys() == on_disk
    assert len(on_disk) == 24
    assert repertoire.drill("barbell_deadlift").rep.from_bottom
    for drill in repertoire.drills.values():
        if drill.upright and drill.count.by == "torso":
            low, high = drill.rep.bottom
            assert low <= drill.target.torso_inclination <= high, f"{drill.id}: its ghost does not reach its range"
        assert drill.tempo.down >= drill.tempo.shortest_down, f"{drill.id}: its ghost hurries"
        assert drill.tempo.up >= drill.tempo.shortest_up, f"{drill.id}: its ghost hurries"
        assert drill.tempo.pause >= drill.tempo.shortest_pause, f"{drill.id}: its ghost hurries"


@pytest.mark.parametrize("drill", load_repertoire().drills.values(), ids=lambda drill: str(drill.id))
def test_a_shipped_drill_says_all_that_there_is_to_say(drill: Drill) -> None:
    assert drill.muscles
    assert drill.sources
    assert drill.cautions
    assert drill.unseen
    assert drill.phases is not None
    assert drill.breathing is not None
    assert len(drill.setup) >= 3


def test_each_shipped_drill_is_counted_and_started_as_the_domain_says() -> None:
    drills = load_repertoire().drills
    by = {name: drill.count.by for name, drill in drills.items() if drill.count.by != "torso"}
    assert by == {
        "seated_squat": "hip_height",
        "sit_to_stand": "hip_height",
        "barbell_squat": "hip_height",
        "plyometric_jump": "hip_height",
        "glute_bridge": "hip_extension_lying",
        "one_leg_glute_bridge": "hip_extension_lying",
        "bench_glute_bridge": "hip_extension_lying",
        "reverse_crunch": "hip_flexion_lying",
        "kneeling_squat": "hip_knee",
        "forearm_plank": "hold",
    }
    assert {name for name, drill in drills.items() if drill.count.per_side} == {
        "one_leg_glute_bridge",
        "single_leg_rdl",
    }
    from_bottom = {"barbell_deadlift", "box_lift", "rack_pull", "sit_to_stand"}
    reps = {name: drill.count for name, drill in drills.items() if isinstance(drill.count, RepCount)}
    assert {name for name, count in reps.items() if count.from_bottom} == from_bottom
    lifts = {"barbell_deadlift", "box_lift"}
    assert {name for name, count in reps.items() if count.down_within is not None} == lifts
    special = {name: drill.special.kind for name, drill in drills.items() if drill.special is not None}
    assert special == {
        "dowel_hinge": "contact_kept",
        "wall_touch": "imaginary_wall",
        "foam_roller": "roller",
        "seated_squat": "imaginary_bench",
        "bench_glute_bridge": "hold",
        "one_leg_glute_bridge": "per_side",
        "single_leg_rdl": "per_side",
        "rack_pull": "bar_at_knee",
        "plyometric_jump": "land_by_hinging",
    }


def test_nobody_is_led_in_a_circle() -> None:
    drills = load_repertoire().drills
    for drill_id in drills:
        seen: list[str] = []
        at: str | None = drill_id
        while at is not None:
            assert at not in seen, f"{drill_id} progresses in a circle: {seen}"
            seen.append(at)
            at = drills[at].progress_to


def test_an_unknown_drill_is_told_with_the_nearest() -> None:
    with pytest.raises(FileProblem, match=r"drill 'hip_hing': no such drill; did you mean \"hip_hinge\"\?"):
        load_repertoire().drill("hip_hing")


def test_a_folder_of_further_drills_adds_and_replaces(tmp_path: Path) -> None:
    put(tmp_path, "my_hinge", ('name = "Hip hinge"', 'name = "My hinge"'))
    put(tmp_path, "hip_hinge", ("repetitions = 8", "repetitions = 3"))
    repertoire = load_repertoire(tmp_path)
    assert repertoire.drills.keys() == load_repertoire().drills.keys() | {"my_hinge"}
    assert repertoire.drill("my_hinge").name == "My hinge"
    assert repertoire.drill("hip_hinge").dose.repetitions == 3
    assert load_repertoire().drill("hip_hinge").dose.repetitions == 8


def test_errors_of_several_files_come_at_once(tmp_path: Path) -> None:
    first = put(tmp_path, "first", ("begin = 20.0", "begin = 500.0"), ('arms = "hips"', 'arms = "up"'))
    second = put(tmp_path, "second", ("[tempo]", "[tempoo]"))
    third = tmp_path / "third.toml"
    third.write_text("id = ", encoding="utf-8")
    put(tmp_path, "good")
    lines = problems(tmp_path)
    assert [line.partition(": ")[0] for line in lines].count(str(first)) == 2
    assert any(line.startswith(f"{first}: count.begin: ") for line in lines)
    assert any(line.startswith(f"{first}: target.arms: ") for line in lines)
    assert f"{second}: tempo: missing; add it" in lines
    assert f'{second}: tempoo: unknown key; did you mean "tempo"?' in lines
    assert any(line.startswith(f"{third}: not valid TOML") for line in lines)
    assert len(lines) == 5


def test_the_id_is_the_file_s_name(tmp_path: Path) -> None:
    path = tmp_path / "other_name.toml"
    path.write_text(HINGE, encoding="utf-8")
    assert problems(tmp_path) == [f"{path}: id: must be the file's name, \"other_name\" (found 'hip_hinge')"]


@pytest.mark.parametrize(("old", "new", "said"), DRILLS)
def test_a_wrong_value_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = put(tmp_path, "hinge", (old, new))
    lines = problems(tmp_path)
    assert any(line.startswith(f"{path}: {said}") for line in lines), lines


def test_a_limit_is_checked_against_the_general_other_one(tmp_path: Path) -> None:
    general = load_repertoire().kinds.kind("rounded_back").extreme
    path = put(tmp_path, "hinge")
    own = f"\n[faults.limits.rounded_back]\ntolerance = {general}\n"
    path.write_text(path.read_text(encoding="utf-8") + own, "utf-8")
    (line,) = problems(tmp_path)
    assert line.startswith(f"{path}: faults.limits.rounded_back: tolerance must be below extreme")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert problems(tmp_path / "none") == [f"{tmp_path / 'none'}: no such folder of drills"]


def test_what_bears_the_body_must_go_with_how_the_drill_begins(tmp_path: Path) -> None:
    put(tmp_path, "perched", ("[target]", '[target]\nsupport = "ball"'))
    (problem,) = problems(tmp_path)
    assert "target.support" in problem
    assert "standing needs one of feet, one_foot (found 'ball')" in problem


def test_every_shipped_drill_says_what_bears_the_body() -> None:
    for drill in load_repertoire().drills.values():
        assert drill.upright == (drill.target.support in ("feet", "one_foot")), drill.id


def test_a_drill_off_the_feet_may_leave_out_what_bears_the_body(tmp_path: Path) -> None:
    """Then it has no ghost."""
    text = (SHIPPED / "kneeling_squat.toml").read_text(encoding="utf-8")
    text = text.replace('id = "kneeling_squat"', 'id = "sit_back"')
    path = put(tmp_path, "sit_back", ('support = "knees"', ""), text=text)
    assert load_repertoire(path).drill("sit_back").target.support == "feet"


def test_a_copy_of_a_shipped_drill_is_in_the_language_of_the_mirror_where_its_words_are_not_changed(
    tmp_path: Path,
) -> None:
    text = (SHIPPED / "hip_hinge.toml").read_text("utf-8")
    (tmp_path / "hip_hinge.toml").write_text(text.replace('name = "Hip hinge"', 'name = "Our hinge"'), "utf-8")
    spanish = load_texts("es")
    copy, shipped = load_repertoire(tmp_path, spanish).drill("hip_hinge"), load_repertoire(texts=spanish)
    assert copy == shipped.drill("hip_hinge").model_copy(update={"name": "Our hinge"})

from __future__ import annotations

from pathlib import Path

import pytest

from tests.accuracy.drills import NO_DRILL, SHIPPED, nearest, part_of

WATCH = '[faults]\nwatch = ["too_fast"]\n'


def test_a_drill_the_mirror_has_is_judged_by_itself() -> None:
    part = part_of("hip_hinge")
    assert (part.drill, part.judged) == ("hip_hinge", True)
    assert "rounded_back" in part.watched


def test_a_drill_it_lacks_is_measured_as_the_nearest_until_its_file_is_there(tmp_path: Path) -> None:
    (tmp_path / "hip_hinge.toml").write_text(WATCH)
    assert (part_of("reverse_crunch", tmp_path).drill, part_of("reverse_crunch", tmp_path).judged) == (
        "hip_hinge",
        False,
    )
    (tmp_path / "reverse_crunch.toml").write_text('[faults]\nwatch = ["too_deep"]\n')
    part = part_of("reverse_crunch", tmp_path)
    assert (part.drill, part.judged, part.watched) == ("reverse_crunch", True, frozenset({"too_deep"}))


def test_who_does_no_drill_is_judged_as_doing_none() -> None:
    assert part_of("none").judged


def test_a_drill_nobody_knows_is_an_error() -> None:
    with pytest.raises(ValueError, match="cartwheel"):
        part_of("cartwheel")


def test_every_drill_of_the_domain_has_a_part() -> None:
    drills = nearest().keys() - {NO_DRILL}
    assert len(drills) == 24
    for drill in drills:
        assert (SHIPPED / f"{part_of(drill).drill}.toml").is_file()

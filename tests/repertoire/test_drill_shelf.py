"""The owner's drills, seen anew: what is changed is coached by, and a broken file never takes a good one's place."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from kiosk.coach.drill import SHIPPED, load_repertoire
from kiosk.locale.load import load_texts
from kiosk.repertoire.drill_shelf import DrillShelf

SHIPPED_ONES = load_repertoire()


class Owner:
    """A folder of drills, and a mirror that watches it."""

    def __init__(self, tmp_path: Path) -> None:
        self.folder, self.kept = tmp_path / "mine", tmp_path / "state" / "drills"
        self.folder.mkdir()
        self.versions = 0

    def put(self, drill_id: str, *changes: tuple[str, str], of: str = "hip_hinge") -> Path:
        """A copy of a shipped drill with changes; each version is of another second."""
        text = (SHIPPED / f"{of}.toml").read_text("utf-8").replace(f'id = "{of}"', f'id = "{drill_id}"')
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        return self.write(drill_id, text)

    def write(self, drill_id: str, text: str) -> Path:
        path = self.folder / f"{drill_id}.toml"
        path.write_text(text, encoding="utf-8")
        self.versions += 1
        os.utime(path, ns=(self.versions * 10**9, self.versions * 10**9))
        return path

    def started(self) -> DrillShelf:
        return DrillShelf([self.folder], kept=self.kept)


@pytest.fixture
def owner(tmp_path: Path) -> Owner:
    return Owner(tmp_path)


def settled(shelf: DrillShelf) -> bool:
    """Whether another repertoire came of two looks."""
    return any([shelf.look(), shelf.look()])


def sets_of(shelf: DrillShelf, drill_id: str = "hip_hinge") -> int:
    return shelf.repertoire.drill(drill_id).dose.sets


def test_a_drill_that_is_changed_added_or_removed_is_seen_at_the_second_look(owner: Owner) -> None:
    shelf = owner.started()
    assert shelf.repertoire == SHIPPED_ONES
    path = owner.put("hip_hinge", ("sets = 3", "sets = 5"))
    assert not shelf.look(), "it may still be being written"
    assert shelf.look()
    assert sets_of(shelf) == 5
    owner.put("mine", of="glute_bridge")
    assert settled(shelf)
    assert set(shelf.repertoire.drills) == {*SHIPPED_ONES.drills, "mine"}
    path.unlink()
    assert settled(shelf)
    assert sets_of(shelf) == 3, "the shipped one again"
    assert not settled(shelf)


@pytest.mark.parametrize("old_new", [("sets = 3", "sets = 0"), ("begin = 20.0", "begn = 20.0"), ("[dose]", "[dose")])
def test_a_broken_drill_does_not_take_the_place_of_a_good_one(owner: Owner, old_new: tuple[str, str]) -> None:
    path = owner.put("hip_hinge", ("sets = 3", "sets = 5"))
    shelf = owner.started()
    owner.put("hip_hinge", old_new)
    assert not settled(shelf), "nothing to coach otherwise by"
    assert sets_of(shelf) == 5
    assert all(line.startswith(f"{path}: ") for line in shelf.broken[path])
    again = owner.started()
    assert sets_of(again) == 5, "over a restart neither"
    assert path in again.broken
    owner.put("hip_hinge", ("sets = 3", "sets = 4"))
    assert settled(again)
    assert sets_of(again) == 4
    assert not again.broken


def test_one_that_was_never_good_leaves_the_shipped_one(owner: Owner) -> None:
    path = owner.put("hip_hinge", ("sets = 3", "sets = 0"))
    shelf = owner.started()
    assert shelf.repertoire == SHIPPED_ONES
    assert list(shelf.broken) == [path]


def test_the_file_s_name_is_its_id(owner: Owner) -> None:
    path = owner.put("mine")
    path.rename(path.with_name("other.toml"))
    shelf = owner.started()
    assert shelf.broken[path.with_name("other.toml")][0].endswith(
        'other.toml: id: must be the file\'s name, "other" (found \'mine\')'
    )
    assert shelf.repertoire == SHIPPED_ONES


def test_one_that_leads_to_a_drill_which_is_gone_is_told_and_leads_nowhere(owner: Owner) -> None:
    easier = owner.put("easier")
    harder = owner.put("harder", ('regress_to = "dowel_hinge"', 'regress_to = "easier"'))
    shelf = owner.started()
    assert shelf.repertoire.drill("harder").regress_to == "easier"
    easier.unlink()
    assert settled(shelf)
    assert shelf.broken[harder][0].startswith(f"{harder}: regress_to: no such drill; ")
    assert shelf.repertoire.drill("harder").regress_to is None
    assert shelf.repertoire.drill("harder").progress_to == "good_morning"
    assert owner.started().repertoire.drill("harder").regress_to is None, "over a restart too"
    owner.put("easier")
    assert settled(shelf)
    assert not shelf.broken
    assert shelf.repertoire.drill("harder").regress_to == "easier"


def test_who_leads_to_a_broken_one_is_sound_and_leads_nowhere_meanwhile(owner: Owner) -> None:
    owner.put("easier", ("sets = 3", "sets = 0"))
    owner.put("harder", ('regress_to = "dowel_hinge"', 'regress_to = "easier"'))
    shelf = owner.started()
    assert [path.stem for path in shelf.broken] == ["easier"]
    assert shelf.repertoire.drill("harder").regress_to is None


def test_a_folder_that_is_away_keeps_what_it_had_and_one_to_come_is_no_fault(owner: Owner, tmp_path: Path) -> None:
    owner.put("hip_hinge", ("sets = 3", "sets = 5"))
    shelf = owner.started()
    owner.folder.rename(tmp_path / "away")
    assert not settled(shelf)
    assert sets_of(shelf) == sets_of(owner.started()) == 5
    assert "make it, or mend session.drills" in shelf.broken[owner.folder][0]
    late = tmp_path / "late"
    shelf = DrillShelf([late], to_come=[late])
    assert not shelf.broken
    (tmp_path / "away").rename(late)
    assert settled(shelf)
    assert sets_of(shelf) == 5


def test_the_table_of_faults_in_an_owner_s_folder_is_no_drill(owner: Owner) -> None:
    (owner.folder / "faults.toml").write_text("nothing of it")
    assert not owner.started().broken


def test_a_break_is_logged_once(owner: Owner, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    path = owner.put("mine")
    shelf = owner.started()
    owner.put("mine", ("sets = 3", "sets = 0"))
    for _ in range(5):
        shelf.look()
    broken, instead = caplog.messages
    assert "dose.sets" in broken
    assert instead == f"{path}: the last good version stays in use"


def test_a_shipped_drill_keeps_the_language_and_an_owner_s_its_own_words(owner: Owner) -> None:
    owner.put("mine")
    drills = DrillShelf([owner.folder], load_texts("es")).repertoire
    assert drills.drill("hip_hinge").name != "Hip hinge"
    assert drills.drill("mine").name == "Hip hinge"

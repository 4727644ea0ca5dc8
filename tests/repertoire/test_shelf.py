"""The owner's folder, seen anew: a broken file never takes the place of a good one, over a restart neither."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from kiosk.coach.drill import load_repertoire
from kiosk.repertoire.shelf import Shelf
from kiosk.repertoire.watch import LOOK_EVERY

REPERTOIRE = load_repertoire()


def text(name: str = "Mine", begin: str = "", drill: str = "hip_hinge") -> str:
    hours = f'begin = "{begin}:00"\nend = "{int(begin) + 1}:00"\n' if begin else ""
    schedule = f'[[schedule]]\ndays = ["monday"]\n{hours}' if begin else ""
    return f'name = "{name}"\n{schedule}[[items]]\ndrill = "{drill}"\n'


BROKEN = text().replace("hip_hinge", "hip_hing")


class Owner:
    """A folder of playlists, and a mirror that watches it."""

    def __init__(self, tmp_path: Path) -> None:
        self.folder, self.kept = tmp_path / "mine", tmp_path / "state" / "playlists"
        self.folder.mkdir()
        self.versions = 0

    def put(self, named: str, content: str | bytes) -> Path:
        """Write it; each version is of another second, whatever the file system's clock."""
        path = self.folder / f"{named}.toml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.versions += 1
        os.utime(path, ns=(self.versions * 10**9, self.versions * 10**9))
        return path

    def started(self, *places: Path) -> Shelf:
        return Shelf(places or [self.folder], REPERTOIRE, self.kept)


@pytest.fixture
def owner(tmp_path: Path) -> Owner:
    return Owner(tmp_path)


def settled(shelf: Shelf) -> Shelf:
    shelf.look()
    shelf.look()
    return shelf


def names(shelf: Shelf) -> dict[str, str]:
    return {path.stem: playlist.name for path, playlist in shelf.playlists.items()}


def test_two_looks_are_well_within_two_seconds() -> None:
    assert 3 * LOOK_EVERY < 2.0


def test_what_is_there_is_read_at_once_and_what_changes_at_the_second_look(owner: Owner) -> None:
    owner.put("one", text("One"))
    shelf = owner.started()
    assert names(shelf) == {"one": "One"}
    assert not shelf.look()
    owner.put("one", text("Another"))
    two = owner.put("two", text("Two"))
    shelf.look()
    assert names(shelf) == {"one": "One"}, "it may still be being written"
    assert shelf.look()
    assert names(shelf) == {"one": "Another", "two": "Two"}
    two.unlink()
    assert names(settled(shelf)) == {"one": "Another"}
    assert not shelf.broken


def test_a_file_that_is_still_being_written_is_waited_for(owner: Owner) -> None:
    shelf = owner.started()
    for end in (3, 9, 20):
        owner.put("slow", text()[:end])
        shelf.look()
        assert not shelf.broken
    owner.put("slow", text("Whole"))
    assert names(settled(shelf)) == {"slow": "Whole"}


@pytest.mark.parametrize("damage", [BROKEN, "", 'name = "', b"\xff\xfe", text() + "rest = -1.0\n"])
def test_a_broken_file_does_not_take_the_place_of_a_good_one(owner: Owner, damage: str | bytes) -> None:
    path = owner.put("one", text("Good"))
    shelf = owner.started()
    owner.put("one", damage)
    assert names(settled(shelf)) == {"one": "Good"}
    assert all(line.startswith(f"{path}: ") for line in shelf.broken[path])
    assert names(owner.started()) == {"one": "Good"}, "over a restart neither"
    assert path in owner.started().broken
    owner.put("one", text("Mended"))
    assert names(settled(shelf)) == {"one": "Mended"}
    assert not shelf.broken


def test_what_was_never_good_is_not_there(owner: Owner) -> None:
    path = owner.put("one", BROKEN)
    shelf = owner.started()
    assert names(shelf) == {}
    assert list(shelf.broken) == [path]
    assert shelf.broken[path][0].startswith(f'{path}: items.0.drill: no such drill; did you mean "hip_hinge"?')


def test_the_last_good_version_of_a_removed_file_is_removed_with_it(owner: Owner) -> None:
    path = owner.put("one", text("Good"))
    shelf = owner.started()
    path.unlink()
    settled(shelf)
    owner.put("one", BROKEN)
    assert names(settled(shelf)) == {}
    assert names(owner.started()) == {}


def test_a_folder_that_is_away_keeps_what_it_had(owner: Owner) -> None:
    owner.put("one", text("Good"))
    shelf = owner.started()
    away = owner.folder.rename(owner.folder.with_name("away"))
    assert names(settled(shelf)) == {"one": "Good"}
    assert list(shelf.broken) == [owner.folder]
    again = owner.started()
    assert names(again) == {"one": "Good"}, "over a restart too"
    away.rename(owner.folder)
    assert not settled(shelf).broken
    (owner.folder / "one.toml").unlink()
    assert names(settled(shelf)) == names(settled(again)) == {}


def test_a_single_file_that_is_named_is_watched_too(owner: Owner) -> None:
    path = owner.put("one", text("Good"))
    owner.put("two", text("Nobody's"))
    shelf = owner.started(path)
    assert names(shelf) == {"one": "Good"}
    path.unlink()
    assert names(settled(shelf)) == {"one": "Good"}
    assert shelf.broken[path] == (f"{path}: no such file",)
    assert names(owner.started(path)) == {"one": "Good"}


def test_two_of_one_hour_are_told_and_who_had_it_keeps_it(owner: Owner) -> None:
    old = owner.put("z", text("Old", begin="17"))
    shelf = owner.started()
    new = owner.put("a", text("New", begin="17"))
    assert names(settled(shelf)) == {"z": "Old"}
    (problem,) = shelf.broken[new]
    assert problem.startswith(f"{new}: schedule: monday 17:00 to 18:00 overlaps with {old}, ")
    assert names(owner.started()) == {"z": "Old"}, "over a restart too"
    owner.put("z", text("Old", begin="19"))
    assert names(settled(shelf)) == {"a": "New", "z": "Old"}
    assert not shelf.broken


def test_two_may_swap_their_hours(owner: Owner) -> None:
    owner.put("a", text("A", begin="17"))
    owner.put("b", text("B", begin="18"))
    shelf = owner.started()
    owner.put("a", text("A", begin="18"))
    owner.put("b", text("B", begin="17"))
    settled(shelf)
    assert not shelf.broken
    assert {path.stem: str(each.schedule[0]) for path, each in shelf.playlists.items()} == {
        "a": "monday 18:00 to 19:00",
        "b": "monday 17:00 to 18:00",
    }


def test_a_break_is_logged_once_and_so_is_its_mending(owner: Owner, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    path = owner.put("one", text())
    shelf = owner.started()
    assert caplog.messages == []
    owner.put("one", BROKEN)
    for _ in range(5):
        shelf.look()
    broken, instead = caplog.messages
    assert "no such drill" in broken
    assert instead == f"{path}: the last good version stays in use"
    owner.put("one", text())
    settled(shelf)
    assert caplog.messages[2:] == [f"{path}: mended, or gone"]


def test_who_only_wants_to_know_changes_nothing(owner: Owner) -> None:
    owner.put("one", text())
    shelf = Shelf([owner.folder], REPERTOIRE, owner.kept, writes=False)
    assert names(shelf) == {"one": "Mine"}
    assert not owner.kept.exists()


def test_where_nothing_can_be_kept_the_mirror_goes_on_and_says_so_once(
    owner: Owner, caplog: pytest.LogCaptureFixture
) -> None:
    owner.kept.parent.write_text("a file where the folder would be")
    owner.put("one", text("Good"))
    shelf = owner.started()
    owner.put("two", text("Two"))
    settled(shelf)
    owner.put("one", BROKEN)
    assert names(settled(shelf)) == {"one": "Good", "two": "Two"}
    assert sum("cannot be written" in message for message in caplog.messages) == 1


def test_a_good_version_that_names_a_drill_which_is_gone_is_good_no_more(owner: Owner) -> None:
    path = owner.put("one", text("Good"))
    owner.started()
    owner.put("one", "")
    fewer = REPERTOIRE.model_copy(update={"drills": {"good_morning": REPERTOIRE.drill("good_morning")}})
    shelf = Shelf([owner.folder], fewer, owner.kept)
    assert names(shelf) == {}
    assert path in shelf.broken

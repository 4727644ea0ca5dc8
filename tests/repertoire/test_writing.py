"""Playlists as a program writes them: checked whole, comments kept, nothing lost, nobody's change written over."""

from __future__ import annotations

import os
import threading
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk import whole
from kiosk.coach.drill import load_repertoire
from kiosk.coach.playlist import SHIPPED, load_playlist, playlist_files
from kiosk.locale.load import load_texts
from kiosk.repertoire.opened import Conflict, read_for_edit
from kiosk.repertoire.shelf import Shelf
from kiosk.repertoire.writing import check, duplicate, remove, save
from kiosk.toml import FileProblem

REPERTOIRE = load_repertoire()

MINE = """# Of the gym.
name = "Tuesday"   # the evening
order = "sets"
rest = 30.0

# Warm first.
[[items]]
drill = "hip_hinge"   # slow
sets = 2   # two will do
repetitions = 5
tempo = { down = 4.0 }   # four

[[items]]
drill = "forearm_plank"
seconds = 15.0   # held
"""


class Desk:
    """A trainer's folder, as a program writes to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def shelf(self) -> Shelf:
        return Shelf([self.folder], REPERTOIRE, writes=False, to_come=[self.folder])

    def check(self, tables: dict[str, Any], name: str = "mine") -> dict[str, str]:
        return dict(check(name, tables, REPERTOIRE, self.shelf))

    def save(self, tables: dict[str, Any], version: str = "", name: str = "mine") -> str:
        return save(self.folder, name, tables, version, REPERTOIRE, self.shelf)

    def put(self, text: str = MINE, name: str = "mine") -> Path:
        self.folder.mkdir(exist_ok=True)
        (self.folder / f"{name}.toml").write_text(text, "utf-8")
        return self.folder / f"{name}.toml"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "own")


def tables(**changes: Any) -> dict[str, Any]:
    return {**tomllib.loads(MINE), **changes}


# -- checked as it is typed --------------------------------------------------------------------------------


def test_what_is_sound_has_no_problems_and_what_is_not_has_all_with_their_keys(desk: Desk) -> None:
    assert desk.check(tables()) == {}
    items = [{"drill": "hip_hing", "sets": 0}, {"drill": "forearm_plank", "repetitions": 3}]
    found = desk.check(tables(name="", rest=-1.0, items=items, tempo=3))
    assert set(found) == {"name", "rest", "tempo", "items.0.drill", "items.0.sets", "items.1.repetitions"}
    assert found["items.0.drill"].startswith('no such drill; did you mean "hip_hinge"?')
    assert desk.check({})["name"] == "missing; add it"
    assert desk.check(tables(items=[]))["file"] == "needs at least one [[items]] table"


def test_what_a_form_leaves_open_is_as_if_it_were_not_there(desk: Desk) -> None:
    open_ones = {"drill": "hip_hinge", "sets": None, "tempo": {"down": None, "up": 2.0}, "load": None}
    asked = tables(purpose=None, items=[open_ones])
    assert desk.check(asked) == {}
    desk.save(asked)
    assert tomllib.loads((desk.folder / "mine.toml").read_text())["items"] == [
        {"drill": "hip_hinge", "tempo": {"up": 2.0}}
    ]


def test_hours_of_another_are_told_by_its_name_and_ones_own_are_no_matter(desk: Desk) -> None:
    evening = [{"days": ["monday"], "begin": "17:00", "end": "18:00"}]
    desk.save(tables(schedule=evening), name="old")
    found = desk.check(tables(schedule=evening))
    assert found == {
        "schedule": "monday 17:00 to 18:00 overlaps with old, which has monday 17:00 to 18:00; change one of them"
    }
    assert desk.check(tables(schedule=evening), name="old") == {}
    with pytest.raises(FileProblem, match=r"mine\.toml: schedule: monday 17:00"):
        desk.save(tables(schedule=evening))


# -- saved -------------------------------------------------------------------------------------------------


def test_a_new_one_is_written_as_a_person_would(desk: Desk) -> None:
    desk.save(tables(schedule=[{"days": ["monday"], "begin": "17:00", "end": "18:00"}]))
    text = (desk.folder / "mine.toml").read_text("utf-8")
    assert "[[schedule]]\n" in text
    assert text.count("[[items]]\n") == 2
    assert "tempo = {down = 4.0}" in text
    assert load_playlist(desk.folder / "mine.toml", REPERTOIRE).items[1].seconds == 15.0
    assert os.listdir(desk.folder) == ["mine.toml"]


def test_comments_stay_with_what_they_are_of(desk: Desk) -> None:
    path = desk.put()
    changed = tables(rest=20.0)
    plank, hinge = changed["items"][1], changed["items"][0]
    changed["items"] = [plank | {"seconds": 20.0}, {"drill": "good_morning"}, hinge | {"sets": 3}]
    version = desk.save(changed, read_for_edit(path).version)
    assert tomllib.loads(path.read_text("utf-8")) == changed
    lines = path.read_text("utf-8").splitlines()
    assert lines[0] == "# Of the gym."
    for start, comment in (
        ('name = "Tuesday"', "# the evening"),
        ('drill = "hip_hinge"', "# slow"),
        ("sets = 3", "# two will do"),
        ("seconds = 20.0", "# held"),
    ):
        (line,) = [line for line in lines if line.startswith(start)]
        assert line.endswith(comment)
    assert read_for_edit(path).version == version


_TABLES = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["A", "Über 'x' \"y\"", "# none", "a\\b"]),
        "items": st.lists(
            st.fixed_dictionaries(
                {"drill": st.sampled_from(["hip_hinge", "good_morning", "wall_touch"])},
                optional={
                    "sets": st.integers(1, 20),
                    "repetitions": st.integers(1, 100),
                    "rest": st.floats(0.0, 600.0),
                    "tempo": st.fixed_dictionaries({}, optional={"down": st.floats(2.0, 5.0), "up": st.just(2)}),
                    "load": st.sampled_from(["A light bell", "none"]),
                },
            ),
            min_size=1,
            max_size=6,
        ),
    },
    optional={
        "purpose": st.just("So."),
        "order": st.just("sets"),
        "voice": st.booleans(),
        "schedule": st.just([{"days": ["monday", "friday"], "begin": "17:00"}, {"days": ["sunday"]}]),
    },
)


@given(st.lists(_TABLES, min_size=1, max_size=3))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_saved_over_whatever_is_read_again_as_it_was_given(desk: Desk, versions: list[Any]) -> None:
    path = desk.put()
    version = read_for_edit(path).version
    for wanted in versions:
        version = desk.save(wanted, version)
        assert tomllib.loads(path.read_text("utf-8")) == wanted
    assert read_for_edit(path).tables == versions[-1]


def test_what_is_wrong_is_not_written(desk: Desk) -> None:
    path = desk.put()
    with pytest.raises(FileProblem) as caught:
        desk.save(tables(rest=-1.0, name=""), read_for_edit(path).version)
    assert len(caught.value.problems) == 2
    assert all(line.startswith(f"{path}: ") for line in caught.value.problems)
    assert path.read_text("utf-8") == MINE


def test_nobody_s_change_is_written_over(desk: Desk) -> None:
    path = desk.put()
    version = read_for_edit(path).version
    with pytest.raises(Conflict, match="is there already"):
        desk.save(tables())
    desk.put(MINE + "# somebody else\n")
    with pytest.raises(Conflict, match="was changed meanwhile"):
        desk.save(tables(), version)
    with pytest.raises(Conflict, match="was changed meanwhile"):
        remove(desk.folder, "mine", version)
    path.unlink()
    with pytest.raises(Conflict, match="was removed meanwhile"):
        desk.save(tables(), version)
    assert not path.exists()


def test_of_many_who_save_over_one_version_one_does(desk: Desk) -> None:
    path, shelf = desk.put(), desk.shelf
    version = read_for_edit(path).version
    both = threading.Barrier(8)

    def one(number: int) -> str | None:
        both.wait(30.0)
        try:
            return save(desk.folder, "mine", tables(rest=float(number)), version, REPERTOIRE, shelf)
        except Conflict:
            return None

    with ThreadPoolExecutor(8) as trainers:
        versions = [each for each in trainers.map(one, range(8)) if each is not None]
    assert versions == [read_for_edit(path).version]


@pytest.mark.parametrize("fails", ["fsync", "replace"])
def test_a_write_that_fails_leaves_what_was_there(desk: Desk, monkeypatch: pytest.MonkeyPatch, fails: str) -> None:
    path = desk.put()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole.os, fails, full)
    with pytest.raises(FileProblem, match=r"mine\.toml: cannot be written: No space left on device"):
        desk.save(tables(rest=5.0), read_for_edit(path).version)
    assert path.read_text("utf-8") == MINE
    assert os.listdir(desk.folder) == ["mine.toml"]


def test_a_broken_file_may_be_read_and_mended_and_its_text_is_kept(desk: Desk) -> None:
    path = desk.put("name = 'Tuesday\n")
    opened = read_for_edit(path)
    assert opened.tables is None
    assert opened.text == "name = 'Tuesday\n"
    (problem,) = opened.problems
    assert problem.key == "file"
    assert problem.message.startswith("not valid TOML: ")
    desk.save(tables(), opened.version)
    assert tomllib.loads(path.read_text("utf-8")) == tables()
    assert (desk.folder / "removed" / "mine.toml").read_text("utf-8") == "name = 'Tuesday\n"
    path = desk.put("name = 3\n")
    assert read_for_edit(path).tables == {"name": 3}


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"\x00" * 9, b"name = " + b"[" * 3000])
def test_whatever_is_in_a_file_it_can_be_opened(desk: Desk, content: bytes) -> None:
    path = desk.put()
    path.write_bytes(content)
    opened = read_for_edit(path)
    assert (opened.tables is None) == bool(opened.problems)
    desk.save(tables(), opened.version)
    assert read_for_edit(path).tables == tables()


def test_what_is_not_there_or_far_too_large_is_told(desk: Desk) -> None:
    with pytest.raises(FileProblem, match=r"none\.toml: no such file"):
        read_for_edit(desk.folder / "none.toml")
    path = desk.put("#" * 1_000_001)
    with pytest.raises(FileProblem, match="larger than a million"):
        read_for_edit(path)


# -- removed and duplicated --------------------------------------------------------------------------------


def test_what_is_removed_is_put_aside(desk: Desk) -> None:
    for number in range(2):
        path = desk.put(MINE + f"# {number}\n")
        aside = remove(desk.folder, "mine", read_for_edit(path).version)
        assert not path.exists()
        assert aside.read_text("utf-8").endswith(f"# {number}\n")
    assert not desk.shelf.playlists
    assert not desk.shelf.broken
    with pytest.raises(FileProblem, match="no such file"):
        remove(desk.folder, "mine", "")


@pytest.mark.parametrize("path", playlist_files(SHIPPED), ids=lambda path: str(path.stem))
def test_a_shipped_one_is_duplicated_in_the_language_of_the_mirror(desk: Desk, path: Path) -> None:
    texts = load_texts("es")
    original = load_playlist(path, REPERTOIRE, texts)
    name, version = duplicate(path, original.name, desk.folder, REPERTOIRE, texts)
    copy = desk.folder / f"{name}.toml"
    assert load_playlist(copy, REPERTOIRE) == original
    assert read_for_edit(copy).version == version
    assert name not in {each.stem for each in playlist_files(SHIPPED)}


def test_a_duplicate_keeps_comments_and_leaves_the_hours_to_the_original(desk: Desk) -> None:
    schedule = '\n[[schedule]]\ndays = ["monday"]\n'
    path = desk.put(MINE + schedule)
    name, _ = duplicate(path, "Tuesday", desk.folder, REPERTOIRE)
    again, _ = duplicate(path, "Tuesday", desk.folder, REPERTOIRE)
    assert (name, again) == ("tuesday", "tuesday_2")
    text = (desk.folder / "tuesday.toml").read_text("utf-8")
    assert "# two will do" in text
    assert "schedule" not in text
    assert not desk.shelf.broken
    with pytest.raises(FileProblem, match="too long for the glass"):
        duplicate(path, "x" * 60, desk.folder, REPERTOIRE)


@pytest.mark.parametrize("name", ["../mine", "a/b", "", ".x", "x\x00", "/tmp/x"])
def test_no_other_file_is_written_or_removed(desk: Desk, name: str) -> None:
    for act in (lambda: desk.save(tables(), name=name), lambda: remove(desk.folder, name, "")):
        with pytest.raises(FileProblem, match="is no name of a file"):
            act()
    assert not desk.folder.exists()

"""``kiosk playlists``, as a trainer calls it, and the files themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.cli import app
from kiosk.coach.count import HoldCount
from kiosk.coach.drill import load_repertoire
from kiosk.coach.playlist import SHIPPED, course_of, find_playlist, load_playlist, playlist_files
from kiosk.exits import Exit
from kiosk.settings import Settings, load_settings, with_options
from kiosk.station.timetable import Timetable
from kiosk.toml import FileProblem

WIDE = {"COLUMNS": "200", "NO_COLOR": "1"}
REPERTOIRE = load_repertoire()
MINE = """
name = "Mine"
rest = 30.0
[[items]]
drill = "hip_hinge"
sets = 2
repetitions = 5
rest = 10.0
strictness = "strict"
[[items]]
drill = "forearm_plank"
seconds = 15.0
"""


@pytest.fixture(autouse=True)
def _nobody_s_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("")
    monkeypatch.setenv("KIOSK_CONFIG", str(path))


def run(*arguments: str, code: Exit = Exit.DONE) -> str:
    result = CliRunner().invoke(app, ["playlists", *arguments], env=WIDE)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.stdout if code is Exit.DONE else result.stderr


def put(path: Path, text: str = MINE) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", playlist_files(SHIPPED), ids=lambda path: str(path.stem))
def test_shipped_playlists_are_sound(path: Path) -> None:
    playlist = load_playlist(path, REPERTOIRE)
    course = course_of(playlist, REPERTOIRE)
    assert course.items == len(playlist.items) >= 2
    assert course.announced
    assert course.bouts[-1].rest == 0.0


def test_a_playlist_says_sets_amounts_rests_and_strictness(tmp_path: Path) -> None:
    course = course_of(load_playlist(put(tmp_path / "mine.toml"), REPERTOIRE), REPERTOIRE)
    plank = REPERTOIRE.drill("forearm_plank").dose
    told = [(bout.drill.id, bout.item, bout.number, bout.sets, bout.rest) for bout in course.bouts]
    assert told == [
        ("hip_hinge", 0, 1, 2, 10.0),
        ("hip_hinge", 0, 2, 2, 30.0),
        *(("forearm_plank", 1, n, plank.sets, plank.rest) for n in range(1, plank.sets)),
        ("forearm_plank", 1, plank.sets, plank.sets, 0.0),
    ]
    assert course.bouts[0].goal == 5
    assert isinstance(course.bouts[-1].drill.count, HoldCount)
    assert course.bouts[-1].drill.dose.seconds == 15.0
    strict, shipped = course.bouts[0].drill, REPERTOIRE.drill("hip_hinge")
    assert strict.faults.disqualify["squatting"] < shipped.faults.disqualify["squatting"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('drill = "hip_hinge"', 'drill = "hip_hing"', 'items.0.drill: no such drill; did you mean "hip_hinge"?'),
        ("repetitions = 5", "seconds = 5.0", "items.0.seconds: hip_hinge is counted by reps; give repetitions"),
        ("seconds = 15.0", "repetitions = 3", "items.1.repetitions: forearm_plank is held; give seconds"),
        ("seconds = 15.0", "seconds = 15.0\nrepetitions = 3", "items.1: takes repetitions or seconds, and not both"),
        ("sets = 2", "set = 2", 'items.0.set: unknown key; did you mean "sets"?'),
        ("sets = 2", "sets = 0", "items.0.sets: input should be greater than or equal to 1"),
        ('"strict"', '"harsh"', "items.0.strictness: input should be 'beginner', 'standard' or 'strict'"),
        ('name = "Mine"', "", "name: missing; add it"),
        ("rest = 30.0", "rest = -1.0", "rest: input should be greater than or equal to 0"),
    ],
)
def test_what_is_wrong_is_named_with_the_way_out(tmp_path: Path, old: str, new: str, problem: str) -> None:
    path = put(tmp_path / "mine.toml", MINE.replace(old, new, 1))
    assert f"{path}: {problem}" in run("check", str(path), code=Exit.WRONG)


def test_a_playlist_without_items_is_none(tmp_path: Path) -> None:
    path = put(tmp_path / "mine.toml", 'name = "Mine"\nitems = []\n')
    assert f"{path}: file: needs at least one [[items]] table" in run("check", str(path), code=Exit.WRONG)


def test_all_errors_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    one = put(tmp_path / "one.toml", MINE.replace("hip_hinge", "hip_hing").replace("forearm_plank", "plank"))
    two = put(tmp_path / "two.toml", MINE.replace("sets = 2", "sets = 0").replace("15.0", "0.0"))
    told = run("check", str(one), str(two), code=Exit.WRONG)
    assert told.count(str(one)) == 2
    assert told.count(str(two)) == 2


def test_unknown_drills_are_told_beside_all_else_that_is_wrong(tmp_path: Path) -> None:
    """A trainer mends a file once, not error by error."""
    wrong = {
        'name = "Mine"': "",
        "hip_hinge": "hip_hing",
        "sets = 2": "sets = 0",
        "seconds = 15.0": "repetitions = 3",
        '"strict"': '"harsh"',
    }
    text = MINE
    for old, new in wrong.items():
        text = text.replace(old, new, 1)
    path = put(tmp_path / "mine.toml", text)
    lines = run("check", str(path), code=Exit.WRONG).splitlines()
    assert len(lines) == len(wrong)
    for problem in (
        "name: missing; add it",
        'items.0.drill: no such drill; did you mean "hip_hinge"?',
        "items.0.sets: input should be greater than or equal to 1",
        "items.0.strictness: input should be",
        "items.1.repetitions: forearm_plank is held; give seconds",
    ):
        assert sum(f"{path}: {problem}" in line for line in lines) == 1


@pytest.mark.parametrize(
    "items", ["items = 3", "items = [1, 2]", "[items]\ndrill = 'hip_hing'", "[[items]]\ndrill = 3"]
)
def test_what_is_no_list_of_drills_is_told_without_a_traceback(tmp_path: Path, items: str) -> None:
    path = put(tmp_path / "mine.toml", f'name = "Mine"\n{items}\n')
    assert f"{path}: items" in run("check", str(path), code=Exit.WRONG)


def test_list_show_new_and_check(tmp_path: Path) -> None:
    assert {line.split()[0] for line in run("list").splitlines()[1:]} == {p.stem for p in playlist_files(SHIPPED)}
    shown = run("show", "first_hinge")
    assert "2 x 6 reps, 30 s rest" in shown
    assert "beginner" in shown
    assert "for whom: Who has never hinged, or not for long." in shown
    assert "45 s rest between two drills" in shown
    warm_up = run("show", "hinge_warm_up")
    assert "circuit of 2 rounds" in warm_up
    assert "15 s rest between two drills, 30 s between two rounds" in warm_up
    assert "2 x 6 reps " in warm_up
    week = run("show", "progression_week_1")
    assert "4 s down, 1 s pause, 2 s up" in week
    assert "A light bar" in run("show", "deadlift_preparation")
    told = run("new", "tuesday", "--from", "hinge_class", "--folder", str(tmp_path))
    made = tmp_path / "tuesday.toml"
    assert str(made) in told
    assert made.read_text() == (SHIPPED / "hinge_class.toml").read_text()
    assert run("check", str(made)) == "1 playlist is sound\n"
    assert "is there already" in run("new", "tuesday", "--folder", str(tmp_path), code=Exit.WRONG)
    assert 'did you mean "first_hinge"?' in run("show", "first_hing", code=Exit.WRONG)
    assert "no such file" in run("check", str(tmp_path / "none.toml"), code=Exit.WRONG)


def test_show_says_when_it_is_due_and_how_long_it_takes(tmp_path: Path) -> None:
    schedule = '[[schedule]]\ndays = ["monday"]\nbegin = "17:00"\nend = "18:30"\n'
    text = 'name = "Mine"\nrest = 30.0\nvoice = false\n' + schedule
    text += '[[items]]\ndrill = "hip_hinge"\nsets = 2\nrepetitions = 10\nrest = 57.0\ntempo = { down = 4.0 }\n'
    shown = run("show", str(put(tmp_path / "mine.toml", text)))
    assert "monday 17:00 to 18:30" in shown
    assert "silent" in shown
    # Two sets of ten reps of 4 + 0.6 + 1.8 s and 0.8 s between them, a rest, the announcement and two set-ups.
    seconds = 2 * 10 * (4.0 + 0.6 + 1.8 + 0.8) + 57.0 + 8.0 + 2 * 0.6
    assert f"about {round(seconds / 60)} minutes" in shown


def test_the_settings_choose_a_playlist_or_one_drill_with_its_dose_or_one_set(tmp_path: Path) -> None:
    def chosen(text: str) -> list[tuple[str, int]]:
        session = load_settings(put(tmp_path / "s.toml", text)).session
        return [(bout.drill.id, bout.goal) for bout in Timetable(session, REPERTOIRE).due().bouts]

    assert chosen("") == [("hip_hinge", 8)] * 3
    assert chosen("[session]\nrepetitions = 5") == [("hip_hinge", 5)]
    assert chosen('[session]\nplaylist = "first_hinge"')[0] == ("wall_touch", 6)
    mine = put(tmp_path / "mine.toml")
    assert chosen(f'[session]\nplaylist = "{mine}"')[:2] == [("hip_hinge", 5)] * 2
    with pytest.raises(FileProblem, match="did you mean"):
        chosen('[session]\nplaylist = "first_hing"')
    named = with_options(Settings.model_validate({"session": {"playlist": "first_hinge"}}), drill="good_morning")
    assert {bout.drill.id for bout in Timetable(named.session, REPERTOIRE).due().bouts} == {"good_morning"}


def test_a_playlist_is_found_by_name_or_path() -> None:
    assert find_playlist("first_hinge") == SHIPPED / "first_hinge.toml"
    assert find_playlist("here/mine.toml") == Path("here/mine.toml")


# -- the owner's folder ------------------------------------------------------------------------------------

EVENING = '[[schedule]]\ndays = ["monday"]\nbegin = "17:00"\nend = "20:00"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The settings name it."""
    folder = tmp_path / "mine"
    folder.mkdir()
    put(tmp_path / "settings.toml", f'[session]\nplaylists = "{folder}"\nplaylist = "tuesday"\n')
    put(folder / "tuesday.toml", MINE.replace("[[items]]", f"{EVENING}[[items]]", 1))
    return folder


def test_the_owner_s_folder_is_listed_shown_and_checked_with_those_shipped(folder: Path) -> None:
    (row,) = [line for line in run("list").splitlines() if line.split()[0] == "tuesday"]
    assert "monday 17:00 to 20:00" in row
    assert "in the settings" in row
    assert f"{folder / 'tuesday.toml'}" in run("show", "tuesday")
    shipped = len(playlist_files(SHIPPED))
    assert run("check") == f"{shipped + 1} playlists are sound\n"
    told = run("new", "mine", "--from", "tuesday")
    assert (folder / "mine.toml").exists()
    assert '[session] playlist = "mine"' in told


def test_a_broken_one_is_listed_as_broken_and_told_by_check(folder: Path) -> None:
    path = put(folder / "broken.toml", MINE.replace("hip_hinge", "hip_hing").replace("sets = 2", "sets = 0"))
    (row,) = [line for line in run("list").splitlines() if line.split()[0] == "broken"]
    assert "broken: 2 to mend" in row
    assert run("check", code=Exit.WRONG).count(str(path)) == 2


def test_hours_that_two_of_them_have_are_told_with_both_names(folder: Path, tmp_path: Path) -> None:
    text = (folder / "tuesday.toml").read_text()
    other = put(folder / "other.toml", text.replace("20:00", "18:00"))
    told = f"{other}: schedule: monday 17:00 to 18:00 overlaps with {folder / 'tuesday.toml'}"
    (line,) = run("check", str(other), code=Exit.WRONG).splitlines()
    assert told in line
    (line,) = run("check", code=Exit.WRONG).splitlines()
    assert str(other) in line
    assert str(folder / "tuesday.toml") in line
    other.unlink()
    assert str(folder / "tuesday.toml") in run("check", str(put(tmp_path / "new.toml", text)), code=Exit.WRONG)


def test_a_folder_that_is_not_there_is_told(folder: Path) -> None:
    folder.rename(folder.with_name("away"))
    assert f"{folder}: no such folder; make it, or mend session.playlists" in run("check", code=Exit.WRONG)


def test_run_takes_the_playlist_that_is_named_whatever_is_scheduled(folder: Path) -> None:
    settings = load_settings()
    named = with_options(settings, "demo", "offscreen", playlist=str(find_playlist("hinge_class", folder)))
    assert (named.camera.source, named.glass.display, named.session.playlists) == ("demo", "offscreen", None)
    assert Timetable(named.session, REPERTOIRE).due().name == "Hinge class"
    one = with_options(settings, drill="wall_touch")
    assert Timetable(one.session, REPERTOIRE).due().bouts[0].drill.id == "wall_touch"


def test_run_and_the_singular_say_what_there_is_not(folder: Path) -> None:
    for group in ("playlists", "playlist"):
        result = CliRunner().invoke(app, [group, "run", "tusday", "--camera", "demo"], env=WIDE)
        assert result.exit_code == Exit.WRONG
        assert 'did you mean "tuesday"?' in result.stderr
    assert CliRunner().invoke(app, ["playlist", "list"], env=WIDE).exit_code == Exit.DONE
    assert "playlists" in (said := CliRunner().invoke(app, ["--help"], env=WIDE).output)
    assert "playlist " not in said, "one of them is enough to read about"

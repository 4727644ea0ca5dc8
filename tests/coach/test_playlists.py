"""Playlists: files in, sessions out; and whatever is wrong with a file is said with its key."""

from __future__ import annotations

from pathlib import Path

import pytest
from hinge_reps import TEXTS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_courses import Going

from kiosk.coach.course import Course
from kiosk.coach.drill import load_repertoire
from kiosk.coach.guidance import Stage
from kiosk.coach.playlist import SHIPPED, Playlist, course_of, load_playlist, overlap, playlist_files
from kiosk.coach.tempo import told
from kiosk.toml import FileProblem

REPERTOIRE = load_repertoire()

WHOLE = """
name = "Tuesday"
purpose = "The evening class."
for_whom = "Beginners."
order = "circuit"
rest = 20.0
round_rest = 60.0
voice = false

[[schedule]]
days = ["tuesday", "thursday"]
begin = "17:00"
end = "20:00"

[[items]]
drill = "hip_hinge"
sets = 2
repetitions = 3
tempo = { down = 4.0, pause = 1.0, up = 2.0 }
load = "A light kettlebell"
strictness = "beginner"

[[items]]
drill = "forearm_plank"
sets = 1
seconds = 15.0
"""


def put(folder: Path, text: str, named: str = "mine") -> Path:
    path = folder / f"{named}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def changed(*changes: tuple[str, str], text: str = WHOLE) -> str:
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def course(folder: Path, text: str = WHOLE) -> Course:
    return course_of(load_playlist(put(folder, text), REPERTOIRE), REPERTOIRE)


def problems(path: Path) -> list[str]:
    with pytest.raises(FileProblem) as caught:
        load_playlist(path, REPERTOIRE)
    return caught.value.problems


# -- files in, sessions out --------------------------------------------------------------------------------


def gone_through(of: Course) -> Going:
    """A session that does a rep in every set and asks for the next; each stage must lead on by itself."""
    session = Going(of, kinds=REPERTOIRE.kinds, texts=TEXTS, cautions_for=3.0)
    for bout in of.bouts:
        for _ in range(400):
            session.there(0.5)
            if session.now.stage is Stage.SET:
                break
        assert (session.now.stage, session.now.drill_id) == (Stage.SET, bout.drill.id)
        agenda = session.now.agenda
        assert agenda is not None
        assert (agenda.item, agenda.number, agenda.sets) == (bout.item + 1, bout.number, bout.sets)
        session.does()
        session.verb("start").there(0.1)
    assert session.now.stage is Stage.SUMMARY
    assert session.coach.progress is None
    return session


@pytest.mark.parametrize("path", playlist_files(SHIPPED), ids=lambda path: str(path.stem))
def test_a_shipped_playlist_goes_from_its_first_set_to_the_summary(path: Path) -> None:
    playlist = load_playlist(path, REPERTOIRE)
    assert playlist.purpose
    assert playlist.for_whom
    assert not playlist.schedule, "when it is done is the owner's to say"
    of = course_of(playlist, REPERTOIRE)
    session = gone_through(of)
    told_of = [item.drill_id for item in session.seen if item.stage is Stage.NEXT_DRILL]
    assert list(dict.fromkeys(told_of)) == list(dict.fromkeys(bout.drill.id for bout in of.bouts))
    assert len(session.coach.sets) == len(of.bouts)


def test_a_circuit_does_one_set_of_each_round_and_round(tmp_path: Path) -> None:
    text = changed(("sets = 1", "sets = 3"))
    bouts = course(tmp_path, text).bouts
    assert [(bout.drill.id, bout.number, bout.sets, bout.rest) for bout in bouts] == [
        ("hip_hinge", 1, 2, 20.0),
        ("forearm_plank", 1, 3, 60.0),
        ("hip_hinge", 2, 2, 20.0),
        ("forearm_plank", 2, 3, 60.0),
        ("forearm_plank", 3, 3, 0.0),
    ]
    assert course(tmp_path, changed(("round_rest = 60.0\n", ""))).bouts[1].rest == 20.0


def test_in_a_circuit_the_rest_says_which_drill_comes(tmp_path: Path) -> None:
    session = gone_through(course(tmp_path, changed(("sets = 1", "sets = 2"), ("20.0", "12.0"), ("60.0", "15.0"))))
    rests = [item.hint for item in session.seen if item.stage is Stage.REST]
    hinge, plank = (REPERTOIRE.drill(each).name for each in ("hip_hinge", "forearm_plank"))
    assert list(dict.fromkeys(rests)) == [plank, hinge]
    announced = [stage for stage in session.stages if stage is Stage.NEXT_DRILL]
    assert len(announced) == 2, "each once: later the rest tells"


def test_a_circuit_without_rests_announces_every_drill(tmp_path: Path) -> None:
    text = changed(("sets = 1", "sets = 2"), ("rest = 20.0", "rest = 0.0"), ("round_rest = 60.0", "round_rest = 0.0"))
    session = gone_through(course(tmp_path, text))
    assert session.stages.count(Stage.NEXT_DRILL) == 4


def test_what_to_take_is_shown_with_the_announcement(tmp_path: Path) -> None:
    session = gone_through(course(tmp_path))
    hints = {item.drill_id: item.hint for item in session.seen if item.stage is Stage.NEXT_DRILL}
    assert hints == {"hip_hinge": "A light kettlebell", "forearm_plank": ""}


def test_the_tempo_of_an_item_is_that_of_its_ghost_and_of_the_demonstration(tmp_path: Path) -> None:
    other = '[[items]]\ndrill = "forearm_plank"'
    of = course(tmp_path, changed((other, f'[[items]]\ndrill = "hip_hinge"\n\n{other}')))
    assert told(of.bouts[0].drill) == {"down": 4.0, "pause": 1.0, "up": 2.0}
    assert told(of.bouts[1].drill) == told(REPERTOIRE.drill("hip_hinge"))
    session = gone_through(of)
    shown = {item.agenda.item: item.shown for item in session.seen if item.stage is Stage.NEXT_DRILL and item.agenda}
    assert [shown[number].down for number in (1, 2)] == [4.0, 2.5]  # type: ignore[union-attr]


def test_a_silent_playlist_says_so_in_every_stage(tmp_path: Path) -> None:
    for text, spoken in ((WHOLE, False), (changed(("voice = false", "voice = true")), True)):
        session = gone_through(course(tmp_path, text))
        assert {item.agenda.spoken for item in session.seen if item.agenda is not None} == {spoken}


def test_two_files_of_one_hour_are_told_with_both_names(tmp_path: Path) -> None:
    one, other, third = (
        load_playlist(put(tmp_path, changed(*changes)), REPERTOIRE)
        for changes in ((), (("20:00", "21:00"), ("17:00", "19:59")), (("20:00", "21:00"), ("17:00", "20:00")))
    )
    paths = [tmp_path / name for name in ("one.toml", "other.toml", "third.toml")]
    (line,) = overlap(paths[0], one, dict(zip(paths, (one, other, third), strict=True)))
    assert line == (
        f"{paths[0]}: schedule: tuesday, thursday 17:00 to 20:00 overlaps with {paths[1]}, which has "
        "tuesday, thursday 19:59 to 21:00; change one of them"
    )


# -- what is wrong -----------------------------------------------------------------------------------------

BROKEN: list[tuple[str, str, str]] = [
    ('name = "Tuesday"', "", "name: missing; add it"),
    ('name = "Tuesday"', "name = 3", "name: input should be a valid string (found 3)"),
    ('"Tuesday"', '""', "name: is empty; say something (found '')"),
    ('"Tuesday"', f'"{"x" * 33}"', "name: too long for the glass: 33 characters, at most 32"),
    ('"Tuesday"', '"A\\nB"', "name: must be one line"),
    ('"Tuesday"', '"{x}"', "name: nothing is filled in here"),
    ('name = "Tuesday"', 'nmae = "Tuesday"', 'nmae: unknown key; did you mean "name"?'),
    ('name = "Tuesday"', 'name = "Tuesday', "not valid TOML"),
    ('name = "Tuesday"', 'name = "A"\nname = "B"', "not valid TOML"),
    ('"The evening class."', f'"{"x" * 161}"', "purpose: too long for the glass"),
    ('"Beginners."', "[]", "for_whom: input should be a valid string"),
    ("for_whom", "for_who", 'for_who: unknown key; did you mean "for_whom"?'),
    ('"circuit"', '"circle"', "order: input should be 'sets' or 'circuit' (found 'circle')"),
    ('order = "circuit"\n', "", 'round_rest: there are no rounds; add order = "circuit", or take it out'),
    ("rest = 20.0", "rest = -1.0", "rest: input should be greater than or equal to 0 (found -1.0)"),
    ("rest = 20.0", "rest = 601.0", "rest: input should be less than or equal to 600"),
    ("rest = 20.0", 'rest = "20"', "rest: input should be a valid number (found '20')"),
    ("rest = 20.0", "rest = nan", "rest: input should be a finite number"),
    ("rest = 20.0", "rest = true", "rest: input should be a valid number"),
    ("round_rest = 60.0", "round_rest = inf", "round_rest: input should be a finite number"),
    ("voice = false", 'voice = "no"', "voice: input should be a valid boolean"),
    ("voice = false", "voice = 0", "voice: input should be a valid boolean"),
    ("voice = false", 'language = "es"', "language: unknown key"),
    ('"thursday"', '"thursdy"', "schedule.0.days.1: input should be 'monday'"),
    ('["tuesday", "thursday"]', '"tuesday"', "schedule.0.days: input should be a valid"),
    ('["tuesday", "thursday"]', "[]", "schedule.0: days names none; name some, or take days out for every day"),
    ('"17:00"', '"25:00"', 'schedule.0.begin: must be a time of day, as "17:30" (found \'25:00\')'),
    ('"17:00"', "17", 'schedule.0.begin: must be a time of day, as "17:30" (found 17)'),
    ('"20:00"', '"16:00"', "schedule.0: end must lie after begin; a night takes two entries"),
    ("begin =", "from =", "schedule.0.from: unknown key; known: begin, days, end"),
    ("[[schedule]]", "[schedule]", "schedule: input should be a valid"),
    ("[[schedule]]", "[[shedule]]", 'shedule: unknown key; did you mean "schedule"?'),
    ("[[schedule]]", '[[schedule]]\nend = "24:00"\n[[schedule]]', "schedule: every day 00:00 to 24:00 and tue"),
    ("[[schedule]]", "[[schedule]", "not valid TOML"),
    ('drill = "hip_hinge"', "", "items.0.drill: missing; add it"),
    ('"hip_hinge"', '"hip_hing"', 'items.0.drill: no such drill; did you mean "hip_hinge"? (found \'hip_hing\')'),
    ('"hip_hinge"', "7", "items.0.drill: input should be a valid string (found 7)"),
    ("sets = 2", "sets = 0", "items.0.sets: input should be greater than or equal to 1 (found 0)"),
    ("sets = 2", "sets = 21", "items.0.sets: input should be less than or equal to 20"),
    ("sets = 2", "sets = 2.5", "items.0.sets: input should be a valid integer"),
    ("sets = 2", "set = 2", 'items.0.set: unknown key; did you mean "sets"?'),
    ("repetitions = 3", "repetitions = 101", "items.0.repetitions: input should be less than or equal to 100"),
    ("repetitions = 3", "seconds = 3.0", "items.0.seconds: hip_hinge is counted by reps; give repetitions instead"),
    ("seconds = 15.0", "repetitions = 3", "items.1.repetitions: forearm_plank is held; give seconds instead"),
    ("seconds = 15.0", "seconds = 0.0", "items.1.seconds: input should be greater than 0"),
    ("seconds = 15.0", "seconds = 5.0\nrepetitions = 5", "items.1: takes repetitions or seconds, and not both"),
    ("seconds = 15.0", "rest = 5.0", "items.1.rest: in a circuit the playlist's own rest and round_rest hold"),
    ("down = 4.0", "down = 0.5", "items.0.tempo.down: too short for hip_hinge; give 1.56 seconds or more (found 0"),
    ("down = 4.0", "down = 5.5", "items.0.tempo.down: input should be less than or equal to 5 (found 5.5)"),
    ("down = 4.0", 'down = "4"', "items.0.tempo.down: input should be a valid number"),
    ("down = 4.0", "dwon = 4.0", 'items.0.tempo.dwon: unknown key; did you mean "down"?'),
    ("pause = 1.0", "pause = 0.1", "items.0.tempo.pause: too short for hip_hinge; give 0.45 seconds or more"),
    ("up = 2.0", "up = 0.0", "items.0.tempo.up: too short for hip_hinge"),
    ("{ down = 4.0, pause = 1.0, up = 2.0 }", '"4-1-2"', "items.0.tempo: "),
    ("seconds = 15.0", "tempo = { down = 3.0 }", "items.1.tempo: forearm_plank is held; give seconds instead"),
    ('"hip_hinge"', '"kettlebell_swing"', "items.0.tempo: kettlebell_swing is done at full speed"),
    ('"A light kettlebell"', f'"{"x" * 49}"', "items.0.load: too long for the glass: 49 characters, at most 48"),
    ('"A light kettlebell"', "16", "items.0.load: input should be a valid string"),
    ('"beginner"', '"harsh"', "items.0.strictness: input should be 'beginner', 'standard' or 'strict'"),
    ("[[items]]", "[[item]]", 'item: unknown key; did you mean "items"?'),
    ("[[items]]", "[items]", "not valid TOML"),
    ('name = "Tuesday"', f"name = {'[' * 2000}", "not valid TOML"),
    ('name = "Tuesday"', f"rest = {'9' * 5000}", "not valid TOML"),
    ('name = "Tuesday"', 'name = "\x00"', "not valid TOML"),
]


@pytest.mark.parametrize(("old", "new", "problem"), BROKEN)
def test_what_is_wrong_is_named_with_file_and_key(tmp_path: Path, old: str, new: str, problem: str) -> None:
    path = put(tmp_path, changed((old, new)))
    found = problems(path)
    assert all(line.startswith(f"{path}: ") for line in found)
    assert any(line.startswith(f"{path}: {problem}") for line in found), found


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"", "name: missing; add it"),
        (b'name = "x"\n', "items: missing; add it"),
        (b'name = "x"\nitems = []\n', "file: needs at least one [[items]] table"),
        (b'name = "x"\nitems = 3\n', "items: input should be a valid"),
        (b'name = "x"\nitems = [1]\n', "items.0: input should be"),
        (b'name = "\xff"\n', "cannot be read: "),
        (b"\x89PNG\r\n\x1a\n\x00", "cannot be read: "),
        (b'name = "x"\n' + 41 * b'[[items]]\ndrill = "hip_hinge"\n', "items: tuple should have at most 40 items"),
    ],
)
def test_what_is_no_playlist_at_all_is_told_too(tmp_path: Path, text: bytes, problem: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(text)
    assert any(line.startswith(f"{path}: {problem}") for line in problems(path)), problems(path)


def test_a_folder_and_nothing_are_no_playlists(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").mkdir()
    assert problems(tmp_path / "mine.toml")[0].startswith(f"{tmp_path / 'mine.toml'}: cannot be read")
    assert problems(tmp_path / "none.toml") == [f"{tmp_path / 'none.toml'}: no such file"]


_HERE = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(st.integers(0, len(WHOLE)), st.integers(0, 12), st.text(max_size=8))
@_HERE
def test_random_damage_is_a_playlist_or_a_message(tmp_path: Path, at: int, gone: int, new: str) -> None:
    _whole_or_told(tmp_path, (WHOLE[:at] + new + WHOLE[at + gone :]).encode("utf-8", "surrogatepass"))


_KEYS = [line.partition(" = ")[0] for line in WHOLE.splitlines() if " = " in line]
_VALUES = st.one_of(
    st.integers(), st.floats(), st.booleans(), st.text(max_size=5), st.lists(st.integers(), max_size=2)
).map(lambda value: str(value).lower() if isinstance(value, bool | float) else repr(value))


@given(st.integers(0, len(_KEYS) - 1), _VALUES)
@_HERE
def test_any_value_for_any_key_is_a_playlist_or_a_message(tmp_path: Path, which: int, value: str) -> None:
    lines = WHOLE.splitlines()
    place = [number for number, line in enumerate(lines) if " = " in line][which]
    lines[place] = f"{_KEYS[which]} = {value}"
    _whole_or_told(tmp_path, "\n".join(lines).encode("utf-8", "surrogatepass"))


def _whole_or_told(folder: Path, text: bytes) -> None:
    path = folder / "mine.toml"
    path.write_bytes(text)
    found: list[str] = []
    try:
        playlist = load_playlist(path, REPERTOIRE)
    except FileProblem as error:
        found = error.problems
    else:
        assert isinstance(playlist, Playlist)
        assert course_of(playlist, REPERTOIRE).bouts
        return
    assert found
    for line in found:
        assert line.startswith(f"{path}: ")
        assert line.removeprefix(f"{path}: ").partition(": ")[2], line

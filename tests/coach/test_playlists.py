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
from tests.broken_files import PLAYLIST as WHOLE
from tests.broken_files import PLAYLISTS

REPERTOIRE = load_repertoire()

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

@pytest.mark.parametrize(("old", "new", "problem"), PLAYLISTS)
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

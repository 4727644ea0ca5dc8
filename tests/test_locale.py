"""What the mirror says is data: every language is whole, and a file that is not says all that is wrong with it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
from typer.testing import CliRunner

from kiosk.cli import app
from kiosk.coach.drill import SHIPPED as DRILLS
from kiosk.coach.drill import FaultId, load_repertoire
from kiosk.coach.placement import Placement
from kiosk.coach.playlist import SHIPPED as PLAYLISTS
from kiosk.coach.playlist import load_playlist, playlist_files
from kiosk.locale.load import SHIPPED, english, load_texts, shipped
from kiosk.locale.texts import FaultsTexts, NotCounted, PlacementTexts, SpokenVerb, Texts
from kiosk.toml import FileProblem

ENGLISH = (SHIPPED / "en.toml").read_text(encoding="utf-8")
LANGUAGES = sorted(shipped())


def put(folder: Path, *changes: tuple[str, str]) -> Path:
    """An owner's copy of the English file with ``changes`` (old, new)."""
    text = ENGLISH
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(path: Path | str) -> list[str]:
    with pytest.raises(FileProblem) as caught:
        load_texts(str(path))
    return caught.value.problems


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys(language: str) -> None:
    def keys(texts: Texts) -> set[str]:
        return {key for key, _ in texts.phrases() if not key.startswith(("drills.", "playlists."))}

    assert keys(load_texts(language)) == keys(english())


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_every_language_has_all_words_of_every_shipped_drill(language: str) -> None:
    texts = load_texts(language)
    plain, worded = load_repertoire().drills, load_repertoire(None, texts).drills
    for drill_id, drill in plain.items():
        words = texts.drills[drill_id].model_dump()
        wanted = {key for key in words if getattr(drill, key, None)}
        assert {key for key, value in words.items() if value} >= wanted, drill_id
        for key in ("muscles", "equipment", "setup"):
            assert len(getattr(worded[drill_id], key)) == len(getattr(drill, key)), f"{drill_id}: {key}"


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_every_language_has_all_words_of_every_shipped_playlist(language: str) -> None:
    texts, repertoire = load_texts(language), load_repertoire()
    for path in playlist_files(PLAYLISTS):
        plain, worded = (load_playlist(path, repertoire, words) for words in (None, texts))
        for key in ("name", "purpose", "for_whom"):
            assert getattr(worded, key) != getattr(plain, key), f"{path.stem}: {key}"
        for mine, theirs in zip(worded.items, plain.items, strict=True):
            assert (mine.load is None) == (theirs.load is None)
            assert mine.load is None or mine.load != theirs.load, f"{path.stem}: {mine.drill}"
            assert mine.model_copy(update={"load": theirs.load}) == theirs


def test_a_trainer_s_own_playlist_keeps_its_own_words(tmp_path: Path) -> None:
    own = tmp_path / "first_hinge.toml"
    own.write_text((PLAYLISTS / "first_hinge.toml").read_text(encoding="utf-8"), encoding="utf-8")
    assert load_playlist(own, load_repertoire(), load_texts("es")).name == "First hinge"


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_no_language_has_english_left(language: str) -> None:
    same = {key for key, text in load_texts(language).phrases() if dict(english().phrases()).get(key) == text}
    assert same == set()


def test_the_phrases_are_those_of_the_file_but_what_is_listened_for() -> None:
    def leaves(table: dict[str, object], at: str = "") -> dict[str, object]:
        found: dict[str, object] = {}
        for name, value in table.items():
            found |= leaves(value, f"{at}{name}.") if isinstance(value, dict) else {f"{at}{name}": value}
        return found

    wanted = leaves(tomllib.loads(ENGLISH))
    heard = {key for key in wanted if key.startswith("voice.phrases.")}
    assert len(heard) == len(get_args(SpokenVerb))
    assert dict(english().phrases()) == {key: text for key, text in wanted.items() if key not in heard}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (('stop = ["stop", "please stop"]\n', ""), "phrases: stop missing"),
        (('pause = ["take a break"', 'pause = ["please stop"'), "'please stop' would mean two things"),
        (('resume = ["let\'s continue"', 'resume = ["go 2"'), "voice.phrases.resume.0"),
        (('stop = ["stop"', 'stopp = ["stop"'), "stopp"),
    ],
)
def test_what_is_listened_for_is_checked(change: tuple[str, str], problem: str, tmp_path: Path) -> None:
    assert any(problem in line for line in problems(put(tmp_path, change)))


def test_every_fault_that_can_be_seen_has_its_words() -> None:
    assert set(get_args(FaultId)) <= set(FaultsTexts.model_fields)


def test_every_placement_has_its_words() -> None:
    assert set(get_args(Placement)) <= set(PlacementTexts.model_fields)


def test_a_number_has_its_own_form() -> None:
    text = NotCounted(one="{count} no cuenta", other="{count} no cuentan")
    assert [text.of(count) for count in (1, 2, 21)] == ["1 no cuenta", "2 no cuentan", "21 no cuentan"]


# -- a file of one's own -----------------------------------------------------------------------------------


def test_an_owner_s_own_file_is_taken(tmp_path: Path) -> None:
    path = put(tmp_path, ('language = "English"', 'language = "Pirate"'), ('"Come closer"', '"Come hither"'))
    texts = load_texts(str(path))
    assert (texts.language, texts.placement.too_far.headline) == ("Pirate", "Come hither")
    assert texts.placement.turned == english().placement.turned


def test_all_errors_of_a_file_come_at_once(tmp_path: Path) -> None:
    long = "Come closer " * 4
    path = put(
        tmp_path,
        ('headline = "One at a time"\n', ""),
        ('cue = "Feel your heels"', 'kue = "Feel your heels"'),
        ('headline = "Come closer"', f'headline = "{long}"'),
        ("[session.away]", "[session.awya]"),
        ('one = "{count} not counted"', 'one = "{number} not counted"'),
    )
    assert sorted(line.removeprefix(f"{path}: ") for line in problems(path)) == [
        "faults.weight_on_toes.cue: missing; add it",
        'faults.weight_on_toes.kue: unknown key; did you mean "cue"?',
        "glass.not_counted.one: needs {count} as they are, each once (found '{number} not counted')",
        "placement.others.headline: missing; add it",
        f"placement.too_far.headline: too long for the glass: 48 characters, at most 36 (found '{long}')",
        "session.away: missing; add it",
        'session.awya: unknown key; did you mean "away"?',
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('cue = "Arms are ropes"', 'cue = ""', "faults.arms_pulling.cue: is empty; say something"),
        ('cue = "Arms are ropes"', 'cue = "  "', "faults.arms_pulling.cue: is empty; say something"),
        ('cue = "Arms are ropes"', 'cue = "Arms\\nare ropes"', "faults.arms_pulling.cue: must be one line"),
        ('cue = "Arms are ropes"', 'cue = "{count} ropes"', "faults.arms_pulling.cue: nothing is filled in here"),
        ('cue = "Arms are ropes"', 'cue = "Arms are {ropes"', "faults.arms_pulling.cue: a { or } stands alone"),
        ('cue = "Arms are ropes"', "cue = 3", "faults.arms_pulling.cue: input should be a valid string"),
        ("{times} of {count} reps", "{times} of {count}, {times}", "advice.fault.one: needs {count}, {cue}, {times}"),
        ("{times} of {count} reps", "{times} of {count:03} reps", "advice.fault.one: needs {count}, {cue}, {times}"),
        ("{times} of {count} reps", "{times} of {count!r} reps", "advice.fault.one: needs {count}, {cue}, {times}"),
        ("{times} of {count} reps", "of {count} reps", "advice.fault.one: needs {count}, {cue}, {times}"),
        ('hint = "{problem}"', 'hint = "Ask"', "machine.camera_away.hint: needs {problem}"),
    ],
)
def test_a_wrong_text_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = put(tmp_path, (old, new))
    (line,) = problems(path)
    assert line.startswith(f"{path}: {said}")


def test_the_words_that_are_filled_in_do_not_count_as_long(tmp_path: Path) -> None:
    path = put(tmp_path, ('"{count} not counted"', f'"{{count}}{"x" * 24}"'))
    assert load_texts(str(path)).glass.not_counted.of(1) == "1" + "x" * 24


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "language 'fr': none of that name; known: en, es; a file of your own is named as *.toml"),
        ("eng", "language 'eng': none of that name; did you mean \"en\"?"),
        ("EN", "language 'EN': none of that name"),
        ("spanish.toml", "spanish.toml: no such file"),
        ("words/es", "words/es: no such file"),
    ],
)
def test_a_language_that_is_not_there_is_named(language: str, said: str) -> None:
    (line,) = problems(language)
    assert line.startswith(said)


# -- a shipped drill's words -------------------------------------------------------------------------------

BOW = '[drills.hip_hinge]\nname = "Reverencia"\nsetup = ["De lado", "Manos en la cadera"]\n'


def test_a_language_has_words_for_shipped_drills(tmp_path: Path) -> None:
    texts = load_texts(str(put(tmp_path, ("# -- where to stand", f"{BOW}# -- where"))))
    plain, worded = load_repertoire(None), load_repertoire(None, texts)
    drill = worded.drill("hip_hinge")
    assert (drill.name, drill.setup) == ("Reverencia", ("De lado", "Manos en la cadera"))
    assert drill.model_copy(update={"name": "Hip hinge", "setup": plain.drill("hip_hinge").setup}) == plain.drill(
        "hip_hinge"
    )
    assert worded.drill("barbell_deadlift") == plain.drill("barbell_deadlift")


def test_a_trainer_s_own_drill_keeps_its_own_words(tmp_path: Path) -> None:
    texts = load_texts(str(put(tmp_path, ("# -- where to stand", f"{BOW}# -- where"))))
    own = tmp_path / "drills"
    own.mkdir()
    shipped_hinge = (DRILLS / "hip_hinge.toml").read_text(encoding="utf-8")
    (own / "hip_hinge.toml").write_text(shipped_hinge.replace('"Hip hinge"', '"My hinge"'), encoding="utf-8")
    assert load_repertoire(own, texts).drill("hip_hinge").name == "My hinge"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f'name = "{"x" * 33}"', "drills.hip_hinge.name: too long for the glass: 33 characters, at most 32"),
        ('nmae = "x"', 'drills.hip_hinge.nmae: unknown key; did you mean "name"?'),
        ("setup = []", "drills.hip_hinge.setup: tuple should have at least 1 item"),
        ('setup = ["", "x"]', "drills.hip_hinge.setup.0: is empty"),
    ],
)
def test_a_wrong_word_for_a_drill_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = put(tmp_path, ("# -- where to stand", f"[drills.hip_hinge]\n{line}\n# -- where"))
    (found,) = problems(path)
    assert found.startswith(f"{path}: {said}")


# -- the commands ------------------------------------------------------------------------------------------


def kiosk(*words: str) -> Any:
    return CliRunner().invoke(app, ["locale", *words])


def test_a_language_can_be_printed_to_start_from() -> None:
    assert kiosk("show", "en").stdout == ENGLISH
    assert kiosk("show", "klingon").exit_code == 2


def test_a_file_of_one_s_own_is_checked(tmp_path: Path) -> None:
    path = put(tmp_path, ('language = "English"', 'language = "Mine"'), ("# -- where to stand", f"{BOW}# -- where"))
    result = kiosk("check", str(path))
    assert result.exit_code == 0
    first, second = result.stdout.splitlines()[:2]
    assert first.startswith(f"{path}: Mine, ")
    assert first.endswith(" texts, all fit 1080 x 1920")
    assert "barbell_deadlift" in second
    assert "hip_hinge" not in second


def test_the_check_tells_what_the_glass_cannot_show(tmp_path: Path) -> None:
    path = put(tmp_path, ('"Long arms, good"', '"Longarmsandnothingbutlongarms,good"'), ('"Feel your', '"感 your'))
    result = kiosk("check", str(path))
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert len(lines) == 2
    assert f"{path}: faults.weight_on_toes.cue: the mirror's font has no 感" in lines[0]
    assert f"{path}: faults.arms_pulling.praise: is cut to 'Longarms" in lines[1]


def test_the_check_tells_all_that_is_wrong_in_the_file(tmp_path: Path) -> None:
    path = put(tmp_path, ("[session.away]", "[session.awya]"))
    result = kiosk("check", str(path))
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 2


def test_words_for_a_drill_that_is_not_shipped_are_noticed(tmp_path: Path) -> None:
    """As errors, beside all others."""
    for wrong, more in (("", 0), ("Feel your", 1), ("[session.away]", 2)):
        text = ENGLISH.replace("# -- where to stand", f"{BOW.replace('hip_hinge', 'hip_hing')}# -- where to stand", 1)
        text = text.replace(wrong, {"Feel your": "感 your", "[session.away]": "[session.awya]"}.get(wrong, ""), 1)
        path = tmp_path / "mine.toml"
        path.write_text(text, encoding="utf-8")
        result = kiosk("check", str(path))
        assert result.exit_code == 2
        lines = result.stderr.splitlines()
        assert len(lines) == 1 + more
        told = f'{path}: drills.hip_hing: no such shipped drill; did you mean "hip_hinge"?'
        assert sum(told in line for line in lines) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ('first_hing]\nname = "x"', 'first_hing: no such shipped playlist; did you mean "first_hinge"?'),
        (
            'deadlift_preparation]\nload = { rack_pul = "x" }',
            'deadlift_preparation.load.rack_pul: nothing is to be taken for that there; did you mean "rack_pull"?',
        ),
    ],
)
def test_words_for_a_playlist_that_is_not_shipped_are_noticed(tmp_path: Path, words: str, said: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f"{ENGLISH}\n[playlists.{words}\n", encoding="utf-8")
    result = kiosk("check", str(path))
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [f"kiosk: {path}: playlists.{said}"]

"""The way from a case to its score. Needs the stage's specifications, but renders nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("tests.stage_packages", reason="the stage's packages are not installed: run `make actors`")

from tests.accuracy import run, stage, stagehand
from tests.accuracy.cache import Cache
from tests.accuracy.case import Case, checked
from tests.accuracy.label import REQUIRED
from tests.accuracy.pieces import record, replayed, row, seen_rep, true_rep
from tests.accuracy.run import run_cases
from tests.accuracy.stage import Footage, footage_key, kept_footage
from tests.actors.clip import Actor, Clip
from tests.actors.people import Person, Top
from tests.actors.script import Script

TAGS = {**dict.fromkeys(REQUIRED, "any"), "drill": "hip_hinge"}


def clip(name: str = "one", **more: object) -> Clip:
    cast = (Actor(more.pop("person", Person()), Script()),)  # type: ignore[arg-type]
    return Clip(name, f"{name}.mp4", f"{name}.json", 1.0, cast, **more)  # type: ignore[arg-type]


def case(name: str = "one", **more: object) -> Case:
    return Case(clip(name), "tune", TAGS, **more)  # type: ignore[arg-type]


@pytest.fixture
def stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Footage, truth and replay of every case but those called `broken...`."""

    def footage(item: Case, _kept: Cache) -> Footage:
        if item.name == "broken file":
            raise FileNotFoundError("tests/data/x.mp4 is missing")
        return Footage(item.name, Path(item.name), Path(item.name))

    def replay(key: str, _video: Path, _drill: str, _kept: Cache, _arithmetic: str) -> object:
        if key == "broken replay":
            raise run.ReplayError("kiosk replay ended with 4: no\nsecond line")
        return replayed([seen_rep(2.0)], [row(0.0, 0.0)])

    monkeypatch.setattr(run, "kept_footage", footage)
    monkeypatch.setattr(run, "read_record", lambda _path: record([0.0], reps=[true_rep(2.0)]))
    monkeypatch.setattr(run, "replay", replay)


@pytest.mark.usefixtures("stands_in")
def test_what_fails_is_named_and_the_rest_is_scored_in_order(tmp_path: Path) -> None:
    said: list[str] = []
    names = ["first", "broken replay", "second", "broken file", "third"]
    outcome = run_cases([case(name) for name in names], tmp_path, 2, said.append)
    assert [score.label.name for score in outcome.scores] == ["first", "second", "third"]
    assert outcome.failed == {
        "broken replay": "ReplayError: kiosk replay ended with 4: no",
        "broken file": "FileNotFoundError: tests/data/x.mp4 is missing",
    }
    assert len(said) == 5
    assert sum("FAILED" in line for line in said) == 2
    assert all("left" in line for line in said)


def test_a_drill_nobody_knows_fails_by_name(tmp_path: Path) -> None:
    strange = Case(clip("strange"), "tune", {**TAGS, "drill": "cartwheel"})
    outcome = run_cases([strange], tmp_path, 1, lambda _text: None)
    assert "cartwheel" in outcome.failed["strange"]


def test_a_renderer_that_fails_is_named(tmp_path: Path) -> None:
    impossible = case("impossible")
    object.__setattr__(impossible.clip, "crf", "no number")
    outcome = run_cases([impossible], tmp_path, 1, lambda _text: None)
    assert outcome.failed["impossible"].startswith("RenderError: the renderer: ")


def test_a_renderer_that_dies_takes_one_clip_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dies = "import sys; sys.stderr.write('driver gone'); sys.exit(3)"
    monkeypatch.setattr(stagehand, "COMMAND", (sys.executable, "-c", dies))
    outcome = run_cases([case("one"), case("two")], tmp_path, 1, lambda _text: None)
    assert outcome.failed == dict.fromkeys(("one", "two"), "RenderError: the renderer ended with 3: driver gone")


def test_the_key_follows_the_specification() -> None:
    keys = {
        footage_key(clip()),
        footage_key(clip(fps=30)),
        footage_key(clip(crf=30)),
        footage_key(clip(person=Person(top=Top(looseness=1.1)))),
    }
    assert len(keys) == 4
    assert footage_key(clip()) == footage_key(clip())


def test_a_damaged_video_is_rendered_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, item = Cache(tmp_path), case()

    def render(folder: Path) -> None:
        (folder / stage.VIDEO).write_bytes(b"film")
        (folder / stage.TRUTH).write_text("{}")

    assert kept_footage(item, kept) is None
    kept.make(footage_key(item.clip), render)
    footage = kept_footage(item, kept)
    assert footage is not None
    assert footage.truth is not None
    footage.video.write_bytes(b"fil")
    assert kept_footage(item, kept) is None


def test_a_changed_renderer_forgets_its_clips(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, item = Cache(tmp_path), case()
    kept.make(footage_key(item.clip), lambda folder: (folder / stage.VIDEO).touch())
    assert kept_footage(item, kept) is not None
    monkeypatch.setattr(stage, "renderer_digest", lambda: "another")
    assert kept_footage(item, kept) is None


def test_a_committed_clip_that_is_missing_is_said() -> None:
    with pytest.raises(FileNotFoundError, match=r"one\.mp4 is missing"):
        kept_footage(case(committed=True), Cache(Path("/nowhere")))


@pytest.mark.parametrize(
    ("tags", "half", "says"),
    [
        ({**TAGS, "view": ""}, "tune", "no tag view"),
        ({**TAGS, "fps": 15}, "tune", "tags are text; fps"),
        (TAGS, "third", "half 'third'"),
    ],
)
def test_a_case_without_its_tags_is_refused(tags: dict[str, str], half: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Case(clip(), half, tags)  # type: ignore[arg-type]


def test_two_cases_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two cases are called one"):
        checked((case(), case()))


def test_nobody_is_in_both_halves() -> None:
    with pytest.raises(ValueError, match="other half"):
        checked((case("a"), Case(clip("b"), "report", TAGS)))
    checked((case("a"), Case(clip("b", person=Person(skin="dark")), "report", TAGS)))

"""Files that a person edits: every error at once, with file and key, and what was probably meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import Field, field_validator, model_validator

from kiosk import toml


class Lens(toml.Section):
    angle: float = Field(66.0, ge=20.0, le=130.0)
    mount: Literal["c", "cs"] = "cs"


class Shelf(toml.Section):
    name: str = Field(min_length=1)
    slots: tuple[int, ...] = ()
    lens: Lens = Lens()
    spare: Lens | None = None
    lenses: dict[str, Lens] = Field(default_factory=dict)
    old: tuple[Lens, ...] = ()

    @field_validator("name")
    @classmethod
    def _lower(cls, value: str) -> str:
        if value != value.lower():
            raise ValueError("Write it in lower case")
        return value

    @model_validator(mode="after")
    def _room(self) -> Shelf:
        if len(self.lenses) > 2:
            raise ValueError("holds two lenses")
        return self


def write(folder: Path, text: str) -> Path:
    path = folder / "shelf.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(toml.FileProblem) as caught:
        toml.load(Shelf, path)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('name = "a"', {"name": "a"}),
        ('name = "a"\nslots = [1, 2]', {"slots": (1, 2)}),
        ('name = "a"\n[lens]\nangle = 90', {"lens": Lens(angle=90.0)}),
        ('name = "a"\n[spare]\nmount = "c"', {"spare": Lens(mount="c")}),
        ('name = "a"\n[lenses.wide]\nangle = 120.5', {"lenses": {"wide": Lens(angle=120.5)}}),
        ('name = "grün"', {"name": "grün"}),
    ],
)
def test_a_good_file_is_read(tmp_path: Path, text: str, expected: dict[str, Any]) -> None:
    shelf = toml.load(Shelf, write(tmp_path, text))
    for key, value in expected.items():
        assert getattr(shelf, key) == value


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        ("", "name", "missing; add it"),
        ("name = 3", "name", "input should be a valid string (found 3)"),
        ('name = ""', "name", "string should have at least 1 character"),
        ('name = "Up"', "name", "write it in lower case (found 'Up')"),
        ('name = "a"\nnmae = "b"', "nmae", 'unknown key; did you mean "name"?'),
        ('name = "a"\nzzz = 1', "zzz", "unknown key; known: lens, lenses, name, old, slots, spare"),
        ('name = "a"\n[lens]\nangel = 1', "lens.angel", 'unknown key; did you mean "angle"?'),
        ('name = "a"\n[spare]\nmuont = "c"', "spare.muont", 'unknown key; did you mean "mount"?'),
        ('name = "a"\n[lenses.wide]\nangel = 1', "lenses.wide.angel", 'unknown key; did you mean "angle"?'),
        ('name = "a"\n[[old]]\n[[old]]\nmoutn = "c"', "old.1.moutn", 'unknown key; did you mean "mount"?'),
        ('name = "a"\n[lens]\nangle = 500', "lens.angle", "less than or equal to 130 (found 500)"),
        ('name = "a"\n[lens]\nangle = nan', "lens.angle", "finite number"),
        ('name = "a"\n[lens]\nangle = inf', "lens.angle", "finite number"),
        ('name = "a"\n[lens]\nmount = "m42"', "lens.mount", "'c' or 'cs' (found 'm42')"),
        ('name = "a"\nlens = 4', "lens", "(found 4)"),
        ('name = "a"\nslots = [1, "x"]', "slots.1", "(found 'x')"),
        ('name = "a"\n[lenses]\na = {}\nb = {}\nc = {}', "file", "holds two lenses"),
    ],
)
def test_a_bad_key_is_named_with_the_way_out(tmp_path: Path, text: str, key: str, said: str) -> None:
    path = write(tmp_path, text)
    (line,) = problems(path)
    assert line.startswith(f"{path}: {key}: ")
    assert said in line


def test_all_errors_are_told_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, 'slots = ["x", "y"]\ncolour = "red"\n[lens]\nangle = "wide"\nmount = "m42"')
    lines = problems(path)
    keys = {line.removeprefix(f"{path}: ").partition(":")[0] for line in lines}
    assert keys == {"name", "slots.0", "slots.1", "colour", "lens.angle", "lens.mount"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name = ", "not valid TOML"),
        (b"name = 'a'\nname = 'b'", "not valid TOML"),
        (b"name = 'gr\xfcn'", "cannot be read"),
        (b"\x00\x01\x02", "not valid TOML"),
    ],
)
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "shelf.toml"
    path.write_bytes(content)
    (line,) = problems(path)
    assert line.startswith(f"{path}: {said}")
    assert "\n" not in line


def test_a_syntax_error_is_told_with_its_place(tmp_path: Path) -> None:
    (line,) = problems(write(tmp_path, 'name = "a"\nslots = [1,, 2]'))
    assert "line 2" in line


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "shelf.toml"
    path.write_bytes(b"\xef\xbb\xbfname = 'a'\n")
    assert toml.load(Shelf, path).name == "a"


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    assert problems(tmp_path / "none.toml") == [f"{tmp_path / 'none.toml'}: no such file"]
    (line,) = problems(tmp_path)
    assert line.startswith(f"{tmp_path}: cannot be read")


def test_what_was_read_cannot_be_changed(tmp_path: Path) -> None:
    shelf = toml.load(Shelf, write(tmp_path, 'name = "a"'))
    with pytest.raises(ValueError, match="frozen"):
        shelf.name = "b"


def test_tables_from_elsewhere_are_checked_under_their_own_name() -> None:
    with pytest.raises(toml.FileProblem, match=r"^the form: name: missing"):
        toml.check(Shelf, {}, "the form")


@pytest.mark.parametrize(
    ("wrong", "known", "said"),
    [
        ("hip_hing", ["hip_hinge", "deadlift"], 'did you mean "hip_hinge"?'),
        ("swim", ["hip_hinge", "deadlift"], "known: deadlift, hip_hinge"),
        ("swim", [], "known: none"),
    ],
)
def test_a_hint_names_the_nearest_or_all(wrong: str, known: list[str], said: str) -> None:
    assert toml.hint(wrong, known) == said

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from tests.accuracy.cache import Cache, usual_folder
from tests.accuracy.digest import canonical, digest, sources

ROOT = Path(__file__).parents[2]


def write(text: str):  # type: ignore[no-untyped-def]
    def fill(folder: Path) -> None:
        (folder / "data").write_text(text)

    return fill


def test_what_was_made_is_found(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert cache.find("key") is None
    entry = cache.make("key", write("one"))
    assert cache.find("key") == entry
    assert (entry / "data").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


@pytest.mark.parametrize("damage", ["changed", "gone", "unsealed"])
def test_a_damaged_entry_is_none_and_is_made_again(damage: str, tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    entry = cache.make("key", write("one"))
    if damage == "changed":
        (entry / "data").write_text("0ne")
    else:
        (entry / ("data" if damage == "gone" else "seal.json")).unlink()
    assert cache.find("key") is None
    assert (cache.make("key", write("two")) / "data").read_text() == "two"
    assert cache.find("key") is not None


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    cache = Cache(tmp_path)

    def fill(folder: Path) -> None:
        (folder / "half").write_text("")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        cache.make("key", fill)
    assert cache.find("key") is None
    assert list(tmp_path.iterdir()) == []


def test_two_who_make_the_same_agree(tmp_path: Path) -> None:
    first, second = Cache(tmp_path), Cache(tmp_path)

    def slow(folder: Path) -> None:
        second.make("key", write("first to finish"))
        folder.mkdir(exist_ok=True)  # the same process: the other took this one's unfinished folder
        (folder / "data").write_text("late")

    entry = first.make("key", slow)
    assert (entry / "data").read_text() == "first to finish"
    assert first.find("key") == entry


def test_what_a_killed_run_left_is_swept(tmp_path: Path) -> None:
    left, fresh = tmp_path / ".key.1", tmp_path / ".key.2"
    left.mkdir()
    fresh.mkdir()
    long_ago = time.time() - 48 * 3600
    os.utime(left, (long_ago, long_ago))
    Cache(tmp_path).make("other", write(""))
    assert not left.exists()
    assert fresh.exists()


def test_the_cache_is_where_it_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HINGE_ACCURACY_CACHE", str(tmp_path))
    assert usual_folder() == tmp_path
    monkeypatch.delenv("HINGE_ACCURACY_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert usual_folder() == tmp_path / "hinge-mirror" / "accuracy"


@dataclass(frozen=True)
class Spec:
    depth: float = 66.0
    names: tuple[str, ...] = ("a", "b")
    inner: Spec | None = None


def test_the_key_changes_with_every_part_of_a_specification() -> None:
    spec = Spec(inner=Spec(1.0))
    others = [
        replace(spec, depth=66.00000001),
        replace(spec, names=("b", "a")),
        replace(spec, inner=Spec(2.0)),
        Spec(),
    ]
    assert len({digest(item) for item in [spec, *others]}) == 5
    assert digest(spec) == digest(Spec(inner=Spec(1.0)))


def test_the_key_is_the_same_in_another_process() -> None:
    code = (
        "from tests.accuracy.digest import digest;"
        "print(digest({'b': 1, 'a': {'x', 'y', 'z'}}, 0.1, ('t', None, True), frozenset({1, 2, 3})))"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert said[0] == said[1]
    assert said[0].strip() == digest({"a": {"z", "y", "x"}, "b": 1}, 0.1, ("t", None, True), frozenset({3, 2, 1}))


def test_types_of_one_shape_are_different_specifications() -> None:
    @dataclass(frozen=True)
    class Other:
        depth: float = 66.0
        names: tuple[str, ...] = ("a", "b")
        inner: Spec | None = None

    assert digest(Spec()) != digest(Other())


def test_arrays_are_told_apart_by_every_number_and_their_shape() -> None:
    arrays = [np.zeros(4), np.zeros((2, 2)), np.array([0.0, 0.0, 0.0, 1e-12]), np.zeros(4, np.float32)]
    assert len({digest(item) for item in arrays}) == 4
    assert digest(np.zeros(4)) == digest(np.zeros(4))
    assert digest(np.float64(0.5)) == digest(0.5)


def test_what_has_no_fixed_form_is_refused() -> None:
    with pytest.raises(TypeError, match="no fixed form"):
        canonical({"style": lambda: None})


def test_sources_are_a_module_and_all_it_imports(tmp_path: Path) -> None:
    files = {
        "house/__init__.py": "",
        "house/a.py": "from . import b\nimport json\ndef f():\n    from .rooms.c import thing\n",
        "house/b.py": "from house.rooms import d as e",
        "house/rooms/__init__.py": "",
        "house/rooms/c.py": "from ..z import other",
        "house/rooms/d.py": "",
        "house/z.py": "",
        "house/unused.py": "",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    found = {path.relative_to(tmp_path).as_posix() for path in sources(tmp_path, "house.a")}
    assert found == set(files) - {"house/unused.py"}
    found = {
        path.relative_to(tmp_path).as_posix() for path in sources(tmp_path, "house.a", without=frozenset({"house.b"}))
    }
    assert found == set(files) - {"house/unused.py", "house/b.py", "house/rooms/d.py"}

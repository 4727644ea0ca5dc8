"""Damages what is shipped, in a copy, and files that people edit, at random."""

from __future__ import annotations

import shutil
from pathlib import Path

from hypothesis import strategies as st

MODELS = Path(__file__).parents[1] / "models"


def damaged_model(folder: Path) -> Path:
    """A network with one bit turned over, in a copy of all models in ``folder`` / "models"."""
    models = folder / "models"
    shutil.copytree(MODELS, models, ignore=shutil.ignore_patterns("calibration"))
    victim = models / "pose_landmark_full_int8.tflite"
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.write_bytes(data)
    return victim


_VALUES = st.one_of(
    st.integers(),
    st.floats(),
    st.booleans(),
    st.text(max_size=5),
    st.lists(st.integers(), max_size=2),
    st.sampled_from(["{}", "{ x = 1 }", "[[]]", "17:30:00", "2026-11-23", "[{}]"]),
).map(lambda value: value if isinstance(value, str) and value[:1] in "{[12" else _toml(value))


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool | float) else repr(value)


def cut_or_filled(text: str) -> st.SearchStrategy[bytes]:
    """``text`` with something taken out of it and something else put there."""
    places = st.tuples(st.integers(0, len(text)), st.integers(0, 40), st.text(max_size=8))
    return places.map(lambda it: _bytes(text[: it[0]] + it[2] + text[it[0] + it[1] :]))


def other_value(text: str) -> st.SearchStrategy[bytes]:
    """``text`` with another value in one of its lines."""
    lines = text.splitlines()
    keys = [number for number, line in enumerate(lines) if " = " in line]

    def changed(number: int, value: str) -> bytes:
        key = lines[number].partition(" = ")[0]
        return _bytes("\n".join([*lines[:number], f"{key} = {value}", *lines[number + 1 :]]))

    return st.builds(changed, st.sampled_from(keys), _VALUES)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")

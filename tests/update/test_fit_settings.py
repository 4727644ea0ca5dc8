"""An older release starts with what it understands of the settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.settings import Settings, load_settings
from kiosk.settings_template import template
from kiosk.toml import FileProblem
from kiosk.update.fit_settings import fit_settings, fitted


@pytest.mark.parametrize(
    ("text", "left_out", "rest"),
    [
        ("", [], ""),
        ('[voice]\nvolume = 0.5 # loud\n', [], '[voice]\nvolume = 0.5 # loud\n'),
        ('[voice]\nvolume = 0.5\necho = 1\n', ["voice.echo"], "[voice]\nvolume = 0.5\n"),
        ('[glow]\nred = 1\n[voice]\nvolume = 0.5\n', ["glow"], "[voice]\nvolume = 0.5\n"),
        ('glow = 3\n[voice]\nvolume = 0.5\n', ["glow"], "[voice]\nvolume = 0.5\n"),
        ('voice = 3\n', ["voice"], ""),
        ('[session]\nlanguage = 5\n', ["session.language"], "[session]\n"),
        ('[session]\ndrill = "wall_touch"\nbody_height = "tall"\n', ["session.body_height"], 'wall_touch"\n'),
    ],
)
def test_what_is_not_known_is_left_out_and_nothing_else(text: str, left_out: list[str], rest: str) -> None:
    now, said = fitted(text)
    assert said == left_out
    assert now.endswith(rest)
    assert fitted(now) == (now, [])


_KEYS = st.sampled_from([(name, key) for name, part in Settings().model_dump().items() for key in part])
_VALUES = st.sampled_from(['"x"', "[]", "{}", "true", "-1", "1e300", "2026-03-01", '[{a = 1}]'])


@given(st.lists(st.tuples(_KEYS | st.tuples(st.just("later"), st.just("key")), _VALUES), max_size=8))
def test_whatever_a_later_release_wrote_it_starts(written: list[tuple[tuple[str, str], str]]) -> None:
    lines: dict[str, dict[str, str]] = {}
    for (section, key), value in written:
        lines.setdefault(section, {})[key] = value
    text = "".join(
        f"[{section}]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())
        for section, keys in lines.items()
    )
    try:
        now, _ = fitted(text)
    except ValueError:
        return  # what is wrong only together: the copy takes its place, see below
    assert fitted(now) == (now, [])


def test_the_whole_template_is_known() -> None:
    assert fitted(template()) == (template(), [])


def test_what_cannot_be_helped_is_replaced_by_the_copy(tmp_path: Path) -> None:
    path, copy = tmp_path / "settings.toml", tmp_path / "copy.toml"
    path.write_text("[voice\n", encoding="utf-8")
    with pytest.raises(FileProblem, match="not valid TOML"):
        fit_settings(path, copy)
    assert path.read_text(encoding="utf-8") == "[voice\n"
    copy.write_text("[voice]\nvolume = 0.25\n", encoding="utf-8")
    said = fit_settings(path, copy)
    assert "as before the update again" in said[0]
    assert load_settings(path).voice.volume == 0.25
    assert (tmp_path / "settings.later.toml").read_text(encoding="utf-8") == "[voice\n"

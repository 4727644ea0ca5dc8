"""A program changes keys of the owner's settings file: the rest of it stays, and a wrong one is never written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.settings import Settings, load_settings
from kiosk.settings_file import Change, change, place_in_use
from kiosk.settings_template import template
from kiosk.toml import FileProblem

OWN = """# The gym's own.
[camera]
width = 480        # as it was

# What follows is about the voice.
[voice]
# quiet, for the neighbours
volume = 0.4  # by Ana
#counts = "all"

[glass]
width = 720
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "settings.toml"
    path.write_text(OWN)
    return path


def problems(path: Path, values: dict[tuple[str, str], Any]) -> list[str]:
    with pytest.raises(FileProblem) as caught:
        change(path, values)
    return caught.value.problems


def test_a_value_is_changed_in_its_place(own: Path) -> None:
    assert change(own, {("voice", "volume"): 0.5}) == (Change(("voice", "volume"), 0.4, 0.5),)
    assert own.read_text() == OWN.replace("0.4", "0.5")


def test_a_new_key_stands_with_its_own_section(own: Path) -> None:
    change(own, {("camera", "height"): 800})
    assert own.read_text() == OWN.replace("[camera]\n", "[camera]\nheight = 800\n")
    assert load_settings(own).camera.height == 800


def test_a_key_that_is_commented_out_is_set_below_that_line(own: Path) -> None:
    change(own, {("voice", "counts"): "none"})
    assert own.read_text() == OWN.replace('#counts = "all"\n', '#counts = "all"\ncounts = "none"\n')


def test_a_new_section_comes_last(own: Path) -> None:
    change(own, {("trainer", "enabled"): True})
    assert own.read_text().startswith(OWN)
    assert load_settings(own).trainer.enabled


def test_none_takes_a_key_out(own: Path) -> None:
    assert change(own, {("voice", "volume"): None}) == (Change(("voice", "volume"), 0.4, 0.8),)
    assert "volume =" not in own.read_text()
    assert "# quiet" in own.read_text()


@pytest.mark.parametrize(
    "values", [{("voice", "volume"): 0.4}, {("voice", "speaks"): True}, {("voice", "speaks"): None}, {}]
)
def test_what_is_so_already_is_no_change(own: Path, values: dict[tuple[str, str], Any]) -> None:
    before = own.stat().st_ino
    assert change(own, values) == ()
    assert own.stat().st_ino == before
    assert own.read_text() == OWN


@pytest.mark.parametrize(
    "text",
    [
        "voice.volume = 0.4\n[glass]\nwidth = 720\n",
        "voice = { volume = 0.4 }\n",
        '[voice]\nvolume = 0.4\n[glass]\nwidth = 720\n[voice.phrases]\npause = ["hold on please"]\n',
        "[ voice ]  # said\nvolume = 0.4\n",
        '[session]\nplaylist = """\n[voice]\n#speaks = true\n"""\n',
        "\ufeff[voice]\r\nvolume = 0.4\r\n",
        "",
        template(),
    ],
)
def test_however_the_file_is_written_it_says_what_was_asked_and_the_rest_as_before(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(text.encode())
    before = load_settings(path)
    change(path, {("voice", "speaks"): False, ("voice", "volume"): 0.25, ("cabinet", "bar_pins"): [5, 6]})
    voice = before.voice.model_copy(update={"speaks": False, "volume": 0.25})
    cabinet = before.cabinet.model_copy(update={"bar_pins": (5, 6)})
    assert load_settings(path) == before.model_copy(update={"voice": voice, "cabinet": cabinet})


@given(
    volume=st.floats(0.0, 1.0),
    large=st.booleans(),
    link=st.sampled_from([None, "https://example.org/a?b=c#d", 'https://example.org/"x"']),
    keys=st.permutations([("voice", "volume"), ("glass", "large_type"), ("glass", "link")]),
)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, volume: float, large: bool, link: str | None, keys: list[Any]
) -> None:
    path = tmp_path_factory.mktemp("own") / "settings.toml"
    path.write_text(OWN)
    values = {("voice", "volume"): volume, ("glass", "large_type"): large, ("glass", "link"): link}
    change(path, {key: values[key] for key in keys})
    settings = load_settings(path)
    assert (settings.voice.volume, settings.glass.large_type, settings.glass.link) == (volume, large, link)
    assert (settings.camera.width, settings.glass.width) == (480, 720)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({("voice", "volume"): 1.5}, "voice.volume: input should be less than or equal to 1"),
        ({("voice", "volume"): "loud"}, "voice.volume: input should be a valid number"),
        ({("voice", "volune"): 0.5}, 'voice.volune: unknown key; did you mean "volume"?'),
        ({("voise", "volume"): 0.5}, 'voise: unknown key; did you mean "voice"?'),
        ({("cabinet", "button_pin"): 27}, "cabinet: pin 27 is used twice"),
    ],
)
def test_what_would_be_wrong_is_told_and_not_written(
    own: Path, values: dict[tuple[str, str], Any], said: str
) -> None:
    (line,) = problems(own, {**values, ("glass", "width"): 700})
    assert line.startswith(f"{own}: {said}")
    assert own.read_text() == OWN


def test_all_that_is_wrong_is_told_at_once(own: Path) -> None:
    assert len(problems(own, {("voice", "volume"): 2, ("glass", "width"): 1, ("camera", "rotation"): 45})) == 3


def test_a_file_that_was_wrong_before_is_told(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("[camera]\nwidth = 1\n")
    assert "camera.width" in problems(path, {("voice", "volume"): 0.5})[0]
    assert change(path, {("camera", "width"): 640}) == (Change(("camera", "width"), 1, 640),), "mended by it"


def test_a_file_is_made_at_the_usual_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KIOSK_CONFIG", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("kiosk.settings_file.usual_place", lambda: None)
    path = place_in_use()
    assert path == tmp_path / ".config/hinge-mirror/settings.toml"
    change(path, {("voice", "volume"): 0.5})
    assert load_settings(path) == Settings(voice=Settings().voice.model_copy(update={"volume": 0.5}))
    assert [item.name for item in path.parent.iterdir()] == ["settings.toml"]
    assert place_in_use(tmp_path / "other.toml") == tmp_path / "other.toml"


def test_a_file_that_cannot_be_written_stays_whole(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    (line,) = problems(own, {("voice", "volume"): 0.5})
    assert "cannot be written: No space left on device; give the mirror's user the right to write in" in line
    assert own.read_text() == OWN
    assert [item.name for item in own.parent.iterdir()] == ["settings.toml"]


def test_a_file_that_root_changes_stays_its_owners(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "chown", lambda _, user, group: given.append((user, group)))
    change(own, {("voice", "volume"): 0.5})
    assert given == [(own.stat().st_uid, own.stat().st_gid)]


_WRITER = """
import sys
from pathlib import Path
from kiosk.settings_file import change
print("ready", flush=True)
sys.stdin.readline()
for step in range(40):
    change(Path(sys.argv[1]), {(sys.argv[2], sys.argv[3]): 300 + step})
"""


def test_two_processes_that_change_it_at_once_lose_nothing(own: Path) -> None:
    keys = [("camera", "width"), ("glass", "height")]
    both = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": Path.cwd()}
    writers = [subprocess.Popen([sys.executable, "-c", _WRITER, str(own), *key], **both) for key in keys]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    settings = load_settings(own)
    assert (settings.camera.width, settings.glass.height) == (339, 339)
    assert "# by Ana" in own.read_text()

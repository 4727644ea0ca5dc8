"""The owner's file keeps everything but the keys that were asked for."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.bench.proposal import Proposal
from kiosk.bench.saving import save
from kiosk.bench.timings import Size
from kiosk.settings import load_settings
from kiosk.toml import FileProblem

FOUND = Proposal("ai-edge-litert", "lite", "float", 2, 0.5, Size(352, 480), 20.0, 23.0, True, 30.0, "so")

OWN = """# Mine.
[camera]
source = "usb:1"   # the one on the left
width = 480        # as it was

[pose]
# threads by hand
threads = 4

[glass]
width = 720
"""


def test_comments_and_other_keys_stay(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(OWN)
    save(FOUND, path)
    text = path.read_text()
    source = 'source = "usb:1"   # the one on the left'
    for kept in ("# Mine.", source, "# as it was", "# threads by hand", "width = 720"):
        assert kept in text
    settings = load_settings(path)
    pose = settings.pose
    assert (pose.network, pose.arithmetic, pose.runtime) == ("lite", "float", "ai-edge-litert")
    assert (pose.threads, pose.mask_every) == (2, 0.5)
    assert (settings.camera.width, settings.camera.height, settings.camera.source) == (352, 480, "usb:1")
    assert settings.glass.width == 720


def test_saving_again_changes_nothing_more(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(OWN)
    save(FOUND, path)
    once = path.read_text()
    save(FOUND, path)
    assert path.read_text() == once
    save(replace(FOUND, threads=1), path)
    assert path.read_text() == once.replace("threads = 2", "threads = 1")


def test_a_file_that_is_missing_is_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "settings.toml"
    save(FOUND, path)
    assert load_settings(path).pose.network == "lite"
    assert [item.name for item in path.parent.iterdir()] == ["settings.toml"]


def test_rights_and_links_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "real.toml", tmp_path / "link.toml"
    path.write_text(OWN)
    path.chmod(0o640)
    link.symlink_to(path)
    save(FOUND, link)
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert load_settings(path).pose.threads == 2


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[pose\n", "not valid TOML"),
        ("pose = 3\n", "pose: must be a table"),
        ("[pose]\nthreds = 2\n", 'pose.threds: unknown key; did you mean "threads"?'),
    ],
)
def test_a_file_with_errors_is_told_and_left_alone(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text)
    with pytest.raises(FileProblem) as caught:
        save(FOUND, path)
    assert caught.value.problems[0].startswith(f"{path}: ")
    assert problem in caught.value.problems[0]
    assert path.read_text() == text


def test_a_file_that_cannot_be_written_is_told_with_the_way_out_and_left_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(OWN)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(FileProblem, match=r"settings\.toml: cannot be written: Permission denied; .*--config"):
        save(FOUND, path)
    assert path.read_text() == OWN
    assert [item.name for item in tmp_path.iterdir()] == ["settings.toml"]


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="cannot be read"):
        save(FOUND, tmp_path)

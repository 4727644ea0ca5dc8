"""`kiosk voice test` and `kiosk voice fetch`: the real networks, on speech made with the voice that the mirror speaks
with (`tests/data/commands`, under the licence of `kiosk/voice/mouth/speech/en`)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.cli import app
from kiosk.exits import Exit
from kiosk.records.place import default_path
from kiosk.voice.ears.listen import read_recording
from kiosk.voice.ears.recognizer import Recognizer
from kiosk.voice.ears.weights import FOLDER

SAID = Path(__file__).parents[1] / "data" / "commands"
NETWORKS = default_path().parent / FOLDER
networks = pytest.mark.skipif(
    not (NETWORKS / "encoder_model.ort").is_file(), reason="the ears' networks are not here (kiosk voice fetch)"
)


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Of a mirror that keeps what it keeps in a folder of its own, without networks."""
    path = tmp_path / "settings.toml"
    path.write_text(f'[records]\ndatabase = "{tmp_path / "state" / "records.sqlite"}"\n', encoding="utf-8")
    return path


def told(capfd: pytest.CaptureFixture[str], *words: str, code: Exit = Exit.DONE) -> str:
    result = CliRunner().invoke(app, ["voice", *words])
    assert result.exit_code == code
    return result.output + capfd.readouterr().err


@networks
@pytest.mark.parametrize("verb", ["start", "next", "pause", "resume", "repeat", "stop", "pain"])
def test_a_command_is_heard(verb: str, capfd: pytest.CaptureFixture[str]) -> None:
    first = told(capfd, "test", str(SAID / f"{verb}.ogg")).splitlines()[0]
    assert first.split()[2:] == [verb]


@networks
def test_what_else_is_listened_for_changes_nothing_of_a_phrase() -> None:
    recognizer = Recognizer(NETWORKS)
    sound = recognizer.hear(read_recording(SAID / "pause.ogg"))
    asked = [recognizer.tokens.of(text) for text in ("Take a break.", "Stop.", "One more time.")]
    together = recognizer.likelihoods(sound, asked)
    assert together == [recognizer.likelihoods(sound, [phrase])[0] for phrase in asked]
    assert max(together) == together[0]
    written = recognizer.write(sound, 12)
    (again,) = recognizer.likelihoods(sound, [recognizer.tokens.of(written.text)])
    assert again == pytest.approx(written.likelihood, abs=1.0)


@networks
def test_a_command_within_a_sentence_is_none(capfd: pytest.CaptureFixture[str]) -> None:
    lines = told(capfd, "test", str(SAID / "no_command.ogg"))
    assert not {"pause", "start", "stop"} & {word for line in lines.splitlines() for word in line.split()[2:3]}


@networks
def test_what_is_not_listened_for_is_not_heard(capfd: pytest.CaptureFixture[str]) -> None:
    assert "no command: " in told(capfd, "test", str(SAID / "pause.ogg"), "--verb", "stop", "--verb", "pain")


def test_without_networks_the_way_to_them_is_named(settings: Path, capfd: pytest.CaptureFixture[str]) -> None:
    said = told(capfd, "test", str(SAID / "stop.ogg"), "--config", str(settings), code=Exit.WRONG)
    assert "no such file; `kiosk voice fetch` gets it" in said


def test_all_that_is_wrong_is_said_at_once(capfd: pytest.CaptureFixture[str]) -> None:
    said = told(capfd, "test", "x.wav", "--verb", "stopp", "--strictness", "lenien", code=Exit.WRONG)
    assert 'did you mean "stop"?' in said
    assert 'did you mean "lenient"?' in said


@pytest.mark.parametrize(("content", "problem"), [(None, "no such file"), (b"RIFFnothing", "is no recording")])
def test_what_is_no_recording_is_named(
    content: bytes | None, problem: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "said.wav"
    if content is not None:
        path.write_bytes(content)
    assert f"{path}: {problem}" in told(capfd, "test", str(path), code=Exit.WRONG)


def test_a_package_that_is_none_is_refused_and_nothing_is_left(
    settings: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    names = ("moonshine_voice-0.1.0-py3-none-any.whl", "silero_vad-6.2.3-py3-none-any.whl")
    packages = [tmp_path / name for name in names]
    for package in packages:
        package.write_bytes(b"<html>")
    words = [word for package in packages for word in ("--package", str(package))]
    said = told(capfd, "fetch", *words, "--config", str(settings), code=Exit.WRONG)
    assert "moonshine_voice-0.1.0-py3-none-any.whl: not a readable package" in said
    assert not (tmp_path / "state").exists()


@networks
def test_damaged_networks_are_not_opened(settings: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "state" / FOLDER
    shutil.copytree(NETWORKS, folder)
    (folder / "tokenizer.bin").write_bytes(b"short")
    said = told(capfd, "test", str(SAID / "stop.ogg"), "--config", str(settings), code=Exit.WRONG)
    assert "tokenizer.bin: is not the published file; `kiosk voice fetch` gets it anew" in said

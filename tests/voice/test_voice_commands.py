"""`kiosk voice say`, and what the doctor says of the voice."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest
from plugged_cards import PortAudio
from typer.testing import CliRunner

from kiosk.cli import app
from kiosk.doctor.finding import State
from kiosk.doctor.voice import speak
from kiosk.exits import Exit
from kiosk.settings import Settings, VoiceSettings
from kiosk.toml import FileProblem
from kiosk.voice import cards
from kiosk.voice.cards import Cards, SoundProblem
from kiosk.voice.mouth import espeak
from kiosk.voice.mouth.samples import RATE
from kiosk.voice.mouth.sink import Card, WavFile
from kiosk.voice.mouth.speech import Speech


@pytest.fixture
def audio(monkeypatch: pytest.MonkeyPatch) -> PortAudio:
    found = PortAudio("HDMI", "USB Speaker")
    monkeypatch.setattr(cards, "port_audio", lambda: found)
    return found


def said_by(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["voice", "say", *arguments])
    return result.exit_code, result.output


# -- the card ------------------------------------------------------------------------------------------------


def test_the_systems_own_choice_comes_first_and_microphones_are_none(audio: PortAudio) -> None:
    assert Cards().names("plays") == ["USB Speaker", "HDMI"]


def test_a_card_is_found_by_part_of_its_name(audio: PortAudio) -> None:
    card = Card(Cards(), "speaker")
    card.write(np.zeros(480, np.float32))
    card.close()
    assert list(audio.heard) == ["USB Speaker"]
    with pytest.raises(SoundProblem, match=r"no sound card with 'piano' in its name; .*voice\.card"):
        Card(Cards(), "piano")


def test_a_card_that_goes_is_told_with_the_way_out(audio: PortAudio) -> None:
    found = Cards()
    card = Card(found)
    audio.names.clear()
    with pytest.raises(SoundProblem, match="has gone: Unanticipated host error; plug it in again"):
        card.write(np.zeros(480, np.float32))
    card.close()
    with pytest.raises(SoundProblem, match="no sound card; plug one in"):
        Card(found)


def test_without_portaudio_there_is_no_sound_and_a_way_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "sounddevice", None)
    with pytest.raises(SoundProblem, match="sudo apt install libportaudio2"):
        Card(Cards())


def test_a_wav_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(SoundProblem, match="cannot be written"):
        WavFile(tmp_path / "nowhere" / "said.wav")


# -- kiosk voice say -----------------------------------------------------------------------------------------


def test_a_cue_is_played_whole_with_the_shipped_voice(audio: PortAudio) -> None:
    code, _ = said_by("Feel your heels")
    assert code == Exit.DONE
    (blocks,) = audio.heard.values()
    wanted = Speech("en").samples("Feel your heels")
    assert wanted is not None
    heard = np.concatenate(blocks)[:, 0]
    assert len(heard) >= len(wanted)
    assert np.corrcoef(heard[: len(wanted)], wanted)[0, 1] > 0.99
    assert audio.closed


def test_it_goes_to_a_file_as_well(tmp_path: Path) -> None:
    wav = tmp_path / "said.wav"
    code, _ = said_by("Feel your heels", "--to", str(wav))
    assert code == Exit.DONE
    with wave.open(str(wav)) as file:
        assert 0.5 < file.getnframes() / RATE < 2.0


def test_no_card_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "port_audio", lambda: PortAudio())
    code, told = said_by("Feel your heels")
    assert code == Exit.WRONG
    assert told.strip().splitlines() == ["kiosk: no sound card; plug one in, or see voice.card and `aplay -l`"]


def test_a_text_nobody_speaks_is_one_clear_line(audio: PortAudio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak, "program", lambda: None)
    code, told = said_by("Something of a trainer's own")
    assert code == Exit.WRONG
    assert "sudo apt install espeak-ng" in told


# -- the doctor ----------------------------------------------------------------------------------------------


def findings(settings: Settings) -> list[tuple[State, str, str]]:
    return [(finding.state, finding.part, f"{finding.found}; {finding.do}") for finding in speak(settings)]


def of_voice(**voice: object) -> Settings:
    return Settings(voice=VoiceSettings(**voice))  # type: ignore[arg-type]


def test_all_is_well_where_there_is_a_card_and_every_line(audio: PortAudio) -> None:
    (card, _, which), (speech, _, told) = findings(Settings())
    assert (card, speech) == (State.WELL, State.WELL)
    assert "USB Speaker" in which
    assert "hibari" in told


def test_a_silent_mirror_is_well() -> None:
    assert [state for state, _, _ in findings(of_voice(speaks=False))] == [State.WELL]


def test_no_card_and_another_card_are_noted(audio: PortAudio, monkeypatch: pytest.MonkeyPatch) -> None:
    (state, _, told), _ = findings(of_voice(card="piano"))
    assert state is State.NOTE
    assert "HDMI" in told
    monkeypatch.setattr(cards, "port_audio", lambda: PortAudio())
    (state, _, told), _ = findings(Settings())
    assert (state, told) == (State.NOTE, "none; the mirror is silent; plug one in, or set voice.speaks = false")


def test_lines_without_speech_are_noted_where_nothing_else_speaks_them(
    audio: PortAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    spanish = Settings.model_validate({"session": {"language": "es"}})
    monkeypatch.setattr(espeak, "program", lambda: "/usr/bin/espeak-ng")
    _, (state, _, told) = findings(spanish)
    assert state is State.WELL
    assert "espeak-ng speaks them, in 'es'" in told
    monkeypatch.setattr(espeak, "program", lambda: None)
    _, (state, _, told) = findings(spanish)
    assert state is State.NOTE
    assert told.endswith("sudo apt install espeak-ng")


def test_damaged_speech_is_noted(audio: PortAudio, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(self: Speech, text: str) -> None:
        raise FileProblem(["/x/one.ogg: cannot be read: damaged; install the mirror again"])

    monkeypatch.setattr(Speech, "samples", damaged)
    _, (state, _, told) = findings(Settings())
    assert (state, told) == (State.NOTE, "/x/one.ogg: cannot be read: damaged; install the mirror again")

"""Cards and microphones that come and go, behind the library's double."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from plugged_cards import PortAudio

from kiosk.voice import cards as cards_room
from kiosk.voice.cards import Cards, SoundProblem
from kiosk.voice.ears import microphone as microphone_room
from kiosk.voice.ears.listen import read_recording
from kiosk.voice.ears.microphone import Microphone, Recording
from kiosk.voice.mouth.sink import Card, WavFile


@pytest.fixture
def plugs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the kernel shows what is plugged in."""
    (tmp_path / "snd").mkdir()
    monkeypatch.setattr(cards_room, "DEVICES", tmp_path / "snd")
    return tmp_path / "snd"


def audio_of(monkeypatch: pytest.MonkeyPatch, *names: str, **more: object) -> PortAudio:
    audio = PortAudio(*names, **more)  # type: ignore[arg-type]
    monkeypatch.setattr(cards_room, "port_audio", lambda: audio)
    return audio


def test_a_microphone_that_is_plugged_in_later_is_found(monkeypatch: pytest.MonkeyPatch, plugs: Path) -> None:
    audio = audio_of(monkeypatch, microphones={})
    found = Cards()
    for _ in range(2):
        with pytest.raises(SoundProblem, match=r"no microphone; plug one in, or see voice\.microphone"):
            Microphone(found)
    audio.microphones["USB"] = (16000, 1)
    Microphone(found).close()
    assert audio.closed == ["USB"]


def test_nobody_who_plays_is_cut_off_to_look_for_a_microphone(
    monkeypatch: pytest.MonkeyPatch, plugs: Path
) -> None:
    audio = audio_of(monkeypatch, "HDMI", microphones={})
    found = Cards()
    card = Card(found)
    for _ in range(3):
        with pytest.raises(SoundProblem, match="no microphone"):
            Microphone(found)
        assert not found.stale, "nothing was plugged in: who plays need not let go"
    assert audio.restarts == 0
    audio.microphones["USB"] = (16000, 1)
    (plugs / "pcmC1D0c").touch()
    assert found.stale
    card.close()
    Microphone(found).close()
    assert audio.restarts == 1
    assert not found.stale


def test_who_plays_well_is_not_asked_to_let_go_because_something_was_plugged_in(
    monkeypatch: pytest.MonkeyPatch, plugs: Path
) -> None:
    audio_of(monkeypatch, "HDMI")
    found = Cards()
    Card(found)
    (plugs / "pcmC1D0c").touch()
    assert not found.stale


@pytest.mark.parametrize(("rate", "channels"), [(16000, 1), (48000, 1), (44100, 2), (32000, 4)])
def test_whatever_a_microphone_gives_comes_at_the_rate_of_the_ears(
    monkeypatch: pytest.MonkeyPatch, rate: int, channels: int
) -> None:
    pytest.importorskip("soxr")
    audio = audio_of(monkeypatch, microphones={"Array": (rate, channels)})
    microphone = Microphone(Cards(), "arr")
    assert audio.recording is not None
    tone = np.sin(2.0 * np.pi * 440.0 * np.arange(2 * rate) / rate).astype(np.float32)
    for piece in np.array_split(tone, 60):
        audio.recording(piece)
    got = microphone.read()
    assert len(got) == pytest.approx(32000, abs=1000), "two seconds, but for what a filter still holds"
    middle = got[8000:24000]
    crossings = np.count_nonzero(np.diff(np.signbit(middle)))
    assert crossings == pytest.approx(2 * 440, abs=3)
    assert np.abs(middle).max() == pytest.approx(1.0, abs=0.02)


def test_a_microphone_that_falls_silent_has_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(microphone_room, "_GONE", 0.05)
    audio_of(monkeypatch)
    microphone = Microphone(Cards())
    with pytest.raises(SoundProblem, match="the microphone has gone, or is mute; plug it in again"):
        microphone.read()


def test_ears_that_do_not_keep_up_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    audio = audio_of(monkeypatch)
    microphone = Microphone(Cards())
    assert audio.recording is not None
    for _ in range(200):
        audio.recording(np.zeros(512, np.float32))
    with pytest.raises(SoundProblem, match="do not keep up"):
        microphone.read()


def test_one_that_takes_no_rate_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    audio = audio_of(monkeypatch)
    monkeypatch.setattr(audio, "check_input_settings", refuse)
    with pytest.raises(SoundProblem, match="the microphone 'Webcam' cannot be opened: busy; see `arecord -l`"):
        Microphone(Cards())


def refuse(**_: object) -> None:
    raise PortAudio.PortAudioError("busy")


def test_a_recording_comes_as_fast_as_a_microphone_and_then_is_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("soundfile")
    waited: list[float] = []
    monkeypatch.setattr(microphone_room.time, "sleep", waited.append)
    wav = WavFile(tmp_path / "said.wav")
    wav.write(np.full(4800, 0.5, np.float32))
    wav.close()
    recording = Recording(read_recording(tmp_path / "said.wav"))
    heard = np.concatenate([recording.read() for _ in range(10)])
    assert np.count_nonzero(np.abs(heard) > 0.4) == pytest.approx(1600, abs=80)
    assert not heard[2000:].any()
    assert max(waited) == pytest.approx(10 * 0.032, abs=0.1)


def test_a_system_without_the_kernels_folder_has_nothing_plugged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards_room, "DEVICES", Path(os.devnull) / "snd")
    audio_of(monkeypatch)
    assert not Cards().stale

"""A pilot that is found again, and a doctor that plays it and listens."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plugged_cards import PortAudio

from kiosk.doctor import ears as doctor
from kiosk.doctor.finding import Finding, State
from kiosk.settings import Settings
from kiosk.voice import cards as cards_room
from kiosk.voice.ears.gate import RATE
from kiosk.voice.mouth.samples import RATE as PLAYED_AT
from kiosk.voice.mouth.samples import resampled
from kiosk.voice.pilot import find, pilot

HEARD = resampled(pilot(), PLAYED_AT, RATE)
POWER = float(np.mean(np.square(HEARD)))


def room(seconds: float, level: float, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0.0, level, round(seconds * RATE)).astype(np.float32)


@given(st.integers(0, 1000), st.floats(0.3, 1.8), st.floats(-12.0, 40.0))
def test_it_is_found_where_it_was_played_however_soft(seed: int, after: float, over: float) -> None:
    heard = room(3.0, 0.02, seed)
    at = round(after * RATE)
    heard[at : at + len(HEARD)] += HEARD * np.float32(0.02 * np.sqrt(10.0 ** (over / 10.0) / POWER))
    found = find(heard, RATE)
    assert found is not None
    assert found.after == pytest.approx(after, abs=0.002)
    assert found.over == pytest.approx(10.0 * np.log10(1.0 + 10.0 ** (over / 10.0)), abs=1.0)
    assert not found.clipped or over > 25.0


@given(st.integers(0, 10_000))
def test_it_is_not_found_where_it_was_not_played(seed: int) -> None:
    rough = room(3.0, 0.05, seed)
    smooth = np.convolve(rough, np.ones(8) / 8.0, "same").astype(np.float32)
    assert find(rough, RATE) is None
    assert find(smooth, RATE) is None


def test_silence_and_the_hum_of_a_machine_are_no_pilot() -> None:
    assert find(np.zeros(3 * RATE, np.float32), RATE) is None
    hum = np.sin(2.0 * np.pi * 1000.0 * np.arange(3 * RATE) / RATE).astype(np.float32)
    assert find(hum, RATE) is None


# -- the doctor ----------------------------------------------------------------------------------------------


class Chamber:
    """A room with a loudspeaker and a microphone: what is played comes back by so much softer, among noise."""

    def __init__(self, audio: PortAudio, gain: float, noise: float = 0.003) -> None:
        self.audio, self.gain, self.noise = audio, gain, noise
        self.echo = np.zeros(0, np.float32)
        self.lock, self.over = threading.Lock(), threading.Event()
        audio.loopback = self.played
        threading.Thread(target=self.records, daemon=True).start()

    def played(self, samples: np.ndarray) -> None:
        with self.lock:
            self.echo = np.concatenate([self.echo, resampled(samples, PLAYED_AT, RATE)])

    def records(self) -> None:
        chance = np.random.default_rng(1)
        while not self.over.is_set():
            time.sleep(0.01)
            with self.lock:
                piece, self.echo = self.echo[:1600], self.echo[1600:]
            piece = np.pad(piece, (0, 1600 - len(piece))) * self.gain
            if self.audio.recording is not None and "Webcam" in self.audio.open:
                heard = piece + self.noise * chance.normal(0.0, 1.0, 1600) * (self.noise > 0.0)
                self.audio.recording(np.clip(heard, -1.0, 1.0).astype(np.float32))


def found(audio: PortAudio, monkeypatch: pytest.MonkeyPatch, **voice: object) -> list[Finding]:
    monkeypatch.setattr(cards_room, "port_audio", lambda: audio)
    return doctor.listen(Settings.model_validate({"voice": voice}))


def test_a_mirror_hears_itself_faintly_too_loud_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    for gain, state, words in (
        (0.2, State.WELL, "hears the mirror"),
        (0.01, State.NOTE, "faintly"),
        (0.0, State.NOTE, "does not hear what the mirror plays"),
        (9.0, State.NOTE, "overdriven"),
    ):
        audio = PortAudio("HDMI", "Speaker")
        chamber = Chamber(audio, gain)
        finding = found(audio, monkeypatch)[-1]
        chamber.over.set()
        assert finding.part == "microphone"
        assert (finding.state, words in finding.found) == (state, True), finding
        assert bool(finding.do) is (state is State.NOTE)
        assert audio.open == [], "all is let go"


def test_a_muted_microphone_and_one_alone_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    audio = PortAudio("HDMI", "Speaker")
    chamber = Chamber(audio, 0.0, noise=0.0)
    assert "digital silence" in found(audio, monkeypatch)[-1].found
    chamber.over.set()
    alone = PortAudio()
    chamber = Chamber(alone, 1.0)
    finding = found(alone, monkeypatch)[-1]
    assert (finding.state, "no sound card" in finding.found) == (State.WELL, True)
    assert found(alone, monkeypatch, speaks=False)[-1].found.endswith("was not tried: voice.speaks is false")
    chamber.over.set()


def test_no_microphone_no_networks_and_a_phrase_of_two_meanings_are_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards_room, "port_audio", lambda: PortAudio("HDMI", microphones={}))
    settings = Settings.model_validate(
        {"records": {"database": str(tmp_path / "r.sqlite")}, "voice": {"phrases": {"pause": ["stop"]}}}
    )
    networks, phrases, microphone = doctor.listen(settings)
    assert "nobody is listened to" in networks.found
    assert networks.do == "`kiosk voice fetch` gets it"
    assert "voice.phrases.pause: 'stop' stands for stop already" in phrases.found
    assert microphone.found == "no microphone; the button does all"
    assert {finding.state for finding in (networks, phrases, microphone)} == {State.NOTE}


def test_a_mirror_that_is_to_be_deaf_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    (finding,) = found(PortAudio(), monkeypatch, listens=False)
    assert finding.state is State.WELL

"""What the station tells the voice, and that a run without a glass is silent unless it is asked to speak."""

from __future__ import annotations

import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kiosk.coach.coach import Plan
from kiosk.coach.drill import load_repertoire
from kiosk.coach.guidance import Agenda, Guidance, Stage
from kiosk.motion.posture import Measure, Measures, Phase, Posture
from kiosk.pipeline import Step
from kiosk.settings import VoiceSettings
from kiosk.station.aloud import Aloud, manner_of
from kiosk.station.worker import Told
from kiosk.voice.messages import Say, ToneAt, ToVoice
from kiosk.voice.mouth.narration import BEHIND
from kiosk.voice.mouth.tones import HIGHEST, LOWEST, pitch_of
from kiosk.voice.mouth.utterance import Rank
from tests.station.test_kiosk_run import run, slowly

REPERTOIRE = load_repertoire()
PLAN = Plan(REPERTOIRE.drill("hip_hinge"), REPERTOIRE.kinds, 8, drills=REPERTOIRE.drills)


class Listener:
    def __init__(self) -> None:
        self.told: list[ToVoice] = []

    def send(self, message: ToVoice) -> None:
        self.told.append(message)


def told(guidance: Guidance, taken: float | None) -> Told:
    return Told(Step(None, None, guidance), 1, taken, "full")


def at(time: float, count: int = 0, inclination: float | None = None) -> Guidance:
    posture = None
    if inclination is not None:
        measures = Measures(torso_inclination=Measure(inclination, 1.0))
        posture = Posture(time, measures, "side", 0.0, "left", "left", 1.0, {}, {}, (480, 640))
    phase = Phase.STANDING if inclination is None else Phase.DOWN
    return Guidance(time, Stage.SET, "hip_hinge", "Hip hinge", (480, 640), count=count, phase=phase, posture=posture)


def test_what_is_said_is_due_by_the_clock_of_the_machine() -> None:
    voice = Listener()
    aloud = Aloud(voice, VoiceSettings(), PLAN, clock=lambda: 500.0)
    aloud(told(at(1.0), 101.0))
    aloud(told(at(2.0, count=1), 102.0))
    aloud(told(at(3.0, count=2), None))
    assert voice.told == [
        Say(text="1", rank=Rank.COUNT, until=102.0 + BEHIND),
        Say(text="2", rank=Rank.COUNT, until=500.0 + BEHIND),
    ]


def test_tones_follow_only_where_they_are_wanted() -> None:
    moving = [at(1.0), at(1.1, inclination=0.0), at(1.2, inclination=90.0), at(1.3, inclination=90.0), at(1.4)]
    for wanted in (False, True):
        voice = Listener()
        aloud = Aloud(voice, VoiceSettings(tones=wanted), PLAN)
        for guidance in moving:
            aloud(told(guidance, guidance.time))
        tones = [ToneAt(pitch=LOWEST), ToneAt(pitch=HIGHEST), ToneAt()] if wanted else []
        assert voice.told == tones


def test_a_silent_playlist_is_silent_and_nothing_is_said_late() -> None:
    voice = Listener()
    aloud = Aloud(voice, VoiceSettings(tones=True), PLAN)
    agenda = Agenda("Mine", "Hip hinge", 1, 1, 1, 1, spoken=False)
    aloud(told(at(1.0), 1.0))
    aloud(told(replace(at(2.0, count=1, inclination=30.0), agenda=agenda), 2.0))
    assert voice.told == []
    aloud(told(replace(at(3.0, count=2), agenda=replace(agenda, spoken=True)), 3.0))
    assert [message.text for message in voice.told if isinstance(message, Say)] == ["2"]


def test_equal_angles_are_equal_steps_of_pitch_and_nothing_beyond() -> None:
    assert pitch_of(45.0) / pitch_of(0.0) == pytest.approx(pitch_of(90.0) / pitch_of(45.0))
    assert (pitch_of(-30.0), pitch_of(130.0)) == (LOWEST, HIGHEST)


def test_who_is_to_be_careful_of_what_is_told_by_the_files() -> None:
    manner = manner_of(VoiceSettings(counts="last_3"), PLAN)
    assert manner.counts == "last_3"
    assert {"rounded_back", "hollow_back", "weight_on_toes"} <= manner.safety
    assert "squatting" not in manner.safety


def test_a_whole_run_is_heard(tmp_path: Path) -> None:
    said = tmp_path / "said.wav"
    code, _, err = run(tmp_path, "--camera", slowly("hinge_good", tmp_path), "--speech", str(said))
    assert code == 0, err
    with wave.open(str(said)) as file:
        heard = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32767.0
    assert np.abs(heard).max() > 0.1
    assert "voice" not in err

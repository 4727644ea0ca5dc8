"""What comes out of the mouth, sample by sample."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.voice.mouth.mixer import Mixer, Tone
from kiosk.voice.mouth.mouth import Mouth
from kiosk.voice.mouth.samples import RATE, Samples
from kiosk.voice.mouth.utterance import Rank, Utterance
from kiosk.voice.mouth.volume import MOST, QUIET, Ambient, gain_for

BLOCK = RATE // 50


def word(seconds: float, pitch: float = 200.0, gain: float = 0.3) -> Samples:
    return (gain * np.sin(2.0 * np.pi * pitch * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


WORDS = {"one": word(0.5, 200.0), "two": word(0.4, 400.0), "stop": word(0.3, 800.0)}


def pitch_of(samples: Samples) -> float:
    """The strongest one."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 8 * RATE))
    return float(np.argmax(spectrum)) / 8.0


def roughness(samples: Samples) -> float:
    """The largest step between two samples: a click is one."""
    return float(np.abs(np.diff(samples)).max())


def taken(mouth: Mouth, begin: float, seconds: float) -> Samples:
    blocks = [mouth.take(BLOCK, begin + index * BLOCK / RATE) for index in range(round(seconds * 50))]
    return np.concatenate(blocks)


def mouth() -> Mouth:
    return Mouth(WORDS.get, 1.0)


# -- the voice -----------------------------------------------------------------------------------------------


def test_what_is_said_is_heard_at_once_and_as_it_is() -> None:
    here = mouth()
    assert here.say(Utterance("one", Rank.STAGE, 1.0))
    heard = taken(here, 0.0, 1.0)
    assert heard[: len(WORDS["one"])] == pytest.approx(WORDS["one"], abs=1e-6)
    assert not heard[len(WORDS["one"]) :].any()
    assert not here.speaking


def test_one_waits_for_the_other() -> None:
    here = mouth()
    here.say(Utterance("one", Rank.CORRECTION, 5.0))
    here.say(Utterance("two", Rank.COUNT, 5.0))
    heard = taken(here, 0.0, 1.2)
    assert pitch_of(heard[: RATE // 2]) == pytest.approx(200.0, abs=2.0)
    assert pitch_of(heard[RATE // 2 :]) == pytest.approx(400.0, abs=2.0)


def test_a_count_that_would_come_too_late_is_not_heard() -> None:
    here = mouth()
    here.say(Utterance("one", Rank.CORRECTION, 0.3))
    here.say(Utterance("two", Rank.COUNT, 0.3))
    heard = taken(here, 0.0, 1.2)
    assert not heard[len(WORDS["one"]) :].any()


def test_safety_cuts_in_within_a_moment_and_without_a_click() -> None:
    # Cut where it is loudest.
    loud = np.roll(word(0.5, 200.0), RATE // 800)
    here = Mouth({**WORDS, "one": loud}.get, 1.0)
    here.say(Utterance("one", Rank.PRAISE, 5.0))
    before = taken(here, 0.0, 0.2)
    assert abs(before[-1]) > 0.29
    here.say(Utterance("stop", Rank.SAFETY, 5.0))
    after = taken(here, 0.2, 0.5)
    assert pitch_of(after[RATE // 50 : RATE // 4]) == pytest.approx(800.0, abs=4.0)
    # No step that the two together do not have.
    assert roughness(np.concatenate([before, after])) < roughness(WORDS["one"]) + roughness(WORDS["stop"]) + 0.001


def test_what_nobody_can_say_is_no_silence() -> None:
    here = mouth()
    assert not here.say(Utterance("three", Rank.SAFETY, 5.0))
    here.say(Utterance("two", Rank.PROMPT, 5.0))
    assert taken(here, 0.0, 0.1).any()


def test_hush_is_silence_at_once() -> None:
    here = mouth()
    here.say(Utterance("one", Rank.STAGE, 5.0))
    here.say(Utterance("two", Rank.STAGE, 5.0))
    taken(here, 0.0, 0.1)
    here.hush()
    assert not taken(here, 0.1, 1.0)[RATE // 50 :].any()
    assert not here.wanted(0.2)


# -- loudness ------------------------------------------------------------------------------------------------


def test_half_the_volume_is_half_as_loud() -> None:
    # Half as loud is 10 phon, about 10 dB.
    assert 20.0 * np.log10(gain_for(1.0, None) / gain_for(0.5, None)) == pytest.approx(10.0, abs=0.1)
    assert gain_for(0.0, 0.0) == 0.0


@given(st.floats(0.0, 1.0), st.floats(-120.0, 0.0), st.floats(-120.0, 0.0))
def test_the_louder_the_room_the_louder_the_voice_up_to_a_limit(volume: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    quiet = gain_for(volume, None)
    assert quiet <= gain_for(volume, low) <= gain_for(volume, high) <= quiet * 10.0 ** (MOST / 20.0) + 1e-9


def test_one_clank_changes_little_and_a_minute_of_music_all() -> None:
    ambient = Ambient()
    ambient.hear(QUIET, 0.0)
    ambient.hear(-10.0, 0.1)
    assert ambient.level is not None
    assert ambient.level < QUIET + 2.0
    for tenth in range(2, 600):
        ambient.hear(-10.0, tenth / 10.0)
    assert ambient.level == pytest.approx(-10.0, abs=0.1)


def test_a_loud_room_raises_what_is_heard() -> None:
    here = mouth()
    here.say(Utterance("one", Rank.STAGE, 5.0))
    here.hear(QUIET + 12.0, 0.0)
    heard = taken(here, 0.0, 0.5)[RATE // 10 :]
    assert 20.0 * np.log10(np.abs(heard).max() / 0.3) == pytest.approx(6.0, abs=0.1)


@given(st.floats(0.0, 20.0))
def test_nothing_clips_however_loud(gain: float) -> None:
    mixer = Mixer()
    mixer.gain = gain
    mixer.say(word(0.1, gain=0.9))
    mixer.tone(Tone(300.0))
    assert np.abs(mixer.take(RATE // 10)).max() <= 1.0


# -- the tone ------------------------------------------------------------------------------------------------


def test_the_tone_follows_and_glides_without_clicks() -> None:
    mixer = Mixer()
    blocks = []
    for step in range(100):
        mixer.tone(Tone(220.0 if step < 50 else 660.0))
        blocks.append(mixer.take(BLOCK))
    mixer.tone(None)
    blocks += [mixer.take(BLOCK) for _ in range(50)]
    heard = np.concatenate(blocks)
    assert pitch_of(heard[RATE // 2 : RATE]) == pytest.approx(220.0, abs=2.0)
    assert pitch_of(heard[RATE * 3 // 2 : RATE * 2]) == pytest.approx(660.0, abs=4.0)
    # The steepest a sine of 660 Hz can be at the tone's loudness.
    assert roughness(heard) <= 1.05 * 0.08 * 2.0 * np.pi * 660.0 / RATE
    assert mixer.silent
    assert not mixer.take(BLOCK).any()


def test_a_tick_is_heard_once_as_the_target_is_reached() -> None:
    mixer = Mixer()
    heard = []
    for step in range(100):
        mixer.tone(Tone(300.0, inside=step >= 50))
        heard.append(np.abs(mixer.take(BLOCK)).max())
    ticks = [step for step, peak in enumerate(heard) if peak > 0.12]
    assert ticks
    assert 50 <= ticks[0] <= ticks[-1] < 53


def test_the_voice_goes_before_the_tone() -> None:
    mixer = Mixer()
    mixer.tone(Tone(300.0))
    mixer.take(RATE)
    alone = np.abs(mixer.take(RATE // 10)).max()
    mixer.say(word(0.5, 200.0, 0.0001))
    mixer.take(RATE // 4)
    assert np.abs(mixer.take(RATE // 10)).max() < 0.5 * alone

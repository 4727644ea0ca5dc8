"""What is listened for goes with the stage, what was heard reaches the coach, and the glass shows it."""

from __future__ import annotations

import signal
from pathlib import Path

import numpy as np
import pytest

from kiosk.coach.guidance import Guidance, Stage
from kiosk.coach.verbs import Verb, spoken_in
from kiosk.locale.load import english
from kiosk.pipeline import Step
from kiosk.records.place import default_path
from kiosk.station.attention import Attention
from kiosk.station.worker import Told
from kiosk.voice.ears.weights import FOLDER
from kiosk.voice.messages import Alive, Heard, ListenFor, Listens, ToVoice
from tests.station.test_kiosk_run import DATA, read_until, run, slowly, start

PHRASES = english().voice.phrases
STOPPED = english().session.pain.headline
SAID = DATA / "commands"
NETWORKS = default_path().parent / FOLDER


class Voice:
    def __init__(self) -> None:
        self.told: list[ToVoice] = []

    def send(self, message: ToVoice) -> None:
        self.told.append(message)


class At:
    """An attention at a voice, by a clock that is set."""

    def __init__(self) -> None:
        self.now, self.woken = 100.0, 0
        self.voice = Voice()
        self.attention = Attention(PHRASES, self.wake, lambda: self.now)
        self.attention.voice = self.voice

    def wake(self) -> None:
        self.woken += 1

    def comes_to(self, *stages: Stage) -> None:
        for stage in stages:
            guidance = Guidance(self.now, stage, "hip_hinge", "Hip hinge", (480, 640))
            self.attention(Told(Step(None, None, guidance), 1, self.now, "full"))

    def hears(self, verb: str) -> list[Verb]:
        self.attention.told(Heard(verb=verb, phrase=PHRASES[verb][0]))  # type: ignore[index]
        return self.attention.asked()


def test_what_is_listened_for_is_told_once_for_each_stage() -> None:
    mirror = At()
    mirror.comes_to(Stage.IDLE, Stage.SET, Stage.SET, Stage.SET, Stage.REST)
    told = [message.verbs for message in mirror.voice.told if isinstance(message, ListenFor)]
    assert told == [(), ("next", "pain", "pause", "repeat", "stop"), tuple(sorted(spoken_in(Stage.REST)))]


def test_what_was_heard_is_asked_for_once_and_wakes_the_glass() -> None:
    mirror = At()
    mirror.comes_to(Stage.SET)
    mirror.attention.told(Alive())
    assert (mirror.attention.waits, mirror.woken) == (False, 0)
    mirror.attention.told(Heard(verb="stop", phrase="please stop"))
    assert (mirror.attention.waits, mirror.woken) == (True, 1)
    assert mirror.attention.asked() == [Verb.STOP]
    assert mirror.attention.asked() == []


def test_what_was_said_in_another_stage_is_let_go() -> None:
    mirror = At()
    mirror.comes_to(Stage.REST, Stage.SET)
    mirror.attention.told(Listens(level=0.0))
    assert mirror.hears("start") == [], "it would end the set that has just begun"
    shown = mirror.attention.listening()
    assert shown is not None
    assert shown.understood == ""


def test_the_glass_shows_what_was_understood_for_a_moment() -> None:
    mirror = At()
    mirror.comes_to(Stage.SET)
    mirror.attention.told(Listens(level=0.4, speaks=True))
    mirror.hears("pause")
    shown = mirror.attention.listening()
    assert shown is not None
    assert (shown.understood, shown.level, shown.speaks, shown.deaf) == ("take a break", 0.4, True, False)
    mirror.now += 1.4
    mirror.attention.told(Listens(level=0.0, deaf=True))
    mirror.now += 0.2
    shown = mirror.attention.listening()
    assert shown is not None
    assert (shown.understood, shown.deaf) == ("", True)


def test_there_is_no_sign_where_nobody_listens() -> None:
    mirror = At()
    mirror.comes_to(Stage.SET)
    assert mirror.attention.listening() is None, "no microphone"
    mirror.attention.told(Listens(level=0.4))
    assert mirror.attention.listening() is not None
    mirror.now += 2.0
    assert mirror.attention.listening() is None, "it was pulled out"
    mirror.attention.told(Listens(level=0.4))
    mirror.comes_to(Stage.IDLE)
    assert mirror.attention.listening() is None, "nothing is listened for"


@pytest.mark.parametrize("stage", list(Stage))
def test_what_the_glass_offers_is_listened_for(stage: Stage) -> None:
    mirror = At()
    mirror.comes_to(stage)
    mirror.attention.told(Listens(level=0.0))
    shown = mirror.attention.listening()
    offered = () if shown is None else shown.say
    meant = {verb for verb, ways in PHRASES.items() for way in ways if way in offered}
    assert meant <= set(spoken_in(stage))
    assert len(meant) == len(offered) <= 3


@pytest.mark.slow
@pytest.mark.skipif(
    not (NETWORKS / "encoder_model.ort").is_file(), reason="the ears' networks are not here (kiosk voice fetch)"
)
def test_who_is_hurt_is_heard_by_the_whole_mirror(tmp_path: Path) -> None:
    soundfile = pytest.importorskip("soundfile")
    (tmp_path / FOLDER).symlink_to(NETWORKS)
    said, rate = soundfile.read(SAID / "pain.ogg")
    again_and_again = np.tile(np.concatenate([np.zeros(2 * rate), said]), 20)
    soundfile.write(tmp_path / "said.wav", again_and_again, rate)
    film = slowly("hinge_good", tmp_path)
    mirror = start(tmp_path, "--camera", film, "--hear", str(tmp_path / "said.wav"))
    read_until(STOPPED, mirror)
    mirror.send_signal(signal.SIGTERM)
    _, err = mirror.communicate(timeout=60)
    assert mirror.returncode == 0, err
    code, _, err = run(tmp_path, "--camera", f"clip:{DATA / 'hinge_good.mp4'}")
    assert code == 0, err
    assert STOPPED not in err, err


def test_a_mirror_without_networks_says_so_once_and_goes_on(tmp_path: Path) -> None:
    pytest.importorskip("soundfile")
    film = f"clip:{DATA / 'hinge_good.mp4'}"
    code, _, err = run(tmp_path, "--camera", film, "--hear", str(SAID / "stop.ogg"))
    assert code == 0, err
    assert err.count("the mirror does not listen") == 1
    assert "`kiosk voice fetch`" in err


def test_a_phrase_that_means_two_things_is_told_with_its_key(tmp_path: Path) -> None:
    settings = '[voice]\nphrases = { pause = ["Keep going"], stop = ["halt"], pain = ["halt"] }\n'
    code, _, err = run(tmp_path, "--camera", "demo", "--hear", str(SAID / "stop.ogg"), settings=settings)
    assert code != 0
    assert "voice.phrases.pause: 'Keep going' stands for resume already" in err
    assert "voice.phrases.pain: 'halt' stands for stop already" in err

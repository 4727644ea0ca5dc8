"""Ears on their thread: a microphone that comes and goes, a mouth that speaks, networks that fail."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np
import pytest
from test_ear import GO, SAID_GO, STOP, TABLE, LevelIsWord, LoudIsSpeech, sound

from kiosk.voice.cards import SoundProblem
from kiosk.voice.ears import ears as ears_room
from kiosk.voice.ears.ear import Ear
from kiosk.voice.ears.ears import Ears, Room
from kiosk.voice.ears.trouble import EarsTrouble
from kiosk.voice.messages import FromVoice, Heard, Listens
from kiosk.voice.mouth.samples import Samples

PATIENCE = 20.0
SAID_STOP = sound((2.0, 0.001), (0.7, 0.5), (1.0, 0.001))


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


class Plug:
    """A microphone that brings what it is given; without a plug it cannot be opened."""

    def __init__(self) -> None:
        self.inside, self.opened, self.closed = True, 0, 0
        self.coming: list[Samples] = []
        self.hangs = threading.Event()

    def open(self) -> Plug:
        self.opened += 1
        if not self.inside:
            raise SoundProblem("no microphone; plug one in")
        return self

    def read(self) -> Samples:
        time.sleep(0.002)
        if not self.inside:
            raise SoundProblem("the microphone has gone; plug it in again")
        while self.hangs.is_set():
            time.sleep(0.002)
        return self.coming.pop(0) if self.coming else np.full(512, 0.001, np.float32)

    def close(self) -> None:
        self.closed += 1

    def brings(self, samples: Samples) -> None:
        self.coming += np.array_split(samples, len(samples) // 512)


class Listening:
    """Ears at work, and all that they tell."""

    def __init__(self, make_ear: Callable[[], Ear] | None = None) -> None:
        self.plug, self.told, self.complaints = Plug(), list[FromVoice](), list[str]()
        self.levels: list[float] = []
        self.speaks = self.asked_to_let_go = False
        self.ears = Ears(
            (GO, STOP),
            make_ear or (lambda: Ear(LoudIsSpeech(), LevelIsWord(), TABLE)),
            self.plug.open,
            Room(lambda: self.speaks, self.levels.append),
            self.told.append,
            self.complaints.append,
            lambda: self.asked_to_let_go,
        )
        self.ears.listen_for(("start", "stop"))
        self.ears.start()

    @property
    def heard(self) -> list[str]:
        return [message.verb for message in self.told if isinstance(message, Heard)]

    @property
    def signs(self) -> list[Listens]:
        return [message for message in self.told if isinstance(message, Listens)]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_TRY_AGAIN", "_ANEW", "_TELL_EVERY", "_AMBIENT_EVERY", "_DEAF_AFTER"):
        monkeypatch.setattr(ears_room, name, 0.02)
    monkeypatch.setattr(ears_room, "_DOZE", 0.002)  # what comes from a `Plug` does not come at the pace of sound


def test_a_command_is_told_with_its_phrase_and_the_meter_moves() -> None:
    work = Listening()
    work.plug.brings(SAID_GO)
    until(lambda: work.heard)
    assert [message for message in work.told if isinstance(message, Heard)] == [Heard(verb="start", phrase="go")]
    assert max(sign.level for sign in work.signs) > 0.9
    assert min(sign.level for sign in work.signs) < 0.1
    assert any(sign.speaks for sign in work.signs)
    until(lambda: work.levels)
    assert work.levels[-1] == pytest.approx(-60.0, abs=1.0), "the room, not who speaks in it"
    work.ears.stop()
    until(lambda: work.plug.closed)


def test_only_what_makes_sense_is_known() -> None:
    work = Listening()
    work.ears.listen_for(("stop",))
    work.plug.brings(SAID_GO)
    work.plug.brings(SAID_STOP)
    until(lambda: work.heard)
    assert work.heard == ["stop"]
    work.ears.listen_for(())
    work.plug.brings(SAID_STOP)
    until(lambda: not work.plug.coming)
    assert work.heard == ["stop"]
    work.ears.stop()


def test_verbs_that_do_the_same_just_now_are_no_rivals() -> None:
    class Torn(LevelIsWord):
        """Cannot tell one from the other."""

        def likelihoods(self, sound, phrases):
            return [-3.0 for _ in phrases]

    work = Listening(lambda: Ear(LoudIsSpeech(), Torn(), TABLE))
    work.plug.brings(SAID_GO)
    until(lambda: not work.plug.coming)
    assert work.heard == []
    work.ears.listen_for(("start", "stop"), alike=("start", "stop"))
    work.plug.brings(SAID_GO)
    until(lambda: work.heard)
    work.ears.stop()


def test_nobody_is_heard_while_the_mirror_speaks() -> None:
    work = Listening()
    work.speaks = True
    work.plug.brings(SAID_STOP)
    until(lambda: not work.plug.coming)
    assert all(sign.deaf and sign.level == 0.0 for sign in work.signs[1:])
    work.speaks = False
    until(lambda: not work.signs[-1].deaf)
    work.plug.brings(SAID_GO)
    until(lambda: work.heard)
    assert work.heard == ["start"]
    work.ears.stop()


def come_and_go(work: Listening, times: int) -> None:
    work.plug.inside = False
    until(lambda: len(work.complaints) == times)
    failed = work.plug.opened
    until(lambda: work.plug.opened > failed + 2)
    work.plug.inside = True
    seen = len(work.signs)
    until(lambda: len(work.signs) > seen)
    work.plug.brings(SAID_GO)
    until(lambda: len(work.heard) == times)


def test_a_microphone_that_comes_and_goes_is_complained_of_once_each_time() -> None:
    work = Listening()
    until(lambda: work.signs)
    come_and_go(work, 1)
    come_and_go(work, 2)
    assert set(work.complaints) == {
        "the microphone has gone; plug it in again; until then the mirror does not listen"
    }
    work.ears.stop()


def test_the_microphone_is_let_go_for_a_moment_where_it_is_asked_for() -> None:
    work = Listening()
    until(lambda: work.signs)
    work.asked_to_let_go = True
    until(lambda: work.plug.closed)
    work.asked_to_let_go = False
    seen = len(work.signs)
    until(lambda: len(work.signs) > seen)
    assert work.complaints == []
    work.ears.stop()


def test_without_networks_the_microphone_is_let_go_and_that_is_said_once() -> None:
    def nothing() -> Ear:
        raise EarsTrouble("/ears/encoder.ort: no such file; `kiosk voice fetch` gets it")

    work = Listening(nothing)
    until(lambda: work.plug.closed)
    time.sleep(0.1)
    assert work.complaints == [
        "the mirror does not listen: /ears/encoder.ort: no such file; `kiosk voice fetch` gets it"
    ]
    assert work.plug.opened == 1


def test_a_network_that_fails_is_opened_anew() -> None:
    made: list[Ear] = []

    class FailsFirst(LevelIsWord):
        def hear(self, samples):
            if len(made) == 1:
                raise RuntimeError("bad node")
            return super().hear(samples)

    def make() -> Ear:
        made.append(Ear(LoudIsSpeech(), FailsFirst(), TABLE))
        return made[-1]

    work = Listening(make)
    work.plug.brings(SAID_GO)
    until(lambda: len(made) == 2)
    work.plug.brings(SAID_GO)
    until(lambda: work.heard)
    assert work.complaints == ["the ears failed, and are opened anew: RuntimeError: bad node"]
    work.ears.stop()


def test_how_long_a_driver_hangs_is_known() -> None:
    work = Listening()
    until(lambda: work.signs)
    work.plug.hangs.set()
    until(lambda: work.ears.hang_since(time.monotonic()) > 0.1)
    work.plug.hangs.clear()
    until(lambda: work.ears.hang_since(time.monotonic()) < 0.1)
    work.ears.stop()

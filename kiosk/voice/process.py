"""The voice's own process: `python -m kiosk.voice.process`. It ends when the station does, which closes its input.

One thread reads what the station asks and finds the sound of it, which may take a moment; one listens, where there
are ears; the main one plays, and tells that all is well. Where it hangs, as a card's driver may, it tells nothing,
and the station starts it anew. Mouth and ears share a process: numpy, sound files and PortAudio, which both need,
would weigh twice.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import BinaryIO, TypeAlias

from kiosk.lines import ALIVE_EVERY, Alive, Outgoing, Trouble, incoming
from kiosk.toml import FileProblem
from kiosk.voice.cards import Cards, SoundProblem
from kiosk.voice.ears.ears import Ears, Room
from kiosk.voice.ears.listen import read_recording
from kiosk.voice.ears.microphone import Microphone, Recording, SoundSource
from kiosk.voice.ears.opened import open_ear
from kiosk.voice.ears.phrases import phrases_from
from kiosk.voice.messages import (
    Begin,
    EarsBegin,
    FromVoice,
    Hush,
    ListenFor,
    Say,
    Speaking,
    ToneAt,
    ToVoice,
    Volume,
    to_voice,
)
from kiosk.voice.mouth.espeak import Espeak
from kiosk.voice.mouth.mouth import Mouth
from kiosk.voice.mouth.samples import RATE
from kiosk.voice.mouth.sink import Card, Sink, WavFile
from kiosk.voice.mouth.source import Source
from kiosk.voice.mouth.speech import Speech

_BLOCK = 0.02
"""Seconds of sound that are made at a time."""

_KEPT_OPEN = 30.0
"""Seconds of silence after which the card is let go: opening it takes a moment, and some swallow the first sound."""

_TRY_AGAIN = 5.0
"""Seconds after which a card that could not be opened is looked for again, where there is something to say."""

_IDLE = 0.25

_HANGS = 30.0
"""Seconds after which a microphone's driver, or the ears' network, does not answer any more."""

_PAUSE = 0.5
"""Seconds of silence in which the card may be let go for a moment, so that what was plugged in is found."""


MakeEars: TypeAlias = Callable[[Room, Callable[[str], None]], Ears]


class VoiceProcess:
    """Reads lines from ``orders``, plays, and gives what is to be told to ``tell``.

    ``make_ears``: ears, from what they may ask of the mouth and whom they complain to; None for none. ``let_go``:
    whether the card should be let go for a moment.
    """

    def __init__(
        self,
        begin: Begin,
        orders: BinaryIO,
        tell: Callable[[FromVoice], None],
        open_sink: Callable[[], Sink],
        make_ears: MakeEars | None = None,
        let_go: Callable[[], bool] = lambda: False,
    ) -> None:
        self._orders, self._tell, self._open_sink, self._let_go = orders, tell, open_sink, let_go
        self._ahead = begin.ahead
        self._source = Source(_speech(begin, self._complain), Espeak(begin.spoken_as, begin.kept), self._complain)
        self._mouth = Mouth(self._source, begin.volume)
        self._wake, self._over = threading.Event(), threading.Event()
        self._complained: set[str] = set()
        self._sounds_until = float("-inf")
        room = Room(self._is_heard, lambda level: self._mouth.hear(level, time.monotonic()))
        self._ears = None if make_ears is None else make_ears(room, self._complain)
        self._sink: Sink | None = None
        self._tried = self._heard = float("-inf")
        self._failed = False

    def run(self) -> None:
        """Until ``orders`` end. Raises `SoundProblem` where the ears hang: a new process gets them free."""
        threading.Thread(target=self._read, name="orders", daemon=True).start()
        threading.Thread(target=self._prepare, name="speech", daemon=True).start()
        if self._ears is not None:
            self._ears.start()
        told, speaking = float("-inf"), False
        try:
            while not self._over.is_set():
                self._play(time.monotonic())
                now = time.monotonic()
                if self._mouth.speaking is not speaking:
                    speaking = not speaking
                    self._tell(Speaking(on=speaking))
                if self._ears is not None and self._ears.hang_since(now) > _HANGS and not speaking:
                    raise SoundProblem("the microphone's driver does not answer; plug it out and in again")
                if now - told >= ALIVE_EVERY:
                    told = now
                    self._tell(Alive())
        finally:
            if self._ears is not None:
                self._ears.stop()
            self._close()

    def _play(self, now: float) -> None:
        """One block of sound; where there is nothing to be heard, and no card is open, a moment's wait."""
        wanted = self._mouth.wanted(now)
        if wanted:
            self._heard = now
        if self._sink is None and not (wanted and self._opened(now)):
            self._wake.wait(_IDLE)
            self._wake.clear()
            return
        if self._sink is None:
            return
        try:
            self._sink.write(self._mouth.take(round(_BLOCK * RATE), now + self._sink.latency))
            if self._mouth.speaking:
                self._sounds_until = time.monotonic() + self._sink.latency
        except SoundProblem as error:
            self._failed = True
            self._complain(str(error))
            self._close()
        if now - self._heard > (_PAUSE if self._let_go() else _KEPT_OPEN):
            self._close()

    def _is_heard(self) -> bool:
        """Whether the mirror speaks, or what it said still lies in the card."""
        return self._mouth.speaking or time.monotonic() < self._sounds_until

    def _opened(self, now: float) -> bool:
        if self._failed and now - self._tried < _TRY_AGAIN:
            return False
        self._tried = now
        try:
            self._sink = self._open_sink()
        except SoundProblem as error:
            self._failed = True
            self._complain(str(error))
            return False
        self._failed = False
        return True

    def _close(self) -> None:
        sink, self._sink = self._sink, None
        if sink is not None:
            sink.close()

    def _read(self) -> None:
        try:
            for line in incoming(self._orders):
                try:
                    self._obey(to_voice(line))
                except ValueError as error:
                    self._complain(f"voice: {error}; restart the mirror")
        finally:
            self._over.set()
            self._wake.set()

    def _obey(self, order: ToVoice) -> None:
        if isinstance(order, Say):
            self._mouth.say(order.utterance)
        elif isinstance(order, ToneAt):
            self._mouth.tone(order.tone)
        elif isinstance(order, Hush):
            self._mouth.hush()
        elif isinstance(order, Volume):
            self._mouth.turn(order.volume)
        elif isinstance(order, ListenFor) and self._ears is not None:
            self._ears.listen_for(order.verbs, order.alike)
        self._wake.set()

    def _prepare(self) -> None:
        """Have spoken, before it is asked for, what has no file."""
        for text in self._ahead:
            if self._over.is_set() or self._source(text) is None:
                return

    def _complain(self, line: str) -> None:
        if line not in self._complained:
            self._complained.add(line)
            self._tell(Trouble(line=line))


def _speech(begin: Begin, complain: Callable[[str], None]) -> Speech | None:
    try:
        return Speech(begin.language)
    except FileProblem as error:
        complain(str(error))
        return None


def _ears(
    told: EarsBegin, cards: Cards, tell: Callable[[FromVoice], None], room: Room, complain: Callable[[str], None]
) -> Ears:

    def open_source() -> SoundSource:
        return (
            Microphone(cards, told.microphone)
            if told.recording is None
            else Recording(read_recording(told.recording))
        )

    return Ears(
        phrases_from(told.phrases),
        lambda: open_ear(told.folder, told.strictness),
        open_source,
        room,
        tell,
        complain,
        lambda: cards.stale,
    )


def main() -> int:
    """Run by the station's lines on standard input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of the terminal: the station ends the voice
    out = os.dup(1)
    os.dup2(2, 1)  # sound libraries print what they like
    tell = Outgoing(out)
    try:
        begin = to_voice(sys.stdin.buffer.readline())
        if not isinstance(begin, Begin):
            raise ValueError(f"the first line must begin, not {begin.kind}")
        cards, to = Cards(), begin.to

        def open_sink() -> Sink:
            return Card(cards, begin.card) if to is None else WavFile(to)

        make_ears = None if begin.ears is None else partial(_ears, begin.ears, cards, tell)
        VoiceProcess(begin, sys.stdin.buffer, tell, open_sink, make_ears, lambda: cards.stale).run()
    except SoundProblem as error:
        tell(Trouble(line=str(error)))
        return 1
    except Exception as error:
        tell(Trouble(line=f"voice: {type(error).__name__}: {error}"))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

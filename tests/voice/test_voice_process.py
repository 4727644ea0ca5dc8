"""The voice as the station meets it: a process that speaks, ends, hangs and is started anew."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
import threading
import time
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from test_ear import TABLE, LevelIsWord, LoudIsSpeech

from kiosk.lines import packed
from kiosk.locale.load import english, load_texts
from kiosk.toml import FileProblem
from kiosk.voice.cards import SoundProblem
from kiosk.voice.ears.ear import Ear
from kiosk.voice.ears.ears import Ears, Room
from kiosk.voice.messages import (
    Alive,
    Begin,
    FromVoice,
    Heard,
    Hush,
    ListenFor,
    Listens,
    Say,
    Speaking,
    ToneAt,
    Trouble,
    Volume,
    from_voice,
    to_voice,
)
from kiosk.voice.mouth import espeak as espeak_room
from kiosk.voice.mouth.espeak import Espeak
from kiosk.voice.mouth.samples import RATE, Samples
from kiosk.voice.mouth.speech import Speech
from kiosk.voice.mouth.utterance import Rank
from kiosk.voice.process import VoiceProcess
from kiosk.voice.voice import Voice

FOR_EVER = 1e12
PATIENCE = 30.0


def until(holds: Callable[[], object]) -> None:
    """Wait for it, however busy the machine is."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


# -- messages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "message",
    [
        Begin(language="es", spoken_as="es", kept=Path("/x"), ahead=("Descansa",), to=Path("/y.wav")),
        Say(text="Feel your heels ¡ñ!", rank=Rank.SAFETY, until=12.5),
        Hush(),
        Volume(volume=0.3),
        ListenFor(verbs=("start", "resume", "stop"), alike=("resume", "start")),
        ToneAt(pitch=440.0, inside=True),
        ToneAt(),
    ],
)
def test_what_the_station_tells_arrives(message: object) -> None:
    line = packed(message)  # type: ignore[arg-type]
    assert line.count(b"\n") == 1
    assert to_voice(line) == message


@pytest.mark.parametrize(
    "message",
    [
        Speaking(on=True),
        Trouble(line="no\nsound"),
        Alive(),
        Heard(verb="stop", phrase="please stop"),
        Listens(level=0.5),
    ],
)
def test_what_the_voice_tells_arrives(message: FromVoice) -> None:
    line = packed(message)
    assert line.count(b"\n") == 1
    assert from_voice(line) == message


@pytest.mark.parametrize(
    "line", [b"", b"Cannot open ALSA", b"{}", b'{"kind": "shout"}', b'{"kind": "say", "text": "x", "rank": 99}']
)
def test_what_is_no_message_is_told_as_such(line: bytes) -> None:
    with pytest.raises(ValueError, match="not a message"):
        to_voice(line)


# -- the process, with a card that is not there --------------------------------------------------------------


class Heap:
    """A sink that keeps what it gets; ``fails`` before it takes anything as often as told."""

    latency = 0.0

    def __init__(self) -> None:
        self.blocks: list[Samples] = []
        self.opened = 0
        self.closed = 0
        self.gone = False

    def open(self) -> Heap:
        self.opened += 1
        if self.gone:
            raise SoundProblem("no sound card; plug one in")
        return self

    def write(self, samples: Samples) -> None:
        if self.gone:
            raise SoundProblem("the sound card has gone; plug it in again")
        self.blocks.append(samples)
        time.sleep(0.001)

    def close(self) -> None:
        self.closed += 1

    @property
    def loudest(self) -> float:
        return max((float(np.abs(block).max()) for block in list(self.blocks)), default=0.0)


class Running:
    """A voice in a thread, spoken to by a pipe as by the station."""

    def __init__(self, begin: Begin) -> None:
        reads, writes = os.pipe()
        self.orders = os.fdopen(writes, "wb", buffering=0)
        self.heap, self.told = Heap(), list[FromVoice]()
        self.process = VoiceProcess(begin, os.fdopen(reads, "rb"), self.told.append, self.heap.open)
        self.thread = threading.Thread(target=self.process.run, daemon=True)
        self.thread.start()

    def say(self, text: str, rank: Rank = Rank.STAGE, worth: float = FOR_EVER) -> None:
        self.orders.write(packed(Say(text=text, rank=rank, until=worth)))

    def troubles(self) -> list[str]:
        return [message.line for message in self.told if isinstance(message, Trouble)]

    def end(self) -> None:
        self.orders.close()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()


def begin(folder: Path, **told: object) -> Begin:
    return Begin(language="en", kept=folder, **told)  # type: ignore[arg-type]


def test_it_speaks_says_so_and_ends_with_its_station(tmp_path: Path) -> None:
    voice = Running(begin(tmp_path))
    assert voice.heap.opened == 0, "no card is held while there is nothing to say"
    voice.say("Good work")
    until(lambda: Speaking(on=False) in voice.told)
    speaking = [message.on for message in voice.told if isinstance(message, Speaking)]
    assert speaking == [True, False]
    assert voice.heap.loudest > 0.05
    assert Alive() in voice.told
    voice.end()
    assert voice.heap.closed
    assert voice.troubles() == []


def test_hush_and_volume_are_obeyed(tmp_path: Path) -> None:
    voice = Running(begin(tmp_path, volume=0.0))
    voice.say("The mirror teaches, it does not treat")
    until(lambda: len(voice.heap.blocks) > 5)
    assert voice.heap.loudest == 0.0
    voice.orders.write(packed(Hush()))
    until(lambda: Speaking(on=False) in voice.told)
    voice.orders.write(packed(Volume(volume=1.0)))
    voice.say("Good work")
    until(lambda: voice.heap.loudest > 0.05)
    voice.end()


def test_a_card_that_is_not_there_is_told_once_and_looked_for_anew(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("kiosk.voice.process._TRY_AGAIN", 0.05)
    voice = Running(begin(tmp_path))
    voice.heap.gone = True
    voice.say("Good work")
    until(lambda: voice.heap.opened > 2)
    assert voice.troubles() == ["no sound card; plug one in"]
    voice.heap.gone = False
    until(lambda: voice.heap.loudest > 0.05)
    voice.heap.gone = True  # unplugged while it speaks
    until(lambda: len(voice.troubles()) > 1)
    voice.heap.gone = False
    voice.say("Good work")
    until(lambda: voice.heap.closed)
    voice.end()
    assert voice.troubles() == ["no sound card; plug one in", "the sound card has gone; plug it in again"]


def test_ears_that_hang_end_the_process(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("kiosk.voice.process._HANGS", 0.2)
    stuck = threading.Event()

    class Stuck:
        def read(self) -> Samples:
            stuck.wait(PATIENCE)
            raise SoundProblem("too late")

        def close(self) -> None:
            pass

    def make_ears(room: Room, complain: Callable[[str], None]) -> Ears:
        return Ears((), lambda: Ear(LoudIsSpeech(), LevelIsWord(), TABLE), Stuck, room, told.append, complain)

    told: list[FromVoice] = []
    heap = Heap()
    reads, writes = os.pipe()
    with os.fdopen(writes, "wb", buffering=0) as orders:
        process = VoiceProcess(begin(tmp_path), os.fdopen(reads, "rb"), told.append, heap.open, make_ears)
        orders.write(packed(Say(text="Good work", rank=Rank.STAGE, until=FOR_EVER)))
        with pytest.raises(SoundProblem, match="the microphone's driver does not answer; plug it out and in again"):
            process.run()
    stuck.set()
    assert heap.closed


def test_what_nobody_speaks_is_told_once_and_all_else_goes_on(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(espeak_room, "program", lambda: None)
    voice = Running(begin(tmp_path))
    voice.orders.write(b"this is no message\n")
    voice.say("A trainer's own drill")
    voice.say("Another of theirs")
    voice.say("Good work")
    until(lambda: voice.heap.loudest > 0.05)
    voice.end()
    first, second = voice.troubles()
    assert "not a message" in first
    assert "A trainer's own drill" in second
    assert "sudo apt install espeak-ng" in second


# -- espeak-ng -----------------------------------------------------------------------------------------------

ESPEAK = """#!/bin/sh
while [ "$1" != "--" ]; do [ "$1" = "-w" ] && out="$2"; shift; done
echo "$2" >> "{log}"
cp "{sound}" "$out"
"""


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch) -> Path:
    """A program that takes espeak-ng's options; the file of what it was asked to speak."""
    sound, log, program = tmp_path / "sound.wav", tmp_path / "log", tmp_path / "espeak-ng"
    with wave.open(str(sound), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22050)
        spoken = np.sin(2.0 * np.pi * 300.0 * np.arange(11025) / 22050) * 8000
        file.writeframes(np.pad(spoken, 5000).astype("<i2").tobytes())
    program.write_text(ESPEAK.format(log=log, sound=sound), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return log


def test_it_speaks_what_has_no_file_once_and_keeps_it(tmp_path: Path, stand_in: Path) -> None:
    voice = Espeak("es", tmp_path / "kept")
    first = voice.samples("-v Descansa")
    assert len(first) / RATE == pytest.approx(0.5, abs=0.1), "silence is cut"
    assert voice.samples("-v Descansa") == pytest.approx(first)
    Espeak("es", tmp_path / "kept").samples("-v Descansa")
    assert stand_in.read_text(encoding="utf-8").splitlines() == ["-v Descansa"]
    Espeak("fr", tmp_path / "kept").samples("-v Descansa")
    assert len(stand_in.read_text(encoding="utf-8").splitlines()) == 2, "another language is another voice"


def test_what_it_will_be_asked_for_is_spoken_ahead(tmp_path: Path, stand_in: Path) -> None:
    ahead = ("Descansa", "Una más")
    voice = Running(Begin(language="es", spoken_as="es", kept=tmp_path / "kept", ahead=ahead))
    until(lambda: len(list((tmp_path / "kept").glob("*.ogg"))) == 2)
    voice.say("Descansa")
    until(lambda: voice.heap.loudest > 0.05)
    voice.end()
    assert sorted(stand_in.read_text(encoding="utf-8").splitlines()) == sorted(ahead)


def test_a_failing_espeak_is_told_with_its_last_line(tmp_path: Path, monkeypatch) -> None:
    program = tmp_path / "espeak-ng"
    program.write_text("#!/bin/sh\necho 'no such voice' >&2\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(FileProblem, match="espeak-ng: no such voice"):
        Espeak("xx", tmp_path / "kept").samples("Hola")
    assert list((tmp_path / "kept").iterdir()) == []


def test_without_soundfile_the_way_to_it_is_told(tmp_path: Path, stand_in: Path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "soundfile", None)
    for samples in (Espeak("es", tmp_path / "kept").samples, Speech("en").samples):
        with pytest.raises(FileProblem, match=r"install hinge-mirror\[voice\]"):
            samples("Good work")


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_the_real_one_speaks_spanish(tmp_path: Path) -> None:
    cue = load_texts("es").faults.squatting.cue
    assert 0.5 < len(Espeak("es", tmp_path).samples(cue)) / RATE < 5.0


# -- the real process, and who watches it --------------------------------------------------------------------


def test_the_whole_way_from_the_station_to_the_sound(tmp_path: Path) -> None:
    wav = tmp_path / "said.wav"
    told: list[FromVoice] = []
    voice = Voice(begin(tmp_path, to=wav), told.append)
    voice.start()
    until(lambda: Alive() in told)
    voice.send(Say(text=english().faults.weight_on_toes.cue, rank=Rank.CORRECTION, until=FOR_EVER))
    until(lambda: Speaking(on=False) in told)
    voice.close()
    with wave.open(str(wav)) as file:
        assert file.getframerate() == RATE
        heard = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32767.0
    assert 0.5 < np.count_nonzero(np.abs(heard) > 0.001) / RATE < 2.0
    assert voice.starts == 1
    assert not [message for message in told if isinstance(message, Trouble)]


CHILD = """
import sys, time
sys.stdin.readline()
print('{"kind": "alive"}', flush=True)
"""


def child(tmp_path: Path, after: str) -> list[str]:
    program = tmp_path / "child.py"
    program.write_text(CHILD + after, encoding="utf-8")
    return [sys.executable, str(program)]


def test_it_is_started_anew_where_it_ends_and_said_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "kiosk.companion"):
        voice = Voice(begin(tmp_path), command=child(tmp_path, "sys.exit(3)"), first_wait=0.01)
        voice.start()
        until(lambda: voice.starts >= 3)
        voice.close()
    assert [record.message for record in caplog.records] == [
        "the voice ended by itself (exit code 3); it is started anew"
    ]


def test_a_process_that_is_started_anew_learns_what_still_holds(tmp_path: Path) -> None:
    log = tmp_path / "orders"
    note = f"with open({str(log)!r}, 'a') as log:\n    log.write(sys.stdin.readline())\n"
    voice = Voice(begin(tmp_path), command=child(tmp_path, note), first_wait=0.01)
    voice.send(ListenFor(verbs=("start",)))
    voice.send(ListenFor(verbs=("stop", "pain")))
    voice.start()
    until(lambda: voice.starts >= 3)
    voice.close()
    told = {to_voice(line) for line in log.read_bytes().splitlines()}
    assert told == {ListenFor(verbs=("stop", "pain"))}


def test_it_is_to_keep_little_memory_unless_its_owner_says_otherwise(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("MALLOC_ARENA_MAX", "7")
    monkeypatch.delenv("MALLOC_TRIM_THRESHOLD_", raising=False)
    log = tmp_path / "environment"
    keys = "os.environ['MALLOC_ARENA_MAX'], os.environ['MALLOC_TRIM_THRESHOLD_']"
    note = f"import os\nwith open({str(log)!r}, 'w') as log:\n    print({keys}, file=log)\nsys.stdin.read()\n"
    voice = Voice(begin(tmp_path), command=child(tmp_path, note))
    voice.start()
    until(lambda: log.exists() and log.read_text(encoding="utf-8"))
    voice.close()
    assert log.read_text(encoding="utf-8").split() == ["7", "65536"]


def test_it_is_started_anew_where_it_hangs(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    command = child(tmp_path, "time.sleep(600)")
    with caplog.at_level(logging.WARNING, "kiosk.companion"):
        voice = Voice(begin(tmp_path), command=command, first_wait=0.01, silent=0.5)
        voice.start()
        until(lambda: voice.starts >= 2)
        for number in range(1000):  # nobody takes these, and nobody waits for that
            voice.send(Say(text=f"{number}" * 500, rank=Rank.COUNT, until=FOR_EVER))
        voice.close()
    assert caplog.records[0].message == "the voice has not answered for 0.5 s; it is started anew"


def test_what_it_says_that_is_no_message_is_said_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    chatter = "while True:\n    print('ALSA lib', flush=True)\n    time.sleep(0.01)\n"
    with caplog.at_level(logging.WARNING, "kiosk.companion"):
        voice = Voice(begin(tmp_path), command=child(tmp_path, chatter))
        voice.start()
        until(lambda: caplog.records)
        time.sleep(0.1)
        voice.close()
    assert len(caplog.records) == 1
    assert "not a message" in caplog.records[0].message


def test_one_that_cannot_be_started_is_said_and_harms_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "kiosk.companion"):
        voice = Voice(begin(tmp_path), command=[str(tmp_path / "nothing")], first_wait=0.01)
        voice.start()
        until(lambda: voice.starts >= 2)
        voice.close()
    assert len(caplog.records) == 1
    assert "cannot be started" in caplog.records[0].message


def test_a_first_line_that_begins_nothing_is_told() -> None:
    command = [sys.executable, "-m", "kiosk.voice.process"]
    done = subprocess.run(command, input=b"nonsense\n", capture_output=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "not a message" in json.loads(done.stdout)["line"]


def test_closing_twice_is_one_too_many_and_harmless(tmp_path: Path) -> None:
    voice = Voice(begin(tmp_path), command=child(tmp_path, "sys.stdin.read()"))
    voice.start()
    until(lambda: voice.starts)
    voice.close()
    voice.close()

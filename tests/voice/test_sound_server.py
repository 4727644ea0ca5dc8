"""The voice's process at a real sound server: what is played into a room that is none comes back by its microphone.

PulseAudio runs without hardware: a null sink is a room with a loudspeaker, its monitor the microphone in it.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.locale.load import english
from kiosk.records.place import default_path
from kiosk.settings import Settings
from kiosk.voice.begin import beginning, ears_beginning
from kiosk.voice.ears.weights import FOLDER
from kiosk.voice.messages import FromVoice, Heard, ListenFor, Listens, Say, Speaking, Trouble
from kiosk.voice.mouth.utterance import Rank
from kiosk.voice.voice import Voice

SAID = Path(__file__).parents[1] / "data" / "commands"
STATE = default_path().parent
LISTED = "import sounddevice; print(any(card['name'] == 'default' for card in sounddevice.query_devices()))"
FOR_EVER = 1e12
PATIENCE = 60.0

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (STATE / FOLDER / "encoder_model.ort").is_file(),
        reason="the ears' networks are not here (kiosk voice fetch)",
    ),
]


def until(holds: Callable[[], object], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


class Rooms:
    """A sound server with two rooms, ``hall`` and ``booth``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: subprocess.Popen[bytes] | None = None
        self.environment = os.environ | {
            "PULSE_SERVER": f"unix:{folder}/native",
            "XDG_RUNTIME_DIR": str(folder),
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
        }

    def open(self) -> None:
        load = [
            f"module-native-protocol-unix auth-anonymous=1 socket={self._folder}/native",
            "module-null-sink sink_name=hall rate=48000",
            "module-null-sink sink_name=booth rate=44100",
        ]
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
        self._server = subprocess.Popen(
            [*command, *(f"--load={module}" for module in load)],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(lambda: self.control("info") == 0)

    def close(self) -> None:
        if self._server is not None:
            self._server.kill()
            self._server.wait(10.0)
            self._server = None

    def control(self, *words: str) -> int:
        return subprocess.run(["pactl", *words], env=self.environment, capture_output=True, check=False).returncode

    def stand(self, speaks_into: str, listens_in: str) -> None:
        """Where the mirror's loudspeaker and its microphone are."""
        assert self.control("set-default-sink", speaks_into) == 0
        assert self.control("set-default-source", f"{listens_in}.monitor") == 0

    def say(self, file: Path, into: str) -> None:
        subprocess.run(["paplay", "-d", into, str(file)], env=self.environment, check=True, timeout=60)


@pytest.fixture
def rooms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rooms]:
    missing = [each for each in ("pulseaudio", "pactl", "paplay") if shutil.which(each) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} is not installed (make test-slow installs it on Debian)")
    made = Rooms(tmp_path)
    made.open()
    try:
        listed = subprocess.run(
            [sys.executable, "-c", LISTED], env=made.environment, capture_output=True, text=True, check=False
        )
        if listed.stdout.strip() != "True":
            pytest.skip(f"PortAudio does not find the server: {listed.stderr.strip() or 'libasound2-plugins?'}")
        for key in ("PULSE_SERVER", "XDG_RUNTIME_DIR"):
            monkeypatch.setenv(key, made.environment[key])
        yield made
    finally:
        made.close()


class Mirror:
    """A voice that listens for all of its phrases."""

    def __init__(self, **voice: object) -> None:
        settings = Settings.model_validate({"voice": voice})
        ears = ears_beginning(settings, english(), STATE)
        self.told: list[FromVoice] = []
        self.voice = Voice(beginning(settings, english(), {}, STATE, ears=ears), self.told.append)
        self.voice.send(ListenFor(verbs=tuple(ears.phrases)))
        self.voice.start()
        until(lambda: self.of(Listens))

    def of(self, kind: type) -> list[FromVoice]:
        return [message for message in self.told if isinstance(message, kind)]

    @property
    def heard(self) -> list[str]:
        return [message.verb for message in self.told if isinstance(message, Heard)]

    @property
    def troubles(self) -> list[str]:
        return [message.line for message in self.told if isinstance(message, Trouble)]


def test_what_is_said_in_the_room_is_heard(rooms: Rooms) -> None:
    rooms.stand("booth", "hall")
    mirror = Mirror()
    try:
        for number, verb in enumerate(("pause", "stop", "repeat"), 1):
            time.sleep(2.0)
            rooms.say(SAID / f"{verb}.ogg", "hall")
            until(lambda wanted=number: len(mirror.heard) >= wanted)  # type: ignore[misc]
        assert mirror.heard == ["pause", "stop", "repeat"]
        assert mirror.troubles == []
    finally:
        mirror.voice.close()


def test_a_microphone_that_goes_is_said_once_and_found_again(rooms: Rooms) -> None:
    rooms.stand("booth", "hall")
    mirror = Mirror()
    try:
        rooms.close()
        until(lambda: mirror.troubles)
        rooms.open()
        rooms.stand("booth", "hall")
        seen = len(mirror.of(Listens))
        until(lambda: len(mirror.of(Listens)) > seen + 20)
        rooms.say(SAID / "stop.ogg", "hall")
        until(lambda: mirror.heard)
        assert mirror.heard == ["stop"]
        assert [line.partition(";")[0] for line in mirror.troubles] == ["the microphone has gone, or is mute"]
        assert mirror.voice.starts == 1
    finally:
        mirror.voice.close()


def voices() -> list[int]:
    """The processes of voices that were started here."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            parent = int((entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
        except OSError:  # it has just ended
            continue
        if b"kiosk.voice.process" in words and parent == os.getpid():
            found.append(int(entry.name))
    return found


def test_a_voice_that_is_killed_hears_and_speaks_again(rooms: Rooms) -> None:
    rooms.stand("booth", "hall")
    mirror = Mirror()
    try:
        (first,) = voices()
        os.kill(first, signal.SIGKILL)
        until(lambda: mirror.voice.starts == 2)
        seen = len(mirror.of(Listens))
        until(lambda: len(mirror.of(Listens)) > seen + 20)
        rooms.say(SAID / "stop.ogg", "hall")
        until(lambda: mirror.heard)
        assert mirror.heard == ["stop"], "it was told again what to listen for"
        mirror.voice.send(Say(text="Good work", rank=Rank.STAGE, until=FOR_EVER))
        until(lambda: Speaking(on=False) in mirror.told)
    finally:
        mirror.voice.close()
    assert voices() == []


def test_the_mirror_does_not_obey_itself(rooms: Rooms) -> None:
    rooms.stand("hall", "hall")
    mirror = Mirror(phrases={"pause": ["good work"]})
    try:
        mirror.voice.send(Say(text="Good work", rank=Rank.STAGE, until=FOR_EVER))
        until(lambda: Speaking(on=False) in mirror.told)
        time.sleep(4.0)
        assert mirror.heard == []
        rooms.say(SAID / "stop.ogg", "hall")
        until(lambda: mirror.heard)
        assert mirror.heard == ["stop"], "it hears others in the same room"
    finally:
        mirror.voice.close()


def examined(rooms: Rooms, folder: Path) -> dict[str, object]:
    report = folder / "report.json"
    command = [sys.executable, "-m", "kiosk", "doctor", "--display", "offscreen", "--json", str(report)]
    subprocess.run(command, env=rooms.environment, capture_output=True, timeout=120, check=False)
    findings = json.loads(report.read_text(encoding="utf-8"))["findings"]
    return next(finding for finding in findings if finding["part"] == "microphone")


def test_the_doctor_hears_the_mirror_where_it_is_in_the_same_room(rooms: Rooms, tmp_path: Path) -> None:
    rooms.stand("hall", "hall")
    together = examined(rooms, tmp_path)
    assert together["numbers"]["hears_itself"] is True, together  # type: ignore[index]
    rooms.stand("booth", "hall")
    apart = examined(rooms, tmp_path)
    assert apart["state"] == "note"
    assert "digital silence" in str(apart["found"])

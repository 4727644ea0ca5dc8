"""`kiosk voice test` of who tries words of their own on the spot: the real networks, and at the microphone the
library's double."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from plugged_cards import PortAudio
from test_listening import NETWORKS, SAID, networks, told

from kiosk.exits import Exit
from kiosk.records.place import default_path
from kiosk.voice import cards as cards_room
from kiosk.voice.ears.listen import read_recording


@networks
def test_words_of_ones_own_are_tried_on_a_recording(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    tried = told(capfd, "test", str(SAID / "pause.ogg"), "--phrase", "repeat=let's take a breath")
    assert "repeat" not in tried.split()[2:3]
    settings = tmp_path / "settings.toml"
    settings.write_text(
        f'[records]\ndatabase = "{tmp_path / "r.sqlite"}"\n[voice]\nphrases = {{ pain = ["ouch"] }}\n'
    )
    (tmp_path / "ears").symlink_to(NETWORKS)
    ouch = told(capfd, "test", str(SAID / "stop.ogg"), "--verb", "pain", "--config", str(settings))
    assert '"ouch"' in ouch or "hurts" in ouch
    assert "stop\n" not in ouch


def test_phrases_that_are_none_are_told_all_at_once(capfd: pytest.CaptureFixture[str]) -> None:
    lines = told(capfd, "test", "--phrase", "paus=hold on", "--phrase", "pause", "--verb", "stopp", code=Exit.WRONG)
    assert "--phrase paus=hold on: write VERB=WORDS" in lines
    assert "--phrase pause: write VERB=WORDS" in lines
    assert "--verb stopp" in lines
    lines = told(capfd, "test", "--phrase", "pause=4 more", code=Exit.WRONG)
    assert "phrases.pause.0: must be words with single spaces" in lines
    lines = told(capfd, "test", "--phrase", "pause=keep going", code=Exit.WRONG)
    assert "'keep going' stands for resume already; take other words" in lines


@networks
def test_what_is_said_to_the_microphone_is_told_on_the_spot(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    audio = PortAudio()
    monkeypatch.setattr(cards_room, "port_audio", lambda: audio)
    room = np.full(16000, 0.0005, np.float32)
    said = np.concatenate([room, read_recording(SAID / "stop.ogg"), room, room])
    over = threading.Event()

    def speak() -> None:
        pieces = iter(np.array_split(said, len(said) // 512))
        while not over.wait(0.01):
            if audio.open and audio.recording is not None:
                audio.recording(next(pieces, room[:512]))

    threading.Thread(target=speak, daemon=True).start()
    lines = told(capfd, "test", "--for", "6").splitlines()
    over.set()
    assert '"take a break"' in lines[0], "what can be said is told first"
    assert lines[1].split()[2:] == ["stop"]
    assert audio.open == []


def test_without_a_microphone_the_way_to_one_is_told(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if not (default_path().parent / "ears").is_dir():
        pytest.skip("the ears' networks are not here (kiosk voice fetch)")
    monkeypatch.setattr(cards_room, "port_audio", lambda: PortAudio(microphones={}))
    assert "no microphone; plug one in" in told(capfd, "test", code=Exit.WRONG)

"""The ears: their networks, the microphone, and whether the mirror hears itself."""

from __future__ import annotations

import queue
import threading
import time
from dataclasses import replace

import numpy as np

from kiosk.doctor.finding import Finding, note, note_line, well
from kiosk.doctor.pulse import STOP, Pulse
from kiosk.locale.load import english, load_texts
from kiosk.records.place import records_path
from kiosk.settings import Settings
from kiosk.toml import FileProblem
from kiosk.voice.begin import all_phrases
from kiosk.voice.cards import Cards, SoundProblem
from kiosk.voice.ears.gate import RATE
from kiosk.voice.ears.microphone import Microphone
from kiosk.voice.ears.trouble import EarsTrouble
from kiosk.voice.ears.weights import FOLDER, check
from kiosk.voice.mouth.samples import RATE as PLAYED_AT
from kiosk.voice.mouth.samples import Samples
from kiosk.voice.mouth.sink import Card
from kiosk.voice.pilot import find, pilot

_BEFORE, _AFTER = 0.7, 1.5
"""Seconds of the room before the sound, and until it must have come back: a sound server may hold it for a while."""

_FAINT = 10.0
"""Decibels over the room below which the ears may hear the mirror, but hardly somebody a few steps away."""


def listen(settings: Settings, pulse: Pulse | None = None) -> list[Finding]:
    """Check the networks' files, open the microphone, and play a sound that it must hear. A mirror that runs
    (``pulse``) has the microphone to itself."""
    if not settings.voice.listens:
        return [well("ears", "deaf: voice.listens is false")]
    known = [_networks(settings), *_phrases(settings)]
    if pulse is not None:
        return [*known, well("microphone", f"not tried, as the mirror has it; to try it, {STOP}")]
    return [*known, _hears(settings)]


def _networks(settings: Settings) -> Finding:
    part = "ears"
    try:
        folder = check(records_path(settings.records).parent / FOLDER)
    except (EarsTrouble, FileProblem) as error:
        told = note_line(part, str(error))
        return replace(told, found=f"{told.found}; nobody is listened to")
    return well(part, f"{folder}: complete")


def _phrases(settings: Settings) -> list[Finding]:
    try:
        texts = load_texts(settings.session.language)
    except FileProblem:  # which is told with the settings
        texts = english()
    try:
        all_phrases(settings.voice, texts)
    except FileProblem as error:
        return [note_line("ears", line) for line in error.problems]
    return []


def _hears(settings: Settings) -> Finding:
    part = "microphone"
    cards = Cards()
    try:
        microphone = Microphone(cards, settings.voice.microphone)
    except SoundProblem as error:
        told = note_line(part, str(error))
        return replace(told, found=f"{told.found}; the button does all")
    try:
        heard, trouble = _recorded(microphone, cards, settings)
    except SoundProblem as error:
        return note_line(part, str(error))
    finally:
        microphone.close()
    name = microphone.name
    if not np.any(heard):
        return note(part, f"{name}: gives nothing but digital silence", "see that it is not muted (`alsamixer`)")
    if trouble:
        return well(part, f"{name}; what it hears of the mirror was not tried: {trouble}")
    found_again = find(heard, RATE)
    if found_again is None:
        do = "turn up voice.volume or the loudspeaker, and see that the microphone is the right one (`arecord -l`)"
        return note(part, f"{name}: does not hear what the mirror plays", do, hears_itself=False)
    over = None if found_again.over is None else round(found_again.over, 1)
    numbers = {"hears_itself": True, "over_the_room_db": over, "delay_s": round(found_again.after - _BEFORE, 2)}
    if found_again.clipped:
        return note(part, f"{name}: is overdriven", "turn the microphone down (`alsamixer`)", **numbers)
    if over is not None and over < _FAINT:
        do = "turn the microphone or the loudspeaker up (`alsamixer`)"
        return note(part, f"{name}: hears the mirror, but faintly ({over:.0f} dB over the room)", do, **numbers)
    loud = "" if over is None else f", {over:.0f} dB over the room"
    return well(part, f"{name}: hears the mirror{loud}", **numbers)


def _recorded(microphone: Microphone, cards: Cards, settings: Settings) -> tuple[Samples, str]:
    """What the microphone brings while the pilot is played, and why it was not, empty where it was."""
    heard: list[Samples] = []

    def listen_for(seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            heard.append(microphone.read())

    listen_for(_BEFORE)
    if not settings.voice.speaks:
        return np.concatenate(heard), "voice.speaks is false"
    trouble: queue.SimpleQueue[str] = queue.SimpleQueue()
    player = threading.Thread(target=_play, args=(cards, settings, trouble), name="pilot", daemon=True)
    player.start()
    listen_for(len(pilot()) / PLAYED_AT + _AFTER)
    player.join(_AFTER)
    return np.concatenate(heard), "the sound card does not answer" if trouble.empty() else trouble.get()


def _play(cards: Cards, settings: Settings, trouble: queue.SimpleQueue[str]) -> None:
    try:
        card = Card(cards, settings.voice.card)
        try:
            card.write(settings.voice.volume * pilot())
            card.write(np.zeros(round(PLAYED_AT * card.latency), np.float32))  # what still lies in the card
        finally:
            card.close()
    except SoundProblem as error:
        trouble.put(str(error).rpartition("; ")[0])
    else:
        trouble.put("")

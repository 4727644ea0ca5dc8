"""The sound cards of the machine, through PortAudio."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, TypeAlias, TypeVar

INSTALL = "sudo apt install libportaudio2, and install hinge-mirror[voice]"

DEVICES = Path("/dev/snd")
"""Where the kernel shows what is plugged in."""

Way: TypeAlias = Literal["plays", "records"]

_CHANNELS = {"plays": "max_output_channels", "records": "max_input_channels"}
_ASK = {"plays": "aplay -l", "records": "arecord -l"}
_CALLED = {"plays": "sound card", "records": "microphone"}
_KEYS = {"plays": "voice.card", "records": "voice.microphone"}

Stream = TypeVar("Stream")


class SoundProblem(Exception):
    """There is no sound to be had; the line says why and the way out."""


def port_audio() -> Any:
    """The sounddevice module. Raises `SoundProblem` where it, or PortAudio itself, is not installed."""
    try:
        import sounddevice
    except (ImportError, OSError) as error:  # OSError: without PortAudio's library
        raise SoundProblem(f"no sound: {error}; {INSTALL}") from error
    return sounddevice


class Cards:
    """All that play or record, shared by whoever does so in this process.

    PortAudio lists the cards once, when it is started, and has no other way to look again than to be started anew,
    which would end every stream. So that happens only while none is open: who holds one lets it go, when it can for a
    moment, while `stale` says that something has been plugged in or out since.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._open: list[Any] = []
        self._plugged = _plugged()
        self._failed = False

    @property
    def stale(self) -> bool:
        """Whether somebody looked in vain for what may have been plugged in since the cards were listed."""
        return self._failed and self._plugged != _plugged()

    @property
    def failure(self) -> type[Exception]:
        """What an open stream raises where its card fails. Raises `SoundProblem` without PortAudio."""
        failure: type[Exception] = port_audio().PortAudioError
        return failure

    def names(self, way: Way) -> list[str]:
        """Of all that can do so, the system's own choice first. Raises `SoundProblem`."""
        with self._lock:
            return [str(card["name"]) for card in self._found(way)]

    def open(self, way: Way, named: str | None, make: Callable[[Any, int | None, dict[str, Any]], Stream]) -> Stream:
        """Open and start a stream of the card whose name has ``named`` in it, else of the system's own choice.

        ``make`` gets sounddevice, the card's number (None: the system's choice) and what PortAudio tells of it.
        Raises `SoundProblem` where there is no such card, or it cannot be opened; the next time looks anew.
        """
        with self._lock:
            sound = port_audio()
            if self._failed and not self._open:
                self._list_anew(sound)
            try:
                card = self._chosen(way, named)
                stream = self._made(sound, way, named, card, make)
            except SoundProblem:
                self._failed = True
                raise
            self._open.append(stream)
            return stream

    def close(self, stream: Any) -> None:
        """End ``stream``. May be called twice."""
        with self._lock, contextlib.suppress(ValueError):
            self._open.remove(stream)
            with contextlib.suppress(self.failure):  # of a card that is no longer there
                stream.close(ignore_errors=True)

    def lost(self) -> None:
        """What was open has gone: look anew before the next is opened."""
        self._failed = True

    def _chosen(self, way: Way, named: str | None) -> dict[str, Any]:
        found = self._found(way)
        if named is not None:
            found = [card for card in found if named.casefold() in card["name"].casefold()]
        if not found:
            which = f"no {_CALLED[way]}" + ("" if named is None else f" with {named!r} in its name")
            raise SoundProblem(f"{which}; plug one in, or see {_KEYS[way]} and `{_ASK[way]}`")
        return found[0]

    def _found(self, way: Way) -> list[dict[str, Any]]:
        sound = port_audio()
        try:
            found = [dict(card) for card in sound.query_devices() if card[_CHANNELS[way]] > 0]
            chosen = sound.default.device[0 if way == "records" else 1]
        except sound.PortAudioError as error:
            raise SoundProblem(f"no sound: {error}; see `{_ASK[way]}`") from error
        return sorted(found, key=lambda card: bool(card["index"] != chosen))

    def _made(
        self,
        sound: Any,
        way: Way,
        named: str | None,
        card: dict[str, Any],
        make: Callable[[Any, int | None, dict[str, Any]], Stream],
    ) -> Stream:
        stream: Any = None
        try:
            stream = make(sound, None if named is None else card["index"], card)
            stream.start()
        except (sound.PortAudioError, ValueError) as error:
            if stream is not None:
                with contextlib.suppress(sound.PortAudioError):
                    stream.close(ignore_errors=True)
            called = f"the {_CALLED[way]} {card['name']!r}"
            way_out = f"see `{_ASK[way]}`, and that no other program has it"
            raise SoundProblem(f"{called} cannot be opened: {error}; {way_out}") from error
        return stream  # type: ignore[no-any-return]

    def _list_anew(self, sound: Any) -> None:
        self._plugged, self._failed = _plugged(), False
        try:
            sound._terminate()
            sound._initialize()
        except sound.PortAudioError as error:
            raise SoundProblem(f"no sound: {error}; see `aplay -l`") from error


def _plugged() -> frozenset[str]:
    """The kernel's names of what plays and records; none on a system that has no such place."""
    try:
        return frozenset(os.listdir(DEVICES))
    except OSError:
        return frozenset()

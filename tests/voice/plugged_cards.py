"""What of sounddevice is used, with cards and microphones that can be plugged in and pulled out."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np


class PortAudioError(Exception):
    pass


class PortAudio:
    """``names`` play, the second is the system's choice; ``microphones``, of which the first is, take the rates given
    by name, in so many channels."""

    PortAudioError = PortAudioError

    def __init__(self, *names: str, microphones: dict[str, tuple[int, int]] | None = None) -> None:
        self.names, self.listed = list(names), list(names)
        self.microphones = {"Webcam": (16000, 1)} if microphones is None else dict(microphones)
        self.listed_microphones = dict(self.microphones)
        self.heard: dict[str, list[np.ndarray]] = {}
        self.closed: list[str] = []
        self.open: list[str] = []
        self.restarts = 0
        self.loopback: Callable[[np.ndarray], None] | None = None
        self.recording: Callable[[np.ndarray], None] | None = None

    @property
    def default(self) -> SimpleNamespace:
        return SimpleNamespace(device=(100, 1))

    def _terminate(self) -> None:
        assert not self.open, "that would end what is open"
        self.restarts += 1
        self.listed, self.listed_microphones = [], {}

    def _initialize(self) -> None:
        self.listed, self.listed_microphones = list(self.names), dict(self.microphones)

    def query_devices(self) -> list[dict[str, Any]]:
        rates = enumerate(self.listed_microphones.items(), 100)
        microphones = [_listed(name, index, 0, channels, rate) for index, (name, (rate, channels)) in rates]
        return [*microphones, *(_listed(name, index, 2, 0, 48000) for index, name in enumerate(self.listed))]

    def check_input_settings(self, device: int | None, samplerate: int, channels: int, **_: object) -> None:
        rate, most = self.listed_microphones[self._named(device or 100)]
        if samplerate != rate or channels != most:
            raise PortAudioError("Invalid sample rate")

    def _named(self, device: int) -> str:
        return next(str(card["name"]) for card in self.query_devices() if card["index"] == device)

    def OutputStream(self, device: int | None, samplerate: int, **_: object) -> Any:  # noqa: N802
        assert samplerate == 48000
        name = self._named(1 if device is None and len(self.listed) > 1 else device or 0)
        outer = self
        if name not in self.names:
            raise PortAudioError("Device unavailable")

        class Stream(_Stream):
            latency = 0.1

            def start(self) -> None:
                outer.heard[name] = []
                outer.open.append(name)

            def write(self, samples: np.ndarray) -> None:
                if name not in outer.names:
                    raise PortAudioError("Unanticipated host error")
                assert samples.shape[1:] == (1,)
                outer.heard[name].append(samples)
                if outer.loopback is not None:
                    outer.loopback(samples[:, 0])

        return Stream(self, name)

    def InputStream(self, device: int | None, callback: Callable[..., None], channels: int, **_: object) -> Any:  # noqa: N802
        name = self._named(device or 100)
        outer = self
        if name not in self.microphones:
            raise PortAudioError("Device unavailable")

        class Stream(_Stream):
            def start(self) -> None:
                outer.open.append(name)
                outer.recording = lambda samples: callback(np.repeat(samples[:, None], channels, 1), 0, None, None)

        return Stream(self, name)


class _Stream:
    def __init__(self, outer: PortAudio, name: str) -> None:
        self._outer, self._name = outer, name

    def close(self, ignore_errors: bool) -> None:
        assert ignore_errors
        self._outer.open.remove(self._name)
        self._outer.closed.append(self._name)


def _listed(name: str, index: int, plays: int, records: int, rate: int) -> dict[str, Any]:
    return {
        "name": name,
        "index": index,
        "max_output_channels": plays,
        "max_input_channels": records,
        "default_samplerate": float(rate),
    }



"""How well what was said fits each of some phrases, by a network that writes down speech."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk.voice.ears.network import give_back, session
from kiosk.voice.ears.tokens import BEGIN, END, Tokens
from kiosk.voice.ears.trouble import EarsTrouble
from kiosk.voice.mouth.samples import Samples


@dataclass(frozen=True, slots=True)
class Written:
    """What the network would write by itself: its ``text``, of so many ``tokens``, and their log likelihood, natural.
    ``ended``: it came to an end within the tokens asked for."""

    text: str
    tokens: int
    likelihood: float
    ended: bool


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """What the network makes of a stretch of sound: the encoder's ``states``, (1, steps, features); before any word,
    what the decoder keeps of them, ``past``, and the log likelihoods of the ``first`` token, (tokens,)."""

    states: NDArray[np.float32]
    past: Mapping[str, NDArray[np.float32]]
    first: NDArray[np.float64]


_HOPELESS = -25.0
"""Natural log likelihood at which a phrase is given up after its first token: what follows only takes from it."""


class Recognizer:
    """Moonshine (Jeffries et al. 2024, https://arxiv.org/abs/2410.15608): an encoder of sound, and a decoder that
    tells of each next token how likely it is.

        sound = recognizer.hear(samples)
        recognizer.likelihoods(sound, [recognizer.tokens.of("Mirror, start.")])

    Phrases that are known are scored as they stand (forced decoding): whether a text is what was said can be told far
    better than what was said. Each is scored by itself: the network's numbers are rounded by the largest of all that
    is asked at once, so that together a phrase's score would hang on what else is listened for.
    """

    def __init__(self, folder: Path) -> None:
        """With the model files in ``folder`` (`kiosk.voice.weights`). Raises `EarsTrouble`."""
        self.tokens = Tokens.load(folder / "tokenizer.bin")
        self._encoder = session(folder / "encoder_model.ort")
        self._decoder = session(folder / "decoder_model_merged.ort")
        self._outputs = [output.name for output in self._decoder.get_outputs()]
        self._pasts = [item for item in self._decoder.get_inputs() if item.name.startswith("past_key_values.")]
        if not self._pasts or "logits" not in self._outputs:
            raise EarsTrouble(f"{folder}: decoder_model_merged.ort is not the one expected; fetch it again")
        give_back()

    def spell(self, text: str) -> list[list[int]]:
        """The ways in which the network may write ``text``, a phrase in small letters: as a sentence."""
        sentence = text[:1].upper() + text[1:]
        return [self.tokens.of(f"{sentence}.")]

    def hear(self, samples: Samples) -> Sound:
        """The sound of ``samples``: (n,), at `kiosk.voice.ears.gate.RATE`, -1 to 1, a tenth of a second at least."""
        heard = np.asarray(samples, np.float32)[None]
        mask = np.ones(heard.shape, np.int64)
        states = self._encoder.run(None, {"input_values": heard, "attention_mask": mask})[0]
        nothing = {
            item.name: np.zeros((1, item.shape[1], _steps(item.name, states), item.shape[3]), np.float32)
            for item in self._pasts
        }
        logits, past = self._asked(states, [BEGIN], nothing, goes_on=False)
        return Sound(states, past, _logs(logits)[0])

    def likelihoods(self, sound: Sound, phrases: Sequence[Sequence[int]]) -> list[float]:
        """The log likelihood, natural, of each of ``phrases``, one token at least, being all that was said; of the
        tokens of each, its end included. What is hopeless after the first token is told by that alone."""
        return [self._likelihood(sound, phrase) for phrase in phrases]

    def _likelihood(self, sound: Sound, phrase: Sequence[int]) -> float:
        first = float(sound.first[phrase[0]])
        if first < _HOPELESS:
            return first
        logits, _ = self._asked(sound.states, phrase, sound.past)
        return first + float(_logs(logits)[np.arange(len(phrase)), [*phrase[1:], END]].sum())

    def write(self, sound: Sound, most: int) -> Written:
        """What was said by the network's own account: always the likeliest next token, ``most`` of them."""
        told: list[int] = []
        total, logs, past = 0.0, sound.first, sound.past
        while True:
            token = int(logs.argmax())
            total += float(logs[token])
            if token == END:
                return Written(self.tokens.text(told), len(told), total, ended=True)
            told.append(token)
            if len(told) == most:
                return Written(self.tokens.text(told), len(told), total, ended=False)
            logits, past = self._asked(sound.states, [token], past)
            logs = _logs(logits)[0]

    def _asked(
        self, states: NDArray[np.float32], tokens: Sequence[int], past: Mapping[str, Any], goes_on: bool = True
    ) -> tuple[NDArray[np.float32], Mapping[str, Any]]:
        """What may follow on each of ``tokens``, (n, tokens known), and what is to be kept of the past with them. Of
        the sound the decoder tells once only, where nothing ``goes_on`` yet."""
        fed = {
            "encoder_attention_mask": np.ones(states.shape[:2], np.int64),
            "encoder_hidden_states": states,
            "input_ids": np.array([tokens], np.int64),
            "use_cache_branch": np.array([goes_on]),
        }
        answer = dict(zip(self._outputs, self._decoder.run(self._outputs, fed | dict(past)), strict=True))
        logits = answer.pop("logits")[0]
        carried = {name.replace("present", "past_key_values"): value for name, value in answer.items()}
        if goes_on:
            carried |= {name: value for name, value in past.items() if ".encoder." in name}
        return logits, carried


def _steps(name: str, states: NDArray[np.float32]) -> int:
    return int(states.shape[1]) if ".encoder." in name else 0


def _logs(logits: NDArray[np.float32]) -> NDArray[np.float64]:
    """Log likelihoods, natural, along the last axis."""
    shifted = logits.astype(np.float64) - logits.max(-1, keepdims=True)
    logs: NDArray[np.float64] = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return logs

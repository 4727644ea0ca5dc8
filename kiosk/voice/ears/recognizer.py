"""How well what was said fits each of some phrases, by a network that writes down speech."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk.voice.ears.network import session
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
    """What the network makes of a stretch of sound, before any word: (1, steps, features)."""

    states: NDArray[np.float32]


class Recognizer:
    """Moonshine (Jeffries et al. 2024, https://arxiv.org/abs/2410.15608): an encoder of sound, and a decoder that
    tells of each next token how likely it is.

        sound = recognizer.hear(samples)
        recognizer.likelihoods(sound, [recognizer.tokens.of("Mirror, start.")])

    Phrases that are known are scored as they stand, all at once (forced decoding): whether a text is what was said
    can be told far better than what was said.
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

    def spell(self, text: str) -> list[list[int]]:
        """The ways in which the network may write ``text``, a phrase in small letters: as a sentence."""
        sentence = text[:1].upper() + text[1:]
        return [self.tokens.of(f"{sentence}.")]

    def hear(self, samples: Samples) -> Sound:
        """The sound of ``samples``: (n,), at `kiosk.voice.ears.gate.RATE`, -1 to 1, a tenth of a second at least."""
        heard = np.asarray(samples, np.float32)[None]
        states = self._encoder.run(None, {"input_values": heard, "attention_mask": np.ones(heard.shape, np.int64)})
        return Sound(states[0])

    def likelihoods(self, sound: Sound, phrases: Sequence[Sequence[int]]) -> list[float]:
        """The log likelihood, natural, of each of ``phrases`` being all that was said; of the tokens of each, its end
        included."""
        if not phrases:
            return []
        longest = max(len(phrase) for phrase in phrases)
        asked = np.full((len(phrases), longest + 1), END, np.int64)
        asked[:, 0] = BEGIN
        for row, phrase in zip(asked, phrases, strict=True):
            row[1 : 1 + len(phrase)] = phrase
        states = np.repeat(sound.states, len(phrases), axis=0)
        logits = self._decoder.run(["logits"], self._fed(states, asked))[0]
        return [
            float(sum(_logs(row[: len(phrase) + 1])[np.arange(len(phrase) + 1), [*phrase, END]]))
            for row, phrase in zip(logits, phrases, strict=True)
        ]

    def write(self, sound: Sound, most: int) -> Written:
        """What was said by the network's own account: always the likeliest next token, ``most`` of them."""
        told: list[int] = []
        total, past = 0.0, None
        asked = np.array([[BEGIN]], np.int64)
        for _ in range(most):
            values = self._decoder.run(None, self._fed(sound.states, asked, past))
            answer = dict(zip(self._outputs, values, strict=True))
            logs = _logs(answer["logits"][0, -1:])[0]
            token = int(logs.argmax())
            total += float(logs[token])
            if token == END:
                return Written(self.tokens.text(told), len(told), total, ended=True)
            told.append(token)
            past = _carried(answer, past)
            asked = np.array([[token]], np.int64)
        return Written(self.tokens.text(told), len(told), total, ended=False)

    def _fed(
        self, states: NDArray[np.float32], asked: NDArray[np.int64], past: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        fed = {
            "encoder_attention_mask": np.ones(states.shape[:2], np.int64),
            "encoder_hidden_states": states,
            "input_ids": asked,
            "use_cache_branch": np.array([past is not None]),
        }
        if past is not None:
            return fed | past
        for item in self._pasts:
            steps = states.shape[1] if ".encoder." in item.name else 0
            fed[item.name] = np.zeros((len(states), item.shape[1], steps, item.shape[3]), np.float32)
        return fed


def _logs(logits: NDArray[np.float32]) -> NDArray[np.float64]:
    """Log likelihoods, natural, along the last axis."""
    shifted = logits.astype(np.float64) - logits.max(-1, keepdims=True)
    logs: NDArray[np.float64] = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return logs


def _carried(answer: dict[str, Any], past: dict[str, Any] | None) -> dict[str, Any]:
    """What the decoder is to remember. Of the sound it tells once only, with the first token."""
    carried = {
        name.replace("present", "past_key_values"): value for name, value in answer.items() if name != "logits"
    }
    if past is None:
        return carried
    return {name: past[name] if ".encoder." in name else value for name, value in carried.items()}

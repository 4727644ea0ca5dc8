"""Text to the recognizer's tokens and back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kiosk.voice.ears.trouble import EarsTrouble

BEGIN, END = 1, 2
"""Tokens with which every text begins and ends."""

_BYTES = 3 + 256
"""Below it are the marks and the single bytes, which spell what no other token does."""

_SPACE = "\u2581"


class Tokens:
    """The vocabulary of a recognizer, as byte pairs merged in the order of their numbers (SentencePiece's BPE; Kudo
    and Richardson 2018, https://arxiv.org/abs/1808.06226)."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        """``pieces``: what each token spells, by its number."""
        self._pieces = list(pieces)

    @classmethod
    def load(cls, path: Path) -> Tokens:
        """Read Moonshine's ``tokenizer.bin``: each piece behind its length, in one byte, or in two from 128 on.

        Raises:
            EarsTrouble: it is missing, or cut off.
        """
        try:
            data = path.read_bytes()
        except OSError as error:
            raise EarsTrouble(f"{path}: cannot be read: {error.strerror}") from error
        pieces: list[bytes] = []
        at = 0
        while at < len(data):
            length = data[at]
            at += 1
            if length >= 128 and at < len(data):
                length += 128 * (data[at] - 1)
                at += 1
            if at + length > len(data):
                raise EarsTrouble(f"{path}: is cut off at its {len(pieces)}th token; fetch it again")
            pieces.append(data[at : at + length])
            at += length
        if len(pieces) <= _BYTES:
            raise EarsTrouble(f"{path}: holds {len(pieces)} tokens; not a recognizer's vocabulary")
        return cls(pieces)

    def __len__(self) -> int:
        return len(self._pieces)

    def of(self, text: str) -> list[int]:
        """The tokens of ``text``, one line, without `BEGIN` and `END`. What no token spells is spelt byte by byte."""
        parts = [letter.encode() for letter in _SPACE + text.strip().replace(" ", _SPACE)]
        numbers = self._numbers_in(b"".join(parts))
        while True:
            pairs = [
                (number, index)
                for index in range(len(parts) - 1)
                if (number := numbers.get(parts[index] + parts[index + 1])) is not None
            ]
            if not pairs:
                break
            _, index = min(pairs)
            parts[index : index + 2] = [parts[index] + parts[index + 1]]
        return [number for part in parts for number in ([numbers[part]] if part in numbers else _by_bytes(part))]

    def text(self, tokens: Sequence[int]) -> str:
        """What ``tokens`` spell."""
        spelt = b"".join(
            bytes([number - 3]) if 3 <= number < _BYTES else self._pieces[number]
            for number in tokens
            if number not in (0, BEGIN, END)
        )
        return spelt.decode(errors="replace").replace(_SPACE, " ").strip()

    def _numbers_in(self, spelt: bytes) -> dict[bytes, int]:
        """The numbers of the pieces within ``spelt``. Phrases are asked for now and then: a table of all pieces would
        lie in memory for good."""
        numbers: dict[bytes, int] = {}
        for number, piece in enumerate(self._pieces[_BYTES:], _BYTES):
            if piece in spelt:
                numbers.setdefault(piece, number)
        return numbers


def _by_bytes(part: bytes) -> list[int]:
    return [3 + byte for byte in part]


__all__ = ["BEGIN", "END", "Tokens"]

"""The recognizer's alphabet, on a small vocabulary made here."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.voice.ears.tokens import BEGIN, END, Tokens
from kiosk.voice.ears.trouble import EarsTrouble

MARKS = [b"<unk>", b"<s>", b"</s>"]
BYTES = [bytes([value]) for value in range(256)]
MERGED = [piece.encode() for piece in ("st", "op", "\u2581", "\u2581st", "\u2581stop", "s", "t", "o", "p", ".", "or")]
FIRST = 3 + 256


def tokens() -> Tokens:
    return Tokens([*MARKS, *BYTES, *MERGED])


def number(piece: str) -> int:
    return FIRST + MERGED.index(piece.encode())


def test_pairs_are_merged_in_the_order_of_their_numbers() -> None:
    # "op" comes before "or" and before the longer ones, which need it.
    assert tokens().of("stop.") == [number("\u2581stop"), number(".")]
    assert tokens().of("sop") == [number("\u2581"), number("s"), number("op")]


def test_what_no_token_spells_is_spelt_in_bytes() -> None:
    told = tokens().of("é")
    assert told == [number("\u2581"), 3 + 0xC3, 3 + 0xA9]
    assert tokens().text([BEGIN, *told, END]) == "é"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=1, max_size=12))
def test_every_word_comes_back(word: str) -> None:
    if "\u2581" not in word:
        assert tokens().text(tokens().of(word)) == word


def packed(pieces: list[bytes]) -> bytes:
    def length(count: int) -> bytes:
        return bytes([count]) if count < 128 else bytes([count % 128 + 128, count // 128])

    return b"".join(length(len(piece)) + piece for piece in pieces)


def test_a_vocabulary_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.bin"
    long = b"x" * 200
    path.write_bytes(packed([*MARKS, *BYTES, *MERGED, long]))
    read = Tokens.load(path)
    assert len(read) == FIRST + len(MERGED) + 1
    assert read.of("stop.") == tokens().of("stop.")
    assert read.text([FIRST + len(MERGED)]) == long.decode()


@pytest.mark.parametrize("data", [packed([*MARKS, *BYTES, *MERGED])[:-1], packed(MARKS), b""])
def test_a_damaged_file_is_named(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.bin"
    path.write_bytes(data)
    with pytest.raises(EarsTrouble, match=r"tokenizer\.bin"):
        Tokens.load(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EarsTrouble, match=r"none\.bin: cannot be read"):
        Tokens.load(tmp_path / "none.bin")

"""Finds and reads language files: those that come with the mirror, and an owner's own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kiosk import toml
from kiosk.locale.texts import Texts

SHIPPED = Path(__file__).parent
"""The folder of the languages that come with the mirror."""


def shipped() -> dict[str, Path]:
    """The files of the languages that come with the mirror, by their codes."""
    return {path.stem: path for path in sorted(SHIPPED.glob("*.toml"))}


def text_file(language: str) -> Path:
    """The file of ``language``: the code of a shipped one, or a path. Raises `FileProblem` where it is neither."""
    return toml.file_named("language", language, shipped())


def load_texts(language: str) -> Texts:
    """The words of ``language``: the code of a shipped one, or the path of a file.

    Raises:
        FileProblem: there is none, or its file is wrong (all of its errors).
    """
    return toml.load(Texts, text_file(language))


@cache
def english() -> Texts:
    """The words that hold where nobody asks for others. Raises `FileProblem` where the file is damaged."""
    return load_texts("en")

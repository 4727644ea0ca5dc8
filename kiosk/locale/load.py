"""Finds and reads language files: those that come with the mirror, and an owner's own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kiosk import toml
from kiosk.locale.texts import Texts
from kiosk.toml import FileProblem

SHIPPED = Path(__file__).parent
"""The folder of the languages that come with the mirror."""


def shipped() -> dict[str, Path]:
    """The files of the languages that come with the mirror, by their codes."""
    return {path.stem: path for path in sorted(SHIPPED.glob("*.toml"))}


def text_file(language: str) -> Path:
    """The file of ``language``: the code of a shipped one, or a path. Raises `FileProblem` where it is neither."""
    known = shipped()
    if language in known:
        return known[language]
    path = Path(language)
    if path.suffix == ".toml" or len(path.parts) > 1:
        return path
    near = toml.hint(language, list(known))
    raise FileProblem([f"language {language!r}: none of that name; {near}; a file of your own is named as *.toml"])


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

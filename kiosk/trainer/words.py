"""What the page says, by language: a TOML file for each of its parts in `words/LANGUAGE`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from kiosk import toml

FOLDER = Path(__file__).with_name("words")

OTHERWISE = "en"
"""Where the mirror speaks a language of its owner's own, which the page does not know."""


def page_languages() -> list[str]:
    """That the page speaks."""
    return sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


@lru_cache(maxsize=4)
def words_of(language: str) -> Mapping[str, Any]:
    """Tables of the page's parts, by their names, of ``language``: a code, or a language file's path as in the
    settings. Raises `kiosk.toml.FileProblem` where a file is damaged."""
    known = page_languages()
    folder = FOLDER / (language if language in known else OTHERWISE)
    return {path.stem: toml.read(path) for path in sorted(folder.glob("*.toml"))}

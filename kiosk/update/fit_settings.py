"""After a return: leaves out of the settings what this release does not know, so that it starts with the rest.

``python -m kiosk.update.fit_settings SETTINGS COPY``, by the release that has to read them. The settings as they were
stay beside them, as ``settings.later.toml``. Where leaving out does not help, the copy from before the update takes
their place.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import ValidationError
from tomlkit.exceptions import TOMLKitError

from kiosk.exits import clear_errors, complain
from kiosk.settings import Settings
from kiosk.toml import FileProblem
from kiosk.whole import alone_in, write_whole

KEPT_ASIDE = "settings.later.toml"

_ROUNDS = 5
"""What was hidden by one error may be the next one."""


def fitted(text: str) -> tuple[str, list[str]]:
    """``text`` without what this release's settings cannot be, and the keys that were left out.

    Raises:
        ValueError: it is no TOML, or leaving keys out does not help.
    """
    try:
        document = tomlkit.parse(text)
    except (TOMLKitError, RecursionError) as error:
        raise ValueError(f"not valid TOML: {error}") from error
    left_out: list[str] = []
    for _ in range(_ROUNDS):
        wrong = _wrong(document.unwrap())
        if not wrong:
            return (tomlkit.dumps(document) if left_out else text), left_out
        for place in wrong:
            key = _take_out(document, place)
            if key is not None:
                left_out.append(key)
    raise ValueError("cannot be used by this release")


def _wrong(tables: dict[str, Any]) -> list[tuple[int | str, ...]]:
    try:
        Settings.model_validate_json(json.dumps(tables, default=str), strict=True)
    except ValidationError as error:
        return [item["loc"] for item in error.errors()]
    return []


def _take_out(document: Any, place: tuple[int | str, ...]) -> str | None:
    """Take the key of a section out, or a whole section where that is wrong; its name, None where it is not there."""
    names = [str(each) for each in place[:2]]
    if not names or names[0] not in document:
        return None
    section = document[names[0]]
    if len(names) == 2 and isinstance(section, dict) and names[1] in section:
        del section[names[1]]
        return ".".join(names)
    if len(names) == 1:
        del document[names[0]]
        return names[0]
    return None


def fit_settings(path: Path, copy: Path) -> list[str]:
    """Make the settings file ``path`` one that this release reads; what was done, a line each. ``copy``: as it was
    before the update.

    Raises:
        FileProblem: it cannot be read or written, or neither it nor the copy can be used; it is as it was then.
    """
    try:
        with alone_in(path.parent):
            text = path.read_text(encoding="utf-8-sig")
            fit, said = _fit(text, path, copy)
            if not said:
                return []
            mode = path.stat().st_mode & 0o777
            write_whole(path.with_name(KEPT_ASIDE), text.encode(), mode=mode)
            write_whole(path, fit.encode(), mode=mode)
    except (OSError, UnicodeDecodeError) as error:
        raise FileProblem([f"{path}: cannot be fitted: {error}"]) from error
    return [*said, f"{path}: as it was: {KEPT_ASIDE} beside it"]


def _fit(text: str, path: Path, copy: Path) -> tuple[str, list[str]]:
    try:
        fit, left_out = fitted(text)
        return fit, [f"{path}: {key}: left out, this release does not know it so" for key in left_out]
    except ValueError as error:
        try:
            before = copy.read_text(encoding="utf-8-sig")
            before, left_out = fitted(before)
        except (OSError, ValueError):
            raise FileProblem([f"{path}: {error}"]) from error
        return before, [f"{path}: {error}; as before the update again"]


def main() -> None:
    """The program."""
    with clear_errors():
        complain(*fit_settings(Path(sys.argv[1]), Path(sys.argv[2])))


if __name__ == "__main__":
    main()

"""Typed TOML: every file a person edits is checked whole, and all its errors are told at once."""

from __future__ import annotations

import difflib
import json
import tomllib
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError


class FileProblem(ValueError):
    """One or more things wrong in a file; one line each, naming file, key and the way out."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class Section(BaseModel):
    """A table of a TOML file: frozen, and unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


Model = TypeVar("Model", bound=BaseModel)


def load(model: type[Model], path: Path) -> Model:
    """Read ``path`` into ``model``.

    Raises:
        FileProblem: the file is missing, unreadable, not TOML, or holds wrong or unknown keys (all of them).
    """
    return check(model, read(path), path)


def read(path: Path) -> dict[str, Any]:
    """The raw tables of ``path``. Raises `FileProblem` where there are none to read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # some editors write a byte order mark
    except FileNotFoundError:
        raise FileProblem([f"{path}: no such file"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise FileProblem([f"{path}: cannot be read: {error}"]) from error
    except tomllib.TOMLDecodeError as error:
        raise FileProblem([f"{path}: not valid TOML: {error}"]) from error


def check(model: type[Model], tables: dict[str, Any], origin: Path | str) -> Model:
    """Validate ``tables`` as ``model``; ``origin`` is named in the errors. Raises `FileProblem`."""
    try:
        # As JSON, because only there strictness is that of a file: an array may be a tuple and a text a path, but
        # "480" is no number and true no pin.
        return model.model_validate_json(json.dumps(tables, default=str), strict=True)
    except ValidationError as error:
        raise FileProblem([_line(model, origin, item) for item in error.errors()]) from error


def hint(wrong: str, known: list[str]) -> str:
    """What was probably meant by ``wrong``, else all that is known."""
    near = difflib.get_close_matches(wrong, known, n=1)
    return f'did you mean "{near[0]}"?' if near else f"known: {', '.join(sorted(known)) or 'none'}"


def _line(model: type[BaseModel], origin: Path | str, item: Any) -> str:
    location = item["loc"]
    key = ".".join(str(part) for part in location)
    if item["type"] == "extra_forbidden":
        return f"{origin}: {key}: unknown key; {hint(str(location[-1]), _known_keys(model, location[:-1]))}"
    if item["type"] == "missing":
        return f"{origin}: {key}: missing; add it"
    message = item["msg"].removeprefix("Value error, ")
    message = message[:1].lower() + message[1:]
    value = item["input"]
    found = "" if isinstance(value, dict | list) else f" (found {value!r})"
    return f"{origin}: {key or 'file'}: {message}{found}"


def _known_keys(model: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    """The keys of the table at ``path`` inside ``model``."""
    current: Any = model
    for part in path:
        fields = getattr(current, "model_fields", None)
        if fields is None:  # ``part`` is a place in a list, or a name in a table of tables
            current = _section_in(current)
        elif part in fields:
            annotation = fields[part].annotation
            current = annotation if get_origin(annotation) in (list, tuple, dict) else _section_in(annotation)
        else:
            return []
    return list(getattr(_section_in(current), "model_fields", {}))


def _section_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside ``Model``, ``list[Model]``, ``dict[str, Model]`` or ``Model | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        found = _section_in(inner)
        if found is not None:
            return found
    return None

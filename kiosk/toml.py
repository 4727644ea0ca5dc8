"""Typed TOML: every file a person edits is checked whole, and all its errors are told at once."""

from __future__ import annotations

import difflib
import json
import tomllib
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin

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
    except RecursionError:
        raise FileProblem([f"{path}: not valid TOML: tables or lists nested too deep"]) from None
    except ValueError as error:  # besides what is no TOML, a number of thousands of digits
        raise FileProblem([f"{path}: not valid TOML: {error}"]) from error


def check(model: type[Model], tables: dict[str, Any], origin: Path | str) -> Model:
    """Validate ``tables`` as ``model``; ``origin`` is named in the errors. Raises `FileProblem`."""
    try:
        # As JSON, because only there strictness is that of a file: an array may be a tuple and a text a path, but
        # "480" is no number and true no pin.
        return model.model_validate_json(json.dumps(tables, default=str), strict=True)
    except ValidationError as error:
        raise FileProblem([_line(model, origin, item) for item in error.errors()]) from error
    except RecursionError:
        raise FileProblem([f"{origin}: file: tables or lists nested too deep"]) from None


def hint(wrong: str, known: list[str]) -> str:
    """What was probably meant by ``wrong``, else all that is known."""
    near = difflib.get_close_matches(wrong, known, n=1)
    return f'did you mean "{near[0]}"?' if near else f"known: {', '.join(sorted(known)) or 'none'}"


def file_named(what: str, named: str, known: dict[str, Path]) -> Path:
    """The file of ``named``, one of the ``known`` by its name, or a path. Raises `FileProblem` where it is neither;
    ``what`` it would be is said then."""
    if named in known:
        return known[named]
    path = Path(named)
    if path.suffix == ".toml" or len(path.parts) > 1:
        return path
    near = hint(named, list(known))
    raise FileProblem([f"{what} {named!r}: none of that name; {near}; a file of your own is named as *.toml"])


def _line(model: type[BaseModel], origin: Path | str, item: Any) -> str:
    location, kind = item["loc"], item["type"]
    key, around = _place(model, location)
    if kind == "extra_forbidden":
        return f"{origin}: {key}: unknown key; {hint(str(location[-1]), around)}"
    if kind == "missing":
        return f"{origin}: {key}: missing; add it"
    if kind == "union_tag_not_found":
        return f"{origin}: {key}.{item['ctx']['discriminator'].strip(_QUOTE)}: missing; add it"
    if kind == "union_tag_invalid":
        wrong, known = item["ctx"]["tag"], item["ctx"]["expected_tags"].replace(_QUOTE, "").split(", ")
        return f"{origin}: {key}.{item['ctx']['discriminator'].strip(_QUOTE)}: {hint(wrong, known)} (found {wrong!r})"
    message = item["msg"].removeprefix("Value error, ")
    message = message[:1].lower() + message[1:]
    value = item["input"]
    found = "" if isinstance(value, dict | list) else f" (found {value!r})"
    return f"{origin}: {key or 'file'}: {message}{found}"


_QUOTE = "'"


def _place(model: type[BaseModel], location: tuple[int | str, ...]) -> tuple[str, list[str]]:
    """The key at ``location`` as it is written in the file, and the keys that its table may have.

    A table that may be of several kinds has its kind in ``location`` as well, which is in no file.
    """
    current: Any = model
    shown: list[str] = []
    around: list[str] = []
    for part in location:
        kinds = [] if get_origin(current) in (list, tuple, dict) else _sections_in(current)
        if len(kinds) > 1:
            current = next((kind for kind in kinds if part in _tags(kind)), kinds[0])
            continue
        shown.append(str(part))
        fields = kinds[0].model_fields if kinds else {}
        around = list(fields)
        # Where it has no fields, ``part`` is a place in a list, or a name in a table of tables.
        current = fields[str(part)].annotation if part in fields else (None if kinds else _inner(current))
    return ".".join(shown), around


def _inner(annotation: Any) -> Any:
    """What a list, a tuple or a table of tables holds."""
    return next((inner for inner in reversed(get_args(annotation)) if _sections_in(inner)), None)


def _sections_in(annotation: Any) -> list[type[BaseModel]]:
    """The models inside ``Model``, ``list[Model]``, ``dict[str, Model]`` or ``Model | Other | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [section for inner in get_args(annotation) for section in _sections_in(inner)]


def _tags(section: type[BaseModel]) -> list[Any]:
    """The words by which a table may say that it is of this kind."""
    literals = [
        field.annotation for field in section.model_fields.values() if get_origin(field.annotation) is Literal
    ]
    return [word for literal in literals for word in get_args(literal)]

"""Which model files there are, where they lie, and whether they are whole.

    >>> find("landmarks").path
    PosixPath('.../models/pose_landmark_full_int8_nomask.tflite')

Reads `models/manifest.toml`, which `kiosk models build` writes. Loads no network and needs no runtime.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field, field_validator

from kiosk import toml

Role: TypeAlias = Literal["detector", "landmarks_mask", "landmarks"]
"""What a model is for: finding people, landmarks with the person mask, landmarks alone."""

MANIFEST = "manifest.toml"

WAY_OUT = "run `kiosk models build` or reinstall"
"""What helps against a missing or damaged model."""


class ModelError(RuntimeError):
    """A model is missing, damaged, or not what it should be."""


def _plain_name(name: str) -> str:
    if Path(name).name != name or name in {"", ".", ".."}:
        raise ValueError("must be a file name without a folder")
    return name


FileName: TypeAlias = Annotated[str, AfterValidator(_plain_name)]
Sha256: TypeAlias = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Port(toml.Section):
    """An input or output of a model: its place among them, and its shape."""

    index: int = Field(ge=0)
    shape: tuple[int, ...] = Field(min_length=1)


class Entry(toml.Section):
    """One model file of the manifest."""

    role: Role
    file: FileName
    sha256: Sha256
    bytes: int = Field(gt=0, description="size of the file")
    source: str = Field(description="package, version and member the weights come from")
    input: Port
    outputs: dict[str, Port] = Field(min_length=1)


class Manifest(toml.Section):
    """`models/manifest.toml`: the models, and the versions of the packages that built them."""

    built_with: dict[str, str]
    models: tuple[Entry, ...]

    @field_validator("models")
    @classmethod
    def _one_each(cls, models: tuple[Entry, ...]) -> tuple[Entry, ...]:
        roles: list[str] = [entry.role for entry in models]
        for what, values in (("role", roles), ("file", [entry.file for entry in models])):
            twice = sorted({value for value in values if values.count(value) > 1})
            if twice:
                raise ValueError(f"{what} given twice: {', '.join(twice)}")
        return models


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model at hand: where it lies and what the manifest promises of it."""

    role: Role
    path: Path
    sha256: str
    bytes: int
    source: str
    input_shape: tuple[int, ...]
    outputs: dict[str, Port]


def folder(given: Path | None = None, holding: str = MANIFEST) -> Path:
    """The models' folder: ``given``, else `models/` beside the package (a checkout), else the installed one.

    Raises:
        ModelError: there is no file ``holding`` there.
    """
    if given is not None:
        places = [given.expanduser()]
    else:
        package = Path(__file__).resolve().parent.parent
        places = [package.parent / "models", package / "_models"]
    for place in places:
        if (place / holding).is_file():
            return place
    raise ModelError(f"{places[0] / holding}: no such file; {WAY_OUT}")


def load(given: Path | None = None) -> tuple[ModelFile, ...]:
    """All models of the manifest in `folder` ``(given)``, whether their files are there or not.

    Raises:
        ModelError: no manifest, or one with errors (all of them, one a line).
    """
    place = folder(given)
    try:
        manifest = toml.load(Manifest, place / MANIFEST)
    except toml.FileProblem as error:
        raise ModelError("\n".join(f"{line}; {WAY_OUT}" for line in error.problems)) from error
    return tuple(
        ModelFile(
            role=entry.role,
            path=place / entry.file,
            sha256=entry.sha256,
            bytes=entry.bytes,
            source=entry.source,
            input_shape=entry.input.shape,
            outputs=dict(entry.outputs),
        )
        for entry in manifest.models
    )


def find(role: Role, given: Path | None = None) -> ModelFile:
    """The model for ``role``, present and of the right size; `verify` looks at every byte.

    Raises:
        ModelError: no manifest, no such role in it, or its file is missing or of the wrong size.
    """
    for model in load(given):
        if model.role == role:
            problem = _size_problem(model)
            if problem is not None:
                raise ModelError(problem)
            return model
    raise ModelError(f"{folder(given) / MANIFEST}: no model with the role {role!r}; {WAY_OUT}")


def whole(given: Path | None = None) -> dict[Role, ModelFile]:
    """All models by role, every byte of them checked: damaged weights would run, and see nonsense.

    Raises:
        ModelError: everything wrong with them, one line each.
    """
    problems = verify(given)
    if problems:
        raise ModelError("\n".join(problems))
    return {model.role: model for model in load(given)}


def verify(given: Path | None = None) -> list[str]:
    """Everything wrong with the models in `folder` ``(given)``, one line each; empty when all is well."""
    try:
        models = load(given)
    except ModelError as error:
        return str(error).splitlines()
    roles: tuple[Role, ...] = ("detector", "landmarks_mask", "landmarks")
    present = {model.role for model in models}
    problems = [
        f"{folder(given) / MANIFEST}: no model with the role {role!r}; {WAY_OUT}"
        for role in roles
        if role not in present
    ]
    for model in models:
        problem = _size_problem(model) or _hash_problem(model)
        if problem is not None:
            problems.append(problem)
    return problems


def sha256_of(path: Path) -> str:
    """Lower-case hex digest of the file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _size_problem(model: ModelFile) -> str | None:
    try:
        size = model.path.stat().st_size
    except FileNotFoundError:
        return f"{model.path}: missing; {WAY_OUT}"
    except OSError as error:
        return f"{model.path}: cannot be read: {error.strerror}; {WAY_OUT}"
    if size != model.bytes:
        return f"{model.path}: {size} bytes where {model.bytes} belong; {WAY_OUT}"
    return None


def _hash_problem(model: ModelFile) -> str | None:
    try:
        found = sha256_of(model.path)
    except OSError as error:
        return f"{model.path}: cannot be read: {error.strerror}; {WAY_OUT}"
    if found != model.sha256:
        differs = f"sha256 {found[:12]}... where {model.sha256[:12]}... belongs"
        return f"{model.path}: damaged: {differs}; {WAY_OUT}"
    return None

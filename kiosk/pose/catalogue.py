"""Which model files there are, where they lie, and whether they are whole.

    >>> find("landmarks").path
    PosixPath('.../models/pose_landmark_full_int8_nomask.tflite')

Reads `models/manifest.toml`, which `kiosk models build` writes. Loads no network and needs no runtime.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field, field_validator, model_validator

from kiosk import toml

Role: TypeAlias = Literal["detector", "landmarks_mask", "landmarks"]
"""What a model is for: finding people, landmarks with the person mask, landmarks alone."""

Network: TypeAlias = Literal["full", "lite"]
"""The landmark network: the exact one, or the smaller one for slow or hot processors."""

Arithmetic: TypeAlias = Literal["int8", "float"]
"""How a model computes: mostly in 8-bit integers, or in float with its weights stored small."""

MANIFEST = "manifest.toml"

ROLES: tuple[Role, ...] = ("detector", "landmarks_mask", "landmarks")
"""What every choice has a model for."""

DEFAULT: tuple[Network, Arithmetic] = ("full", "int8")
"""What is used where nobody chose."""

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
    network: Network | None = Field(None, description="which landmark network; absent for the detector")
    arithmetic: Arithmetic
    file: FileName
    sha256: Sha256
    bytes: int = Field(gt=0, description="size of the file")
    source: str = Field(description="package, version and member the weights come from")
    input: Port
    outputs: dict[str, Port] = Field(min_length=1)

    @model_validator(mode="after")
    def _network_of_landmarks(self) -> Entry:
        if (self.role == "detector") != (self.network is None):
            raise ValueError(f"role {self.role!r}: network is for landmark models, and each of them has one")
        return self


class Manifest(toml.Section):
    """`models/manifest.toml`: the models, and the versions of the packages that built them."""

    built_with: dict[str, str]
    models: tuple[Entry, ...]

    @field_validator("models")
    @classmethod
    def _one_each(cls, models: tuple[Entry, ...]) -> tuple[Entry, ...]:
        kinds = [_kind(entry.role, entry.network, entry.arithmetic) for entry in models]
        for what, values in (("role", kinds), ("file", [entry.file for entry in models])):
            twice = sorted({value for value in values if values.count(value) > 1})
            if twice:
                raise ValueError(f"{what} given twice: {', '.join(twice)}")
        return models


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model at hand: where it lies and what the manifest promises of it."""

    role: Role
    network: Network | None
    arithmetic: Arithmetic
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
            network=entry.network,
            arithmetic=entry.arithmetic,
            path=place / entry.file,
            sha256=entry.sha256,
            bytes=entry.bytes,
            source=entry.source,
            input_shape=entry.input.shape,
            outputs=dict(entry.outputs),
        )
        for entry in manifest.models
    )


def find(
    role: Role, given: Path | None = None, network: Network = "full", arithmetic: Arithmetic = "int8"
) -> ModelFile:
    """The model for ``role`` of one choice (see `choose`), present and of the right size.

    `choose` and `verify` look at every byte.

    Raises:
        ModelError: no manifest, no such model in it, or its file is missing or of the wrong size.
    """
    found = _chosen(load(given), network, arithmetic).get(role)
    if found is None:
        raise ModelError(_absent(given, role, network, arithmetic))
    problem = _size_problem(found)
    if problem is not None:
        raise ModelError(problem)
    return found


def choose(
    network: Network = "full", arithmetic: Arithmetic = "int8", given: Path | None = None
) -> dict[Role, ModelFile]:
    """The three models of one choice by role, every byte checked: damaged weights would run, and see nonsense.

    ``network`` and ``arithmetic`` say which landmark models. The detector is that of the same arithmetic where there
    is one, else the only one there is. What is not chosen is neither read nor checked.

    Raises:
        ModelError: everything wrong with them, one line each.
    """
    chosen = _chosen(load(given), network, arithmetic)
    problems = [_absent(given, role, network, arithmetic) for role in ROLES if role not in chosen]
    problems += _damages(chosen.values())
    if problems:
        raise ModelError("\n".join(problems))
    return chosen


def whole(given: Path | None = None) -> dict[Role, ModelFile]:
    """The default choice, as `choose` gives it: the full network in int8.

    Raises:
        ModelError: everything wrong with them, one line each.
    """
    return choose(given=given)


def choices(given: Path | None = None) -> tuple[tuple[Network, Arithmetic], ...]:
    """Every network and arithmetic that `choose` can be asked for, the default first; files are not looked at.

    Raises:
        ModelError: no manifest, or one with errors.
    """
    found = {(model.network, model.arithmetic) for model in load(given) if model.network is not None}
    return tuple(sorted(found, key=lambda choice: (choice[0] != "full", choice[1] != "int8")))


def verify(given: Path | None = None) -> list[str]:
    """Everything wrong with the models in `folder` ``(given)``, one line each; empty when all is well.

    Every choice that the manifest begins must be complete, and the default one must be there.
    """
    try:
        models = load(given)
        begun = choices(given)
    except ModelError as error:
        return str(error).splitlines()
    problems: list[str] = []
    for network, arithmetic in dict.fromkeys((DEFAULT, *begun)):
        chosen = _chosen(models, network, arithmetic)
        lacking = (_absent(given, role, network, arithmetic) for role in ROLES if role not in chosen)
        problems += [problem for problem in lacking if problem not in problems]
    return problems + _damages(models)


def _chosen(models: Iterable[ModelFile], network: Network, arithmetic: Arithmetic) -> dict[Role, ModelFile]:
    """Of ``models``, those of one choice, as far as they are there."""
    chosen: dict[Role, ModelFile] = {}
    for model in models:
        if model.role != "detector":
            if (model.network, model.arithmetic) == (network, arithmetic):
                chosen[model.role] = model
        elif model.role not in chosen or model.arithmetic == arithmetic:
            chosen[model.role] = model
    return chosen


def _kind(role: Role, network: Network | None, arithmetic: Arithmetic) -> str:
    return " ".join(word for word in (role, network, arithmetic) if word is not None)


def _absent(given: Path | None, role: Role, network: Network, arithmetic: Arithmetic) -> str:
    which = "" if role == "detector" else f" of the network {network!r} in {arithmetic!r}"
    return f"{folder(given) / MANIFEST}: no model with the role {role!r}{which}; {WAY_OUT}"


def _damages(models: Iterable[ModelFile]) -> list[str]:
    found = (_size_problem(model) or _hash_problem(model) for model in models)
    return [problem for problem in found if problem is not None]


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

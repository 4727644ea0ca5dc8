"""`models/recipe.toml` typed: where the weights come from, what is quantized how, and how good it must be."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from kiosk import toml
from kiosk.pose.catalogue import Arithmetic, FileName, Network, Role, Sha256

FILE = "recipe.toml"


class Member(toml.Section):
    """A .tflite file inside a source package, with its outputs in the order of the file."""

    source: str = Field(description="entry of [sources]")
    path: str = Field(min_length=1)
    sha256: Sha256
    bytes: int = Field(gt=0)
    input: tuple[int, ...] = Field(min_length=1)
    outputs: dict[str, tuple[int, ...]] = Field(min_length=1)

    def places(self, names: Iterable[str]) -> list[int]:
        """Number of each output in ``names``."""
        order = list(self.outputs)
        return [order.index(name) for name in names]


class Wheel(toml.Section):
    """A package for Python, and the wheel of it that is asked for (the weights are the same in all)."""

    kind: Literal["wheel"]
    package: str = Field(pattern=r"^[A-Za-z0-9._-]+$")
    version: str = Field(pattern=r"^[0-9][A-Za-z0-9.+]*$")
    python: str = Field(pattern=r"^3\.\d+$")
    platform: str = Field(pattern=r"^[a-z0-9_]+$")
    licence: str


class NpmPackage(toml.Section):
    """A package for JavaScript, as `npm pack` gets it."""

    kind: Literal["npm"]
    package: str = Field(pattern=r"^(@[a-z0-9._-]+/)?[a-z0-9._-]+$")
    version: str = Field(pattern=r"^[0-9][A-Za-z0-9.+-]*$")
    licence: str


Source: TypeAlias = Annotated[Wheel | NpmPackage, Field(discriminator="kind")]
"""A published package that carries weights."""


class Calibration(toml.Section):
    """A clip of independent frames: odd ones calibrate, even ones judge."""

    clip: str
    regions: str
    sha256: Sha256
    bytes: int = Field(gt=0)
    frames: int = Field(gt=1)
    inputs: int = Field(gt=0, description="crops or pictures, evenly spread, that layers are measured on")
    positions: int = Field(gt=0, description="positions sampled in each crop and layer for the statistics")
    size: tuple[int, int]
    """Width and height, pixels."""


Stored: TypeAlias = Literal["float16", "int8", "exact"]
"""How the weights of operators that compute in float are stored; exact: as float16, on a grid on which their sums are
the same on every processor (`exact.settle`)."""


class Span(toml.Section):
    """Operators ``first`` to ``last`` (inclusive) that compute in float, and the reason.

    Positions count in the graph with its constants folded and its waste taken out (`quantize.unfold`).
    """

    first: int = Field(ge=0)
    last: int = Field(ge=0)
    weights: Stored
    why: str = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Span:
        if self.last < self.first:
            raise ValueError(f"last ({self.last}) comes before first ({self.first})")
        return self


class Mixed(toml.Section):
    """Static int8 (weights and activations) but for the operators in ``floats``, which compute in float."""

    member: str
    sees: Literal["person", "picture"] = Field(description="crops of a person, or whole pictures")
    equalise: float = Field(ge=0, le=1, description="0 leaves channels alone, 1 gives all the same range")
    damping: float = Field(gt=0, lt=1, description="share of the mean variance added when rounding weights")
    margin: float | None = Field(None, gt=0, le=1, description="in place of limits.margin")
    floats: tuple[Span, ...]

    @model_validator(mode="after")
    def _apart(self) -> Mixed:
        spans = sorted(self.floats, key=lambda span: span.first)
        for one, other in pairwise(spans):
            if other.first <= one.last:
                raise ValueError(f"floats: operator {other.first} is in two spans")
        return self

    def kept(self) -> dict[int, Stored]:
        """Positions of the operators that compute in float, in order, with how their weights are stored."""
        return {
            position: span.weights
            for span in sorted(self.floats, key=lambda span: span.first)
            for position in range(span.first, span.last + 1)
        }


class LandmarkLimits(toml.Section):
    """Medians over the judging frames: degrees, torso lengths; shares. See `judge_landmarks.LandmarkVerdict`."""

    torso: float = Field(gt=0)
    hip: float = Field(gt=0)
    knee: float = Field(gt=0)
    mask_iou: float = Field(gt=0, lt=1)
    curvature: float = Field(gt=0)
    presence_agreement: float = Field(gt=0, le=1)
    presence_where_sure: float = Field(gt=0, le=1, description="at least, wherever the float network has 0.9")


class DetectorLimits(toml.Section):
    """Medians over the judging frames: shares of the region's side, degrees. See `judge_detector.DetectorVerdict`."""

    agreement: float = Field(gt=0, le=1)
    score: float = Field(gt=0, lt=1)
    score_where_sure: float = Field(gt=0, le=1, description="at least, wherever the float network has 0.9")
    centre: float = Field(gt=0)
    side: float = Field(gt=0)
    rotation: float = Field(gt=0)


class Limits(toml.Section):
    """How far a quantized model may stray from the float one, and how large a file may be."""

    megabytes: float = Field(gt=0)
    margin: float = Field(gt=0, le=1, description="share of the limits that the search may use up")
    landmarks: LandmarkLimits
    detector: DetectorLimits


class Built(toml.Section):
    """One file to build: a member as published, or some outputs of a quantized graph."""

    role: Role
    network: Network | None = Field(None, description="absent for the detector")
    arithmetic: Arithmetic
    file: FileName
    card: FileName
    copied: str | None = Field(None, description="member taken as it is")
    quantized: str | None = Field(None, description="entry of [quantized] to take from")
    outputs: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_origin(self) -> Built:
        if (self.copied is None) == (self.quantized is None):
            raise ValueError("give either copied or quantized")
        return self


class Recipe(toml.Section):
    """The whole file."""

    sources: dict[str, Source] = Field(min_length=1)
    members: dict[str, Member] = Field(min_length=1)
    calibration: Calibration
    quantized: dict[str, Mixed]
    limits: Limits
    models: tuple[Built, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_exist(self) -> Recipe:
        problems = [
            f"members.{name}.source: no source {member.source!r}"
            for name, member in self.members.items()
            if member.source not in self.sources
        ]
        problems += [
            f"quantized.{name}.member: no member {mixed.member!r}"
            for name, mixed in self.quantized.items()
            if mixed.member not in self.members
        ]
        problems += [problem for built in self.models for problem in self._of_built(built)]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _of_built(self, built: Built) -> list[str]:
        where = f"model {built.file}"
        if built.copied is not None:
            member = self.members.get(built.copied)
            if member is None:
                return [f"{where}: copied: no member {built.copied!r}"]
            if built.outputs != tuple(member.outputs):
                return [f"{where}: outputs: a copy has all, in order: {', '.join(member.outputs)}"]
            return []
        mixed = self.quantized.get(str(built.quantized))
        if mixed is None:
            return [f"{where}: quantized: no entry {built.quantized!r}"]
        member = self.members.get(mixed.member)
        known = member.outputs if member is not None else built.outputs
        return [f"{where}: outputs: no output {name!r}" for name in built.outputs if name not in known]

    def member_of(self, built: Built) -> Member:
        """The member that ``built`` comes from."""
        name = built.copied if built.copied is not None else self.quantized[str(built.quantized)].member
        return self.members[name]

    def limits_of(self, name: str) -> Limits:
        """The limits that a search of the entry ``name`` of [quantized] keeps to."""
        margin = self.quantized[name].margin
        return self.limits if margin is None else self.limits.model_copy(update={"margin": margin})

    def source_of(self, built: Built) -> str:
        """Package, version and member as one line, for the manifest and the card."""
        member = self.member_of(built)
        source = self.sources[member.source]
        return f"{source.package} {source.version}: {member.path}"


def load(folder: Path) -> Recipe:
    """The recipe in ``folder``.

    Raises:
        kiosk.toml.FileProblem: it is missing or wrong; every problem at once.
    """
    return toml.load(Recipe, folder / FILE)

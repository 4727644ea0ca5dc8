"""Digests of what a result depends on: a specification, sources, packages. Stable across processes and machines."""

from __future__ import annotations

import ast
import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np


def canonical(value: Any) -> Any:
    """`value` as plain lists, maps, texts and numbers that say all of it; floats by their exact digits.

    Raises TypeError for what has no such form: a function, an open file, an object with an identity of its own.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, {item.name: canonical(getattr(value, item.name)) for item in fields(value)}]
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            return str(value)
        return value.hex()
    if isinstance(value, Mapping):
        return {"map": sorted([canonical(key), canonical(item)] for key, item in value.items())}
    if isinstance(value, (tuple, list)):
        return [canonical(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return {"set": sorted((canonical(item) for item in value), key=json.dumps)}
    if isinstance(value, np.generic):
        return canonical(value.item())
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        return {"array": [value.dtype.str, list(value.shape), hashlib.sha256(value.tobytes()).hexdigest()]}
    raise TypeError(f"{value!r} cannot be part of a specification: it has no fixed form")


def digest(*parts: Any) -> str:
    """64 hexadecimal digits for `parts`."""
    text = json.dumps([canonical(part) for part in parts], separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def file_digest(path: Path) -> str:
    """64 hexadecimal digits for a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def files_digest(root: Path, paths: Iterable[Path]) -> str:
    """One digest for files by their place under `root` and their bytes, in any order."""
    return digest(sorted([path.relative_to(root).as_posix(), file_digest(path)] for path in set(paths)))


def sources(root: Path, *modules: str, without: frozenset[str] = frozenset()) -> set[Path]:
    """The files under `root` of `modules` and of all that they import from `root`, wherever the import stands."""
    found: dict[str, Path] = {}
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        path = _module_file(root, name)
        if path is None or name in found or name in without:
            continue
        found[name] = path
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        parents = [".".join(name.split(".")[:depth]) for depth in range(1, name.count(".") + 1)]
        waiting += [*parents, *_imported(path, package)]
    return set(found.values())


def packages(*names: str) -> dict[str, str]:
    """The installed version of each, or `absent`."""
    found = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "absent"
    return found


def _module_file(root: Path, name: str) -> Path | None:
    base = root.joinpath(*name.split("."))
    return next((path for path in (base / "__init__.py", base.with_suffix(".py")) if path.is_file()), None)


def _imported(path: Path, package: str) -> list[str]:
    """Names of modules, and of what may be modules, that a file imports."""
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [item.name for item in node.names]
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*parts, *([node.module] if node.module else [])])
            names += [base, *(f"{base}.{item.name}" for item in node.names)]
    return names

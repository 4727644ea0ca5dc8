"""Carries the recipe out: quantize, judge, and only then write the models' folder."""

from __future__ import annotations

import hashlib
import os
import platform
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import tomlkit

from kiosk.pose.catalogue import MANIFEST, ModelError
from kiosk.quantize import quantize
from kiosk.quantize.card import card
from kiosk.quantize.recipe import Built, Recipe
from kiosk.quantize.speed import least_times
from kiosk.quantize.verdict import Figure, Verdict
from kiosk.quantize.workshop import Tell, Workshop

_BUILT_WITH = ("ai-edge-quantizer", "ai-edge-litert", "numpy", "opencv-python-headless")


@dataclass(frozen=True, slots=True, eq=False)
class Product:
    """One finished file: its bytes, its time over the published file's, and what it lost (None for a copy)."""

    built: Built
    data: bytes
    ratio: float
    verdict: Verdict | None

    @property
    def sha256(self) -> str:
        """Lower-case hex digest."""
        return hashlib.sha256(self.data).hexdigest()


def build(folder: Path, out: Path, packages: Sequence[Path], tell: Tell) -> list[Product]:
    """Build every model of ``folder``'s recipe into ``out``, with cards and manifest.

    Nothing is written unless all of them are good.

    Raises:
        ModelError: something needed is missing, or a model strays too far from the float one.
        kiosk.toml.FileProblem: the recipe is wrong.
    """
    with tempfile.TemporaryDirectory(prefix="kiosk-models-") as place:
        shop = Workshop(folder, Path(place), packages, tell)
        graphs: dict[str, bytes] = {}
        for name, mixed in shop.recipe.quantized.items():
            prepared = shop.prepared(name)
            tell(f"{name}: write int8")
            graphs[name] = quantize.compose(prepared, mixed.kept())
        products = [_product(shop, built, graphs, tell) for built in shop.recipe.models]
    problems = [problem for product in products for problem in _too_bad(shop.recipe, product)]
    if problems:
        raise ModelError("\n".join(problems))
    _write(shop.recipe, products, out)
    return products


def _product(shop: Workshop, built: Built, graphs: dict[str, bytes], tell: Tell) -> Product:
    tell(f"{built.file}: judge")
    recipe = shop.recipe
    if built.copied is not None:
        return Product(built, shop.published[built.copied], 1.0, None)
    mixed = recipe.quantized[str(built.quantized)]
    member = shop.member(mixed.member)
    data = quantize.outputs_of(graphs[str(built.quantized)], member, built.outputs)
    reference = quantize.outputs_of(shop.floats[mixed.member], member, built.outputs)
    before, after = least_times((shop.published[mixed.member], data), rounds=18)
    return Product(built, data, after / before, shop.judge(mixed, reference)(data))


def _too_bad(recipe: Recipe, product: Product) -> list[str]:
    """Every limit of the recipe that ``product`` breaks."""
    figures = [Figure("megabytes", len(product.data) / 1e6, recipe.limits.megabytes)]
    if product.verdict is not None:
        figures += product.verdict.figures(recipe.limits)
    return [
        f"{product.built.file}: {name} {found:.3f} where the recipe allows {allowed:.3f}; nothing was written"
        for name, found, allowed in figures
        if not found <= allowed
    ]


def _write(recipe: Recipe, products: list[Product], out: Path) -> None:
    """Models and cards first, the manifest last, each moved into place whole."""
    out.mkdir(parents=True, exist_ok=True)
    for product in products:
        text = card(recipe, product.built, len(product.data), product.ratio, product.verdict)
        _replace(out / product.built.file, product.data)
        _replace(out / product.built.card, text.encode())
    _replace(out / MANIFEST, manifest(recipe, products).encode())


def _replace(path: Path, data: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ModelError(f"{path}: cannot be written: {error.strerror}") from error


def manifest(recipe: Recipe, products: list[Product]) -> str:
    """The text of `manifest.toml`."""
    document = tomlkit.document()
    document.add(tomlkit.comment("Written by `kiosk models build`; `kiosk models verify` checks the files by it."))
    document.add("built_with", built_with())
    entries = tomlkit.aot()
    for product in products:
        entries.append(_entry(recipe, product))
    document.add("models", entries)
    return tomlkit.dumps(document)


def built_with() -> dict[str, str]:
    """What decides a build to the last bit: versions of the packages, and the kind of processor."""
    found = {"processor": _processor()}
    for package in _BUILT_WITH:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _processor() -> str:
    """Machine and widest float vectors, which order the sums: ``x86_64 avx2``."""
    try:
        flags = set(Path("/proc/cpuinfo").read_text(encoding="utf-8").split())
    except OSError:
        flags = set()
    widest = next((flag for flag in ("avx512f", "avx2", "asimd") if flag in flags), "")
    return f"{platform.machine()} {widest}".strip()


def _entry(recipe: Recipe, product: Product) -> tomlkit.items.Table:
    built, member = product.built, recipe.member_of(product.built)
    entry = tomlkit.table()
    entry.add("role", built.role)
    if built.network is not None:
        entry.add("network", built.network)
    entry.add("arithmetic", built.arithmetic)
    entry.add("file", built.file)
    entry.add("sha256", product.sha256)
    entry.add("bytes", len(product.data))
    entry.add("source", recipe.source_of(built))
    entry.add("input", _port(0, member.input))
    outputs = tomlkit.table()
    for index, name in enumerate(built.outputs):
        outputs.add(name, _port(index, member.outputs[name]))
    entry.add("outputs", outputs)
    return entry


def _port(index: int, shape: tuple[int, ...]) -> tomlkit.items.InlineTable:
    port = tomlkit.inline_table()
    port.update({"index": index, "shape": list(shape)})
    return port

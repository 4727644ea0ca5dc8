"""``kiosk models``: build the models, check them, list them."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from kiosk.exits import Exit, clear_errors, complain
from kiosk.pose import catalogue
from kiosk.pose.catalogue import ModelError, ModelFile

app = typer.Typer(name="models", no_args_is_help=True, help="Build, search, check and list the pose models.")

_NO_QUANTIZER = "ai-edge-quantizer is not installed: pip install 'hinge-mirror[models]'"

Packages = Annotated[
    list[Path] | None,
    typer.Option(
        exists=True,
        dir_okay=False,
        help="A published package at hand (.whl, .tgz), instead of fetching it; repeatable.",
    ),
]
Folder = Annotated[Path | None, typer.Option("--models", help="Folder of the models; absent: those shipped.")]


@app.command("list")
def list_models(models: Folder = None) -> None:
    """List the models: what for, how large, where from."""
    with clear_errors():
        found = catalogue.load(models)
    table = Table("role", "network", "arithmetic", "file", "MB", "from", box=None)
    for model in found:
        size, origin = f"{model.bytes / 1e6:.2f}", model.source.partition(":")[0]
        table.add_row(model.role, model.network or "", model.arithmetic, model.path.name, size, origin)
    Console().print(table)


@app.command("verify")
def verify(models: Folder = None) -> None:
    """Check that every model is there, whole, and loads with the shapes it should have."""
    problems = catalogue.verify(models)
    if not problems:
        with clear_errors():
            found = catalogue.load(models)
        problems = [problem for model in found for problem in _loading_problems(model)]
    if problems:
        complain(*problems)
        raise typer.Exit(Exit.WRONG)
    print(f"{len(found)} models are whole: {found[0].path.parent}")


def _tell(step: str) -> None:
    Console(stderr=True).print(f"  {step}", style="dim")


def _recipe_folder(models: Path | None) -> Path:
    """The folder whose recipe is to be carried out. Raises ModelError where it, or the quantizer, is missing."""
    folder = catalogue.folder(models, holding="recipe.toml")
    if find_spec("ai_edge_quantizer") is None:
        raise ModelError(_NO_QUANTIZER)
    return folder


@app.command("build")
def build(
    models: Folder = None,
    out: Annotated[Path | None, typer.Option(help="Folder to write to; absent: the models' own.")] = None,
    package: Packages = None,
) -> None:
    """Make the models from the published ones by recipe.toml, judge them, write them with cards and manifest."""
    with clear_errors():
        folder = _recipe_folder(models)
        from kiosk.quantize.build import build as run  # slow to import, and not installed on every mirror

        products = run(folder, out or folder, package or (), _tell)
    for product in products:
        print(f"{product.built.file}  {len(product.data) / 1e6:.2f} MB  sha256 {product.sha256}")


@app.command("search")
def search(
    name: Annotated[str, typer.Argument(help="Entry of [quantized] in recipe.toml, of landmarks or detector.")],
    models: Folder = None,
    package: Packages = None,
    inputs: Annotated[int, typer.Option(min=6, help="Calibration crops of people, or pictures, to compare on.")] = 96,
    save: Annotated[bool, typer.Option(help="Put what was found into recipe.toml.")] = False,
) -> None:
    """Measure which operators may be int8 and write the table of it; minutes of work."""
    with clear_errors():
        folder = _recipe_folder(models)
        from kiosk.quantize import search as searching
        from kiosk.quantize import search_table  # slow to import, and not installed on every mirror
        from kiosk.quantize.card import search_name
        from kiosk.quantize.workshop import Workshop

        with TemporaryDirectory(prefix="kiosk-models-") as place:
            shop = Workshop(folder, Path(place), package or (), _tell)
            mixed = shop.recipe.quantized.get(name)
            if mixed is None:
                known = ", ".join(shop.recipe.quantized)
                raise ModelError(f"recipe.toml: quantized.{name}: no such entry; there are {known}")
            judge = shop.searching_judge(mixed, inputs)
            static = any(b.arithmetic == "int8" for b in shop.recipe.models if b.quantized == name)
            limits, network = shop.recipe.limits_of(name), shop.floats[mixed.member]
            exact = frozenset(position for position, how in mixed.kept().items() if how == "exact")
            found = searching.search(network, shop.prepared(name), judge, limits, static, _tell, exact)
        table = search_table.table(shop.recipe, name, found, judge)
        (folder / search_name(name)).write_text(table, encoding="utf-8")
        if save:
            search_table.save_spans(folder, name, found)
    for span in searching.spans(found):
        print(f"{span.first}-{span.last}  float, weights {span.weights}  {span.why}")


def _loading_problems(model: ModelFile) -> list[str]:
    """What LiteRT says of ``model`` that the manifest does not."""
    from kiosk.pose.hush import hushed
    from kiosk.pose.runtime import interpreter_class

    try:
        with hushed():
            interpreter = interpreter_class()[0](model_path=str(model.path))
            interpreter.allocate_tensors()
    except (ValueError, RuntimeError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        return [f"{model.path}: does not load: {reason}; {catalogue.WAY_OUT}"]
    shapes = [tuple(int(n) for n in item["shape"]) for item in interpreter.get_output_details()]
    wanted = [port.shape for port in sorted(model.outputs.values(), key=lambda port: port.index)]
    image = tuple(int(n) for n in interpreter.get_input_details()[0]["shape"])
    if shapes == wanted and image == model.input_shape:
        return []
    return [f"{model.path}: takes {image} and gives {shapes}, not as in the manifest; {catalogue.WAY_OUT}"]

"""Makes the shipped font from the published one: `python -m kiosk.mirror.fonts.make [--package FILE]`.

What to take is in `recipe.toml`. The published font is larger than a mirror needs, compressed in a way that pygame
cannot read, and its digits differ in width, so that a count would tremble.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import Field

from kiosk import toml
from kiosk.pose.catalogue import ModelError, Sha256
from kiosk.quantize.fetch import contents, download
from kiosk.quantize.recipe import NpmPackage

FOLDER = Path(__file__).parent
LICENCE = "LICENSE.inter"


class Member(toml.Section):
    """A file of the package."""

    path: str = Field(min_length=1)
    sha256: Sha256


class Kept(toml.Section):
    """What of the font is kept."""

    ranges: tuple[tuple[int, int], ...]
    features: tuple[str, ...]
    always: tuple[str, ...]


class Made(toml.Section):
    """The file that comes of it."""

    file: str
    sha256: Sha256


class FontRecipe(toml.Section):
    """`recipe.toml`."""

    source: NpmPackage
    font: Member
    licence: Member
    kept: Kept
    made: Made


def load_recipe() -> FontRecipe:
    """The recipe of the shipped font. Raises `kiosk.toml.FileProblem` where it is damaged."""
    return toml.load(FontRecipe, FOLDER / "recipe.toml")


def fetched(recipe: FontRecipe, given: Path | None = None) -> tuple[bytes, bytes]:
    """The published font and its licence, out of the package ``given`` or from npm's registry.

    Raises:
        ModelError: there is no package to be had, or it does not hold what the recipe expects.
    """
    with tempfile.TemporaryDirectory(prefix="kiosk-font-") as folder:
        package = given or download(recipe.source, Path(folder))
        found = contents(package, [recipe.font.path, recipe.licence.path])
    for member in (recipe.font, recipe.licence):
        if hashlib.sha256(found.get(member.path, b"")).hexdigest() != member.sha256:
            raise ModelError(f"{package.name}: {member.path}: missing, or not the file that the recipe names")
    return found[recipe.font.path], found[recipe.licence.path]


def made(published: bytes, kept: Kept) -> bytes:
    """The font as the mirror needs it: TrueType, with the letters and features of ``kept``. The same bytes for the
    same version of fontTools."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(published), recalcTimestamp=False)
    for tag in kept.always:
        _build_in(font, tag)
    options = subset.Options()
    options.layout_features = list(kept.features)
    options.name_IDs = ["*"]
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for first, last in kept.ranges for code in range(first, last + 1)])
    cutter.subset(font)
    font.flavor = None
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()


def _build_in(font: Any, tag: str) -> None:
    """Let characters have the glyphs that the feature ``tag`` would give them."""
    table = font["GSUB"].table
    lookups = {
        index
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == tag
        for index in record.Feature.LookupListIndex
    }
    instead: dict[str, str] = {}
    for index in lookups:
        for part in table.LookupList.Lookup[index].SubTable:
            instead |= getattr(getattr(part, "ExtSubTable", part), "mapping", {})
    for characters in font["cmap"].tables:
        if hasattr(characters, "cmap"):
            characters.cmap = {code: instead.get(glyph, glyph) for code, glyph in characters.cmap.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the font and its licence into this folder; 2 where it cannot be made, or is not that of the recipe."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--package", type=Path, help="the published .tgz at hand, instead of fetching it")
    given: Path | None = options.parse_args(arguments).package
    recipe = load_recipe()
    try:
        published, licence = fetched(recipe, given)
    except ModelError as error:
        print(error, file=sys.stderr)
        return 2
    font = made(published, recipe.kept)
    (FOLDER / recipe.made.file).write_bytes(font)
    (FOLDER / LICENCE).write_bytes(licence)
    digest = hashlib.sha256(font).hexdigest()
    print(f"{recipe.made.file}: {len(font)} bytes, sha256 {digest}")
    if digest != recipe.made.sha256:
        print("recipe.toml: made.sha256: another; where letters look as they should, put it there", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The font that is shipped: what its letters can write, and that it is the one its recipe makes."""

from __future__ import annotations

import hashlib
import tarfile
from pathlib import Path

import pygame
import pytest

from kiosk.mirror.fonts import FONT, make
from kiosk.mirror.lettering import missing, width
from kiosk.mirror.theme_table import LETTERS

pygame.font.init()


@pytest.mark.parametrize("size", [20, 41, 107, 256])
def test_digits_are_of_one_width_so_that_a_count_stands_still(size: int) -> None:
    assert len({width(digit * 8, size) for digit in "0123456789"}) == 1


@pytest.mark.parametrize("size", [75, 112, 223])
def test_a_line_is_as_tall_as_the_theme_reckons(size: int) -> None:
    """From the top of a "d" to the foot of a "p"."""
    font = pygame.font.Font(str(FONT), size)
    (_, _, _, top, _), (_, _, foot, _, _) = font.metrics("dp")
    assert top - foot >= LETTERS * size - 1.0


def test_it_is_the_font_of_the_recipe_with_its_licence_beside_it() -> None:
    recipe = make.load_recipe()
    assert recipe.made.file == FONT.name
    assert hashlib.sha256(FONT.read_bytes()).hexdigest() == recipe.made.sha256
    licence = (FONT.parent / make.LICENCE).read_bytes()
    assert hashlib.sha256(licence).hexdigest() == recipe.licence.sha256
    assert b"SIL OPEN FONT LICENSE" in licence
    assert b"Reserved Font Name" not in licence.split(b"PREAMBLE")[0], "a changed font may keep its name"


def test_the_font_and_its_licence_go_into_the_package() -> None:
    """hatchling takes all that lies in the package; the licence must be named as well."""
    project = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    assert '"kiosk/mirror/fonts/LICENSE.inter"' in project


def test_another_package_than_the_recipe_names_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = tmp_path / "inter-ui-0.0.0.tgz"
    font = tmp_path / "published.woff2"
    font.write_bytes(b"another")
    with tarfile.open(package, "w:gz") as tarball:
        tarball.add(font, make.load_recipe().font.path)
    before = FONT.read_bytes()
    assert make.main(["--package", str(package)]) == 2
    assert "not the file that the recipe names" in capsys.readouterr().err
    assert FONT.read_bytes() == before


def test_letters_of_many_languages_are_there() -> None:
    languages = (
        "El péndulo: ¿cadera atrás? ¡Así! Año, pingüino",
        "Zażółć gęślą jaźń; Příliš žluťoučký kůň; Ştiinţă; Übergrößenträger; crème brûlée; þú ætir; ĝis",
        "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία",
        "Съешь ещё этих мягких французских булок; Їжак, ґанок",
        "Chị ơi, giữ lưng thẳng; ọ̀rẹ́ ṣe",
        "60° · 2/3 – “x” … 15 % → ½ ≤ €",
    )
    assert "".join(missing(text) for text in languages) == ""

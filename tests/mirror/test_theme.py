"""The theme: every error of a file told at once, and a shipped one that every eye can read."""

from __future__ import annotations

from itertools import combinations, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygame import Rect
from typer.testing import CliRunner

from kiosk.cli import app
from kiosk.exits import Exit
from kiosk.mirror.colours import BLINDNESS, LEAST_APART, as_seen, contrast, difference
from kiosk.mirror.theme import Theme
from kiosk.mirror.theme_table import MEANINGS, SHIPPED, load_theme, read_theme
from kiosk.settings import GlassSettings, Settings
from kiosk.toml import FileProblem

PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)


def put(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(FileProblem) as caught:
        read_theme(path)
    assert all(line.startswith(f"{path}: ") for line in caught.value.problems)
    return [line.removeprefix(f"{path}: ") for line in caught.value.problems]


def theme(size: tuple[int, int], **glass: object) -> Theme:
    return Theme.of(GlassSettings.model_validate(glass), size)


def test_a_theme_names_only_what_it_changes(tmp_path: Path) -> None:
    own = read_theme(put(tmp_path, "[motion]\nbreath = 6.0\n[type.landscape]\nvoice = 0.08"))
    shipped = read_theme()
    assert own.motion.breath == 6.0
    assert own.motion.fade_in == shipped.motion.fade_in
    assert (own.type.landscape.voice, own.type.portrait) == (0.08, shipped.type.portrait)
    assert own.colours == shipped.colours


def test_every_error_is_told_at_once_with_key_and_suggestion(tmp_path: Path) -> None:
    told = problems(put(tmp_path, '[colours]\nghots = "#489eff"\nline = "white"\n[motion]\nbreath = 0.0'))
    assert len(told) == 3
    assert any(line.startswith("colours.ghots: unknown key; did you mean") for line in told)
    assert any(line.startswith("colours.line: ") and "'white'" in line for line in told)
    assert any(line.startswith("motion.breath: ") for line in told)


def test_what_cannot_be_read_or_told_apart_or_overlaps_is_told_at_once(tmp_path: Path) -> None:
    told = problems(
        put(
            tmp_path,
            """
            [colours]
            good = "#4be38a"
            warn = "#ffb020"
            ghost = "#203080"
            quiet = 0.2
            [type.portrait]
            voice = 0.05
            [type.landscape]
            label = 0.3
            [large.type.landscape]
            voice = 0.07
            [motion]
            cue_stays = 0.2
            [portrait]
            cue = [0.1, 0.5, 0.95, 0.9]
            voice = [0.5, 0.7, 0.4, 0.9]
            """,
        )
    )
    for told_of in (
        "colours: ghost: too dark on a mirror: contrast",
        "colours: quiet: too dark on a mirror: contrast",
        "colours: good and warn: too alike in protanopia",
        "colours: good and warn: too alike in deuteranopia",
        "type.portrait.voice: cannot be read from three metres",
        "type.landscape.label: must not be larger than aside",
        "large.type.landscape.voice: must be larger than type.landscape.voice",
        "motion.cue_stays: must be at least cue_in and cue_out together",
        "portrait.bar: overlaps cue",
        "portrait.voice: a box is left, top, right and bottom",
    ):
        assert any(line.startswith(told_of) for line in told), told_of
    assert len(told) == len(set(told))


def test_the_shipped_colours_are_read_on_black_and_told_apart_by_every_eye() -> None:
    palette = theme(PORTRAIT).palette
    colours = {name: getattr(palette, name) for name in MEANINGS}
    assert all(contrast(colour) >= 7.0 for colour in (*colours.values(), palette.soft))
    assert contrast(palette.quiet) >= 4.5
    for (one, other), kind in product(combinations(colours, 2), (None, *BLINDNESS)):
        seen = [colours[name] if kind is None else as_seen(colours[name], kind) for name in (one, other)]
        assert difference(*seen) >= LEAST_APART, f"{one} and {other} in {kind}"


def test_the_settings_colours_go_before_the_themes(tmp_path: Path) -> None:
    path = put(tmp_path, '[colours]\nghost = "#55a5ff"')
    palette = theme(PORTRAIT, theme=str(path), line="#ffffff").palette
    assert (palette.line, palette.ghost) == ((255, 255, 255), (0x55, 0xA5, 0xFF))
    assert palette.soft == (191, 191, 191)
    assert palette.warn == theme(PORTRAIT).palette.warn
    with pytest.raises(FileProblem) as caught:
        theme(PORTRAIT, good="#4be38a", warn="#ffb020")
    assert [line.rsplit(":", 1)[0] for line in caught.value.problems] == [
        "settings: glass: good and warn: too alike in protanopia",
        "settings: glass: good and warn: too alike in deuteranopia",
    ]


def test_no_colour_is_set_unless_an_owner_does() -> None:
    glass = Settings().glass
    assert (glass.theme, glass.line, glass.ghost, glass.good, glass.warn) == (None,) * 5
    assert load_theme(glass) == read_theme()


@pytest.mark.parametrize("large", [False, True])
def test_a_screen_that_lies_has_places_of_its_own(large: bool) -> None:
    """Words, count and bar stand beside the middle, where a person is; in portrait the words stand below."""
    for side, bar_side in product((1, -1), (1, -1)):
        lying = theme(LANDSCAPE, large_type=large).layout(side, bar_side)
        middle = LANDSCAPE[0] // 2
        for box, which in ((lying.cue, side), (lying.bar, bar_side)):
            assert box.left > middle + 100 if which > 0 else box.right < middle - 100
        assert not lying.cue.colliderect(lying.bar)
        standing = theme(PORTRAIT, large_type=large).layout(side, bar_side)
        assert standing.cue.top > max(standing.bar.bottom, PORTRAIT[1] * 0.55)
        assert not standing.cue.colliderect(standing.bar)


@given(st.integers(480, 2160), st.floats(1.3, 2.2), st.booleans(), st.booleans(), *[st.sampled_from((1, -1))] * 2)
def test_every_place_lies_on_the_glass_and_stands_free(
    short: int, shape: float, lies: bool, large: bool, side: int, bar_side: int
) -> None:
    """On screens of any size and of the shapes that there are; and both sides are each other's reflection."""
    long = round(short * shape)
    size = (long, short) if lies else (short, long)
    layout = theme(size, large_type=large).layout(side, bar_side)
    other = theme(size, large_type=large).layout(-side, -bar_side)
    boxes = ("heading", "note", "cue", "voice", "listed", "plot", "compared", "bar")
    for name in boxes:
        box, flipped = getattr(layout, name), getattr(other, name)
        assert Rect((0, 0), size).contains(box)
        assert abs(box.left - (size[0] - flipped.right)) <= 1
    assert not layout.bar.colliderect(layout.cue)
    assert not layout.heading.colliderect(layout.cue)
    assert layout.bar.width >= size[1] / 18
    for x, y in (layout.symbol, layout.figure):
        assert 0 < x < size[0]
        assert 0 < y < size[1]


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, (720, 1280), (1280, 720)])
def test_large_type_is_larger_in_all_sizes(size: tuple[int, int]) -> None:
    plain, large = theme(size).sizes, theme(size, large_type=True).sizes
    for name in ("count", "voice", "aside", "label"):
        assert getattr(large, name) >= 1.1 * getattr(plain, name)


# -- the command -------------------------------------------------------------------------------------------


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["theme", *arguments])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place where no settings are found."""
    settings = tmp_path / "settings.toml"
    settings.write_text("", encoding="utf-8")
    monkeypatch.setenv("KIOSK_CONFIG", str(settings))
    return tmp_path


def test_what_is_shown_can_be_changed_and_checked(bare: Path) -> None:
    code, shown, _ = run("show")
    assert (code, shown) == (Exit.DONE, SHIPPED.read_text(encoding="utf-8"))
    path = put(bare, shown.replace('ghost = "#489eff"', 'ghost = "#4aa0ff"'))
    code, told, _ = run("check", str(path))
    assert code == Exit.DONE
    assert told.startswith(f"{path}: every eye can tell its colours apart")
    assert run("check")[0] == Exit.DONE


def test_the_check_tells_what_does_not_fit_the_glass_of_the_settings(bare: Path) -> None:
    path = put(bare, "[type.portrait]\nvoice = 0.1")
    code, _, told = run("check", str(path))
    assert code == Exit.WRONG
    assert "large.type.portrait.voice: must be larger" in told
    path = put(bare, "[portrait]\ncue = [0.6, 0.685, 0.9333, 0.9625]")
    code, _, told = run("check", str(path))
    assert code == Exit.WRONG
    assert f"{path}: es: " in told
    assert "on a glass of 1080 x 1920" in told
    lying = bare / "lying.toml"
    lying.write_text("[glass]\nwidth = 1920\nheight = 1080\n", encoding="utf-8")
    assert run("check", str(path), "--config", str(lying))[0] == Exit.DONE
    lying.write_text(f'[glass]\ntheme = "{bare / "none.toml"}"\n', encoding="utf-8")
    code, _, told = run("check", "--config", str(lying))
    assert (code, "none.toml: no such file" in told) == (Exit.WRONG, True)

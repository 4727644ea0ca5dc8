"""Every screen against a small picture of how it should look; and the rules that hold on all of them.

`make screens` draws the pictures anew: look at them before they are committed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pygame
import pytest

from kiosk.coach.drill import FAULT_IDS, RULE_FAULT_IDS
from kiosk.coach.guidance import Bar, Cue, CueKind, Figure, Guidance, Stage, Summary
from kiosk.coach.rules.finding import PropState
from kiosk.coach.rules.sides import SideBalance
from kiosk.locale.load import english as english_texts
from kiosk.locale.texts import GlassTexts
from kiosk.mirror import Display, Mirror, open_display
from kiosk.mirror.figures import WHERE
from kiosk.mirror.optics import Optics
from kiosk.mirror.screens.bar import scale
from kiosk.mirror.screens.exercise import cue_light
from kiosk.mirror.screens.sides import differences
from kiosk.mirror.theme import Theme
from kiosk.mirror.theme_table import read_theme
from kiosk.motion.posture import Facing
from tests.mirror import pictures, scenes
from tests.mirror.pictures import Screen, highest
from tests.mirror.spanish import untranslated

SMALL = (270, 480)
MEAN, PIXELS = 1.5, 0.01
"""Allowed: mean difference of a channel, and the share of pixels that are far off."""


@pytest.fixture
def small() -> Iterator[Display]:
    with open_display(scenes.settings(*SMALL).glass) as display:
        yield display


def settled(
    display: Display, guidance: Guidance | None, size: tuple[int, int] = SMALL, texts: GlassTexts | None = None
) -> np.ndarray:
    """The screen for ``guidance`` once the fade is over, as (width, height, 3)."""
    mirror = Mirror(display, scenes.settings(*size), texts)
    for now in (100.0, 101.7):
        mirror.draw(guidance, now)
    return pygame.surfarray.array3d(display.surface)


@pytest.mark.parametrize("screen", list(pictures.screens()), ids=lambda screen: "-".join(screen.reference.parts[-2:]))
def test_screen_looks_as_it_should(screen: Screen) -> None:
    wanted = cv2.imread(str(screen.reference))
    assert wanted is not None, f"{screen.reference}: missing; run `make screens`, and look at it"
    mean, pixels = pictures.far_off(wanted, pictures.coarse(pictures.drawn(screen)))
    assert (mean < MEAN, pixels < PIXELS) == (True, True), (mean, pixels)


def test_every_reference_is_of_a_screen_that_there_is() -> None:
    there = set(pictures.REFERENCE.glob("*/*"))
    assert there == {screen.reference for screen in pictures.screens()}


def test_the_contact_sheet_shows_the_screens_of_today() -> None:
    wanted, found = cv2.imread(str(pictures.SHEET)), pictures.contact_sheet()
    assert wanted is not None
    assert wanted.shape == found.shape, "run `make screens`"
    mean, pixels = pictures.far_off(wanted, found)
    assert (mean < MEAN, pixels < PIXELS) == (True, True), (mean, pixels)


@pytest.mark.parametrize("name", scenes.SCENES)
def test_no_words_stay_english_in_spanish(name: str) -> None:
    """But for a playlist's own name."""
    scene = scenes.SCENES[name]
    assert scene is None or untranslated(scene) <= {scenes.AGENDA.course}


def test_another_picture_is_told(small: Display) -> None:
    """The tolerance is for other versions of what draws: a word, a colour or a place that differs is beyond it."""
    screen = Screen("cued", pictures.STANDING, "en")
    usual = pictures.coarse(pictures.drawn(screen))
    others = (
        pictures.drawn(Screen("cued", pictures.STANDING, "es")),
        pictures.drawn(Screen("roller", pictures.STANDING, "en")),
        np.roll(usual, 4, axis=0),
    )
    for other in others:
        mean, pixels = pictures.far_off(usual, pictures.coarse(other))
        assert mean >= MEAN or pixels >= PIXELS


@pytest.mark.parametrize(
    "name",
    [
        "set", "cued", "prompted", "praised", "too_slow", "waiting",
        "wall", "bench", "roller", "rack", "dowel", "dowel_lost",
        "led", "reached", "faded", "lifted", "one_legged",
    ],
)
def test_black_is_mirror(name: str) -> None:
    with open_display(scenes.settings().glass) as display:
        picture = settled(display, scenes.SCENES[name], (1080, 1920))
    assert (highest(picture) <= 8).mean() >= 0.88


@pytest.mark.parametrize("name", scenes.SCENES)
def test_no_screen_is_wholly_black(name: str, small: Display) -> None:
    assert (highest(settled(small, scenes.SCENES[name])) > 100).sum() > 100


def amber(picture: np.ndarray) -> np.ndarray:
    """By pixel."""
    red, _, blue = (picture[..., channel].astype(int) for channel in range(3))
    return (red > 150) & (red - blue > 100)


def test_the_side_that_lags_stands_out_and_no_other(small: Display) -> None:
    """Left and right stand in their own halves; what is amber of them is the number in which one lags."""
    plain = replace(scenes.SIDES, headline="x")  # a headline goes before the advice, and is amber too
    summary = scenes.SIDES.summary
    assert summary is not None
    clean = tuple(replace(rep, faults=()) for rep in summary.reps)
    rows, middle = slice(round(0.29 * SMALL[1]), round(0.54 * SMALL[1])), SMALL[0] // 2
    for lags, lit in (("left", (True, False)), ("right", (False, True)), (None, (False, False))):
        balance = replace(scenes.COMPARED, even=lags is None, fewer=None, shorter=lags)
        picture = settled(small, replace(plain, summary=replace(summary, reps=clean, sides=balance)))
        found = amber(picture[:, rows])
        assert (found[:middle].sum() > 10, found[middle:].sum() > 10) == lit
        assert (picture[:middle, rows].max(axis=2) > 100).sum() > 100
        assert (picture[middle:, rows].max(axis=2) > 100).sum() > 100


def test_what_differs_is_said_in_the_words_of_the_language() -> None:
    english, spanish = english_texts().glass.sides, scenes.ES.glass.sides
    assert differences(scenes.COMPARED, english) == ["Right: 2 reps fewer", "Right goes 16° less far"]
    in_spanish = ["Derecha: 2 repeticiones menos", "Derecha: 16° menos de recorrido"]
    assert differences(scenes.COMPARED, spanish) == in_spanish
    once = SideBalance({"left": 3, "right": 4}, {"left": 60.0, "right": 61.0}, False, "left")
    assert differences(once, english) == ["Left: 1 rep fewer"]
    assert differences(replace(once, even=True, fewer=None), english) == ["Both sides alike"]
    assert differences(SideBalance({"left": 3, "right": 0}, {"left": 60.0}), english) == ["Only one side was seen"]
    sunk = replace(scenes.COMPARED, in_degrees=False)
    assert differences(sunk, english)[1] == "Right goes 16 % less far"


def test_a_drill_for_both_sides_at_once_looks_as_ever(small: Display) -> None:
    """As does one of which no side was seen."""
    summary = scenes.SUMMARY.summary
    assert summary is not None
    usual = settled(small, scenes.SUMMARY)
    nothing = SideBalance({"left": 0, "right": 0}, {})
    unseen = settled(small, replace(scenes.SUMMARY, summary=replace(summary, sides=nothing)))
    assert np.array_equal(usual, unseen)


@pytest.mark.parametrize(("rest", "summary"), [("rest_after", "offered"), ("rest_sides", "sides")])
def test_a_rest_shows_the_last_set_as_a_summary_does(rest: str, summary: str, small: Display) -> None:
    resting, done = scenes.SCENES[rest], scenes.SCENES[summary]
    assert resting is not None
    assert done is not None
    plot = Theme.of(scenes.settings(*SMALL).glass, SMALL).layout().plot
    window = slice(plot.left, plot.right), slice(plot.top, plot.bottom)
    found = settled(small, resting)
    assert np.array_equal(found[window], settled(small, done)[window])
    assert found[window].max() > 150


def test_the_seconds_of_a_rest_stand_where_the_count_did_after_a_set_and_large_before_one(small: Display) -> None:
    """Of 27 seconds left the ring shows; a second later nothing but number and ring has changed."""
    for scene, upper in ((scenes.REST_AFTER, 0.0), (scenes.REST, 0.25)):
        assert scene.agenda is not None
        later = replace(scene, progress=0.5, agenda=replace(scene.agenda, seconds_left=15.0))
        changed = np.argwhere((settled(small, scene) != settled(small, later)).any(axis=2))
        assert upper * SMALL[1] <= changed[:, 1].min()
        assert changed[:, 1].max() < (upper or 0.165) * SMALL[1] + (0.4 * SMALL[1] if upper else 0.0)


@pytest.mark.parametrize("name", ["rest", "rest_after"])
def test_minutes_of_rest_stay_within_their_ring(name: str, small: Display) -> None:
    """Between the ring and a number of three digits it is black."""
    scene = scenes.SCENES[name]
    assert scene is not None
    assert scene.agenda is not None
    layout = Theme.of(scenes.settings(*SMALL).glass, SMALL).layout()
    radius = layout.count_height / 2.0
    centre = layout.symbol if name == "rest" else (layout.outer - radius, layout.top + radius)
    long = replace(scene, progress=0.0, agenda=replace(scene.agenda, seconds_left=180.0))
    row = settled(small, long)[:, round(centre[1])].max(axis=1)
    ends = np.flatnonzero(np.diff((row[round(centre[0]) :] > 60).astype(int)) != 0)
    assert len(ends) >= 4, "a digit, black, the ring, black"
    assert (np.diff(ends) >= 2).all()


def test_what_must_be_read_from_three_metres_is_tall_enough() -> None:
    """The rows that the cue's first line lights: more than the capitals of a line of 1/18 of the height."""
    bare = replace(scenes.CUED, user=None, ghost=None, bar=None, count=0, goal=0, attempts=0)
    with open_display(scenes.settings().glass) as display:
        cued = settled(display, replace(bare, cue=Cue(11.0, "x", "HIPS", CueKind.CORRECTION)), (1080, 1920))
        plain = settled(display, replace(bare, cue=None), (1080, 1920))
    rows = np.flatnonzero((np.abs(cued.astype(int) - plain) > 128).any(axis=(0, 2)))
    letters = rows[rows > 1920 * 0.68]
    assert letters.max() - letters.min() + 1 >= 0.68 * 1920 / 18


@pytest.mark.parametrize("name", ["wall", "bench", "roller", "rack", "dowel", "dowel_lost"])
def test_what_is_placed_before_somebody_leaves_the_ghost_bright(name: str, small: Display) -> None:
    """As many bright pixels of the ghost's colour as without it, all but those a line crosses."""
    scene = replace(scenes.SCENES[name], user=None, cue=None, bar=None)
    blue = [_ghostly(settled(small, item)) for item in (scene, replace(scene, props=(), stick=None))]
    assert blue[1] > 200
    assert blue[0] >= 0.93 * blue[1]


def _ghostly(picture: np.ndarray) -> int:
    red, _, bluish = (picture[..., channel].astype(int) for channel in range(3))
    return int(((bluish > 150) & (bluish - red > 60)).sum())


def test_a_lost_contact_looks_other_than_one_that_touches(small: Display) -> None:
    """Amber instead of green, there alone."""
    bare = replace(scenes.DOWEL, user=None, ghost=None, bar=None)
    touching = settled(small, bare).astype(int)
    lost = settled(small, replace(bare, stick=scenes.stick(0.72, "tailbone"))).astype(int)
    amber = (lost[..., 0] - lost[..., 2] > 100) & (lost[..., 0] > 150)
    assert amber.sum() > 8
    assert not ((touching[..., 0] - touching[..., 2] > 100) & (touching[..., 0] > 150)).any()
    changed = np.argwhere(np.abs(lost - touching).max(axis=2) > 60)
    assert np.ptp(changed, axis=0).max() < SMALL[1] / 12


def test_what_the_mirror_says_when_it_is_too_slow_can_be_read_from_three_metres() -> None:
    """Capitals of a headline as tall as a cue's, and all the words of the hint, none of them cut."""
    told = replace(scenes.TOO_SLOW, headline="HIPS", hint="")
    with open_display(scenes.settings().glass) as display:
        large = settled(display, told, (1080, 1920))
        whole = settled(display, scenes.WAITING, (1080, 1920))
        longer = settled(display, replace(scenes.WAITING, hint=scenes.WAITING.hint + " and more"), (1080, 1920))
    rows = np.flatnonzero((large > 128).any(axis=(0, 2)))
    letters = rows[rows > 1920 * 0.68]
    assert letters.max() - letters.min() + 1 >= 0.68 * 1920 / 18
    assert (longer != whole).any(), "there was room left"


def test_a_set_that_waits_keeps_its_count_where_it_was(small: Display) -> None:
    mirror = Mirror(small, scenes.settings(*SMALL))
    left, right = (slice(0, 90), slice(0, 90)), (slice(180, 270), slice(0, 90))
    bare = replace(scenes.SET, ghost=None, bar=None)
    before = replace(bare, user=scenes.figure(0.0, foot=(150, 513)))
    after = replace(bare, user=scenes.figure(0.0, foot=(400, 900)), facing=Facing.RIGHT)
    for step, guidance in enumerate((before, scenes.WAITING, after)):
        for while_it_fades in (0.0, 0.4, 0.8):
            mirror.draw(guidance, step + while_it_fades)
        pixels = pygame.surfarray.array3d(small.surface)
        assert pixels[left].max() > 200
        assert pixels[right].max() < 130, "nothing but the drill's name"
    counted = pygame.surfarray.array3d(small.surface)[left]
    assert settled(small, scenes.TOO_SLOW)[left].max() < counted.max(), "without a set there is no count"


# -- the figures --------------------------------------------------------------------------------------------


BARE = replace(scenes.LED, user=None, ghost=None, track=None, bar=None, count=0, goal=0, attempts=0)
AT_EASE = scenes.curved(scenes.figure(0.4))


def marked(fault_id: str, display: Display) -> np.ndarray:
    """By pixel, what is amber of a person's line with a fault."""
    return amber(settled(display, replace(BARE, user=AT_EASE, faulty=frozenset({fault_id}))))


@pytest.mark.parametrize("fault_id", [*FAULT_IDS, *RULE_FAULT_IDS])
def test_every_fault_is_coloured_where_it_sits(fault_id: str, small: Display) -> None:
    """On the joints named, and nowhere far from them; faults of time colour nothing."""
    pixels = np.argwhere(marked(fault_id, small))
    sits = {name for part in WHERE[fault_id] for name in part}
    if not sits:
        assert fault_id in {"too_fast", "no_pause"}
        assert len(pixels) == 0
        return
    assert len(pixels) > 5
    optics = Optics.of(scenes.settings(*SMALL), SMALL)
    height = BARE.body_height_px
    places = optics.reflection(BARE.picture_size, height, AT_EASE.joints["ear"]).place_all(AT_EASE.joints)
    for name in sits:
        assert np.hypot(*(pixels - places[name]).T).min() < 6.0, name
    for x, y in pixels:
        off = min(_off_line((x, y), places[a], places[b]) for part in WHERE[fault_id] for a, b in _pairs(part))
        assert off < 8.0


def _pairs(part: tuple[str, ...]) -> list[tuple[str, str]]:
    return list(pairwise(part)) or [(part[0], part[0])]


def _off_line(point: tuple[int, int], start: tuple[float, float], end: tuple[float, float]) -> float:
    way, from_start = complex(*end) - complex(*start), complex(*point) - complex(*start)
    share = 0.0 if way == 0 else min(1.0, max(0.0, (from_start / way).real))
    return abs(from_start - share * way)


@pytest.mark.parametrize(
    ("fault_id", "joint"),
    [
        ("hips_not_back", "hip"), ("locked_knees", "knee"), ("knees_forward", "ankle"), ("neck_off_line", "ear"),
        ("weight_on_toes", "toe"), ("bar_too_low", "wrist"), ("arms_pulling", "elbow"), ("rounded_back", "back_4"),
        ("hunched_shoulders", "shoulder"), ("contact_tailbone", "hip"), ("squatting", "knee"),
    ],
)  # fmt: skip
def test_a_fault_sits_where_one_looks_for_it(fault_id: str, joint: str) -> None:
    assert joint in {name for part in WHERE[fault_id] for name in part}


def test_all_faults_have_a_place_or_are_of_time() -> None:
    assert WHERE.keys() == {*FAULT_IDS, *RULE_FAULT_IDS}


def test_the_ghost_dims_with_its_light(small: Display) -> None:
    assert scenes.LED.ghost is not None
    sums = []
    for light in (0.0, 0.3, 0.6, 1.0):
        picture = settled(small, replace(BARE, ghost=replace(scenes.LED.ghost, light=light)))
        sums.append(int(picture.astype(int).sum()))
    assert sums == sorted(sums)
    assert sums[1] - sums[0] < 0.5 * (sums[3] - sums[0])
    assert sums[0] == int(settled(small, BARE).astype(int).sum())


def test_a_back_that_bends_is_drawn_bent(small: Display) -> None:
    figure = scenes.figure(0.8)
    lines = [scenes.curved(figure), scenes.curved(figure, scenes.FLAT), figure]
    pictures = [settled(small, replace(BARE, user=line)).astype(int).max(axis=2) > 100 for line in lines]
    assert (pictures[0] != pictures[1]).sum() > 20
    assert (pictures[0] != pictures[2]).sum() > 20


def test_the_zone_turns_green_once_it_is_reached(small: Display) -> None:
    track = scenes.LED.track
    assert track is not None
    found = []
    for reached in (False, True):
        picture = settled(small, replace(BARE, track=replace(track, reached=reached))).astype(int)
        red, greens, blue = (picture[..., channel] for channel in range(3))
        green = (greens > 120) & (greens - red > 60) & (blue < greens)
        found.append(int(green.sum()))
    assert found[0] == 0
    assert found[1] > 15


def test_the_way_and_the_zone_are_drawn_at_their_depth(small: Display) -> None:
    """Nearer than the middle of the body, they lie elsewhere on the glass."""
    track = scenes.LED.track
    assert track is not None
    flat, near = (
        settled(small, replace(BARE, track=replace(track, path_depth=depth, zone_depth=depth))).astype(int)
        for depth in (0.0, -80.0)
    )
    assert (np.abs(flat - near).max(axis=2) > 40).sum() > 10


def test_what_is_held_is_drawn_with_the_hands(small: Display) -> None:
    ghost = scenes.LIFTED.ghost
    assert ghost is not None
    without = {name: place for name, place in ghost.joints.items() if name not in ("weight", "weight_rim")}
    seen, less = (settled(small, replace(BARE, ghost=figure)) for figure in (ghost, Figure(without)))
    assert (seen.max(axis=2) > 60).sum() > (less.max(axis=2) > 60).sum() + 20


# -- rules of time -----------------------------------------------------------------------------------------


def brightness(display: Display) -> float:
    return float(pygame.surfarray.array3d(display.surface).mean())


def test_stages_fade(small: Display) -> None:
    mirror = Mirror(small, scenes.settings(*SMALL))
    levels = []
    mirror.draw(scenes.CLEAN, 0.0)
    mirror.draw(scenes.CLEAN, 1.0)
    full = brightness(small)
    for step in range(12):
        mirror.draw(scenes.SET, 1.0 + step * 0.03)
        levels.append(brightness(small))
    assert levels[0] == pytest.approx(full, rel=0.1)
    assert min(levels) < 0.02 * full
    assert levels == sorted(levels[:5], reverse=True) + sorted(levels[5:])
    mirror.draw(scenes.SET, 2.0)
    assert brightness(small) == pytest.approx(levels[-1], rel=0.05)


def test_nothing_of_the_last_frame_is_left(small: Display) -> None:
    mirror = Mirror(small, scenes.settings(*SMALL))
    for step in range(40):
        moving = replace(scenes.CUED, user=scenes.figure(step / 40), ghost=scenes.figure(step / 50))
        mirror.draw(moving, 1.0 + step / 30)
    mirror.draw(scenes.SET, 9.0)
    used = pygame.surfarray.array3d(small.surface)
    with open_display(scenes.settings(*SMALL).glass) as fresh:
        clean = Mirror(fresh, scenes.settings(*SMALL))
        clean.draw(scenes.SET, 8.0)
        clean.draw(scenes.SET, 9.0)
        assert np.array_equal(used, pygame.surfarray.array3d(fresh.surface))


def test_another_camera_that_takes_over_is_drawn_by_as_it_stands(small: Display) -> None:
    mine = scenes.settings(*SMALL)
    other = mine.model_copy(update={"glass": mine.glass.model_copy(update={"camera_above_bottom_mm": 360.0})})
    now = [Optics.of(mine)]
    mirror = Mirror(small, mine, optics=lambda: now[0])
    drawn = []
    for step, placed in enumerate((mine, mine, other, other)):
        now[0] = Optics.of(placed)
        mirror.draw(scenes.SETUP, float(step))
        drawn.append(pygame.surfarray.array3d(small.surface))
    with open_display(other.glass) as fresh:
        right = Mirror(fresh, other)
        for step in range(4):
            right.draw(scenes.SETUP, float(step))
        assert np.array_equal(drawn[3], pygame.surfarray.array3d(fresh.surface))
    assert not np.array_equal(drawn[1], drawn[3])


def test_what_is_kept_of_the_bar_is_drawn_anew_where_it_differs(small: Display) -> None:
    """By turns in the zone and out of it, of either of two drills."""
    mirror = Mirror(small, scenes.settings(*SMALL))
    mirror.draw(scenes.SET, 99.0)
    for step in range(12):
        bar = Bar(0.6 if step % 2 else 0.1, (0.5, 0.8) if step % 4 < 2 else (0.3, 0.7), bool(step % 2))
        guidance = replace(scenes.SET, bar=bar)
        mirror.draw(guidance, 100.0 + step)
        with open_display(scenes.settings(*SMALL).glass) as fresh:
            assert np.array_equal(pygame.surfarray.array3d(small.surface), settled(fresh, guidance))


def test_what_is_met_and_what_is_broken_differ_in_more_than_colour(small: Display) -> None:
    """A broken line has gaps."""
    for name, whole in (("met", True), ("broken", False)):
        prop = replace(scenes.WALL.props[0], state=PropState(name))
        alone = replace(scenes.WALL, props=(prop,), user=None, ghost=None, bar=None, count=0, goal=0)
        picture = settled(small, alone)
        wall = picture[:, SMALL[1] // 2 :].max(axis=2)
        column = wall[wall.sum(axis=1).argmax()] > 100
        lit = np.flatnonzero(column)
        assert bool(column[lit.min() : lit.max()].all()) is whole


def test_the_same_guidance_gives_the_same_picture(small: Display) -> None:
    assert np.array_equal(settled(small, scenes.CUED), settled(small, scenes.CUED))


def test_a_cue_comes_stays_and_goes() -> None:
    cue = Cue(10.0, "x", "x", CueKind.PRAISE)
    motion = read_theme().motion
    assert cue_light(cue, 9.0, motion) == 0.0
    assert 0.0 < cue_light(cue, 10.0 + motion.cue_in / 3, motion) < 1.0
    assert cue_light(cue, 12.0, motion) == 1.0
    assert cue_light(cue, 10.0 + motion.cue_stays, motion) == 0.0


def test_a_counted_rep_lights_the_count(small: Display) -> None:
    mirror = Mirror(small, scenes.settings(*SMALL))
    corner = pygame.Rect(10, 10, 60, 60)
    colours = []
    for now, count in ((0.0, 3), (1.0, 3), (1.1, 4), (3.0, 4)):
        mirror.draw(replace(scenes.SET, count=count), now)
        pixels = pygame.surfarray.array3d(small.surface.subsurface(corner)).astype(int)
        colours.append((pixels[..., 1] - pixels[..., 0]).max())
    assert colours[1] < 40
    assert colours[2] > 80
    assert colours[3] < 40


def test_the_words_keep_their_side_through_a_set(small: Display) -> None:
    """However the person moves: no layout jumps."""
    mirror = Mirror(small, scenes.settings(*SMALL))
    left, right = pygame.Rect(0, 0, 90, 120), pygame.Rect(180, 0, 90, 120)
    bare = replace(scenes.SET, ghost=None)
    mirror.draw(replace(bare, user=scenes.figure(0.0, foot=(150, 513))), 0.0)
    for step, x in enumerate((150, 240, 330, 400)):
        mirror.draw(replace(bare, user=scenes.figure(0.0, foot=(x, 900))), 1.0 + step)
        pixels = pygame.surfarray.array3d(small.surface)
        assert pixels[left.left : left.right, left.top : left.bottom].max() > 200
        assert pixels[right.left : right.right, right.top : right.bottom].max() < 60


# -- what may come in --------------------------------------------------------------------------------------


def test_the_words_stand_behind_someone_in_the_middle(small: Display) -> None:
    for facing, lit in ((Facing.LEFT, slice(0, 90)), (Facing.RIGHT, slice(180, 270))):
        middle = replace(scenes.SET, user=scenes.figure(0.0, facing, foot=(240, 513)), ghost=None, facing=facing)
        assert settled(small, middle)[lit, :120].max() > 200


def test_the_bar_stands_where_the_head_does_not_come_down(small: Display) -> None:
    """Someone at the left who hinges to the right: the words go right, the bar stays behind them, left."""
    at_left = replace(scenes.SET, user=scenes.figure(0.0, foot=(330, 513)), ghost=None, facing=Facing.LEFT)
    with_bar = settled(small, at_left)
    without = settled(small, replace(at_left, bar=None))
    columns = np.flatnonzero((with_bar != without).any(axis=(1, 2)))
    assert columns.max() < SMALL[0] / 5
    assert with_bar[180:, :60].max() > 200


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_bears_that_nothing_is_known(stage: Stage, small: Display) -> None:
    settled(small, Guidance(0.0, stage, "hip_hinge", "", (480, 640)))


@pytest.mark.parametrize("joints", [{}, {"hip": (240.0, 300.0)}, {"ear": (-9e6, 4e7), "shoulder": (9e6, -4e7)}])
def test_figures_may_be_torn_or_far_off_the_glass(joints: dict[str, tuple[float, float]], small: Display) -> None:
    settled(small, replace(scenes.CUED, user=Figure(joints), ghost=Figure(joints)))


def test_a_hundred_reps_go_into_the_summary(small: Display) -> None:
    many = tuple(scenes.rep(number, 55.0, -0.3, "rounded_back") for number in range(100))
    settled(
        small, replace(scenes.SUMMARY, count=100, goal=100, summary=Summary("Hip hinge", 100, 0, 5e3, many, None, ""))
    )


@pytest.mark.parametrize(
    ("target", "ends"), [((0.5, 0.8), (-0.15, 1.0)), ((-0.2, 0.2), (-1.0, 1.0)), ((-0.8, -0.1), (-1.0, 0.15))]
)
def test_the_bar_uses_its_whole_length(target: tuple[float, float], ends: tuple[float, float]) -> None:
    assert scale(Bar(0.0, target, False)) == ends


@pytest.mark.parametrize("value", [-50.0, -1.0, 0.0, 1.0, 50.0])
def test_a_value_off_the_scale_stays_on_the_bar(value: float, small: Display) -> None:
    settled(small, replace(scenes.SET, bar=Bar(value, (0.5, 0.8), False)))


# -- who else is there, and what goes on besides ------------------------------------------------------------


@pytest.mark.parametrize("size", [SMALL, SMALL[::-1]], ids=["standing", "lying"])
@pytest.mark.parametrize("name", scenes.SCENES)
def test_a_trainer_is_told_of_at_the_edge_and_moves_nothing(name: str, size: tuple[int, int]) -> None:
    """All that differs is in a line of the margin, on every screen."""
    settings, pictures_ = scenes.settings(*size), []
    for signed in ("", "Ana is steering"):
        with open_display(settings.glass) as display:
            mirror = Mirror(display, settings, sign=lambda signed=signed: signed)
            for now in (100.0, 101.7):
                mirror.draw(scenes.SCENES[name], now)
            pictures_.append(pygame.surfarray.array3d(display.surface).astype(int))
    changed = np.argwhere(np.abs(pictures_[0] - pictures_[1]).max(axis=2) > 48)
    margin = Theme.of(settings.glass, size).layout().margin
    assert len(changed) > 40
    assert changed[:, 1].max() < 1.4 * margin, "a head that passes makes way for it, and nothing else does"


def test_the_sign_comes_and_goes_without_a_fade(small: Display) -> None:
    signed = ""
    mirror = Mirror(small, scenes.settings(*SMALL), sign=lambda: signed)
    pictures_ = []
    for now, text in ((100.0, ""), (101.7, ""), (101.73, "Ana is watching"), (101.76, "")):
        signed = text
        mirror.draw(scenes.SUMMARY, now)
        pictures_.append(pygame.surfarray.array3d(small.surface))
    below = slice(None), slice(SMALL[1] // 20, None)
    assert np.array_equal(pictures_[1][below], pictures_[2][below])
    assert not np.array_equal(pictures_[1], pictures_[2])
    assert np.array_equal(pictures_[1], pictures_[3])


def test_the_ring_of_an_update_fills_and_goes_round_where_its_share_is_not_known(small: Display) -> None:
    def drawn(share: float | None, now: float) -> np.ndarray:
        mirror = Mirror(small, scenes.settings(*SMALL))
        for at in (0.0, now):
            mirror.updating(("Do not unplug", "It is updating"), share, at)
        return amber(pygame.surfarray.array3d(small.surface))

    filled = [int(drawn(share, 5.0).sum()) for share in (0.0, 0.3, 0.6, 1.0)]
    assert filled == sorted(set(filled))
    assert np.array_equal(drawn(0.3, 5.0), drawn(0.3, 6.0)), "the mirror lives by what is done"
    one, other = drawn(None, 5.0), drawn(None, 6.0)
    assert one.sum() > 5
    assert not np.array_equal(one, other)

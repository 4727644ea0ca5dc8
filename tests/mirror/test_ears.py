"""That the mirror listens, what can be said, and what it has understood: at the edge, calm, whole, and at once."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from itertools import pairwise, product

import numpy as np
import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from kiosk.coach.guidance import Guidance, Stage
from kiosk.locale.load import english, load_texts, shipped
from kiosk.mirror import Listening, Mirror, open_display
from kiosk.mirror.lettering import width
from kiosk.mirror.listening import MOST_SAID, READ, Ears
from kiosk.mirror.screens.ears import fit_understood, say_box, sayable, understood_box
from kiosk.mirror.screens.exercise import count_width
from kiosk.mirror.theme import Theme
from kiosk.mirror.theme_table import read_theme
from tests.mirror import scenes
from tests.mirror.pictures import highest
from tests.mirror.test_proof import SIZES

pygame.font.init()

SMALL = ((270, 480), (480, 270))
IDS = ("standing", "lying")
WISHES = ("let's move on", "take a break", "stop")
HEARD = Listening(0.6, say=WISHES)
UNHEARD = ("starting", "idle", "linked")
LISTENED = [name for name in scenes.SCENES if name not in UNHEARD]
MOTION = read_theme().motion
TRAINER = "Ana is steering"
GLOW = 70
"""Of 255: what is brighter is a letter or a line."""
Picture = NDArray[np.int_]

phrases = st.lists(st.text("abcdilmrstwyW'", min_size=1, max_size=13), min_size=1, max_size=3).map(" ".join)
"""Up to 40 letters and blanks, narrow ones and wide ones."""


def drawn(
    guidance: Guidance | None,
    listening: Listening | None,
    size: tuple[int, int] = SMALL[0],
    large: bool = False,
    signed: str = "",
) -> Picture:
    """The screen once the fade is over, as (width, height, 3)."""
    made = scenes.settings(*size, large)
    with open_display(made.glass) as display:
        mirror = Mirror(display, made, sign=lambda: signed, listening=lambda: listening)
        for now in (100.0, 101.7, 103.4):
            mirror.draw(guidance, now)
        return pygame.surfarray.array3d(display.surface).astype(int)


def changed(one: Picture, other: Picture, by: int = 24) -> Picture:
    """Columns and rows of the pixels that differ."""
    return np.argwhere(highest(np.abs(one - other)) > by)


def nobody(guidance: Guidance) -> Guidance:
    """The same without anything drawn of a person, which makes way for words."""
    return replace(guidance, user=None, ghost=None, track=None, stick=None, props=())


def theme(size: tuple[int, int], large: bool = False) -> Theme:
    return Theme.of(scenes.settings(*size, large).glass, size)


# -- where it is, and where not ------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SMALL, ids=IDS)
@pytest.mark.parametrize("name", scenes.SCENES)
def test_without_ears_every_screen_is_as_it_was(name: str, size: tuple[int, int]) -> None:
    made = scenes.settings(*size)
    with open_display(made.glass) as display:
        mirror = Mirror(display, made)
        for now in (100.0, 101.7, 103.4):
            mirror.draw(scenes.SCENES[name], now)
        plain = pygame.surfarray.array3d(display.surface)
    assert np.array_equal(plain, drawn(scenes.SCENES[name], None, size))


@pytest.mark.parametrize("name", UNHEARD)
def test_where_nobody_is_listened_to_nothing_is_shown(name: str) -> None:
    scene = scenes.SCENES[name]
    assert np.array_equal(drawn(scene, None), drawn(scene, replace(HEARD, understood="stop")))


def test_faults_updates_and_a_held_button_show_nothing_of_it() -> None:
    pictures = []
    for heard in (None, replace(HEARD, understood="stop")):
        made = scenes.settings(*SMALL[0])
        with open_display(made.glass) as display:
            mirror = Mirror(display, made, listening=lambda heard=heard: heard)
            shows = (
                partial(mirror.fault, "Title", "Hint"),
                partial(mirror.updating, ("Title", "Hint"), 0.4),
                partial(mirror.held, ("Title", "Hint"), 0.4, 3),
            )
            for step, show in enumerate(shows):
                for now in (0.0, 0.5, 1.0):
                    show(10.0 * step + now)
                pictures.append(pygame.surfarray.array3d(display.surface))
    for one, other in zip(pictures[:3], pictures[3:], strict=True):
        assert np.array_equal(one, other)


@pytest.mark.parametrize("size", SMALL, ids=IDS)
@pytest.mark.parametrize("name", LISTENED)
def test_it_is_told_in_the_margin_and_moves_nothing(name: str, size: tuple[int, int]) -> None:
    """On every screen that listens; of what there is without a person, no more than a glow loses any light."""
    scene = scenes.SCENES[name]
    assert scene is not None
    without, with_it = (drawn(nobody(scene), heard, size) for heard in (None, HEARD))
    found = changed(without, with_it)
    assert len(found) > 20
    assert found[:, 1].max() < theme(size).layout().margin
    assert (with_it >= without - 2)[without > GLOW].all()


@pytest.mark.parametrize("size", SMALL, ids=IDS)
@pytest.mark.parametrize("name", LISTENED)
def test_what_was_understood_covers_the_heading_and_nothing_else(name: str, size: tuple[int, int]) -> None:
    scene = scenes.SCENES[name]
    assert scene is not None
    without = drawn(replace(nobody(scene), drill_name="", summary=None, agenda=None), None, size)
    told = replace(nobody(scene), drill_name="", summary=None, agenda=None)
    with_it = drawn(told, replace(HEARD, understood="let's take a break"), size)
    assert (with_it >= without - 2).all()
    layout, found = theme(size).layout(), changed(without, with_it)
    assert found[:, 1].max() <= layout.heading.bottom
    assert np.ptp(found[:, 0]) <= layout.heading.width + 4


@pytest.mark.parametrize(("count", "goal"), [(12, 15), (99, 100), (3, 0)])
@pytest.mark.parametrize("large", [False, True], ids=["plain", "large"])
@pytest.mark.parametrize("size", SMALL, ids=IDS)
def test_what_was_understood_leaves_room_for_any_count(
    size: tuple[int, int], large: bool, count: int, goal: int
) -> None:
    """At either side."""
    for base in (scenes.LED, scenes.PRAISED):
        scene = replace(nobody(base), count=count, goal=goal, cue=None)
        without = drawn(scene, None, size, large)
        with_it = drawn(scene, Listening(understood="let's take a break"), size, large)
        assert (with_it >= without - 2).all()


@pytest.mark.parametrize("large", [False, True], ids=["plain", "large"])
@pytest.mark.parametrize("size", [*SMALL, *SIZES[:1], *SIZES[3:4]])
@pytest.mark.parametrize("name", ["paused", "praised"])
def test_a_trainer_and_the_ears_are_told_beside_each_other(name: str, size: tuple[int, int], large: bool) -> None:
    """Words at the right and at the left: as much is lit of both together as of each alone."""
    scene = nobody(scenes.SCENES[name])
    heard = replace(HEARD, say=())
    blank, signed, eared, both = (
        int((highest(drawn(scene, ears, size, large, trainer)) > 60).sum())
        for ears, trainer in ((None, ""), (None, TRAINER), (heard, ""), (heard, TRAINER))
    )
    assert signed - blank > 40
    assert eared - blank > 10
    # The dot is drawn on a coarser grid: a pixel farther, its edge may be another.
    assert both - blank == pytest.approx((signed - blank) + (eared - blank), abs=12)


@pytest.mark.parametrize("large", [False, True], ids=["plain", "large"])
@pytest.mark.parametrize("size", SIZES[::3])
def test_a_trainer_of_a_long_name_comes_first(size: tuple[int, int], large: bool) -> None:
    """What does not go in beside it is left out; nothing is drawn over it."""
    name = "Wilhelmina Montgomery"[:20]
    scene = replace(scenes.PAUSED, drill_name="", count=0, goal=0, attempts=0)
    row = theme(size, large).layout().sign
    signed = english().glass.trainer.named_watches.format(who=name)
    alone, both = (drawn(scene, heard, size, large, signed)[:, : row.bottom] for heard in (None, HEARD))
    columns = [np.flatnonzero(picture.max(axis=(1, 2)) > 60) for picture in (alone, both)]
    assert columns[1].max() <= row.right
    if size[0] < size[1]:
        wide = np.ptp(columns[0])
        ends = [picture[: where.max() + 1][-wide:] for picture, where in zip((alone, both), columns, strict=True)]
        assert np.array_equal(*ends), "no phrase goes in beside such a name"


@pytest.mark.parametrize("size", SMALL, ids=IDS)
def test_it_stands_opposite_to_the_count(size: tuple[int, int]) -> None:
    for name, right in (("led", True), ("praised", False)):
        scene = nobody(scenes.SCENES[name])
        found = changed(*(drawn(scene, heard, size) for heard in (None, replace(HEARD, say=()))))
        assert len(found) > 10
        assert bool((found[:, 0] > size[0] / 2).all()) is right
        assert bool((found[:, 0] < size[0] / 2).all()) is not right


# -- what it tells -------------------------------------------------------------------------------------------------


def light(listening: Listening) -> int:
    """Of the sign alone."""
    return int(drawn(scenes.PAUSED, listening, (540, 960))[:, :36].sum())


def test_the_meter_fills_with_the_level() -> None:
    found = [light(Listening(level)) for level in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert found == sorted(set(found))
    assert light(Listening(-3.0)) == light(Listening(math.nan)) == found[0]
    assert light(Listening(7.0)) == found[-1]


def test_it_dims_while_the_mirror_speaks_and_lights_up_while_somebody_does() -> None:
    deaf, usual, spoken = (light(each) for each in (Listening(deaf=True), Listening(), Listening(speaks=True)))
    assert deaf < 0.85 * usual < usual < 0.95 * spoken
    assert light(Listening(1.0, deaf=True)) == deaf, "what the mirror itself says is no level"


@pytest.mark.parametrize("name", ["rest_after", "led"])
def test_only_the_sign_moves_with_what_is_heard(name: str) -> None:
    scene = nobody(scenes.SCENES[name])
    quiet, loud = (drawn(scene, Listening(level, say=WISHES), (540, 960)) for level in (0.0, 1.0))
    found = changed(quiet, loud)
    assert len(found) > 5
    assert np.ptp(found[:, 0]) < 30
    assert found[:, 1].max() < 36


def test_phrases_are_told_where_somebody_reads_and_one_where_somebody_moves() -> None:
    size = (1920, 1080)
    for name, scene in (("rest", scenes.REST), ("led", nobody(scenes.LED))):
        wide = []
        for said in range(MOST_SAID + 2):
            told = replace(HEARD, say=(*WISHES, "one more time")[:said])
            wide.append(int(np.ptp(changed(drawn(scene, None, size), drawn(scene, told, size))[:, 0])))
        assert wide[1] > wide[0]
        assert wide[4] == wide[3], "three at most"
        assert (wide[1] < wide[2] < wide[3]) is (name == "rest")
        assert (wide[1] == wide[2] == wide[3]) is (name == "led")


def test_every_stage_is_for_reading_or_for_moving() -> None:
    assert Stage.SET not in READ
    assert Stage.BASELINE not in READ
    assert {Stage.REST, Stage.SETUP, Stage.SUMMARY} < READ


# -- whole or not at all -------------------------------------------------------------------------------------------


@given(st.lists(phrases, max_size=3, unique=True), st.integers(0, 1200), st.sampled_from(sorted(shipped())))
def test_phrases_are_said_whole_or_left_out(say: list[str], room: int, language: str) -> None:
    texts = load_texts(language).glass.listening
    quoted = [texts.phrase.format(phrase=phrase) for phrase in say]
    told = sayable(tuple(say), room, 48, texts)
    kept = [phrase for phrase in quoted if phrase in told]
    assert told == (texts.say.format(phrases=", ".join(kept)) if kept else "")
    assert width(told, 48) <= room
    if not told:
        assert all(width(texts.say.format(phrases=phrase), 48) > room for phrase in quoted)


@given(phrases, st.sampled_from([*product(SIZES, (False, True))]))
def test_what_was_understood_is_told_whole_or_left_out(phrase: str, glass: tuple[tuple[int, int], bool]) -> None:
    made = theme(*glass)
    room = made.layout().heading.size
    size, lines = fit_understood(made, phrase, room)
    assert size >= made.sizes.label
    if lines:
        assert " ".join(lines) == phrase
        assert max(width(line, size) for line in lines) <= room[0]


@pytest.mark.parametrize("size", SMALL, ids=IDS)
def test_a_phrase_that_is_too_long_is_confirmed_by_the_check_alone(size: tuple[int, int]) -> None:
    scene = replace(scenes.PAUSED, drill_name="")
    blank, long, short = (
        drawn(scene, replace(HEARD, say=(), understood=phrase), size) for phrase in ("", "W" * 40, "stop")
    )
    head = theme(size).layout().heading
    assert (long[head.left : head.right, head.top : head.bottom] < 30).all()
    assert short[head.left : head.right, head.top : head.bottom].max() > 200
    assert len(changed(blank, long)) > 5
    green = long[..., 1] - long[..., 0]
    assert green[:, : head.top].max() > 60


@pytest.mark.parametrize("large", [False, True], ids=["plain", "large"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", shipped())
def test_every_phrase_that_comes_with_the_mirror_is_told(language: str, size: tuple[int, int], large: bool) -> None:
    """When it was understood, larger than a label beside a count of one digit; and of each wish what can be said.
    Only in large type, beside a count of two digits, a longer way to say the same may have the check alone."""
    texts, made = load_texts(language), theme(size, large)
    for ways in texts.voice.phrases.values():
        for phrase, (goal, least) in product(ways, ((8, 1.35), (15, 1.0))):
            if not (large and goal > 9 and phrase != ways[0]):
                beside = understood_box(made, made.layout(), count_width(made, goal, goal))
                em, lines = fit_understood(made, phrase, beside.size)
                assert lines, phrase
                assert em >= least * made.sizes.label, phrase
        room, label = say_box(made, made.layout()).width, made.sizes.label
        assert sayable((ways[0],), room, label, texts.glass.listening), ways[0]


# -- in time -------------------------------------------------------------------------------------------------------


def test_what_was_understood_is_there_at_once_whatever_fades() -> None:
    """In the very first picture, while the old screen goes, as bright as ever after."""
    made, size = scenes.settings(*SMALL[0]), SMALL[0]
    head, heard = theme(size).layout().heading, [Listening()]
    with open_display(made.glass) as display:
        mirror = Mirror(display, made, listening=lambda: heard[0])
        for now in (0.0, 1.0):
            mirror.draw(scenes.REST_AFTER, now)
        heard[0] = Listening(understood="take a break")
        found = []
        for now in (1.01, 1.05, 1.1, 1.2, 1.5, 3.0):
            mirror.draw(scenes.PAUSED, now)
            found.append(pygame.surfarray.array3d(display.surface)[head.left : head.right, head.top : head.bottom])
        assert (found[0] > 200).sum() > 100
        assert all(np.array_equal(found[0], each) for each in found)
        heard[0] = Listening()
        mirror.draw(scenes.PAUSED, 3.1)
        after = pygame.surfarray.array3d(display.surface)[head.left : head.right, head.top : head.bottom]
        assert after.max() < 200, "the heading is back, and nothing is left"
        heard[0] = None
        mirror.draw(scenes.PAUSED, 3.2)
        last = pygame.surfarray.array3d(display.surface)
    plain = drawn(scenes.PAUSED, None)
    assert np.abs(last[:, : size[1] // 3] - plain[:, : size[1] // 3]).max() <= 2


levels = st.floats(0.0, 1.0)


@given(st.lists(levels, min_size=1, max_size=30), st.sampled_from([1 / 60, 1 / 30, 0.2]))
def test_the_meter_stays_between_what_it_was_told(told: list[float], step: float) -> None:
    at = [0.0]
    ears = Ears(lambda: Listening(told[int(at[0])]), MOTION)
    shown = []
    for number in range(len(told)):
        at[0] = number
        heard = ears.heard(Stage.SET, number * step)
        assert heard is not None
        shown.append(heard.level)
    for number, level in enumerate(shown):
        assert min(told[: number + 1]) - 1e-9 <= level <= max(told[: number + 1]) + 1e-9
    for (before, level), aim in zip(pairwise(shown), told[1:], strict=True):
        assert min(before, aim) - 1e-9 <= level <= max(before, aim) + 1e-9, "goes towards what is told, never past it"


def after(start: float, aim: float, seconds: float, rate: float) -> float:
    """The level so long after it was told another one."""
    told = [start]
    ears = Ears(lambda: Listening(told[0]), MOTION)
    ears.heard(Stage.SET, 0.0)
    told[0] = aim
    steps = round(seconds * rate)
    shown = [ears.heard(Stage.SET, (number + 1) * seconds / steps) for number in range(steps)]
    assert shown[-1] is not None
    return shown[-1].level


def test_it_rises_quickly_and_falls_slowly_at_any_frame_rate() -> None:
    for rate in (20.0, 60.0, 240.0):
        assert after(0.0, 1.0, 0.2, rate) == pytest.approx(1.0 - math.exp(-0.2 / MOTION.meter_rise))
        assert after(1.0, 0.0, 0.2, rate) == pytest.approx(math.exp(-0.2 / MOTION.meter_fall))
    assert after(0.0, 1.0, 0.2, 60.0) > 0.9
    assert after(1.0, 0.0, 0.2, 60.0) > 0.5


def test_a_voice_that_comes_and_goes_does_not_make_it_flicker() -> None:
    """Somebody speaks in every other picture: the light hardly changes from one to the next."""
    speaks = [False]
    ears = Ears(lambda: Listening(speaks=speaks[0]), MOTION)
    lights = []
    for number in range(60):
        speaks[0] = number % 2 == 1
        heard = ears.heard(Stage.SET, number / 30)
        assert heard is not None
        lights.append(heard.light)
    assert max(abs(one - other) for one, other in pairwise(lights)) < 0.03


def test_ears_that_come_back_begin_anew() -> None:
    told: list[Listening | None] = [Listening(1.0)]
    ears = Ears(lambda: told[0], MOTION)
    ears.heard(Stage.SET, 0.0)
    told[0] = None
    assert ears.heard(Stage.SET, 1.0) is None
    told[0] = Listening(0.2)
    again = ears.heard(Stage.SET, 1.01)
    assert again is not None
    assert again.level == pytest.approx(0.2)
    assert ears.heard(Stage.IDLE, 1.02) is None

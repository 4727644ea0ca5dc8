"""A set that waits is begun by a hand that a body holds up, as the networks see it, and by nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from _pytest.mark import ParameterSet

pytest.importorskip("tests.stage_packages", reason="the stage's packages are not installed: run `make actors`")

from kiosk.camera.frame import Frame
from kiosk.coach.guidance import Stage
from kiosk.coach.hand_up import HELD_UP, HandUp
from kiosk.locale.load import english
from kiosk.pipeline import Pipeline
from kiosk.pose.tracker import Timing, Tracker
from kiosk.settings import PoseSettings
from tests.walkups.station import plan_of, settings_of

from .hands_up import CASES, UP, Case, clip_of

SETTINGS = settings_of((270, 480))
PLAN = replace(plan_of(SETTINGS, english()), hands_free=False, raise_hand=True, cautions_for=0.0, introduced_for=0.0)
"""Of a mirror that waits for a start."""
POSE = PoseSettings(arithmetic="int8", threads=1)
"""As on a Pi."""


@pytest.fixture(scope="module", autouse=True)
def _renderer() -> None:
    """Skips where this machine cannot render."""
    from . import body, render
    from .camera import Picture

    try:
        body.data_folder()
        render.Renderer([], Picture(180, 240)).close()
    except (body.BodyDataMissingError, render.RendererMissingError) as error:
        pytest.skip(str(error))


HARD = {
    "half_turned_far_hand": "the arm is half behind the head, and the network sees it in every other picture only",
    "side_on_bent": "grey before a grey wall: side-on the network takes the hidden arm for the one that is up",
}
"""Hands held up that are known to be missed, and why. The README counts them: strict, so that it stays true."""


def _cases() -> list[ParameterSet]:
    return [pytest.param(name, case, id=name, marks=_known(name)) for name, case in CASES.items()]


def _known(name: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(reason=HARD[name], strict=True)] if name in HARD else []


@pytest.mark.parametrize(("name", "case"), _cases())
def test_one_hand_that_a_body_holds_up_starts_a_set_and_nothing_else_does(name: str, case: Case) -> None:
    from .film import images

    clip, timing = clip_of(name), Timing()
    pipeline = Pipeline(Tracker(POSE, timing), PLAN, timing)
    watch, stages = HandUp(), set()
    most, began, full = 0.0, None, None
    for number, image in enumerate(images(clip, clip.times())):
        time = number / clip.fps
        step = pipeline(Frame(image, time, number))
        stages.add(step.guidance.stage)
        hand = None if step.moment is None else step.moment.hand
        most = max(most, watch(time, hand))
        began = time if began is None and hand is not None else began
        full = time if full is None and most >= 1.0 else full
    print(f"{name}: {most:.2f}, hand seen at {began}, held for long enough at {full}")
    if case.starts:
        assert began is not None
        assert full is not None
        assert HELD_UP - 0.01 <= full - began < UP
    else:
        assert most < 0.5
    # Whoever is not side-on yet is told to turn first, and need not hold the hand up again.
    assert (Stage.SET in stages or Stage.BASELINE in stages) is (case.starts and case.side_on)

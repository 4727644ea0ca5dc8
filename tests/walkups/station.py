"""The mirror as it stands in the gym, but for its clock: the shipped settings, gated, hands free, with cautions."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.camera.demo import placed_for_demo
from kiosk.camera.frame import Frame
from kiosk.coach.coach import Plan
from kiosk.coach.drill import load_repertoire
from kiosk.locale.load import english
from kiosk.locale.texts import Texts
from kiosk.mirror.optics import Optics
from kiosk.pipeline import Pipeline
from kiosk.pose.pose import Pose
from kiosk.pose.tracker import Timing, Tracker
from kiosk.settings import Settings
from kiosk.station.choice import chosen_course


def settings_of(size: tuple[int, int]) -> Settings:
    """The shipped settings, with a glass of ``size`` pixels and the stage's usual camera behind it."""
    settings = Settings()
    glass = settings.glass.model_copy(update={"display": "offscreen", "width": size[0], "height": size[1]})
    return placed_for_demo(settings.model_copy(update={"glass": glass}))


def plan_of(settings: Settings, texts: Texts) -> Plan:
    """What `kiosk run` would make of ``settings`` before a camera."""
    repertoire = load_repertoire(settings.session.drills, texts)
    course = chosen_course(settings.session, repertoire)
    first = course.bouts[0]
    return Plan(
        drill=first.drill,
        kinds=repertoire.kinds,
        goal=first.goal,
        hands_free=True,
        drills=repertoire.drills,
        texts=texts,
        course=course,
        cautions_for=settings.session.cautions_for,
        introduced_for=settings.session.introduced_for,
        place_kept=settings.session.place_kept,
        aisle=Optics.of(settings).aisle(),
    )


def pipeline_of(settings: Settings, track: Callable[[Frame, bool], Pose | None] | None = None) -> Pipeline:
    """The pipeline of a mirror that was just switched on; ``track`` absent, with its networks."""
    timing = Timing()
    follow = Tracker(settings.pose, timing, settings.zone) if track is None else track
    return Pipeline(follow, plan_of(settings, english()), timing, settings.pose.mask_every)

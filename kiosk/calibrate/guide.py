"""Leads a person through the session on the glass: frames in, the session's scenes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kiosk.calibrate.check import own_lines
from kiosk.calibrate.session import Hint, Scene, Session, Step
from kiosk.camera import Frame, Source
from kiosk.coach.verbs import Verb
from kiosk.locale.texts import CalibrateTexts
from kiosk.mirror import Display
from kiosk.mirror.calibration import Solution
from kiosk.mirror.canvas import Canvas
from kiosk.mirror.screens.calibrate import draw_check, draw_cross, draw_mark, draw_refused
from kiosk.mirror.theme import Theme
from kiosk.pose.pose import Pose
from kiosk.settings import GlassSettings

_CHECKED_FOR, _REFUSED_FOR = 30.0, 8.0
"""Seconds that the check, and what was refused, stay; nobody who says no in that time says yes."""


class Buttons(Protocol):
    """What is pressed beside the glass (`kiosk.cabinet.Cabinet`)."""

    def pressed(self) -> list[Verb]:
        """Verbs since the last call."""
        ...


@dataclass(frozen=True, slots=True)
class Guided:
    """How a session ended. ``solution``: None where it was broken off; ``kept``: nobody who saw the check said no;
    ``asked``: somebody stopped it. ``frames`` came, and in ``seen`` of them somebody was seen."""

    solution: Solution | None
    kept: bool
    asked: bool
    frames: int
    seen: int


class Guide:
    """Shows a `Session` on a display until it is over.

    ``pages``: a folder for a picture of each new scene, None for none; ``timeout``: seconds that a frame may take.
    """

    def __init__(
        self,
        session: Session,
        display: Display,
        glass: GlassSettings,
        texts: CalibrateTexts,
        buttons: Buttons,
        pages: Path | None = None,
    ) -> None:
        self._session, self._display, self._texts, self._buttons = session, display, texts, buttons
        self._canvas = Canvas(display.surface, Theme.of(glass, display.size))
        self._pages, self._page = pages, 0
        self._paged: tuple[Step, int] | None = None
        self._frames = self._seen = 0

    def run(self, source: Source, track: Callable[[Frame], Pose | None], timeout: float) -> Guided:
        """Until it is solved and looked at, refused, or broken off.

        Raises:
            kiosk.camera.CameraError: the camera gave no frame in time, or failed.
            kiosk.mirror.DisplayError: the display went away.
        """
        ended: float | None = None
        while (frame := source.read(timeout)) is not None:
            pose = track(frame)
            self._frames += 1
            self._seen += pose is not None
            scene = self._session(pose, frame.time)
            self._draw(scene, pose, frame.time)
            verbs = {*self._display.events(), *self._buttons.pressed()}
            if verbs & {Verb.STOP, Verb.QUIT}:
                return self._ended(kept=False, asked=True)
            if scene.step in (Step.CHECK, Step.REFUSED):
                ended = frame.time if ended is None else ended
                shown = _CHECKED_FOR if scene.step is Step.CHECK else _REFUSED_FOR
                unseen = self._display.kind == "offscreen"  # nobody is there to say yes or no
                if Verb.START in verbs or unseen or frame.time - ended >= shown:
                    return self._ended(kept=scene.step is Step.CHECK)
            elif Verb.START in verbs:
                self._session.press()
        solution = self._session.solution
        return self._ended(kept=solution is not None and self._paged is not None and self._paged[0] is Step.CHECK)

    def _ended(self, *, kept: bool, asked: bool = False) -> Guided:
        return Guided(self._session.solution, kept, asked, self._frames, self._seen)

    def _draw(self, scene: Scene, pose: Pose | None, now: float) -> None:
        draw_scene(self._canvas, self._texts, scene, self._session.solution, pose, now)
        self._display.show()
        self._keep_page(scene)

    def _keep_page(self, scene: Scene) -> None:
        """A picture of each new scene, for who has no glass."""
        now = (scene.step, scene.number)
        if self._pages is not None and now != self._paged and (scene.step is not Step.CROSS or scene.progress > 0.5):
            self._page += 1
            self._display.screenshot(self._pages / f"calibrate-{self._page:02}-{scene.step}.png")
            self._paged = now
        elif self._pages is None:
            self._paged = now


def draw_scene(
    canvas: Canvas, texts: CalibrateTexts, scene: Scene, solution: Solution | None, pose: Pose | None, now: float
) -> None:
    """Draw ``scene`` whole: for who is seen as ``pose``, at ``now`` seconds of any clock that does not go back."""
    layout, said = canvas.theme.layout(-1), _said(texts, scene, solution)
    canvas.clear()
    if scene.step is Step.MARK:
        draw_mark(canvas, layout, said, scene.progress, now)
    elif scene.cross is not None:
        draw_cross(canvas, layout, said, scene.cross, scene.progress, (scene.number, scene.of))
    elif scene.step is Step.CHECK and solution is not None:
        lines = [] if pose is None else own_lines(solution.calibration, pose, scene.distance)
        draw_check(canvas, layout, said, lines)
    else:
        draw_refused(canvas, layout, said)
    canvas.finish()


def _said(texts: CalibrateTexts, scene: Scene, solution: Solution | None) -> tuple[str, str]:
    """Headline and hint."""
    if scene.step is Step.REFUSED:
        return texts.refused.headline, texts.refused.hint
    if scene.step is Step.CHECK and solution is not None:
        return texts.check.headline, texts.check.hint.format(residual=f"{solution.calibration.residual:.0f}")
    if scene.hint is Hint.UNSEEN:
        return texts.unseen.headline, texts.unseen.hint
    if scene.step is Step.CROSS:
        cross = texts.cross
        hints = {Hint.LOW: cross.low, Hint.AGAIN: cross.again}
        return cross.headline, hints.get(scene.hint, cross.hint)
    headlines = {Hint.STEP_BACK: texts.step_back, Hint.STEP_CLOSER: texts.step_closer}
    where = texts.mark.hint.format(metres=f"{scene.distance / 1000.0:.2f}")
    return headlines.get(scene.hint, texts.mark.headline.format(number=scene.number)), where

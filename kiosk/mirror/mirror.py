"""The mirror as a whole: takes the latest guidance, shows the right screen, and fades from one to the next."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

from kiosk.coach.bar_light import levels
from kiosk.coach.guidance import Figure, Guidance, Point, Stage, Summary
from kiosk.locale.load import english
from kiosk.locale.texts import GlassTexts
from kiosk.mirror.canvas import Canvas
from kiosk.mirror.code import get_ready
from kiosk.mirror.display import Display
from kiosk.mirror.floor import Mat
from kiosk.mirror.listening import Ears, Listening
from kiosk.mirror.optics import Optics, Reflection
from kiosk.mirror.props import Placed, PlacedMat, PlacedStick, PlacedTrack
from kiosk.mirror.screens.between import draw_caution, draw_next_drill, draw_paused, draw_rest
from kiosk.mirror.screens.ears import Telling, draw_ears, draw_understood
from kiosk.mirror.screens.exercise import count_width, draw_exercise
from kiosk.mirror.screens.held import draw_held, draw_mark
from kiosk.mirror.screens.hold import draw_baseline, draw_setup
from kiosk.mirror.screens.idle import draw_idle
from kiosk.mirror.screens.moment import Moment
from kiosk.mirror.screens.notice import draw_fault, draw_starting, draw_updating
from kiosk.mirror.screens.pairing import draw_code
from kiosk.mirror.screens.parts import aside, sign
from kiosk.mirror.screens.slow import draw_slow
from kiosk.mirror.screens.strip import draw_strip
from kiosk.mirror.screens.summary import draw_summary
from kiosk.mirror.theme import Motion, Side, Theme
from kiosk.motion.rest import Start
from kiosk.settings import Settings

AMIDST = 0.1
"""Within this share of the width from the middle a person stands in the middle."""

SCREENS: dict[Stage, Callable[[Canvas, Moment], None]] = {
    Stage.IDLE: draw_idle,
    Stage.APPROACH: draw_setup,
    Stage.CAUTION: draw_caution,
    Stage.NEXT_DRILL: draw_next_drill,
    Stage.SETUP: draw_setup,
    Stage.BASELINE: draw_baseline,
    Stage.SET: draw_exercise,
    Stage.REST: draw_rest,
    Stage.PAUSED: draw_paused,
    Stage.SUMMARY: draw_summary,
    Stage.TOO_SLOW: draw_slow,
}

_WITHOUT_FIGURES = frozenset({Stage.IDLE, Stage.SUMMARY, Stage.CAUTION, Stage.NEXT_DRILL, Stage.REST, Stage.PAUSED})
"""Stages with something to read, and nobody drawn."""


class Mirror:
    """Draws on a display, from the main thread.

        with open_display(settings.glass) as display:
            mirror = Mirror(display, settings)
            mirror.draw(guidance, time.monotonic())
            display.show()

    ``texts``: what the screens say of themselves; absent, in English. ``optics``: where camera and panel are at the
    moment, should another camera take over; absent, as the settings say. ``remark``: what its owner should know, a
    line for when nobody is there. ``sign``: a few words at the edge of every screen, none for nothing. ``listening``:
    what the ears tell; absent, or None, there are none, and nothing is shown of them. ``link``: where the trainer's
    page is to be had, none while it is not; an address of the settings goes before it. ``result``: of a session, what
    a phone may take home as text; absent, or empty, nothing. ``now`` is any clock that does
    not go back, in seconds; nothing here reads a clock.
    A mirror belongs to its display: where that one has gone, make a new mirror for the new one.
    """

    def __init__(
        self,
        display: Display,
        settings: Settings,
        texts: GlassTexts | None = None,
        optics: Callable[[], Optics] | None = None,
        remark: Callable[[], str] | None = None,
        sign: Callable[[], str] | None = None,
        listening: Callable[[], Listening | None] | None = None,
        link: Callable[[], str] | None = None,
        result: Callable[[Summary], str] | None = None,
    ) -> None:
        self._texts = english().glass if texts is None else texts
        self._canvas = Canvas(display.surface, Theme.of(settings.glass, display.size))
        as_set = Optics.of(settings, display.size)
        self._optics = optics or (lambda: as_set)
        self._remark, self._sign = remark, sign
        self._ears = None if listening is None else Ears(listening, self._canvas.theme.motion)
        self._strip = len(settings.cabinet.bar_pins) if settings.mirror.strip else 0
        self._brightness = settings.cabinet.bar_brightness
        self._mark: float | None = None
        self._link, self._page = settings.glass.link or "", link
        self._result = result
        self._taken: tuple[Summary | None, str] = (None, "")
        if self._link or link is not None or result is not None:
            get_ready()
        self._fade = _Fade(self._canvas.theme.motion)
        self._side: Side = 1
        self._bar_side: Side = 1
        self._stage: Stage | None = None
        self._eyes: tuple[Point, float] | None = None
        self._on_mat = False
        self._count = 0
        self._counted_at = -math.inf

    def draw(self, guidance: Guidance | None, now: float) -> None:
        """Show ``guidance``, or that the mirror is starting where there is none yet."""
        if guidance is None:
            layout = self._canvas.theme.layout()
            self._show("starting", now, lambda: draw_starting(self._canvas, layout, self._texts.starting, now))
            return
        moment = self._moment(guidance, now)
        paint = SCREENS[guidance.stage]
        # Stages that share a screen do not fade.
        self._show(paint, now, lambda: self._paint(paint, moment), self._telling(moment))

    def fault(self, title: str, hint: str, now: float) -> None:
        """Show that the machine does not work, and what to do: the mirror is never black without saying why."""
        layout = self._canvas.theme.layout()
        self._show(("fault", title), now, lambda: draw_fault(self._canvas, layout, title, hint, now))

    def updating(self, said: tuple[str, str], share: float | None, now: float) -> None:
        """Show that the mirror is updated, of which ``share`` (0 to 1) is done where that is known; ``said``: what
        must not be done meanwhile, and what comes next."""
        layout = self._canvas.theme.layout()
        self._show("updating", now, lambda: draw_updating(self._canvas, layout, said, share, now))

    def held(self, said: tuple[str, str], share: float, seconds: int | None, now: float) -> None:
        """Show what comes of a button that is held on: ``said``: what has been done, and what comes after
        ``seconds`` (None: it has come), of the wait for which ``share`` (0 to 1) is over."""
        layout = self._canvas.theme.layout()
        self._show("held", now, lambda: draw_held(self._canvas, layout, said, share, seconds))

    def code(self, said: tuple[str, str], digits: str, fingerprint: tuple[str, str], now: float) -> None:
        """Show ``digits`` that let a phone in; ``said``: what to do with them. ``fingerprint``: what the phone's
        browser knows this mirror by, under its name."""
        layout = self._canvas.theme.layout()
        self._show(("code", digits), now, lambda: draw_code(self._canvas, layout, said, digits, fingerprint))

    def mark(self, share: float | None) -> None:
        """From the next picture on, mark at its lower edge that something was taken, at once whatever fades; a ring
        that is filled by ``share`` (0 to 1). None: no more."""
        self._mark = share

    def _paint(self, paint: Callable[[Canvas, Moment], None], moment: Moment) -> None:
        bar = moment.guidance.bar
        if self._strip and bar is not None and moment.guidance.stage is Stage.SET:
            lights = levels(bar.value, self._strip, 1.0 if bar.inside else self._brightness)
            draw_strip(self._canvas, moment.layout, lights, bar.inside)
        paint(self._canvas, moment)
        remark = self._remark() if self._remark is not None and moment.guidance.stage is Stage.IDLE else ""
        if remark:
            aside(self._canvas, moment.layout, remark)

    def _show(self, screen: object, now: float, paint: Callable[[], None], telling: Telling | None = None) -> None:
        signed = self._sign() if self._sign is not None else ""
        level, leaving = self._fade.step(screen, now, blank=self._canvas.blank)
        if not leaving:
            self._canvas.clear()
            paint()
            self._add_signs(signed, telling)
            self._canvas.finish(level)
        else:
            self._canvas.dim(level)
        if telling is not None and telling.heard.understood:
            draw_understood(self._canvas, telling, signed)
        if self._mark is not None:
            draw_mark(self._canvas, self._canvas.theme.layout(), self._mark)

    def _add_signs(self, signed: str, telling: Telling | None) -> None:
        indent = 0 if telling is None else draw_ears(self._canvas, telling, self._texts.listening, signed)
        if signed:
            sign(self._canvas, self._canvas.theme.layout(), signed, indent)

    def _telling(self, moment: Moment) -> Telling | None:
        """What the ears tell."""
        guidance = moment.guidance
        heard = None if self._ears is None else self._ears.heard(guidance.stage, moment.now)
        if heard is None:
            return None
        return Telling(heard, moment.layout, count_width(self._canvas.theme, guidance.count, guidance.goal))

    def _moment(self, guidance: Guidance, now: float) -> Moment:
        if guidance.stage in _WITHOUT_FIGURES:
            self._eyes = reflection = None
        else:
            reflection = self._reflection(guidance)
        user, ghost = _place(reflection, guidance.user), _place(reflection, guidance.ghost)
        self._take_side(guidance, user)
        if guidance.stage is not Stage.SET:
            self._counted_at = -math.inf
        elif guidance.count > self._count and self._stage is Stage.SET:
            self._counted_at = now
        self._count, self._stage = guidance.count, guidance.stage
        layout = self._canvas.theme.layout(self._side, self._bar_side)
        props, stick = _props(reflection, guidance), _stick(reflection, guidance)
        track = _track(reflection, guidance)
        since = now - self._counted_at
        mat = self._mat(guidance, reflection)
        figures = (user, ghost, props, stick, track)
        told = (*self._address(), self._take_away(guidance))
        return Moment(guidance, now, layout, self._texts, *figures, since, mat, *told)

    def _address(self) -> tuple[str, str]:
        """For a phone, while nobody is there, and what it leads to."""
        if self._link or self._page is None:
            return self._link, self._texts.link
        return self._page(), self._texts.trainers

    def _take_away(self, guidance: Guidance) -> str:
        """What a phone may take home of the session that is over."""
        if self._result is None or guidance.stage is not Stage.SUMMARY or guidance.summary is None:
            return ""
        if self._taken[0] is not guidance.summary:
            self._taken = guidance.summary, self._result(guidance.summary)
        return self._taken[1]

    def _reflection(self, guidance: Guidance) -> Reflection:
        """How the person's own eyes see what is drawn. The last ones are kept while nobody is seen, so that the ghost
        does not jump."""
        figures = [figure for figure in (guidance.user, guidance.ghost) if figure is not None]
        if guidance.user is not None:
            self._eyes = _eyes(guidance.user) or self._eyes
        near = next((each.joints[name] for each in figures for name in ("hip", "ankle") if name in each.joints), None)
        eyes, depth = self._eyes or (None, 0.0)
        return self._optics().reflection(
            guidance.picture_size, guidance.body_height_px, eyes, near, feet=guidance.feet, eyes_depth=depth
        )

    def _mat(self, guidance: Guidance, reflection: Reflection | None) -> PlacedMat | None:
        """Where to stand, while somebody is told. Who is well placed elsewhere is not sent there."""
        if reflection is None or guidance.stage not in {Stage.APPROACH, Stage.SETUP}:
            self._on_mat = False
            return None
        optics, size = self._optics(), guidance.picture_size
        mat = _laid(optics, size, guidance.start)
        if mat is None:
            return None
        feet = None if guidance.user is None else guidance.feet
        self._on_mat = mat.bears(optics, size, feet, before=self._on_mat)
        # Who faces right in the picture faces left on the glass.
        drawn = mat.outlines(reflection, 1 if guidance.facing is None else -guidance.facing.sign)
        if drawn is None or (guidance.progress > 0.0 and not self._on_mat):
            return None
        return PlacedMat(*drawn, self._on_mat)

    def _take_side(self, guidance: Guidance, user: dict[str, Point] | None) -> None:
        """Choose where the words and the bar stand when somebody has taken their place, and keep it for the set."""
        if guidance.stage is Stage.IDLE:
            self._side = self._bar_side = 1
        if guidance.stage is self._stage or guidance.stage not in {Stage.BASELINE, Stage.SET}:
            return
        if guidance.stage is Stage.SET and self._stage in {Stage.BASELINE, Stage.TOO_SLOW, Stage.PAUSED}:
            return
        width = self._canvas.theme.size[0]
        feet = None if user is None else user.get("ankle", user.get("hip"))
        # Who faces right in the picture faces left on the glass: behind them is the right.
        behind = None if guidance.facing is None else guidance.facing.sign
        if feet is not None and abs(feet[0] / width - 0.5) > AMIDST:
            self._side = 1 if feet[0] < width / 2 else -1
        elif behind is not None:
            self._side = behind
        self._bar_side = self._side if behind is None else behind


class _Fade:
    """Lets the old screen go before the new one comes."""

    def __init__(self, motion: Motion) -> None:
        self._out, self._in = motion.fade_out, motion.fade_in
        self._shown: object = None
        self._leaving_since: float | None = None
        self._entered = -math.inf
        self._left = 1.0

    def step(self, screen: object, now: float, *, blank: bool) -> tuple[float, bool]:
        """The level to bring the canvas to, and whether it still holds the old screen.

        While the old one goes, the level is over what the last step left of it.
        """
        if screen == self._shown:
            self._leaving_since = None
            return _smooth((now - self._entered) / self._in), False
        if self._leaving_since is None:
            self._leaving_since, self._left = now, 1.0
        rest = 1.0 - _smooth((now - self._leaving_since) / self._out)
        if blank or rest <= 0.0:
            self._shown, self._entered, self._leaving_since = screen, now, None
            return 0.0, False
        level, self._left = rest / self._left, rest
        return level, True


@lru_cache(maxsize=4)
def _laid(optics: Optics, picture_size: tuple[int, int], start: Start) -> Mat | None:
    return Mat.of(optics, picture_size, start)


def _place(reflection: Reflection | None, figure: Figure | None) -> dict[str, Point] | None:
    return None if figure is None or reflection is None else reflection.place_figure(figure)


def _eyes(user: Figure) -> tuple[Point, float] | None:
    """Where the person's eyes are in the picture, or their ear, and how much farther away than the body."""
    if user.eyes is not None:
        return user.eyes, user.eyes_depth
    ear = user.joints.get("ear")
    return None if ear is None else (ear, user.depth.get("ear", 0.0))


def _props(reflection: Reflection | None, guidance: Guidance) -> tuple[Placed, ...]:
    if reflection is None:
        return ()
    return tuple(
        Placed([(reflection.place(start), reflection.place(end)) for start, end in prop.lines], prop.state)
        for prop in guidance.props
    )


def _track(reflection: Reflection | None, guidance: Guidance) -> PlacedTrack | None:
    track = guidance.track
    if reflection is None or track is None:
        return None
    path = [reflection.place(point, track.path_depth) for point in track.path]
    zone = [reflection.place(point, track.zone_depth) for point in track.zone]
    return PlacedTrack(path, zone, track.reached, track.light)


def _stick(reflection: Reflection | None, guidance: Guidance) -> PlacedStick | None:
    if reflection is None or guidance.stick is None:
        return None
    low, high = guidance.stick.line
    contacts = reflection.place_all(dict(guidance.stick.contacts))
    return PlacedStick((reflection.place(low), reflection.place(high)), contacts, guidance.stick.lost)


def _smooth(share: float) -> float:
    share = min(max(share, 0.0), 1.0)
    return share * share * (3.0 - 2.0 * share)

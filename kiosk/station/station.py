"""Runs the mirror: the camera fills a slot, the worker coaches, the glass is drawn at its own rate."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.cabinet import HOLD, LONG_HOLD, Cabinet
from kiosk.camera import CameraFeed, FeedState
from kiosk.coach.guidance import Guidance, Stage
from kiosk.coach.verbs import Verb
from kiosk.exits import Exit
from kiosk.health.gauge import Gauge
from kiosk.health.heart import Heart, Signs
from kiosk.health.sight import Blind
from kiosk.locale.load import english
from kiosk.locale.texts import MachineFault, MachineTexts, Said
from kiosk.mirror import Display, DisplayError, Mirror
from kiosk.notices import Board, Updated, Updating
from kiosk.pose.catalogue import ModelError
from kiosk.station.age import process_age
from kiosk.station.album import Album
from kiosk.station.attention import Attention
from kiosk.station.desk import Code, Desk
from kiosk.station.keeping_up import KeepingUp
from kiosk.station.recorder import Recorder
from kiosk.station.run_trace import RunTrace
from kiosk.station.worker import Told, Worker

log = logging.getLogger(__name__)

_LOST_AFTER = 1.0
"""Seconds of a lost camera before the glass says so."""

HOPELESS = 60.0
"""Seconds for which a camera that gave frames has been lost, after which the mirror begins anew: what a camera's
library got into, only a new process may get out of. That happens once, as the new one has had no frames."""

_FAULT_SHOWN = 2.0
"""Seconds that a fault which ends the station stays on a real glass: long enough to be read, and short enough for the
mirror to be back soon."""

_SUMMARY_SHOWN = 1.5
"""Seconds the summary stays when a clip has ended."""

_CATCH_UP = 0.25
"""Seconds of lateness that the glass makes up for."""

_MARKED = 0.35
"""Seconds for which the glass marks that something was asked: what the coach makes of it comes with a later frame."""

_REOPEN_FOR = 2.0
"""Seconds in which a display that went away may come back: less than a supervisor's patience, since meanwhile nothing
is shown."""

_END_WITHIN = 15.0
"""Seconds that a supervisor is asked for, in which everything is stopped."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended. ``problem`` is a line for stderr, empty where all was well. ``drawn`` frames in
    ``draw_seconds``, of which ``draw_busy`` were spent drawing; the first pose and the first coached frame came
    that many seconds after the process was made."""

    code: Exit
    problem: str = ""
    drawn: int = 0
    draw_seconds: float = 0.0
    draw_busy: float = 0.0
    first_pose_s: float | None = None
    first_coached_s: float | None = None

    @property
    def drawn_fps(self) -> float | None:
        """Frames drawn a second."""
        return self.drawn / self.draw_seconds if self.draw_seconds > 0.0 else None


class Station:
    """The main loop. ``open_display`` is called again where a display goes away; ``folder`` takes screenshots
    of a run without a glass.

    ``gauge`` learns how late each frame came to the glass (when the screen's flip returned: the panel's own lag is
    not in it) and to the bar; so does ``trace``. The bar is set as soon as there is something new, between drawings
    too. ``texts``: what the glass says where a part fails; absent, in English, as are stderr and log always.
    ``attention``: what is asked for by word. ``board``: what other processes tell; while one updates the mirror,
    nothing but that is shown. ``desk``: what trainers ask for by phone. ``anew``: whether the station should begin
    again, as in another language, once nobody is there. ``heart`` beats for every picture shown.
    """

    def __init__(
        self,
        feed: CameraFeed,
        worker: Worker,
        recorder: Recorder,
        cabinet: Cabinet,
        open_display: Callable[[], Display],
        make_mirror: Callable[[Display], Mirror],
        rate: float,
        folder: Path | None = None,
        gauge: Gauge | None = None,
        keeping_up: KeepingUp | None = None,
        trace: RunTrace | None = None,
        texts: MachineTexts | None = None,
        board: Board | None = None,
        attention: Attention | None = None,
        desk: Desk | None = None,
        anew: Callable[[], bool] = lambda: False,
        heart: Heart | None = None,
    ) -> None:
        self._feed, self._worker, self._recorder, self._cabinet = feed, worker, recorder, cabinet
        cabinet.stirred = worker.fresh.set  # a press is answered by a drawing of its own: see `_pace`
        self._gauge = gauge or Gauge()
        self._keeping_up, self._trace = keeping_up, trace
        self._texts = english().machine if texts is None else texts
        self._board, self._attention, self._desk = board, attention, desk
        self._anew, self._heart = anew, heart
        self._open_display, self._make_mirror = open_display, make_mirror
        self._rate = rate
        self._folder = folder
        self._quit = self._off = False
        self._asked_at = -math.inf
        self._dark = False
        self._on_glass = self._on_bar = -1
        self._lost_since: float | None = None
        self._drawn, self._busy, self._drawing = 0, 0.0, 0.0
        self._first_pose: float | None = None
        self._first_coached: float | None = None
        self.pages: list[Path] = []

    def quit(self) -> None:
        """End soon and cleanly. May be called from a signal handler."""
        self._quit = True

    def run(self, display: Display) -> Outcome:
        """Run on ``display`` until the camera ends, the window is closed, or something fails for good."""
        try:
            mirror = self._make_mirror(display)
            album = Album(display, self._folder) if display.kind == "offscreen" and self._folder else None
            self._feed.start()
            self._worker.start()
            if self._keeping_up is not None:
                self._keeping_up.start()
            code, problem = self._loop(display, mirror, album)
            self.pages = album.pages if album else []
        finally:
            if self._heart is not None:
                self._heart.grant(_END_WITHIN)
            self._end()
            display.close()
            if self._heart is not None:
                self._heart.stop()
        return Outcome(code, problem, self._drawn, self._drawing, self._busy, self._first_pose, self._first_coached)

    # -- the loop ----------------------------------------------------------------------------------------

    def _loop(self, display: Display, mirror: Mirror, album: Album | None) -> tuple[Exit, str]:
        tick = began = time.monotonic()
        over: float | None = None
        while not self._quit:
            now = time.monotonic()
            if self._board is not None:
                self._board.look(now)
            self._listen(display, now)
            told = self._worker.told
            guidance = None if told is None else told.step.guidance
            self._note(guidance)
            if self._begins_again(guidance) or self._hopeless(now):
                return Exit.AGAIN, ""
            fatal = self._fatal()
            if fatal is not None:
                return self._show_fatal(display, mirror, *fatal)
            if not self._worker.running:
                guidance = self._closing(guidance)
                over = now if over is None else over
                if now - over >= _SUMMARY_SHOWN:
                    return self._verdict()
            trouble = self._trouble(now)
            self._dark = trouble is not None or self._updating is not None
            self._light(told, guidance)
            try:
                self._draw(mirror, display, guidance, trouble, now)
                self._shown(told if self._worker.running else None)
                self._beat(guidance, self._told(trouble))
            except DisplayError as error:
                reopened = self._reopen(str(error))
                if reopened is None:
                    return Exit.NO_DISPLAY, f"{error}"
                display, mirror = reopened, self._make_mirror(reopened)
            if album is not None and not self._dark:
                album.look(guidance, now)
            self._cabinet.lamp(self._feed.state is FeedState.RUNNING)
            self._drawing = time.monotonic() - began
            if self._off:
                return Exit.SWITCHED_OFF, ""
            tick = self._pace(tick)
        return Exit.DONE, ""

    def _draw(
        self, mirror: Mirror, display: Display, guidance: Guidance | None, trouble: Said | None, now: float
    ) -> None:
        began = time.perf_counter()
        held = self._cabinet.held
        mirror.mark(self._taken(held, now))
        if self._updating is not None:
            self._say_updating(mirror, self._updating, now)
        elif self._off or (held is not None and held >= HOLD):
            self._say_held(mirror, None if self._off else held, now)
        elif (code := self._code(guidance)) is not None:  # a trainer may want to know what the trouble is
            self._say_code(mirror, code, now)
        elif trouble is not None:
            mirror.fault(trouble.headline, trouble.hint, now)
        elif (updated := self._updated(guidance)) is not None:
            self._say_updated(mirror, updated, now)
        else:
            mirror.draw(guidance, now)
        display.show()
        self._busy += time.perf_counter() - began
        self._drawn += 1

    def _shown(self, told: Told | None) -> None:
        """The glass shows what ``told`` says."""
        if told is None or self._dark or told.number == self._on_glass:
            return
        self._on_glass = told.number
        if told.taken is not None:
            at = time.monotonic()
            self._gauge.shown(at, at - told.taken)
            if self._trace is not None:
                self._trace.shown(told.number, at - told.taken)

    def _beat(self, guidance: Guidance | None, told: str | None) -> None:
        """A picture is before the eye, in which ``told`` is said on purpose, if anything."""
        if self._heart is not None:
            idle = guidance is None or guidance.stage is Stage.IDLE
            signs = Signs(self._drawn, self._worker.frames, self._feed.given, told, idle)
            self._heart.beat(time.monotonic(), signs)

    def _told(self, trouble: Said | None) -> str | None:
        """What the glass says on purpose instead of what is seen."""
        if self._updating is not None:
            return self._texts.updating.headline
        return None if trouble is None else f"{trouble.headline}: {trouble.hint}"

    def _light(self, told: Told | None, guidance: Guidance | None) -> None:
        """Let the bar follow ``guidance``, which ``told`` came with."""
        done = self._cabinet.show(None if self._dark else guidance)
        if not done or self._dark or told is None or told.number == self._on_bar:
            return
        if guidance is None or guidance.bar is None:
            return
        self._on_bar = told.number
        if told.taken is not None:
            at = time.monotonic()
            self._gauge.lit(at, at - told.taken)
            if self._trace is not None:
                self._trace.lit(told.number, at - told.taken)

    def _pace(self, tick: float) -> float:
        """Wait for the next drawing, due a step of the rate after ``tick``; the time it was due.

        Meanwhile the bar follows what comes: it is quicker to set than the glass, and is seen out of the corner of
        the eye. A press ends the wait, so that the glass answers at once; that drawing is one more.
        """
        due = tick + 1.0 / self._rate
        late = time.monotonic() - due
        while (wait := due - time.monotonic()) > 0.0:
            if self._worker.fresh.wait(wait):
                self._worker.fresh.clear()
                if any(each is not None and each.waits for each in (self._cabinet, self._attention, self._desk)):
                    return tick
                told = self._worker.told
                if told is not None and self._worker.running:
                    self._light(told, told.step.guidance)
        # A little late: the next drawings make up for it. Very late: let it go, and keep the rate from here on.
        return due if late < _CATCH_UP else time.monotonic()

    def _listen(self, display: Display, now: float) -> None:
        """Do what is asked for, or pass it on to the coach."""
        spoken = [] if self._attention is None else self._attention.asked()
        by_phone = [] if self._desk is None else self._desk.asked()
        for verb in [*display.events(), *self._cabinet.pressed(), *spoken, *by_phone]:
            if verb is Verb.QUIT:
                self._quit = True
            elif verb is not Verb.SHUTDOWN:
                self._worker.verb(verb)
            elif self._updating is not None:
                log.warning("the machine is not switched off while it is updated")
            else:
                self._off = True
            self._asked_at = now

    def _taken(self, held: float | None, now: float) -> float | None:
        """How full to draw the mark that something was taken: by how long the button has been ``held``, or full for a
        moment after anything was asked; None: not at all."""
        if now - self._asked_at < _MARKED:
            return 1.0
        return None if held is None else min(1.0, held / HOLD)

    def _say_held(self, mirror: Mirror, held: float | None, now: float) -> None:
        """That the session was stopped, and a countdown to what comes if the button is held on; None: it has come."""
        said = self._texts.off if held is None else self._texts.held
        left = 0.0 if held is None else max(0.0, LONG_HOLD - held)
        seconds = None if held is None else math.ceil(left)
        mirror.held((said.headline, said.hint), 1.0 - left / (LONG_HOLD - HOLD), seconds, now)

    def _code(self, guidance: Guidance | None) -> Code | None:
        """What is to be shown to who stands at the mirror with a phone."""
        return None if self._desk is None else self._desk.code(guidance)

    def _say_code(self, mirror: Mirror, code: Code, now: float) -> None:
        said = self._texts.pairing
        mirror.code((said.headline, said.hint), code.digits, (said.fingerprint, code.fingerprint), now)

    def _begins_again(self, guidance: Guidance | None) -> bool:
        """Whether there is something to begin again for, and nobody is in the way."""
        idle = guidance is None or guidance.stage is Stage.IDLE
        wanted = self._anew() or (self._desk is not None and self._desk.again)
        return wanted and idle and self._updating is None

    def _note(self, guidance: Guidance | None) -> None:
        if guidance is None:
            return
        if self._first_pose is None and guidance.posture is not None:
            self._first_pose = process_age()
        if self._first_coached is None and guidance.stage is Stage.SET:
            self._first_coached = process_age()

    # -- what can go wrong -------------------------------------------------------------------------------

    def _fatal(self) -> tuple[Exit, MachineFault, str] | None:
        """Exit code, what to put on the glass, and the line for stderr; None while all is well."""
        failure = self._worker.failure
        if failure is None:
            return None
        if isinstance(failure, ModelError):
            return Exit.WRONG, self._texts.model_damaged, str(failure)
        log.error("the coach failed", exc_info=failure)
        return Exit.DEFECT, self._texts.broken, f"defect: {type(failure).__name__}: {failure}"

    def _show_fatal(
        self, display: Display, mirror: Mirror, code: Exit, fault: MachineFault, problem: str
    ) -> tuple[Exit, str]:
        shown = 0.0 if display.kind == "offscreen" else _FAULT_SHOWN
        began = time.monotonic()
        while not self._quit:
            now = time.monotonic()
            if self._board is not None:
                self._board.look(now)
            if self._updating is not None:  # what failed may be what is being replaced
                self._say_updating(mirror, self._updating, now)
            else:
                _say(mirror, fault, problem.splitlines()[0], now)
            display.show()
            self._drawn += 1
            self._beat(None, problem.splitlines()[0])
            self._listen(display, now)
            if self._off:
                return Exit.SWITCHED_OFF, problem
            if time.monotonic() - began >= shown:
                break
            time.sleep(0.1)
        return code, problem

    @property
    def _updating(self) -> Updating | None:
        return None if self._board is None else self._board.updating

    def _say_updating(self, mirror: Mirror, updating: Updating, now: float) -> None:
        said = self._texts.updating
        mirror.updating((said.headline, said.hint), updating.share, now)

    def _updated(self, guidance: Guidance | None) -> Updated | None:
        """What became of an update, as long as nobody is there who came for something else."""
        idle = guidance is None or guidance.stage is Stage.IDLE
        return self._board.updated if idle and self._board is not None else None

    def _say_updated(self, mirror: Mirror, updated: Updated, now: float) -> None:
        texts = self._texts
        said = {"held": texts.updated, "returned": texts.update_returned, "refused": texts.update_refused}
        told = said[updated.outcome]
        hint = told.hint.format(version=updated.version)
        if updated.outcome == "held":
            mirror.updating((told.headline, hint), 1.0, now)
        else:
            mirror.fault(told.headline, hint, now)

    def _trouble(self, now: float) -> Said | None:
        """What keeps the mirror from working just now, and what to do about it; None while it works."""
        away = self._camera_trouble(now)
        if away:
            fault = self._texts.camera_away
            return Said.model_construct(headline=fault.headline, hint=fault.hint.format(problem=away))
        blind = self._worker.sight.blind if self._worker.running else None
        if blind is not None:
            return self._texts.covered if blind is Blind.COVERED else self._texts.too_dark
        if self._keeping_up is not None and self._keeping_up.too_hot:
            return self._texts.too_hot
        return None

    def _camera_trouble(self, now: float) -> str:
        """One line where the camera has been away for a moment, else nothing."""
        feed = self._feed
        if feed.state is not FeedState.LOST:
            self._lost_since = None
            return ""
        if self._lost_since is None:
            self._lost_since = now
        return feed.trouble if now - self._lost_since >= _LOST_AFTER else ""

    def _hopeless(self, now: float) -> bool:
        """Whether the camera is lost for so long that only a new process may find it again."""
        lost = self._lost_since is not None and now - self._lost_since >= HOPELESS
        if lost and self._worker.frames and self._updating is None:
            log.warning("the camera has been away for %.0f s: beginning anew", HOPELESS)
            return True
        return False

    def _reopen(self, trouble: str) -> Display | None:
        log.warning("%s; opening the display again", trouble)
        until = time.monotonic() + _REOPEN_FOR
        while time.monotonic() < until and not self._quit:
            try:
                return self._open_display()
            except DisplayError as error:
                log.debug("display: %s", error)
                time.sleep(0.5)
        return None

    # -- the end -----------------------------------------------------------------------------------------

    def _closing(self, guidance: Guidance | None) -> Guidance | None:
        """The summary of the set that the end of the clip cut off, or what was last shown."""
        closed = self._worker.close_set()
        return guidance if closed is None else closed

    def _verdict(self) -> tuple[Exit, str]:
        if self._worker.frames == 0:
            return Exit.NO_FRAME, self._feed.trouble or "the camera gave no frame"
        if self._worker.seen == 0:
            return Exit.NO_PERSON, "no person was found"
        return Exit.DONE, ""

    def _end(self) -> None:
        """Stop everything, each in bounded time; what was recorded is kept."""
        if not self._feed.stop():
            log.error("the camera's driver does not answer; leaving it")
        if not self._worker.stop():
            log.error("the pose network does not answer; leaving it")
        if self._keeping_up is not None and not self._keeping_up.stop():
            log.error("the disk or the firmware does not answer; what the run came to may be missing")
        if self._trace is not None:
            self._trace.close()
        self._worker.close_set()
        self._recorder.close()
        self._cabinet.close()


def _say(mirror: Mirror, fault: MachineFault, problem: str, now: float) -> None:
    """``fault`` on the glass, with the ``problem`` for who looks after it."""
    mirror.fault(fault.headline, fault.hint.format(problem=problem), now)

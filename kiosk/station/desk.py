"""Between station and trainer's page: what the page is told, what it asks for, and what of it the glass shows."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kiosk.coach.course import Course
from kiosk.coach.guidance import Figure, Guidance, JudgedRep, Stage
from kiosk.coach.verbs import OF_STATION, Verb
from kiosk.motion.motion import Moment
from kiosk.motion.posture import MEASURE_NAMES, Measures
from kiosk.motion.rest import REST_POSTURES, change_from_rest
from kiosk.motion.standing import change_of
from kiosk.station.journal import Journal
from kiosk.station.timetable import TRIED_FOR
from kiosk.station.worker import Told
from kiosk.toml import FileProblem
from kiosk.trainer.messages import (
    HEALTH_EVERY,
    NOW_EVERY,
    TRAINING,
    Again,
    Ask,
    Doing,
    Fault,
    FromPage,
    Health,
    Hush,
    LastRep,
    Noted,
    Now,
    Serving,
    ShowCode,
    ToPage,
    Tried,
    Try,
    Volume,
    Watch,
)

log = logging.getLogger(__name__)

_PATIENCE = 3.0


class Reader(Protocol):
    """Whom the page's messages go to (`kiosk.trainer.page.Page`)."""

    def send(self, message: ToPage) -> None:
        """Tell it, without waiting."""
        ...


@dataclass(frozen=True, slots=True)
class Code:
    """What lets a phone in, and what the phone's browser tells the mirror by."""

    digits: str
    fingerprint: str


class Desk:
    """Told by the worker on one thread and by the page on another; asked by the station.

    ``speak`` gets what concerns the voice. ``try_out`` gets what is to be tried, and gives the course that this is,
    None where nothing is any more; it raises `kiosk.toml.FileProblem`. ``health``: how the machine is; asked on
    a thread of the desk's own. ``wake`` is called where the station has something to do.
    """

    def __init__(
        self,
        health: Callable[[], Health],
        try_out: Callable[[Try], Course | None],
        speak: Callable[[Volume | Hush], None],
        wake: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.page: Reader | None = None
        self.address: str | None = None
        """Where the page is to be had; None while it is not."""
        self.again = False
        """The settings have changed, and wait for a moment to be taken up."""
        self._health, self._try_out, self._speak, self._wake, self._clock = health, try_out, speak, wake, clock
        self._asked: deque[Verb] = deque()
        self._code: tuple[Code, float] | None = None
        self._code_seen = False
        self._watched = False
        self._now_at = float("-inf")
        self._doing: Doing | None = None
        self._tried: tuple[str, bool] | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look_after, name="desk", daemon=True)
        self._journal = Journal(self._tell)

    def start(self) -> None:
        """Begin to tell how the machine is, and what the log says."""
        logging.getLogger("kiosk").addHandler(self._journal)
        self._thread.start()

    def stop(self) -> bool:
        """End, in bounded time; False where the machine's health cannot be asked for."""
        logging.getLogger("kiosk").removeHandler(self._journal)
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(_PATIENCE)
        return not self._thread.is_alive()

    def told(self, message: FromPage) -> None:
        """Take what the page tells."""
        if isinstance(message, Ask):
            if message.verb in OF_STATION:
                log.warning("trainer's page: asked for %s, which is not its to ask for", message.verb)
                return
            self._asked.append(message.verb)
            self._wake()
        elif isinstance(message, Watch):
            self._watched = message.on
        elif isinstance(message, Serving):
            self.address = message.address
        elif isinstance(message, ShowCode):
            code = None if message.code is None else Code(message.code, message.fingerprint)
            self._code = None if code is None else (code, self._clock() + message.seconds)
            self._code_seen = False
        elif isinstance(message, Try):
            self._try(message)
        elif isinstance(message, Volume | Hush):
            self._speak(message)
        elif isinstance(message, Noted):
            log.info("trainer's page: %s", message.line)
        elif isinstance(message, Again):
            self.again = True

    def __call__(self, told: Told) -> None:
        """Take the worker's next step."""
        guidance = told.step.guidance
        course = "" if guidance.agenda is None else guidance.agenda.course
        self._follow_trial(guidance.stage, course)
        tried = self._tried is not None and self._tried[0] == course
        doing = Doing(stage=guidance.stage, course=course, drill_id=guidance.drill_id, tried=tried)
        if doing != self._doing:
            self._doing = doing
            self._tell(doing)
        now = self._clock()
        if self._watched and now - self._now_at >= NOW_EVERY:
            self._now_at = now
            self._tell(now_of(guidance, told.step.moment))

    @property
    def waits(self) -> bool:
        """Whether something was asked for that the station has not taken yet."""
        return bool(self._asked)

    def asked(self) -> list[Verb]:
        """What was asked for since the last time."""
        verbs = []
        while self._asked:
            verbs.append(self._asked.popleft())
        return verbs

    def code(self, guidance: Guidance | None) -> Code | None:
        """The code that the glass is to show now; None where there is none, or it would take the glass from who
        trains. Who stands there and reads it may have a set begun for them by that: it stays until something is
        done in it."""
        if self._code is None:
            return None
        code, until = self._code
        trains = guidance is not None and guidance.stage in TRAINING
        at_work = guidance is not None and (guidance.count > 0 or guidance.attempts > 0 or not self._code_seen)
        if self._clock() >= until or (trains and at_work):
            return None
        self._code_seen = True
        return code

    def _try(self, wanted: Try) -> None:
        try:
            course = self._try_out(wanted)
        except FileProblem as error:
            log.warning("trainer's page: %s", "; ".join(error.problems))
            self._tell(Tried(problems=tuple(error.problems)))
            return
        self._tried = None if course is None else (course.name, False)
        self._tell(Tried() if course is None else Tried(course=course.name, seconds=TRIED_FOR))

    def _follow_trial(self, stage: Stage, course: str) -> None:
        """What was tried is over once who tried it has gone: the next who walks up gets what is due."""
        if self._tried is None or self._tried[0] != course:
            return
        if stage is not Stage.IDLE:
            self._tried = (course, True)
        elif self._tried[1]:
            self._tried = None
            self._try_out(Try())
            self._tell(Tried())

    def _look_after(self) -> None:
        while True:
            self._tell(self._health())
            if self._doing is not None:  # again, for a page that could not take it in time
                self._tell(self._doing)
            if self._stop.wait(HEALTH_EVERY):
                return

    def _tell(self, message: ToPage) -> None:
        if self.page is not None:
            self.page.send(message)


def now_of(guidance: Guidance, moment: Moment | None) -> Now:
    """What ``guidance`` says of the frame that came to ``moment``, in numbers."""
    agenda, posture, last = guidance.agenda, guidance.posture, guidance.last_rep
    return Now(
        stage=guidance.stage,
        course="" if agenda is None else agenda.course,
        drill_id=guidance.drill_id,
        drill=guidance.drill_name,
        number=0 if agenda is None else agenda.number,
        sets=0 if agenda is None else agenda.sets,
        count=guidance.count,
        goal=guidance.goal,
        attempts=guidance.attempts,
        said=guidance.cue.text if guidance.cue is not None else guidance.headline,
        phase=str(guidance.phase),
        measures={} if posture is None else {name: _rounded(posture.measures.value(name)) for name in MEASURE_NAMES},
        change={} if moment is None else _told(_change(guidance, moment)),
        way=None if moment is None else _rounded(moment.signal),
        stick={} if guidance.user is None else _stick(guidance.user, guidance.picture_size[1]),
        tempo=None if last is None else _tempo(last),
        faults=() if last is None else tuple(Fault(id=each.id, severity=each.severity) for each in last.faults),
        last=None if last is None else _last(last),
    )


def _change(guidance: Guidance, moment: Moment) -> Measures:
    """As the motion room has it of a rep."""
    change = change_of if REST_POSTURES[guidance.start].upright else change_from_rest
    return Measures() if moment.baseline is None else change(moment.posture.measures, moment.baseline)


def _last(last: JudgedRep) -> LastRep:
    rep = last.rep
    way = None if rep.reach is None else round(rep.reach.value, 3)
    return LastRep(counted=last.counted, way=way, bottom=_told(rep.change), end=_told(rep.top_change))


def _told(measures: Measures) -> dict[str, float]:
    """Those that are known."""
    found = {name: measures.value(name) for name in MEASURE_NAMES}
    return {name: round(value, 3) for name, value in found.items() if value is not None}


def _stick(user: Figure, height: int) -> dict[str, tuple[float, float]]:
    return {name: (round(x / height, 4), round(y / height, 4)) for name, (x, y) in user.joints.items()}


def _tempo(last: JudgedRep) -> tuple[float, float, float]:
    tempo = last.rep.tempo
    return round(tempo.down, 2), round(tempo.pause, 2), round(tempo.up, 2)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)

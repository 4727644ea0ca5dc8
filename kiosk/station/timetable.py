"""Which playlist is due, now and as the day goes on: watches the owner's files on a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from kiosk.coach.course import Course, Progress, by_dose
from kiosk.coach.drill import Drill, Repertoire
from kiosk.coach.playlist import Playlist
from kiosk.coach.schedule import DAYS, due
from kiosk.locale.texts import Texts
from kiosk.repertoire.drill_shelf import DrillShelf
from kiosk.repertoire.shelf import Shelf
from kiosk.repertoire.watch import LOOK_EVERY
from kiosk.settings import SessionSettings
from kiosk.station.choice import chosen_course, chosen_drill, chosen_file, shipped_playlist
from kiosk.toml import FileProblem

log = logging.getLogger(__name__)

TRIED_FOR = 900.0
"""Seconds for which what a trainer tries out waits for somebody to walk up."""

_PATIENCE = 3.0
"""Seconds to wait for a disk that does not answer, when stopping."""


class TakesUp(Protocol):
    """Who coaches (`kiosk.station.worker.Worker.take_up`)."""

    def __call__(self, course: Course, drills: Mapping[str, Drill], /) -> None:
        """Coach by ``course``, and offer out of ``drills``, by their ids."""


class Timetable:
    """The course that whoever walks up gets: the playlist whose schedule has this minute, else the one that the
    settings name, else their drill. ``drills``: those there are, or the watch over them. ``kept``: the folder of the
    last good versions (`Shelf`); ``now``: the time of day, as on the wall. ``own``: the owner's folder of playlists
    where the settings name none, made or not. ``for_trainers``: some may try out a course.

    Raises:
        kiosk.toml.FileProblem: the settings name a drill or playlist that there is not, or that is broken and was
            never good.
    """

    def __init__(
        self,
        session: SessionSettings,
        drills: Repertoire | DrillShelf,
        texts: Texts | None = None,
        kept: Path | None = None,
        now: Callable[[], datetime] = datetime.now,
        *,
        own: Path | None = None,
        for_trainers: bool = False,
    ) -> None:
        self._session, self._texts, self._now = session, texts, now
        self._for_trainers = for_trainers
        self.drills = drills if isinstance(drills, DrillShelf) else None
        self.repertoire = drills.repertoire if isinstance(drills, DrillShelf) else drills
        """What is coached by at this moment."""
        place = session.playlists or own
        folder = [] if place is None else [place.resolve()]
        self._file = chosen_file(session, folder[0] if folder else None)
        shipped = shipped_playlist(self._file, self.repertoire, texts)
        alone = [] if self._file is None or shipped is not None else [self._file]
        self._watches = bool(folder or alone or self.drills is not None)
        places = [*folder, *(path for path in alone if path.parent not in folder)]
        to_come = folder if session.playlists is None else []
        self.shelf = Shelf(places, self.repertoire, kept, to_come=to_come)
        self._otherwise = shipped
        if alone and alone[0] not in self.shelf.playlists:
            problems = self.shelf.broken.get(alone[0]) or self.shelf.broken.get(alone[0].parent)
            raise FileProblem(list(problems or [f"{alone[0]}: no such file"]))
        self._course = chosen_course(session, self.repertoire, shipped)
        self._made_of: tuple[Playlist | None, Repertoire] = (shipped, self.repertoire)
        self._cannot: list[str] = []
        self._tried: tuple[Course, datetime] | None = None
        self._looking = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def try_out(self, playlist: Path | None = None, drill: str | None = None) -> Course | None:
        """Have who walks up next get this playlist, one of the owner's or a shipped one, or this drill, whatever is
        due; it is over with `end_trial`, or after `TRIED_FOR`. The course; None where both are None.

        Raises:
            kiosk.toml.FileProblem: there is no such playlist or drill.
        """
        if playlist is not None or drill is not None:
            self.look(at_once=True)  # it may have been saved this moment
        course: Course | None = None
        if playlist is not None:
            own = self.shelf.playlists.get(playlist.resolve())
            found = own or shipped_playlist(playlist, self.repertoire, self._texts)
            if found is None:
                raise FileProblem([f"{playlist}: is none of the playlists in use"])
            course = chosen_course(self._session, self.repertoire, found)
        elif drill is not None:
            course = by_dose(chosen_drill(self._session, self.repertoire, drill))
        self._tried = None if course is None else (course, self._now() + timedelta(seconds=TRIED_FOR))
        return course

    def end_trial(self) -> None:
        """What is due is due again."""
        self._tried = None

    def due(self) -> Course:
        """The course that is due now. One whose drill has gone meanwhile stays as it was."""
        tried = self._tried
        if tried is not None and self._now() < tried[1]:
            return tried[0]
        playlist, (made_of, repertoire) = self._playlist_due(), self._made_of
        if playlist != made_of or self.repertoire is not repertoire:
            try:
                self._course = chosen_course(self._session, self.repertoire, playlist)
            except FileProblem as error:
                if error.problems != self._cannot:
                    self._cannot = error.problems
                    log.warning("%s; the session stays as it was", "; ".join(error.problems))
            else:
                self._made_of = (playlist, self.repertoire)
                self._cannot = []
        return self._course

    @property
    def language(self) -> str | None:
        """That the playlist asks for which was found due last, whatever is tried out; None: it asks for none."""
        return self._course.language

    def left_off(self, progress: Progress) -> Course | None:
        """The course in which ``progress`` is a place, of all that there are; None: there is none any more."""
        lists = [*self.shelf.playlists.values(), *([] if self._otherwise is None else [self._otherwise])]
        courses = [self.due(), *(chosen_course(self._session, self.repertoire, each) for each in lists)]
        return next((course for course in courses if progress.fits(course)), None)

    def start(self, take_up: TakesUp) -> None:
        """From now on tell ``take_up`` the course that is due and the drills, at first and whenever they change."""
        take_up(self.due(), self.repertoire.drills)
        if self._watches or self._for_trainers:
            self._thread = threading.Thread(target=self._run, args=(take_up,), name="playlists", daemon=True)
            self._thread.start()

    def stop(self) -> bool:
        """Ask to end and wait a bounded time; False where the disk hangs."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(_PATIENCE)
        return self._thread is None or not self._thread.is_alive()

    def look(self, *, at_once: bool = False) -> None:
        """See what has changed in the owner's folders. On any thread. ``at_once``: as `Watch.look` has it."""
        with self._looking:
            if self.drills is not None and self.drills.look(at_once=at_once):
                self.repertoire = self.drills.repertoire
                log.info("drills: changed; taken as soon as nobody is in a session")
                self.shelf.use(self.repertoire)
            self.shelf.look(at_once=at_once)

    def _run(self, take_up: TakesUp) -> None:
        told, told_of = self._course, self.repertoire
        while not self._stop.wait(LOOK_EVERY):
            self.look()
            course = self.due()
            if course != told:
                log.info("playlist: %s is next", course.name)
            if course != told or self.repertoire is not told_of:
                take_up(course, self.repertoire.drills)
                told, told_of = course, self.repertoire

    def _playlist_due(self) -> Playlist | None:
        playlists, now = self.shelf.playlists, self._now()
        schedules = {path: playlist.schedule for path, playlist in playlists.items()}
        path = due(schedules, DAYS[now.weekday()], 60 * now.hour + now.minute)
        if path is not None:
            return playlists[path]
        if self._file is not None and self._file in playlists:
            # Kept for when its file is removed: the settings go on naming it.
            self._otherwise = playlists[self._file]
        return self._otherwise

"""Which playlist is due, now and as the day goes on: watches the owner's playlists on a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.coach.course import Course, Progress, by_dose
from kiosk.coach.drill import Repertoire
from kiosk.coach.playlist import Playlist, course_of
from kiosk.coach.schedule import DAYS, due
from kiosk.locale.texts import Texts
from kiosk.repertoire.shelf import LOOK_EVERY, Shelf
from kiosk.settings import SessionSettings
from kiosk.station.choice import chosen_course, chosen_file, shipped_playlist
from kiosk.toml import FileProblem

log = logging.getLogger(__name__)

TRIED_FOR = 900.0
"""Seconds for which what a trainer tries out waits for somebody to walk up."""

_PATIENCE = 3.0
"""Seconds to wait for a disk that does not answer, when stopping."""


class Timetable:
    """The course that whoever walks up gets: the playlist whose schedule has this minute, else the one that the
    settings name, else their drill. ``kept``: the folder of the last good versions (`Shelf`); ``now``: the time of
    day, as on the wall. ``for_trainers``: some may try out a course.

    Raises:
        kiosk.toml.FileProblem: the settings name a drill or playlist that there is not, or that is broken and was
            never good.
    """

    def __init__(
        self,
        session: SessionSettings,
        repertoire: Repertoire,
        texts: Texts | None = None,
        kept: Path | None = None,
        now: Callable[[], datetime] = datetime.now,
        *,
        for_trainers: bool = False,
    ) -> None:
        self._session, self._repertoire, self._now = session, repertoire, now
        self._for_trainers = for_trainers
        self._file = chosen_file(session)
        shipped = shipped_playlist(self._file, repertoire, texts)
        alone = [] if self._file is None or shipped is not None else [self._file]
        folder = [] if session.playlists is None else [session.playlists.resolve()]
        self._watches = bool(folder or alone)
        self.shelf = Shelf([*folder, *(path for path in alone if path.parent not in folder)], repertoire, kept)
        self._otherwise = shipped
        if alone and alone[0] not in self.shelf.playlists:
            problems = self.shelf.broken.get(alone[0]) or self.shelf.broken.get(alone[0].parent)
            raise FileProblem(list(problems or [f"{alone[0]}: no such file"]))
        self._course = chosen_course(session, repertoire, shipped)
        self._made_of: Playlist | None = shipped
        self._texts = texts
        self._tried: tuple[Course, datetime] | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def try_out(self, playlist: Path | None = None, drill: str | None = None) -> Course | None:
        """Have who walks up next get this playlist, one of the owner's or a shipped one, or this drill, whatever is
        due; it is over with `end_trial`, or after `TRIED_FOR`. The course; None where both are None.

        Raises:
            kiosk.toml.FileProblem: there is no such playlist or drill.
        """
        course: Course | None = None
        if playlist is not None:
            found = self.shelf.playlists.get(playlist) or shipped_playlist(playlist, self._repertoire, self._texts)
            if found is None:
                raise FileProblem([f"{playlist}: is none of the playlists in use"])
            course = course_of(found, self._repertoire)
        elif drill is not None:
            course = by_dose(self._repertoire.drill(drill))
        self._tried = None if course is None else (course, self._now() + timedelta(seconds=TRIED_FOR))
        return course

    def end_trial(self) -> None:
        """What is due is due again."""
        self._tried = None

    def due(self) -> Course:
        """The course that is due now."""
        tried = self._tried
        if tried is not None and self._now() < tried[1]:
            return tried[0]
        playlist = self._playlist_due()
        if playlist != self._made_of:
            self._course, self._made_of = chosen_course(self._session, self._repertoire, playlist), playlist
        return self._course

    def left_off(self, progress: Progress) -> Course | None:
        """The course in which ``progress`` is a place, of all that there are; None: there is none any more."""
        lists = [*self.shelf.playlists.values(), *([] if self._otherwise is None else [self._otherwise])]
        courses = [self.due(), *(course_of(playlist, self._repertoire) for playlist in lists)]
        return next((course for course in courses if progress.fits(course)), None)

    def start(self, take_up: Callable[[Course], None]) -> None:
        """From now on tell ``take_up`` the course that is due, at first and whenever it is another."""
        take_up(self.due())
        if self._watches or self._for_trainers:
            self._thread = threading.Thread(target=self._run, args=(take_up,), name="playlists", daemon=True)
            self._thread.start()

    def stop(self) -> bool:
        """Ask to end and wait a bounded time; False where the disk hangs."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(_PATIENCE)
        return self._thread is None or not self._thread.is_alive()

    def _run(self, take_up: Callable[[Course], None]) -> None:
        told = self._course
        while not self._stop.wait(LOOK_EVERY):
            self.shelf.look()
            course = self.due()
            if course != told:
                log.info("playlist: %s is next", course.name)
                take_up(course)
                told = course

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

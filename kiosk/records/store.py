"""Sessions, reps and faults in one SQLite file. Members are not identified; a trainer may tag a session with a
nickname.

Every rep is on the disk before `Store.add_rep` returns, so a killed process or a pulled plug costs at most
the rep in progress. That takes the time of a disk flush: call it where no frames wait.
"""

from __future__ import annotations

import logging
import math
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from kiosk.coach.course import Progress
from kiosk.coach.guidance import Fault, JudgedRep
from kiosk.coach.judges.finding import reach_of
from kiosk.coach.policy.fading import Experience
from kiosk.coach.rules.finding import RuleFinding, Verdict
from kiosk.motion.posture import MEASURE_NAMES
from kiosk.motion.rep import Tempo
from kiosk.records import schema, upkeep
from kiosk.records.nickname import nickname_of
from kiosk.records.opening import (
    CorruptError,
    OldRecords,
    RecordError,
    open_to_amend,
    open_to_keep,
    open_to_read,
    set_aside,
)
from kiosk.records.rows import RepRow, SessionRow

__all__ = ["NullStore", "OldRecords", "RecordError", "Records", "Store"]

log = logging.getLogger(__name__)

FIXED_COLUMNS = (
    *("session_id", "number", "counted", "reason"),
    *("start", "bottom", "end", "tempo_down", "tempo_pause", "tempo_up", "peak_speed", "side", "reach"),
)
SESSION_COLUMNS = "id, started_at, ended_at, drill_id, counted, attempts, advice_id, interrupted, playlist, nickname"
RULE_COLUMNS = "rep_id, kind, verdict, amount, unit, severity, confidence, onset, says"
REP_COLUMNS = ", ".join(f'"{name}"' for name in (*FIXED_COLUMNS, *MEASURE_NAMES))


class Records(Protocol):
    """What the station needs of the records."""

    def recover(self) -> int:
        """Close the sessions that a crash left open, and say how many there were."""
        ...

    def begin_session(self, drill_id: str, started_at: datetime, playlist: str = "") -> int:
        """A new session's id. ``playlist``: the name of the one it belongs to; empty: there is none."""
        ...

    def add_rep(self, session: int, judged: JudgedRep) -> None:
        """Keep a rep or an attempt."""
        ...

    def end_session(self, session: int, ended_at: datetime, advice_id: str | None = None) -> None:
        """Close a session."""
        ...

    def keep_progress(self, progress: Progress | None, kept_at: datetime) -> None:
        """Keep the place in a course instead of the one before; None: there is none."""
        ...

    def progress(self, since: datetime) -> Progress | None:
        """The place in a course that was kept last, if that was not before ``since``."""
        ...

    def tag(self, session: int, nickname: str) -> None:
        """Tag a session with a nickname; an empty one takes that away."""
        ...

    def forget(self, before: datetime, most: int = 20) -> int:
        """Delete sessions that began before ``before``, ``most`` at a time; how many there were."""
        ...

    def reclaim(self) -> None:
        """Give the space of what was deleted back to the disk."""
        ...

    def close(self) -> None:
        """Let the file go. May be called twice."""
        ...


class Store(Records):
    """The records file at ``path``, made if it is missing; for any number of threads.

        with Store(default_path()) as store:
            session = store.begin_session("hip_hinge", datetime.now(UTC))
            store.add_rep(session, judged)
            store.end_session(session, datetime.now(UTC))

    A damaged file is set aside as ``NAME.corrupt-TIME`` and a fresh one begun. With ``read_only`` nothing is
    made, changed or set aside; with ``amends`` sessions that are there can be changed or deleted, while another
    process keeps the file.

    Raises:
        RecordError: from every method, when the file cannot be read or written.
    """

    def __init__(self, path: Path, *, read_only: bool = False, amends: bool = False) -> None:
        self.path = path
        self._lock = threading.Lock()
        if read_only or amends:
            self._connection = open_to_read(path) if read_only else open_to_amend(path)
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RecordError(f"{path}: its folder cannot be made: {error.strerror or error}") from error
        try:
            self._connection = open_to_keep(path)
        except CorruptError as error:
            log.error("%s: damaged (%s); set aside as %s, begun afresh", path, error, set_aside(path))
            try:
                self._connection = open_to_keep(path)
            except CorruptError as again:
                raise RecordError(f"{path}: cannot be begun afresh: {again}") from again

    def recover(self) -> int:
        """Close the sessions that a crash left open: they end with their last rep. How many there were."""
        with self._writing() as database:
            left = database.execute(
                "SELECT id, started_at FROM sessions WHERE ended_at IS NULL ORDER BY id"
            ).fetchall()
            for session, started_at in left:
                (seconds,) = database.execute(
                    'SELECT coalesce(max("end") - min("start"), 0) FROM reps WHERE session_id = ?', (session,)
                ).fetchone()
                ended = datetime.fromtimestamp(datetime.fromisoformat(started_at).timestamp() + seconds, UTC)
                database.execute(
                    "UPDATE sessions SET ended_at = ?, interrupted = 1 WHERE id = ?", (time_text(ended), session)
                )
                _recount(database, session)
        if left:
            log.info("%s: closed %d session(s) that were cut off", self.path, len(left))
        return len(left)

    def begin_session(self, drill_id: str, started_at: datetime, playlist: str = "") -> int:
        """A new session's id. ``started_at`` must know its time zone. ``playlist``: the name of the one it belongs
        to; empty: there is none."""
        with self._writing() as database:
            cursor = database.execute(
                "INSERT INTO sessions (started_at, drill_id, playlist) VALUES (?, ?, ?)",
                (time_text(started_at), _id(drill_id), _id(playlist or None)),
            )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def add_rep(self, session: int, judged: JudgedRep) -> None:
        """Keep a rep or an attempt with its faults, its side, and what its drill's special rule came to; on the disk
        when this returns."""
        rep = judged.rep
        reach = reach_of(rep)
        values = (
            *(session, rep.number, int(judged.counted), _id(judged.reason)),
            *(rep.start, rep.bottom, rep.end),
            *(rep.tempo.down, rep.tempo.pause, rep.tempo.up, rep.tempo.peak_speed),
            *(rep.side, None if reach is None else _finite(reach.value)),
            *(_finite(rep.bottom_posture.value(name)) for name in MEASURE_NAMES),
        )
        with self._writing() as database:
            marks = ", ".join("?" * len(values))
            cursor = database.execute(f"INSERT INTO reps ({REP_COLUMNS}) VALUES ({marks})", values)
            database.executemany(
                "INSERT INTO faults (rep_id, fault_id, severity, confidence, onset) VALUES (?, ?, ?, ?, ?)",
                [
                    (cursor.lastrowid, _id(fault.id), fault.severity, fault.confidence, fault.onset)
                    for fault in judged.faults
                ],
            )
            if judged.rule is not None:
                _add_rule(database, cursor.lastrowid, judged.rule)
            _recount(database, session)

    def end_session(self, session: int, ended_at: datetime, advice_id: str | None = None) -> None:
        """Close a session. ``ended_at`` must know its time zone."""
        with self._writing() as database:
            database.execute(
                "UPDATE sessions SET ended_at = ?, advice_id = ? WHERE id = ?",
                (time_text(ended_at), _id(advice_id), session),
            )
            _recount(database, session)

    def keep_progress(self, progress: Progress | None, kept_at: datetime) -> None:
        """Keep the place in a course instead of the one before; None: there is none. On the disk when this returns.
        ``kept_at`` must know its time zone."""
        with self._writing() as database:
            database.execute("DELETE FROM progress")
            database.execute("DELETE FROM experience")
            if progress is not None:
                place = (progress.key, progress.bout, progress.counted, progress.attempts, progress.done)
                database.execute(
                    "INSERT INTO progress (id, kept_at, course, bout, counted, attempts, done)"
                    " VALUES (1, ?, ?, ?, ?, ?, ?)",
                    (time_text(kept_at), *place),
                )
                database.executemany(
                    "INSERT INTO experience (drill_id, good, reps) VALUES (?, ?, ?)",
                    [(_id(drill), done.good, done.reps) for drill, done in progress.experience.items()],
                )

    def progress(self, since: datetime) -> Progress | None:
        """The place in a course that was kept last, if that was not before ``since``, which must know its time zone.
        One from the future is none: the clock has been set back since, so that nobody knows how old it is."""
        rows = self.read("SELECT course, bout, counted, attempts, done, kept_at FROM progress")
        for course, bout, counted, attempts, done, kept_at in rows:
            if since <= datetime.fromisoformat(kept_at) <= datetime.now(UTC):
                kept = self.read("SELECT drill_id, good, reps FROM experience")
                experience = {drill: Experience(good, reps) for drill, good, reps in kept}
                return Progress(course, bout, counted, attempts, done, experience)
        return None

    def tag(self, session: int, nickname: str) -> None:
        """Tag a session with a ``nickname``, instead of the one it had; an empty one takes that away.

        Raises:
            ValueError: it is no nickname (`kiosk.records.nickname.nickname_of`).
            RecordError: there is no such session.
        """
        name = nickname_of(nickname)
        with self._writing() as database:
            tagged = database.execute("UPDATE sessions SET nickname = ? WHERE id = ?", (name, session)).rowcount
        if not tagged:
            raise RecordError(f"{self.path}: no session {session}")

    def forget(self, before: datetime, most: int = 20) -> int:
        """Delete the oldest sessions that are over and began before ``before``, which must know its time zone:
        ``most`` at a time, so that a rep never waits long. How many there were; damaged files that were set aside
        before then are deleted too."""
        with self._writing() as database:
            gone = upkeep.forget(database, time_text(before), most)
        try:
            upkeep.forget_set_aside(self.path, before)
        except OSError as error:
            raise RecordError(f"{self.path}: a damaged one beside it cannot be deleted: {error}") from error
        return gone

    def reclaim(self) -> None:
        """Give the space of what was deleted back to the disk, and empty the write-ahead log. A file that cannot be
        cut yet, as it was made before format 5, is first vacuumed. Raises `RecordError` as `vacuum` does."""
        with self._upkeep() as database:
            if not upkeep.gives_back(database):
                upkeep.rewrite(database, self.path)
            upkeep.give_back(database)

    def vacuum(self) -> None:
        """Write the whole file anew, without gaps. Raises `RecordError` where a session is running, or the disk has
        no room for two more of it."""
        with self._upkeep() as database:
            upkeep.rewrite(database, self.path)

    def sessions(self, limit: int | None = None) -> list[SessionRow]:
        """The sessions, newest first; the ``limit`` newest of them."""
        rows = self.read(
            f"SELECT {SESSION_COLUMNS} FROM sessions ORDER BY id DESC LIMIT ?", -1 if limit is None else limit
        )
        return [session_row(row) for row in rows]

    def reps(self, session: int) -> list[RepRow]:
        """A session's reps and attempts, in the order they were done."""
        faults: dict[int, list[Fault]] = {}
        for rep_id, *fault in self.read(
            "SELECT rep_id, fault_id, severity, confidence, onset FROM faults"
            " JOIN reps ON reps.id = rep_id WHERE session_id = ? ORDER BY faults.rowid",
            session,
        ):
            faults.setdefault(rep_id, []).append(Fault(*fault))
        rules = self._rules(session)
        rows = self.read(f"SELECT id, {REP_COLUMNS} FROM reps WHERE session_id = ? ORDER BY id", session)
        return [_rep(row[1:], tuple(faults.get(row[0], ())), rules.get(row[0])) for row in rows]

    def _rules(self, session: int) -> dict[int, RuleFinding]:
        """What special rules came to in a session, by the numbers of the reps' rows."""
        parts: dict[int, list[str]] = {}
        for rep_id, part in self.read(
            "SELECT rep_id, part FROM rule_parts JOIN reps ON reps.id = rep_id WHERE session_id = ?"
            " ORDER BY rule_parts.rowid",
            session,
        ):
            parts.setdefault(rep_id, []).append(part)
        rows = self.read(
            f"SELECT {RULE_COLUMNS} FROM rules JOIN reps ON reps.id = rep_id WHERE session_id = ?", session
        )
        return {
            rep_id: RuleFinding(
                *(kind, Verdict(verdict), amount, unit, severity, confidence, onset, says),
                parts=tuple(parts.get(rep_id, ())),
            )
            for rep_id, kind, verdict, amount, unit, severity, confidence, onset, says in rows
        }

    def close(self) -> None:
        """Let the file go. May be called twice."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it, or none."""
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                self._roll_back()
                raise RecordError(f"{self.path}: cannot be written: {error}") from error
            except BaseException:
                self._roll_back()
                raise

    @contextmanager
    def _upkeep(self) -> Iterator[sqlite3.Connection]:
        """For statements that are transactions of their own."""
        with self._lock:
            try:
                yield self._connection
            except (sqlite3.Error, OSError) as error:
                raise RecordError(f"{self.path}: cannot be vacuumed: {error}") from error

    def _roll_back(self) -> None:
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            log.debug("%s: %s", self.path, error)

    def read(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a query of the tables (`kiosk.records.schema`); for this room, which knows them."""
        with self._lock:
            try:
                return self._connection.execute(query, values).fetchall()
            except sqlite3.Error as error:
                raise RecordError(f"{self.path}: cannot be read: {error}") from error


class NullStore(Records):
    """Keeps nothing: for records that are disabled, or cannot be kept."""

    def recover(self) -> int:
        """Nothing is ever left open."""
        return 0

    def begin_session(self, drill_id: str, started_at: datetime, playlist: str = "") -> int:  # noqa: ARG002
        """Always session 0."""
        return 0

    def add_rep(self, session: int, judged: JudgedRep) -> None:
        """Forget it."""

    def end_session(self, session: int, ended_at: datetime, advice_id: str | None = None) -> None:
        """Forget it."""

    def keep_progress(self, progress: Progress | None, kept_at: datetime) -> None:
        """Forget it."""

    def progress(self, since: datetime) -> Progress | None:  # noqa: ARG002
        """Never any."""
        return None

    def tag(self, session: int, nickname: str) -> None:
        """There is none to tag."""

    def forget(self, before: datetime, most: int = 20) -> int:  # noqa: ARG002
        """There is nothing to forget."""
        return 0

    def reclaim(self) -> None:
        """Nothing takes space."""

    def close(self) -> None:
        """Nothing to close."""


def session_row(row: tuple[Any, ...]) -> SessionRow:
    """A row of `SESSION_COLUMNS`, typed."""
    number, started, ended, drill, counted, attempts, advice, interrupted, playlist, nickname = row
    return SessionRow(
        id=number,
        started_at=datetime.fromisoformat(started),
        ended_at=None if ended is None else datetime.fromisoformat(ended),
        drill_id=drill,
        counted=counted,
        attempts=attempts,
        advice_id=advice,
        interrupted=bool(interrupted),
        playlist=playlist,
        nickname=nickname,
    )


def _recount(database: sqlite3.Connection, session: int) -> None:
    database.execute(
        "UPDATE sessions SET"
        " counted = (SELECT count(*) FROM reps WHERE session_id = sessions.id AND reps.counted),"
        " attempts = (SELECT count(*) FROM reps WHERE session_id = sessions.id AND NOT reps.counted)"
        " WHERE id = ?",
        (session,),
    )


def _add_rule(database: sqlite3.Connection, rep_id: int | None, rule: RuleFinding) -> None:
    marks = ", ".join("?" * (RULE_COLUMNS.count(",") + 1))
    database.execute(
        f"INSERT INTO rules ({RULE_COLUMNS}) VALUES ({marks})",
        (
            *(rep_id, _id(rule.kind), rule.verdict.value, _finite(rule.amount), _id(rule.unit)),
            *(rule.severity, rule.confidence, _finite(rule.onset), _id(rule.says)),
        ),
    )
    database.executemany(
        "INSERT INTO rule_parts (rep_id, part) VALUES (?, ?)", [(rep_id, _id(part)) for part in rule.parts]
    )


def _rep(row: tuple[Any, ...], faults: tuple[Fault, ...], rule: RuleFinding | None) -> RepRow:
    """A row of `REP_COLUMNS`, typed."""
    session, number, counted, reason, start, bottom, end, down, pause, up, speed, side, reach, *measures = row
    return RepRow(
        session_id=session,
        number=number,
        counted=bool(counted),
        reason=reason,
        start=start,
        bottom=bottom,
        end=end,
        tempo=Tempo(down, pause, up, speed),
        measures=dict(zip(MEASURE_NAMES, measures, strict=True)),
        faults=faults,
        side=side,
        reach=reach,
        rule=rule,
    )


def time_text(moment: datetime) -> str:
    """ISO 8601 in UTC, to the second."""
    if moment.tzinfo is None:
        raise ValueError("a time without its time zone")
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _id(text: str | None) -> str | None:
    return None if text is None else text[: schema.LONGEST_ID]


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None

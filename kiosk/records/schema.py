"""The tables, as the list of steps that lead to them. A step that was released is never changed; add another, with
its way back: an update that does not hold leaves records that the release before must be able to keep.

Numbers, ids and times, and the nickname that a trainer may tag a session with. The tables are STRICT, so that no
column takes a picture or a sound (there is none of type BLOB), and every text is of bounded length, so that no column
takes a diary either.
"""

from __future__ import annotations

VERSION_1 = """
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    started_at TEXT NOT NULL CHECK (length(started_at) <= 32),
    ended_at TEXT CHECK (length(ended_at) <= 32),
    drill_id TEXT NOT NULL CHECK (length(drill_id) <= 64),
    counted INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    advice_id TEXT CHECK (length(advice_id) <= 64),
    interrupted INTEGER NOT NULL DEFAULT 0 CHECK (interrupted IN (0, 1))
) STRICT;

CREATE TABLE reps (
    id INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    counted INTEGER NOT NULL CHECK (counted IN (0, 1)),
    reason TEXT CHECK (length(reason) <= 64),
    "start" REAL NOT NULL,
    bottom REAL NOT NULL,
    "end" REAL NOT NULL,
    tempo_down REAL NOT NULL,
    tempo_pause REAL NOT NULL,
    tempo_up REAL NOT NULL,
    peak_speed REAL NOT NULL,
    torso_inclination REAL,
    hip_flexion REAL,
    knee_flexion REAL,
    shin_inclination REAL,
    hip_travel REAL,
    hip_height REAL,
    hinge_ratio REAL,
    back_curvature REAL,
    dowel_gap REAL,
    neck_angle REAL,
    balance REAL,
    heel_height REAL
) STRICT;

CREATE INDEX reps_of_session ON reps (session_id);

CREATE TABLE faults (
    rep_id INTEGER NOT NULL REFERENCES reps (id) ON DELETE CASCADE,
    fault_id TEXT NOT NULL CHECK (length(fault_id) <= 64),
    severity REAL NOT NULL,
    confidence REAL NOT NULL,
    onset REAL NOT NULL
) STRICT;

CREATE INDEX faults_of_rep ON faults (rep_id);
"""

VERSION_2 = """
ALTER TABLE reps ADD COLUMN lumbar_flexion REAL;
ALTER TABLE reps ADD COLUMN thoracic_flexion REAL;
"""

VERSION_3 = """
ALTER TABLE reps ADD COLUMN head_pitch REAL;
ALTER TABLE reps ADD COLUMN elbow_flexion REAL;
ALTER TABLE reps ADD COLUMN hand_to_leg REAL;
CREATE TABLE progress (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    kept_at TEXT NOT NULL CHECK (length(kept_at) <= 32),
    course TEXT NOT NULL CHECK (length(course) <= 64),
    bout INTEGER NOT NULL,
    counted INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    done INTEGER NOT NULL
) STRICT;
"""

VERSION_4 = """
ALTER TABLE reps ADD COLUMN side TEXT CHECK (side IN ('left', 'right'));
ALTER TABLE reps ADD COLUMN reach REAL;

CREATE TABLE rules (
    rep_id INTEGER PRIMARY KEY REFERENCES reps (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (length(kind) <= 64),
    verdict TEXT NOT NULL CHECK (verdict IN ('kept', 'broken', 'unseen')),
    amount REAL,
    unit TEXT NOT NULL CHECK (length(unit) <= 64),
    severity REAL NOT NULL,
    confidence REAL NOT NULL,
    onset REAL,
    says TEXT CHECK (length(says) <= 64)
) STRICT;

CREATE TABLE rule_parts (
    rep_id INTEGER NOT NULL REFERENCES rules (rep_id) ON DELETE CASCADE,
    part TEXT NOT NULL CHECK (length(part) <= 64)
) STRICT;

CREATE INDEX rule_parts_of_rep ON rule_parts (rep_id);

CREATE TABLE experience (
    drill_id TEXT PRIMARY KEY CHECK (length(drill_id) <= 64),
    good INTEGER NOT NULL,
    reps INTEGER NOT NULL
) STRICT;
"""
"""``experience`` belongs to the place in ``progress`` and goes with it: it is that of who is at the mirror."""

VERSION_5 = """
ALTER TABLE sessions ADD COLUMN playlist TEXT CHECK (length(playlist) BETWEEN 1 AND 64);
ALTER TABLE sessions ADD COLUMN nickname TEXT CHECK (length(nickname) BETWEEN 1 AND 20);
CREATE INDEX sessions_by_start ON sessions (started_at);
CREATE INDEX reps_by_fault ON faults (fault_id, rep_id);
"""

MIGRATIONS: tuple[str, ...] = (VERSION_1, VERSION_2, VERSION_3, VERSION_4, VERSION_5)
"""Step n leads from version n to n + 1; a file's version is its ``PRAGMA user_version``."""

WAYS_BACK: dict[int, str] = {
    5: """
CREATE TABLE later_5 (
    session_id INTEGER PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    playlist TEXT CHECK (length(playlist) BETWEEN 1 AND 64),
    nickname TEXT CHECK (length(nickname) BETWEEN 1 AND 20)
) STRICT;
INSERT INTO later_5 SELECT id, playlist, nickname FROM sessions WHERE playlist IS NOT NULL OR nickname IS NOT NULL;
DROP INDEX reps_by_fault;
DROP INDEX sessions_by_start;
ALTER TABLE sessions DROP COLUMN nickname;
ALTER TABLE sessions DROP COLUMN playlist;
""",
}
"""Step n leads from version n back to n - 1; there is one for each version that was released. What the older version
has no place for waits in tables named ``later_n``, which it does not know; what it deletes goes there too."""

TAKEN_UP_AGAIN: dict[int, str] = {
    5: """
UPDATE sessions SET playlist = later_5.playlist, nickname = later_5.nickname
    FROM later_5 WHERE later_5.session_id = sessions.id;
DROP TABLE later_5;
""",
}
"""After step n of `MIGRATIONS`, where there is a table ``later_n``: puts back what waited in it."""

FIRST_RELEASED = 5
"""The version of the first release: no release keeps records of an earlier one."""

LONGEST_ID = 64

LONGEST_NICKNAME = 20

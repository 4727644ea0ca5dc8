"""A records' file as a power cut may leave it: the states of its writes, cut at any byte.

SQLite syncs the write-ahead log at each commit, and before and after it is brought into the file. So what came before
the last sync is whole, and of what came after it anything may be on the disk, or nothing.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.records import Store

LOG_HEADER, FRAME_HEADER, PAGE = 32, 24, 4096
"""Bytes: of SQLite's write-ahead log."""


@dataclass(frozen=True, slots=True)
class Disk:
    """What is on the disk: the file and its write-ahead log."""

    file: bytes
    log: bytes

    @classmethod
    def of(cls, path: Path) -> Disk:
        """As it is now."""
        log = _log(path)
        return cls(path.read_bytes(), log.read_bytes() if log.exists() else b"")

    def lay(self, path: Path, index: bytes = b"") -> None:
        """Put it at ``path``; ``index``: the log's index in shared memory, as an earlier run left it."""
        for old in path.parent.glob(f"{path.name}*"):
            old.unlink()
        path.write_bytes(self.file)
        _log(path).write_bytes(self.log)
        if index:
            path.with_name(path.name + "-shm").write_bytes(index)


def _log(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def cut_logs(before: Disk, after: Disk, seed: int, samples: int = 24) -> Iterator[Disk]:
    """Between the sync of ``before`` and that of ``after``, in which only the log was written: it is cut at the ends
    of frames and of their headers, a byte off them and anywhere, and what was not written yet is missing, zero or
    noise."""
    rng = random.Random(seed)
    synced = len(before.log) if after.log.startswith(before.log) else 0  # else it was begun anew
    whole = after.log
    frames = range(LOG_HEADER, len(whole) + 1, FRAME_HEADER + PAGE)
    at = {edge + off for edge in frames for off in (-1, 0, 1, FRAME_HEADER, FRAME_HEADER + PAGE // 2)}
    at |= {rng.randrange(synced, len(whole) + 1) for _ in range(samples)}
    if synced == 0:
        at |= {0, 1, 16, LOG_HEADER - 1}
    for cut in sorted(each for each in at if synced <= each <= len(whole)):
        lost = len(whole) - cut
        for rest in (b"", bytes(lost), rng.randbytes(lost)):
            yield Disk(before.file, whole[:cut] + rest)
    # Sectors may reach the disk in any order.
    for _ in range(samples):
        torn = bytearray(whole)
        for sector in range(synced - synced % 512 + 512, len(whole), 512):
            if rng.random() < 0.3:
                torn[sector : sector + 512] = bytes(min(512, len(whole) - sector))
        yield Disk(before.file, bytes(torn))


def cut_checkpoints(before: Disk, file: bytes, seed: int, samples: int = 40) -> Iterator[Disk]:
    """While the log of ``before`` was brought into the file, which made that ``file``: any of its sectors are
    written, and its length is the old one or the new one. The log is whole until all of them are synced."""
    rng = random.Random(seed)
    longest = max(len(file), len(before.file))
    for share in (rng.random() for _ in range(samples)):
        half = bytearray(before.file.ljust(longest, b"\0"))
        for sector in range(0, longest, 512):
            if rng.random() < share:
                half[sector : sector + 512] = file[sector : sector + 512].ljust(512, b"\0")
        yield Disk(bytes(half[: rng.choice((len(before.file), len(file), longest))]), before.log)


def checked(path: Path) -> list[list[int]]:
    """What a start of the mirror finds in a file: the numbers of the reps of each session, oldest first. Fails where
    it is not whole, or was taken for damaged."""
    with Store(path) as store:
        store.recover()
        found = [[rep.number for rep in store.reps(session.id)] for session in reversed(store.sessions())]
        assert all(session.ended_at is not None for session in store.sessions())
        assert [session.counted + session.attempts for session in reversed(store.sessions())] == list(map(len, found))
    assert not list(path.parent.glob("*.corrupt-*"))
    database = sqlite3.connect(path)
    try:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    finally:
        database.close()
    return found

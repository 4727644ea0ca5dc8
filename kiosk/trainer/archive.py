"""Opens the records for one request: to look at, or to tag; beside the station, which keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from kiosk.records import OldRecords, RecordError, Store, records_path
from kiosk.records.history import History
from kiosk.settings import Settings


class Why(StrEnum):
    """There is nothing to look at."""

    DISABLED = "disabled"
    NONE_YET = "none_yet"
    OLD = "old"
    """The file is of an earlier version, which the mirror brings up to date as it starts."""
    UNREADABLE = "unreadable"
    """Damaged, or not to be had."""


class NoRecords(Exception):
    """``why`` there is nothing to look at; ``detail``: what the records say themselves."""

    def __init__(self, why: Why, detail: str = "") -> None:
        self.why, self.detail = why, detail
        super().__init__(f"{why}: {detail}")


def open_archive(settings: Settings, *, amends: bool = False) -> Store:
    """The records that ``settings`` name, to be closed; nothing is made, mended or brought up to date by that. Raises
    `NoRecords`."""
    path = records_path(settings.records)
    if not path.is_file():
        raise NoRecords(Why.NONE_YET if settings.records.enabled else Why.DISABLED)
    try:
        store = Store(path, read_only=not amends, amends=amends)
    except OldRecords as error:
        raise NoRecords(Why.OLD, str(error)) from error
    except RecordError as error:
        raise NoRecords(Why.UNREADABLE, str(error)) from error
    return store


@contextmanager
def archive(settings: Settings, *, amends: bool = False) -> Iterator[tuple[Store, History]]:
    """The same, closed at the end; what turns out to be unreadable meanwhile raises `NoRecords` as well."""
    store = open_archive(settings, amends=amends)
    with store:
        try:
            yield store, History(store)
        except RecordError as error:
            raise NoRecords(Why.UNREADABLE, str(error)) from error

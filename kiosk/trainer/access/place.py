"""Where the page's keys and devices lie."""

from __future__ import annotations

from pathlib import Path

from kiosk.records.place import records_path
from kiosk.settings import RecordSettings


def access_folder(records: RecordSettings) -> Path:
    """A folder of their own beside the records, which nobody else may read."""
    return records_path(records).parent / "trainer"

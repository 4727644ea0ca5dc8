"""Records: which sessions were done, in numbers and ids; never a picture or a sound.

Members are not identified; a trainer may tag a session with a nickname.
"""

from kiosk.records.place import default_path, records_path
from kiosk.records.rows import RepRow, SessionRow
from kiosk.records.store import NullStore, OldRecords, RecordError, Records, Store
from kiosk.settings import RecordSettings

__all__ = [
    "NullStore",
    "OldRecords",
    "RecordError",
    "Records",
    "RepRow",
    "SessionRow",
    "Store",
    "default_path",
    "open_records",
    "records_path",
]


def open_records(settings: RecordSettings) -> Records:
    """The records of the settings; one that keeps nothing where disabled. Raises `RecordError`."""
    return Store(records_path(settings)) if settings.enabled else NullStore()

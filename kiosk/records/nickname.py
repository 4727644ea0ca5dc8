"""The nickname that a trainer may tag a session with."""

from __future__ import annotations

import unicodedata

from kiosk.records.schema import LONGEST_NICKNAME


def nickname_of(text: str) -> str | None:
    """``text`` without blanks around it, each letter with its accents as one; None where nothing is left.

    Raises:
        ValueError: it is longer than `LONGEST_NICKNAME`, or no single line of what can be printed.
    """
    name = unicodedata.normalize("NFC", text.strip())
    if not name.isprintable():
        raise ValueError("a nickname is one line of letters, digits and signs")
    if len(name) > LONGEST_NICKNAME:
        raise ValueError(f"a nickname has at most {LONGEST_NICKNAME} letters; this has {len(name)}")
    return name or None

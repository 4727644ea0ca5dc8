"""Names of files made of titles, and of names that come from elsewhere: nothing leads out of the owner's folder."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from pathlib import Path

from kiosk.toml import FileProblem

_LONGEST = 40
"""Characters of a name."""

_RESERVED = frozenset({"con", "prn", "aux", "nul", "faults", "removed", "settings"}) | frozenset(
    f"{port}{number}" for port in ("com", "lpt") for number in range(10)
)
"""Names that sticks and other machines' systems have of their own, and those of other files of the mirror."""

_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "þ": "th", "ð": "d"})
"""Those that no accent is taken off to make a plain one of."""


def file_name(title: str, taken: Collection[str], otherwise: str = "playlist") -> str:
    """The name, without .toml, of a new file for ``title``: "Tuesday class" becomes tuesday_class, or tuesday_class_2
    beside one of that name in ``taken``. ``otherwise``: where no plain letter is left of the title."""
    plain = unicodedata.normalize("NFKD", title).casefold().translate(_LETTERS)
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    name = re.sub(r"[^a-z0-9]+", "_", letters).strip("_")[:_LONGEST].strip("_") or otherwise
    if not name[0].isalpha() or name in _RESERVED:
        name = f"{otherwise}_{name}"
    used = {each.casefold() for each in taken}
    number, free = 1, name
    while free in used:
        number += 1
        free = f"{name}_{number}"
    return free


def file_in(folder: Path, name: str) -> Path:
    """The file called ``name``, without .toml, of ``folder``. Raises `FileProblem` where that is no plain name."""
    plain = name.isprintable() and not name.startswith(".") and not set(name) & set('/\\:*?"<>|')
    if not name or not plain or len(name.encode()) > 200 or Path(name).name != name:
        raise FileProblem([f"{name!r}: is no name of a file of yours; take one as told by list"])
    return folder / f"{name}.toml"

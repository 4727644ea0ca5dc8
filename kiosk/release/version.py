"""Versions of releases, and which of two is the newer one."""

from __future__ import annotations

import re

_VERSION = re.compile(r"(\d+(?:\.\d+){0,3})(?:(a|b|rc)(\d+))?(?:\.post(\d+))?(?:\.dev(\d+))?")

LONGEST = 40


def order(version: str) -> tuple[tuple[int, ...], ...]:
    """What versions are sorted by, as Python's packages are (PEP 440, without epochs and local versions):
    ``1.0.dev1`` is before ``1.0a1``, that before ``1.0rc1``, ``1.0``, ``1.0.post1``; ``1`` and ``1.0`` are the same.

    Raises:
        ValueError: it is no version. What is one is a plain name for a folder too.
    """
    found = _VERSION.fullmatch(version) if len(version) <= LONGEST and version.isascii() else None
    if found is None:
        raise ValueError(f"{version!r} is no version: written as 1.2.3, 1.2.3rc1, 1.2.3.post1 or 1.2.3.dev4")
    numbers, kind, count, post, dev = found.groups()
    parts = [int(each) for each in numbers.split(".")]
    while parts and not parts[-1]:
        parts.pop()
    if kind is not None:
        stage = ("a", "b", "rc").index(kind), int(count)
    else:
        # A development version of 1.0 comes before its first alpha.
        stage = (-1, 0) if dev is not None and post is None else (3, 0)
    return (tuple(parts), stage, (-1 if post is None else int(post),), (0, int(dev)) if dev is not None else (1, 0))


def newer(one: str, other: str) -> bool:
    """Whether ``one`` is newer than ``other``. Raises ValueError."""
    return order(one) > order(other)

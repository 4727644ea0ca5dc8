"""The command of a fit to footage of single people: says what it is worth, and writes the table where asked."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from tests.accuracy.cache import Cache, usual_folder
from tests.accuracy.on_feet import clear_on_feet
from tests.accuracy.poses import poses_of

if TYPE_CHECKING:
    from kiosk.pose.pose import Pose
    from tests.actors.record import Record


class OfSomebody(Protocol):
    """What a clip gives to a fit."""

    @property
    def person(self) -> str:
        """Who is seen: fits are tried on people who are left out."""
        ...


Clip = TypeVar("Clip", bound=OfSomebody)


def run(
    name: str,
    about: str | None,
    read: Callable[[str, str, Sequence[Pose], Record], Clip | None],
    told: Callable[[Sequence[Clip]], str],
    written: Callable[[Sequence[Clip], Mapping[str, str]], str],
    path: Path,
) -> int:
    """The command `tests.accuracy.fit.NAME`, over the clips of the tune half of people on their feet, clear to see.

    `read`: what a clip, its person, their poses and the truth give to the fit; `told`: what the fit is worth;
    `written`: what `path` is to say, with what it was fitted on. Ends with 1 where there are fewer than two people.
    """
    from tests.accuracy.benchmark import cases  # the cases need the stage; the scores do not

    parser = argparse.ArgumentParser(
        prog=f"python -m tests.accuracy.fit.{name}", description=(about or "").splitlines()[0]
    )
    parser.add_argument("--write", action="store_true", help=f"write {path.name}")
    parser.add_argument("--cache", type=Path, default=usual_folder(), metavar="DIR")
    options = parser.parse_args()
    clips: list[Clip] = []
    for case in cases():
        found = clear_on_feet(case, options.cache) if case.half == "tune" else None
        if found is not None:
            footage, record = found
            poses = poses_of(footage, Cache(options.cache / "poses"))
            clip = read(case.name, repr(case.clip.cast[0].person), poses, record) if poses else None
            clips += [] if clip is None else [clip]
    people = {clip.person for clip in clips}
    if len(people) < 2:
        print(
            "fit: needs clips of two people at least; render them: make accuracy ARGS='--half tune'", file=sys.stderr
        )
        return 1
    print(told(clips))
    if options.write:
        tells = {"Clips": str(len(clips)), "People": f"{len(people)} of the tune half"}
        path.write_text(written(clips, tells), encoding="utf-8")
        print(f"wrote {path}")
    return 0

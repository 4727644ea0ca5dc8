"""The command: `python -m tests.walkups [--render] [--only TEXT] [--out DIR]`.

Replays each walk-up of `cases.py` through the mirror as it stands in the gym, gated and hands free, picture by
picture and without a clock, and writes for each what the glass showed when (`NAME.txt`) and a sheet of its screens
with what the camera saw (`NAME.png`). The people know nothing but what the glass says: they stand as they came until
it tells them what to mend. A walk-up is done when they were told all that they wait for, and a rep was counted.

Ends with 0; 1 where a walk-up did not end in a counted rep; 2 where a film is missing and not to be rendered.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.camera import Clip
from kiosk.locale.load import english
from tests.accuracy.cache import usual_folder
from tests.accuracy.stage import ROOT

from .diary import Diary
from .footage import kept, render
from .newcomer import LostPatience, Newcomer, walk_up
from .sheet import GLASS, Sheet
from .station import pipeline_of, settings_of

if TYPE_CHECKING:
    from .cases import Film, WalkUp


@dataclass(frozen=True)
class Outcome:
    """What a walk-up came to; ``trouble``: why it does not count."""

    diary: Diary
    trouble: str | None


def main(words: Sequence[str] | None = None) -> int:
    """Render what is to be, replay, write; returns the exit code."""
    options = _options(words)
    from .cases import WALK_UPS, film_of

    chosen = [each for each in WALK_UPS if options.only is None or options.only in each.name]
    options.out.mkdir(parents=True, exist_ok=True)
    failed, missing = 0, []
    for each in chosen:
        film = film_of(each)
        if kept(film.clip, options.cache) is None and options.render:
            print(f"{each.name}: rendering {len(film.clip.times())} pictures", file=sys.stderr)
            render(each.name, options.cache)
        video = kept(film.clip, options.cache)
        if video is None:
            missing.append(each.name)
            continue
        outcome = replay(each, film, video, options.out)
        print(_line(each, outcome), flush=True)
        failed += outcome.trouble is not None
    if missing:
        print(f"walkups: not rendered, use --render: {', '.join(missing)}", file=sys.stderr)
        return 2
    print(f"{len(chosen) - failed} of {len(chosen)} walk-ups end in a counted rep; screens are in {options.out}")
    return int(bool(failed) or not chosen)


def replay(each: WalkUp, film: Film, video: Path, out: Path) -> Outcome:
    """One walk-up through the mirror; its report and its sheet are left in ``out``."""
    with Clip(video) as clip:
        pictures = [frame.image for frame in clip]
    settings = settings_of(GLASS)
    texts, rate = english(), float(film.clip.fps)
    newcomer = Newcomer(len(pictures), rate, film.pauses, texts)
    diary, trouble = Diary(), None
    with closing(Sheet(settings)) as sheet:
        try:
            for image, step in walk_up(newcomer, pictures.__getitem__, pipeline_of(settings), rate):
                another = diary.note(step.guidance)
                sheet.add(step.guidance, image, another)
        except LostPatience as error:
            trouble = str(error)
        sheet.write(out / f"{each.name}.png")
    if trouble is None and diary.counted is None:
        trouble = f"no rep was counted, {diary.attempts} were tried"
    outcome = Outcome(diary, trouble)
    lines = [f"{each.name}: {each.story}", *(screen.line() for screen in diary.screens), _line(each, outcome)]
    (out / f"{each.name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return outcome


def _line(each: WalkUp, outcome: Outcome) -> str:
    diary = outcome.diary
    told = ", ".join(diary.told())
    if outcome.trouble is not None:
        return f"{each.name}: FAILED, {outcome.trouble}; told: {told}"
    assert diary.seen is not None
    assert diary.set_began is not None
    assert diary.counted is not None
    began, counted = diary.set_began - diary.seen, diary.counted - diary.seen
    last = max(screen.count for screen in diary.screens)
    return f"{each.name}: set after {began:.1f} s, first rep after {counted:.1f} s, {last} of 3 counted; told: {told}"


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.walkups", description=__doc__)
    parser.add_argument("--render", action="store_true", help="render what the cache lacks: a minute or two each")
    parser.add_argument("--only", metavar="TEXT", help="only the walk-ups with this in their name")
    parser.add_argument("--cache", type=Path, default=usual_folder(), metavar="DIR", help="rendered clips")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "walkups", metavar="DIR")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())

"""What the glass showed on a walk-up, screen by screen, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kiosk.coach.guidance import Guidance, Stage
from kiosk.locale.load import english


@dataclass(frozen=True, slots=True)
class Screen:
    """What was to be read from ``begin`` to ``end``, seconds from the first picture."""

    begin: float
    end: float
    stage: Stage
    words: str
    count: int

    def line(self) -> str:
        """As one line of the report."""
        lasted = self.end - self.begin
        return f"{self.begin:6.1f} s  {lasted:5.1f} s  {self.stage.value:<10} {self.count}  {self.words}".rstrip()


@dataclass(slots=True)
class Diary:
    """Takes every guidance in turn. ``seen``: since when somebody was there; ``counted``: when the first rep was."""

    screens: list[Screen] = field(default_factory=list)
    seen: float | None = None
    set_began: float | None = None
    counted: float | None = None
    attempts: int = 0

    def note(self, guidance: Guidance) -> bool:
        """Take the next; whether it is another screen than before."""
        time, stage = guidance.time, guidance.stage
        count = guidance.count if stage is Stage.SET else 0
        if self.seen is None and stage is not Stage.IDLE:
            self.seen = time
        if self.set_began is None and stage is Stage.SET:
            self.set_began = time
        if self.counted is None and count > 0:
            self.counted = time
        self.attempts = max(self.attempts, guidance.attempts)
        now = Screen(time, time, stage, _words(guidance), count)
        last = self.screens[-1] if self.screens else None
        same = last is not None and (last.stage, last.words, last.count) == (stage, now.words, count)
        if last is not None:
            self.screens[-1] = replace(last, end=time)
        if not same:
            self.screens.append(now)
        return not same

    def told(self) -> list[str]:
        """The headlines of the screens before the set, each once for as long as it stood, in their order."""
        before = [screen for screen in self.screens if self.set_began is None or screen.begin < self.set_began]
        said = [screen.words.partition(" / ")[0] for screen in before if screen.words]
        return [words for number, words in enumerate(said) if number == 0 or said[number - 1] != words]


def _words(guidance: Guidance) -> str:
    """All that is to be read, but for counts; what is prompted in each rep only until one is counted."""
    attract = english().glass.attract if guidance.stage is Stage.IDLE and not guidance.headline else ""
    cautions = guidance.agenda.lines if guidance.agenda is not None and guidance.stage is Stage.CAUTION else ()
    cue = (guidance.cue.text,) if guidance.cue is not None else ()
    prompt = guidance.prompt if guidance.count == 0 else None
    prompted = () if prompt is None else (prompt.what, prompt.breathe)
    return " / ".join(
        words for words in (attract, guidance.headline, guidance.hint, *cautions, *cue, *prompted) if words
    )

"""What a terminal is told of a run without a glass."""

from __future__ import annotations

from rich.console import Console

from kiosk.coach.guidance import CueKind
from kiosk.replay.run import Replay
from kiosk.station.worker import Told


class Teller:
    """Tells a terminal what happens, and notes it for the report."""

    def __init__(self, replay: Replay) -> None:
        self._replay = replay
        self._console = Console(stderr=True, highlight=False)
        self._said = ("", "")
        self._told = (0, 0)

    def __call__(self, told: Told) -> None:
        """Take the next step."""
        replay, guidance = self._replay, told.step.guidance
        replay.note(told.step)
        said = (guidance.stage, guidance.headline)
        if said[0] != self._said[0] or (said[1] and said[1] != self._said[1]):
            self._console.print(f"{guidance.time:6.1f} s  [bold]{guidance.stage}[/bold] {guidance.headline}")
        self._said = said
        reps, cues = self._told
        for judged in replay.reps[reps:]:
            torso = judged.rep.bottom_posture.value("torso_inclination")
            verdict = f"counted, {guidance.count} of {guidance.goal}" if judged.counted else f"not: {judged.reason}"
            angle = "" if torso is None else f", torso {torso:.0f} degrees"
            self._console.print(f"{guidance.time:6.1f} s  rep {len(replay.reps)}: {verdict}{angle}")
        for cue in replay.cues[cues:]:
            colour = "green" if cue.kind is CueKind.PRAISE else "yellow"
            self._console.print(f'{guidance.time:6.1f} s  [{colour}]"{cue.text}"[/{colour}]')
        self._told = (len(replay.reps), len(replay.cues))

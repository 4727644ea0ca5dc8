"""Pictures of the glass from a run without one: what a person would have seen, never what the camera saw."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from kiosk.coach.guidance import Guidance, Stage
from kiosk.motion.posture import Phase


class Screen(Protocol):
    """Something whose picture can be kept."""

    def screenshot(self, path: Path) -> None:
        """Write what is shown to ``path`` as PNG."""
        ...


class Album:
    """Keeps one screenshot of each thing worth seeing, once it has been on the glass for a moment."""

    _SETTLED = 0.5
    """Seconds that a screen must have been shown, so that its fade is over."""

    def __init__(self, screen: Screen, folder: Path) -> None:
        self._screen = screen
        self._folder = folder
        self._seen_since: dict[str, float] = {}
        self.pages: list[Path] = []

    def look(self, guidance: Guidance | None, now: float) -> None:
        """Called after each drawing; ``now`` in seconds of the glass's clock."""
        for name in _worth_seeing(guidance):
            since = self._seen_since.setdefault(name, now)
            path = self._folder / f"{name}.png"
            if now - since >= self._SETTLED and path not in self.pages:
                self._screen.screenshot(path)
                self.pages.append(path)


def _worth_seeing(guidance: Guidance | None) -> list[str]:
    if guidance is None:
        return []
    names = {Stage.IDLE: "1-idle", Stage.SETUP: "2-setup", Stage.BASELINE: "3-baseline", Stage.SUMMARY: "6-summary"}
    names |= {Stage.TOO_SLOW: "0-too-slow", Stage.APPROACH: "1-approach", Stage.CAUTION: "1-caution"}
    names |= {Stage.NEXT_DRILL: "2-next-drill", Stage.REST: "5-rest", Stage.PAUSED: "5-paused"}
    if guidance.stage in names:
        return [names[guidance.stage]]
    if guidance.cue is not None:
        return [f"5-cue-{guidance.cue.id}-{guidance.cue.kind}"]
    return ["4-set-bottom"] if guidance.phase is Phase.BOTTOM else []

"""Replay: a clip through the real pipeline, as fast as it goes, and what it came to. No clock decides anything."""

from kiosk.replay.report import Report, build_report, report_json
from kiosk.replay.run import Replay, replay
from kiosk.replay.trace import write_trace

__all__ = ["Replay", "Report", "build_report", "replay", "report_json", "write_trace"]

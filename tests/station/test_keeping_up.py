"""The real station, slowed for a while: it spends less effort, and all of it again when the load has gone."""

from __future__ import annotations

import csv
import itertools
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from stations import Bench, Scripted, Track

from kiosk.camera import Clip, Frame
from kiosk.camera.demo import DEMO
from kiosk.exits import Exit
from kiosk.health.heat import read_heat
from kiosk.health.levels import load_levels
from kiosk.pose.pose import Pose
from kiosk.pose.tracker import Timing, Tracker
from kiosk.replay.trace import COLUMNS, Row
from kiosk.settings import EffortSettings, PoseSettings
from kiosk.station.run_trace import RunTrace
from kiosk.station.worker import Told
from kiosk.toml import FileProblem

THINNED = 15
"""Every so many frames of the demo: two a second, which any machine has time for, however busy with other tests."""

SWIFT = EffortSettings(lag_ms=1000.0, down_after=0.5, up_after=1.0)
LEVELS = [level.name for level in load_levels()]


def demo_until(done: Callable[[], bool], seconds: float = 150.0) -> Iterator[Frame | Exception]:
    """The demo over and over, thinned, until ``done`` or ``seconds`` have passed."""
    began, offset, number = time.monotonic(), 0.0, 0
    while True:
        with Clip(DEMO) as clip:
            for frame in itertools.islice(clip, 0, None, THINNED):
                if done() or time.monotonic() - began > seconds:
                    return
                yield Frame(frame.image, frame.time + offset, number)
                number += 1
                last = frame.time
        offset += last + THINNED / clip.rate


@pytest.mark.slow
def test_it_steps_down_under_load_and_recovers(tmp_path: Path) -> None:
    efforts: list[str] = []
    numbers: dict[str, list[int]] = {}
    slow = True

    def make_tracker(timing: Timing) -> Track:
        return SlowTracker(PoseSettings(), timing)

    class SlowTracker(Tracker):
        """The real networks, and what a neighbour on the same processor takes."""

        def __call__(self, frame: Frame, want_mask: bool = True) -> Pose | None:
            if slow:
                time.sleep(1.5)
            return super().__call__(frame, want_mask)

    def each(told: Told) -> None:
        nonlocal slow
        if not efforts or efforts[-1] != told.effort:
            efforts.append(told.effort)
        numbers.setdefault(told.effort, []).append(told.number)
        if told.effort == LEVELS[-1]:
            slow = False

    def recovered() -> bool:
        return efforts[-1:] == [LEVELS[0]] and len(efforts) > 1

    bench = Bench(tmp_path, lambda: Scripted(demo_until(recovered)), make_tracker, each=each, effort=SWIFT)
    run = bench.run()
    assert run.outcome.code is Exit.DONE
    assert efforts == [*LEVELS, *LEVELS[-2::-1]], "down step by step, and up again"
    bottom = numbers[LEVELS[-1]]
    assert all(later - sooner >= 2 for sooner, later in itertools.pairwise(bottom)), "every second frame"
    assert run.outcome.drawn_fps is not None
    assert run.outcome.drawn_fps > 15.0, "the glass waits for nobody"
    assert run.kept_up is not None
    steps = run.kept_up.steps
    assert [step.level for step in steps] == efforts[1:]
    assert all("ms behind" in step.reason or "frames lost" in step.reason for step in steps[: len(LEVELS) - 1])
    assert {step.reason for step in steps[len(LEVELS) - 1 :]} == {"room to spare"}
    assert run.kept_up.level == LEVELS[0]
    lags = run.gauge.whole().glass
    assert lags is not None
    assert lags.p95 >= 1500.0, "the slow frames were late on the glass, and the gauge knows"
    assert lags.p50 < 1500.0


@pytest.mark.slow
def test_it_steps_down_for_heat_that_the_machine_s_files_tell(tmp_path: Path) -> None:
    zone = tmp_path / "sys/class/thermal/thermal_zone0"
    zone.mkdir(parents=True)
    (zone / "type").write_text("cpu-thermal\n")
    (zone / "temp").write_text("84500\n")
    efforts: set[str] = set()
    bench = Bench(
        tmp_path,
        lambda: Scripted(demo_until(lambda: LEVELS[1] in efforts)),
        each=lambda told: efforts.add(told.effort),
        effort=EffortSettings(lag_ms=2000.0, dropped=1.0),
        heat=lambda: read_heat(tmp_path, None),
    )
    run = bench.run()
    assert run.kept_up is not None
    assert [(step.level, step.reason) for step in run.kept_up.steps] == [(LEVELS[1], "84 degrees hot")]
    assert run.kept_up.hottest == 84.5


def test_effort_is_left_alone_where_the_owner_says_so(tmp_path: Path) -> None:
    frames = 0

    def each(told: Told) -> None:
        nonlocal frames
        frames += 1
        time.sleep(1.5)

    stay = SWIFT.model_copy(update={"adapt": False})
    run = Bench(tmp_path, lambda: Scripted(demo_until(lambda: frames > 8)), each=each, effort=stay).run()
    assert run.kept_up is not None
    assert (run.kept_up.level, run.kept_up.steps) == (LEVELS[0], ())


def test_a_disk_that_takes_no_file_costs_the_run_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "last_run.new").mkdir()
    frames = 0

    def each(told: Told) -> None:
        nonlocal frames
        frames += 1

    run = Bench(tmp_path, lambda: Scripted(demo_until(lambda: frames > 3)), each=each, effort=SWIFT).run()
    assert run.outcome.code is Exit.DONE
    assert run.kept_up is None
    assert sum("last_run.json: cannot be written" in record.getMessage() for record in caplog.records) == 1


def test_a_trace_of_a_run_holds_each_row_until_its_lags_are_known(tmp_path: Path) -> None:
    path = tmp_path / "trace.csv"
    trace = RunTrace(path)
    for number in range(100):
        trace.row(number, Row((number / 30.0, *(None,) * (len(COLUMNS) - 1))))
        if number % 2 == 0:
            trace.lit(number, 0.040)
            trace.shown(number, 0.061)
    trace.shown(3, 0.5)  # long since written: nothing is made of it
    trace.close()
    trace.close()
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["time"]) for row in rows] == [number / 30.0 for number in range(100)]
    lags = [(row["glass_ms"], row["bar_ms"]) for row in rows]
    assert lags == [("61.0", "40.0"), ("", "")] * 50


def test_a_trace_that_cannot_be_written_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"--trace .*no/trace\.csv: cannot be written"):
        RunTrace(tmp_path / "no" / "trace.csv")

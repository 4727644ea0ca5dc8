"""Which release runs: always one that is there, whatever was cut off, and whatever stands in the files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.release import Layout, Outcome, ReleaseError, adopt, current, load_state, point_to
from kiosk.release.switch import REMEMBERED, Passed, State, Trial, begin_trial, call_back, hold, save_state, settle
from tests.release.cuts import cuts


def machine(root: Path, *versions: str, runs: str | None = None) -> Layout:
    """With complete releases of ``versions``, of which ``runs`` is the good one."""
    layout = Layout(root)
    layout.home.mkdir(parents=True, exist_ok=True)
    for version in versions:
        folder = layout.release(version)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "complete").write_text("", encoding="utf-8")
    if runs is not None:
        adopt(layout, runs)
    return layout


def test_an_update_that_holds_is_the_good_one(tmp_path: Path) -> None:
    layout = machine(tmp_path, "1.0", "1.1", runs="1.0")
    begin_trial(layout, Trial("1.1", digest="d", began="then"))
    assert current(layout) == "1.1"
    assert load_state(layout).good == "1.0"
    assert load_state(layout).trying == Trial("1.1", digest="d", began="then")
    hold(layout, now="now")
    state = load_state(layout)
    assert (state.good, state.before, state.trying) == ("1.1", "1.0", None)
    assert state.history == (Passed("1.1", Outcome.HELD, "1.0", "now"),)
    assert layout.current.readlink() == Path("releases/1.1")


def test_an_update_that_does_not_hold_is_returned_and_not_forgotten(tmp_path: Path) -> None:
    layout = machine(tmp_path, "1.0", "1.1", runs="1.0")
    begin_trial(layout, Trial("1.1", digest="d"))
    assert call_back(layout, "it drew nothing", now="now") == "1.0"
    state = load_state(layout)
    assert (current(layout), state.good, state.trying) == ("1.0", "1.0", None)
    assert state.failed == {"d": "it drew nothing"}
    assert state.history[-1] == Passed("1.1", Outcome.RETURNED, "1.0", "now", "it drew nothing")
    assert json.loads(layout.fit_file.read_text(encoding="utf-8"))["release"] == "1.0"
    assert call_back(layout, "again") is None


def test_the_next_update_forgets_what_the_data_was_newer_than(tmp_path: Path) -> None:
    layout = machine(tmp_path, "1.0", "1.1", "1.2", runs="1.0")
    begin_trial(layout, Trial("1.1"))
    call_back(layout, "it drew nothing")
    begin_trial(layout, Trial("1.2"))
    assert not layout.fit_file.exists()


def test_a_trial_goes_on_over_one_restart_and_ends_with_the_second(tmp_path: Path) -> None:
    layout = machine(tmp_path, "1.0", "1.1", runs="1.0")
    begin_trial(layout, Trial("1.1", digest="d"))
    assert settle(layout) == ["1.1 is on trial, once more"]
    assert current(layout) == "1.1"
    (said,) = settle(layout, now="now")
    assert said.startswith("1.1 did not hold")
    state = load_state(layout)
    assert (current(layout), state.trying, list(state.failed)) == ("1.0", None, ["d"])
    assert layout.fit_file.exists()
    assert settle(layout) == []


def test_an_update_cut_off_before_it_ran_may_be_tried_again(tmp_path: Path) -> None:
    layout = machine(tmp_path, "1.0", "1.1", runs="1.0")
    save_state(layout, State(good="1.0", trying=Trial("1.1", digest="d")))
    settle(layout)
    state = load_state(layout)
    assert (current(layout), state.trying, state.failed) == ("1.0", None, {})
    assert state.history[-1].outcome is Outcome.CUT_OFF


def test_a_return_cut_off_is_finished(tmp_path: Path) -> None:
    layout = machine(tmp_path, "1.0", "1.1", runs="1.0")
    begin_trial(layout, Trial("1.1", digest="d"))
    save_state(layout, State(good="1.0", trying=Trial("1.1", digest="d", returning="it hung")))
    settle(layout)
    assert current(layout) == "1.0"
    assert load_state(layout).failed == {"d": "it hung"}
    assert layout.fit_file.exists()


def _damage_link(layout: Layout, target: str | None) -> None:
    layout.current.unlink()
    if target is not None:
        layout.current.symlink_to(target)


def test_a_lone_release_is_not_called_back(tmp_path: Path) -> None:
    layout = machine(tmp_path, "1.1", runs="1.1")
    save_state(layout, State(good="1.0", trying=Trial("1.1")))
    with pytest.raises(ReleaseError, match="no release to return to"):
        call_back(layout, "it hung")
    assert current(layout) == "1.1"


@pytest.mark.parametrize(
    "target", [None, "releases/0.9", "releases/..", "/etc", "releases/1.2", "elsewhere/1.0", "releases/1.0/venv"]
)
def test_a_link_that_leads_nowhere_is_led_to_what_was_good(tmp_path: Path, target: str | None) -> None:
    layout = machine(tmp_path, "1.0", "1.1", "1.3", runs="1.1")
    layout.release("1.2").mkdir()
    _damage_link(layout, target)
    assert current(layout) is None
    assert settle(layout) == ["the link to the release was broken; 1.1 runs"]
    assert current(layout) == "1.1"


def test_without_a_good_one_the_one_before_runs_else_the_newest(tmp_path: Path) -> None:
    layout = machine(tmp_path, "1.0", "1.1", "1.10", "1.9", runs="1.0")
    save_state(layout, State(good="2.0", before="1.1"))
    _damage_link(layout, None)
    settle(layout)
    assert current(layout) == "1.1"
    layout.state_file.unlink()
    _damage_link(layout, None)
    settle(layout)
    assert current(layout) == "1.10"


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"\0" * 300,
        b"[]",
        b'{"good": 1}',
        b'{"good": "../.."}',
        b'{"trying": {"version": "1.1", "boots": "x"}}',
        b'{"trying": {}}',
        b'{"history": [{"version": "1.0", "outcome": "lost"}]}',
        b'{"history": {}}',
        b'{"failed": {"d": 1}}',
        b"[" * 100_000,
    ],
)
def test_a_file_of_nonsense_keeps_no_mirror_from_starting(tmp_path: Path, written: bytes) -> None:
    layout = machine(tmp_path, "1.0", "1.1", runs="1.0")
    layout.state_file.write_bytes(written)
    assert load_state(layout) == State()
    assert settle(layout) == []
    assert current(layout) == "1.0"
    begin_trial(layout, Trial("1.1"))
    assert load_state(layout).good == "1.0"


def test_what_a_later_version_wrote_besides_is_left_out(tmp_path: Path) -> None:
    layout = machine(tmp_path, "1.0", runs="1.0")
    data: dict[str, Any] = json.loads(layout.state_file.read_text(encoding="utf-8"))
    data |= {"trying": {"version": "1.1", "mood": 3}, "weather": "fine"}
    layout.state_file.write_text(json.dumps(data), encoding="utf-8")
    assert load_state(layout) == State(good="1.0", trying=Trial("1.1"))


def test_nothing_to_run_is_said(tmp_path: Path) -> None:
    layout = machine(tmp_path)
    with pytest.raises(ReleaseError, match="install the mirror again"):
        settle(layout)


def test_there_is_no_way_to_what_is_not_complete(tmp_path: Path) -> None:
    layout = machine(tmp_path, "1.0", runs="1.0")
    layout.release("1.1").mkdir()
    for switch in (point_to, lambda layout, version: begin_trial(layout, Trial(version)), adopt):
        with pytest.raises(ReleaseError, match="is not installed"):
            switch(layout, "1.1")
        assert current(layout) == "1.0"
    with pytest.raises(ValueError):
        point_to(layout, "../1.0")


def test_what_is_remembered_has_an_end(tmp_path: Path) -> None:
    state = State()
    for number in range(REMEMBERED + 5):
        state = state.with_passed(Passed(f"1.{number}", Outcome.REFUSED)).with_failed(str(number), "bad")
    assert len(state.history) == len(state.failed) == REMEMBERED
    assert state.history[-1].version == f"1.{REMEMBERED + 4}"
    assert "4" not in state.failed
    assert list(state.with_failed("5", "worse").failed)[-1] == "5"


def _held(layout: Layout) -> None:
    """After begin and hold, or what of it was done."""
    assert current(layout) in {"1.0", "1.1"}


def _returned(layout: Layout) -> None:
    """After a return, or what of it was done: once more, and it is done."""
    assert current(layout) in {"1.0", "1.1"}
    state = load_state(layout)
    if state.trying is not None and state.trying.returning:
        settle(layout)
        assert current(layout) == "1.0"


@pytest.mark.parametrize(
    ("program", "holds"),
    [
        ("begin_trial(layout, Trial('1.1', digest='d')); hold(layout)", _held),
        ("begin_trial(layout, Trial('1.1', digest='d')); call_back(layout, 'it hung')", _returned),
        ("adopt(layout, '1.1')", _held),
        ("begin_trial(layout, Trial('1.1')); settle(layout); settle(layout)", _returned),
    ],
)
def test_a_cut_at_any_step_leaves_a_mirror_that_starts(
    tmp_path: Path, program: str, holds: Callable[[Layout], None]
) -> None:
    head = "from pathlib import Path\nfrom kiosk.release import *\nfrom kiosk.release.switch import *\n"
    layout = machine(tmp_path / "machine", "1.0", "1.1", runs="1.0")
    cut = None
    for cut in cuts(f"{head}\nlayout = Layout(Path(ROOT))\n{program}\n", layout.root):
        assert current(layout) is not None, cut
        holds(layout)
        for _ in range(3):  # whatever comes next, it does not go round in circles
            settle(layout)
            assert current(layout) is not None
        state = load_state(layout)
        assert state.trying is None
        assert current(layout) == state.good
        if current(layout) == "1.0" and state.failed:
            assert layout.fit_file.exists()
    assert cut is not None
    assert cut.step > 5

"""From a bundle to a release that holds, or back to the one before, with nobody's hand."""

from __future__ import annotations

import json
import platform
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.release import Layout, Outcome, ReleaseError, current, load_state, make_release, releases_there
from kiosk.release.switch import adopt, settle
from kiosk.update import updater as room
from kiosk.update.idle import LOOK_EVERY
from kiosk.update.machine import FIT, KEEP, STATION
from kiosk.update.progress import Stage as At
from kiosk.update.progress import progress
from kiosk.update.updater import Means, Updater
from kiosk.update.wish import ask_to_go_back, ask_to_look
from tests.release.bundles import Owner, describe, have_minisign, make_folder, pack
from tests.release.cuts import cuts, stand_in_python
from tests.update.stage import Behaviour, Stage, blind, crashes, dark, hangs, lay_out, silent, well

pytestmark = pytest.mark.skipif(not have_minisign(), reason="minisign is not installed")


def fine(folder: Path, version: str, settings: Path) -> None:
    """The look at a release, which here has no Python."""


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sync", lambda: None)
    monkeypatch.setattr("os.fsync", lambda _: None)


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Owner:
    return Owner(tmp_path_factory.mktemp("owner"))


@pytest.fixture
def python(tmp_path: Path) -> Path:
    return stand_in_python(tmp_path)


@pytest.fixture
def layout(tmp_path: Path, owner: Owner, python: Path) -> Layout:
    """1.0 is installed, and the owner's key."""
    layout = lay_out(tmp_path / "root")
    shutil.copy(owner.key, layout.key)
    make_release(make_folder(tmp_path / "made", "1.0"), layout, python)
    adopt(layout, "1.0")
    return layout


@pytest.fixture
def stage(layout: Layout) -> Stage:
    stage = Stage(layout)
    stage.start(STATION)
    stage.sleep(60.0)
    stage.said.clear()
    return stage


@pytest.fixture
def bring(tmp_path: Path, owner: Owner) -> Callable[..., Path]:
    """Puts a signed bundle of a version into a folder."""

    def brought(version: str, into: Path, **said: object) -> Path:
        into.mkdir(parents=True, exist_ok=True)
        place = tmp_path / f"made-{version}-{len(list(tmp_path.iterdir()))}"
        bundle = pack(make_folder(place, version, **said), into)
        owner.sign(bundle)
        return bundle

    return brought


def update(layout: Layout, stage: Stage, python: Path, look_over: Callable[[Path, str, Path], None] = fine) -> None:
    Updater(layout, Means(stage, python, look_over=look_over, renew=lambda _: None)).run()


def last(layout: Layout) -> tuple[str, Outcome, str | None]:
    passed = load_state(layout).history[-1]
    return passed.version, passed.outcome, passed.why


def test_a_bundle_by_the_page_is_installed_and_runs(
    layout: Layout, stage: Stage, python: Path, bring: Callable[..., Path]
) -> None:
    bring("1.1", layout.incoming)
    ask_to_look(layout)
    update(layout, stage, python)
    assert (stage.runs, current(layout), load_state(layout).good) == ("1.1", "1.1", "1.1")
    assert last(layout)[:2] == ("1.1", Outcome.HELD)
    assert stage.said == [f"start {KEEP}", f"stop {STATION}", f"start {FIT}", f"start {STATION}"]
    assert list(layout.incoming.iterdir()) == [], "what was asked too: systemd would start it again for that"
    assert list(layout.work.iterdir()) == []
    assert stage.notices == {"updating.json", "update.json", "updated.json"}
    assert {path.name for path in layout.runtime.iterdir()} == {"heart.json"}


def test_the_newest_on_the_sticks_is_taken_and_they_stay_as_they_are(
    layout: Layout, stage: Stage, python: Path, bring: Callable[..., Path]
) -> None:
    for version, stick in (("0.9", "sda1"), ("1.10", "sdb1"), ("1.9", "sdb1"), ("1.0", "sda1")):
        bring(version, layout.sticks / stick)
    before = {path: path.read_bytes() for path in layout.sticks.rglob("*") if path.is_file()}
    update(layout, stage, python)
    assert current(layout) == "1.10"
    assert {path: path.read_bytes() for path in layout.sticks.rglob("*") if path.is_file()} == before
    assert [each.version for each in load_state(layout).history] == ["1.10"]
    stage.said.clear()
    update(layout, stage, python)
    assert stage.said == [], "nothing newer is there"


def test_only_the_last_two_releases_are_kept(
    layout: Layout, stage: Stage, python: Path, bring: Callable[..., Path]
) -> None:
    for version in ("1.1", "1.2", "1.3"):
        bring(version, layout.incoming)
        update(layout, stage, python)
    assert releases_there(layout) == ["1.2", "1.3"]


@pytest.mark.parametrize(
    ("behaviour", "why"),
    [
        (hangs, "stopped telling"),
        (silent, "did not come up"),
        (dark, "did not come up"),
        (crashes, "started again"),
        (blind, "no frames"),
    ],
)
def test_what_does_not_hold_is_returned_from_and_not_tried_again(
    layout: Layout, stage: Stage, python: Path, bring: Callable[..., Path], behaviour: Behaviour, why: str
) -> None:
    stage.behaves["1.1"] = behaviour
    bring("1.1", layout.sticks / "sda1")
    update(layout, stage, python)
    assert (stage.runs, current(layout), load_state(layout).good) == ("1.0", "1.0", "1.0")
    version, outcome, said = last(layout)
    assert (version, outcome) == ("1.1", Outcome.RETURNED)
    assert said is not None
    assert why in said
    assert stage.said[-3:] == [f"stop {STATION}", f"start {FIT}", f"start {STATION}"]
    assert "updating.json" not in {path.name for path in layout.runtime.iterdir()}
    stage.said.clear()
    update(layout, stage, python)
    assert stage.said == []
    # Another bundle, even of that version, is another matter.
    stage.behaves.clear()
    (layout.state / "fitted.json").write_bytes(layout.fit_file.read_bytes())
    bring("1.1", layout.sticks / "sda1", notes="mended")
    update(layout, stage, python)
    assert current(layout) == "1.1"


def test_what_cannot_be_started_is_returned_from(
    layout: Layout, stage: Stage, python: Path, bring: Callable[..., Path]
) -> None:
    stage.refuses.add(f"{STATION} 1.1")
    bring("1.1", layout.incoming)
    update(layout, stage, python)
    assert stage.runs == "1.0"
    assert "cannot be started" in str(last(layout)[2])


def test_a_mirror_without_a_camera_can_be_updated(
    layout: Layout, stage: Stage, python: Path, bring: Callable[..., Path]
) -> None:
    stage.behaves = {"1.0": blind, "1.1": blind}
    stage.sleep(1.0)
    bring("1.1", layout.incoming)
    update(layout, stage, python)
    assert current(layout) == "1.1"


def test_nothing_is_switched_while_somebody_is_there(
    layout: Layout, stage: Stage, python: Path, bring: Callable[..., Path]
) -> None:
    stage.busy = (stage.clock - 10.0, stage.clock + 3000.0)
    left = stage.busy[1]
    stage.sleep(1.0)
    bring("1.1", layout.incoming)
    update(layout, stage, python)
    assert current(layout) == "1.1"
    assert stage.began >= left + 120.0 - LOOK_EVERY


def test_who_comes_while_records_are_copied_is_not_disturbed(
    layout: Layout, stage: Stage, python: Path, bring: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    start = stage.start

    def comes(unit: str) -> None:
        start(unit)
        if unit == KEEP and stage.busy == (0.0, 0.0):
            stage.busy = (stage.clock, stage.clock + 500.0)
            stage.sleep(1.0)

    monkeypatch.setattr(stage, "start", comes)
    bring("1.1", layout.incoming)
    update(layout, stage, python)
    assert current(layout) == "1.1"
    assert stage.began >= stage.busy[1]


def test_a_disk_that_fails_at_the_switch_leaves_no_dark_mirror(
    layout: Layout, stage: Stage, python: Path, bring: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(layout: Layout, version: str) -> None:
        raise ReleaseError("current: cannot be changed: No space left on device")

    bring("1.1", layout.incoming)
    with monkeypatch.context() as patch:
        patch.setattr("kiosk.release.switch.point_to", fails)
        update(layout, stage, python)
    assert (stage.runs, current(layout)) == ("1.0", "1.0")
    update(layout, stage, python)
    assert stage.runs == current(layout) == "1.1"


def test_a_mirror_that_is_down_may_be_mended(
    layout: Layout, stage: Stage, python: Path, bring: Callable[..., Path]
) -> None:
    stage.stop(STATION)
    bring("1.1", layout.incoming)
    update(layout, stage, python)
    assert stage.runs == "1.1"


def _unsigned(bundle: Path, layout: Layout) -> None:
    bundle.with_name(bundle.name + ".minisig").unlink()


def _damaged(bundle: Path, layout: Layout) -> None:
    content = bytearray(bundle.read_bytes())
    content[4000] ^= 1
    bundle.write_bytes(content)


def _of_another(bundle: Path, layout: Layout) -> None:
    Owner(bundle.parents[2] / "other").sign(bundle)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [(_unsigned, "has no signature"), (_damaged, "not signed"), (_of_another, "not signed")],
)
def test_what_is_not_the_owners_is_refused(
    layout: Layout,
    stage: Stage,
    python: Path,
    bring: Callable[..., Path],
    spoil: Callable[[Path, Layout], None],
    why: str,
) -> None:
    spoil(bring("1.1", layout.incoming), layout)
    update(layout, stage, python)
    assert last(layout)[:2] == ("1.1", Outcome.REFUSED)
    assert why in str(last(layout)[2])
    assert releases_there(layout) == ["1.0"]
    assert stage.said == []
    assert list(layout.incoming.iterdir()) == []


def test_without_a_key_nothing_is_done_and_nothing_lost(
    layout: Layout, stage: Stage, python: Path, bring: Callable[..., Path], caplog: pytest.LogCaptureFixture
) -> None:
    bundle = bring("1.1", layout.incoming)
    layout.key.rename(layout.key.with_suffix(".off"))
    update(layout, stage, python)
    assert "no key to check updates by" in caplog.text
    assert bundle.exists()
    layout.key.with_suffix(".off").rename(layout.key)
    update(layout, stage, python)
    assert current(layout) == "1.1"


def test_a_machine_that_is_not_set_up_for_it_is_left_alone(
    layout: Layout, stage: Stage, python: Path, bring: Callable[..., Path]
) -> None:
    bring("1.1", layout.sticks / "sda1", setup=2)
    update(layout, stage, python)
    assert "install it by hand" in str(last(layout)[2])
    update(layout, stage, python)
    assert len(load_state(layout).history) == 1, "said once"
    layout.setup_file.write_text("2\n", encoding="ascii")
    update(layout, stage, python)
    assert current(layout) == "1.1"


def test_what_is_for_another_processor_is_refused(
    layout: Layout, stage: Stage, python: Path, bring: Callable[..., Path]
) -> None:
    bring("1.1", layout.incoming, machine="s390x")
    update(layout, stage, python)
    assert "is for s390x, and this is" in str(last(layout)[2])
    bring("1.1", layout.incoming, machine=platform.machine())
    update(layout, stage, python)
    assert current(layout) == "1.1"


def test_a_release_that_would_not_do_is_never_switched_to(
    layout: Layout, stage: Stage, python: Path, bring: Callable[..., Path]
) -> None:
    def broken(folder: Path, version: str, settings: Path) -> None:
        raise ReleaseError(f"{version}: a model is damaged")

    bring("1.1", layout.sticks / "sda1")
    for _ in range(2):
        update(layout, stage, python, broken)
        assert last(layout) == ("1.1", Outcome.REFUSED, "1.1: a model is damaged")
        assert releases_there(layout) == ["1.0"]
    assert stage.said == []


def test_records_that_cannot_be_copied_put_it_off(
    layout: Layout, stage: Stage, python: Path, bring: Callable[..., Path]
) -> None:
    stage.refuses.add(KEEP)
    bring("1.1", layout.incoming)
    update(layout, stage, python)
    assert current(layout) == "1.0"
    stage.refuses.clear()
    update(layout, stage, python)
    assert current(layout) == "1.1"


def test_a_stick_pulled_while_it_is_copied_is_said(
    layout: Layout,
    stage: Stage,
    python: Path,
    bring: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bundle = bring("1.1", layout.sticks / "sda1")

    def pulled(path: Path, to: Path) -> str:
        shutil.rmtree(bundle.parent)
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("kiosk.update.bundles._copy", pulled)
    update(layout, stage, python)
    assert "the stick was pulled too early" in str(last(layout)[2])
    assert current(layout) == "1.0"


def test_a_stick_may_be_pulled_as_soon_as_it_was_copied(
    layout: Layout, stage: Stage, python: Path, bring: Callable[..., Path]
) -> None:
    bundle = bring("1.1", layout.sticks / "sda1")
    update(layout, stage, python, lambda *_: shutil.rmtree(bundle.parent))
    assert current(layout) == "1.1"


def test_it_goes_back_by_hand_and_stays_there(
    layout: Layout, stage: Stage, python: Path, bring: Callable[..., Path]
) -> None:
    bring("1.1", layout.sticks / "sda1")
    update(layout, stage, python)
    ask_to_go_back(layout)
    update(layout, stage, python)
    assert (stage.runs, load_state(layout).good, load_state(layout).before) == ("1.0", "1.0", "1.1")
    assert json.loads(layout.fit_file.read_text(encoding="utf-8"))["release"] == "1.0"
    update(layout, stage, python)
    assert current(layout) == "1.0", "the stick is in still"
    bring("1.2", layout.sticks / "sda1")
    update(layout, stage, python)
    assert current(layout) == "1.2"


def test_going_back_to_what_does_not_come_up_is_undone(
    layout: Layout, stage: Stage, python: Path, bring: Callable[..., Path]
) -> None:
    bring("1.1", layout.incoming)
    update(layout, stage, python)
    stage.behaves["1.0"] = silent
    ask_to_go_back(layout)
    update(layout, stage, python)
    assert (stage.runs, load_state(layout).good) == ("1.1", "1.1")


def test_there_is_nothing_to_go_back_to_at_first(layout: Layout, stage: Stage, python: Path) -> None:
    ask_to_go_back(layout)
    update(layout, stage, python)
    assert current(layout) == "1.0"
    assert list(layout.incoming.iterdir()) == []
    assert stage.said == []


def test_what_is_under_way_is_told(
    layout: Layout, stage: Stage, python: Path, bring: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []

    def tell(place: Layout, at: At, version: str) -> None:
        genuine(place, at, version)
        now = progress(place)
        assert now is not None
        told.append((now.stage, now.version))

    genuine = room.tell
    monkeypatch.setattr(room, "tell", tell)
    monkeypatch.setattr("kiosk.update.trial.tell", tell)
    stage.behaves["1.1"] = dark
    bring("1.1", layout.incoming)
    update(layout, stage, python)
    assert told == [(at, "1.1") for at in (At.CHECKING, At.INSTALLING, At.WAITING, At.TRYING, At.RETURNING)]
    assert progress(layout) is None


def test_who_is_gone_does_nothing_any_more(layout: Layout) -> None:
    told = {"stage": "waiting", "version": "1.1", "pid": 2**30}
    (layout.runtime / "update.json").write_text(json.dumps(told), encoding="utf-8")
    assert progress(layout) is None


CUT = """
from pathlib import Path
from kiosk.release import Layout
from kiosk.update.machine import STATION
from kiosk.update.updater import Means, Updater
from tests.update.stage import Stage, dark
layout = Layout(Path(ROOT))
stage = Stage(layout, behaves=BEHAVES)
stage.start(STATION)
stage.sleep(60.0)
Updater(layout, Means(stage, Path(PYTHON), look_over=lambda *_: None, renew=lambda _: None)).run()
"""


@pytest.mark.parametrize(("behaves", "ends"), [("{}", "1.1"), ("{'1.1': dark}", "1.0")])
def test_a_cut_at_any_step_leaves_a_mirror_that_starts_and_goes_on(
    layout: Layout, python: Path, bring: Callable[..., Path], behaves: str, ends: str
) -> None:
    bring("1.1", layout.incoming)
    cut, cut_in_trial = None, 0
    for cut in cuts(CUT.replace("BEHAVES", behaves).replace("PYTHON", repr(str(python))), layout.root):
        # The machine starts again: first the check at boot, then the station, then the updater.
        cut_in_trial += load_state(layout).trying is not None
        settle(layout)
        assert current(layout) in {"1.0", "1.1"}, cut
        stage = Stage(layout, behaves={"1.1": dark} if ends == "1.0" else {})
        stage.start(STATION)
        stage.sleep(60.0)
        update(layout, stage, python)
        state = load_state(layout)
        assert (current(layout), state.good, state.trying) == (ends, ends, None), cut
        assert stage.runs == ends
        assert list(layout.incoming.iterdir()) == []
    assert cut is not None
    assert cut.done
    assert cut_in_trial > 0


def test_a_bundle_that_says_another_version_is_refused(
    layout: Layout, stage: Stage, python: Path, owner: Owner, tmp_path: Path
) -> None:
    folder = make_folder(tmp_path / "lies", "1.5")
    describe(folder, version="1.6")
    owner.sign(pack(folder, layout.incoming))
    update(layout, stage, python)
    assert "holds version 1.6" in str(last(layout)[2])
    assert well(4.0) == {}

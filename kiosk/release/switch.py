"""Which release runs, and how an update stands: a link, and a file beside it.

An update is on trial from before the link changes until it has held. Each step is one file or link, replaced whole,
in an order that tells after a power cut what had been done:

    begin   the file says ``trying``; then the link leads to the new release
    hold    the file says that it is the good one
    return  the file says ``returning``; then ``fit.json`` is there; then the link leads back; then the file says so
"""

from __future__ import annotations

import json
import logging
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args, get_type_hints

from kiosk.release.folder import ReleaseError, is_complete, releases_there
from kiosk.release.layout import Layout
from kiosk.release.version import newer, order
from kiosk.whole import alone_in, sync_folder, write_whole

log = logging.getLogger(__name__)

REMEMBERED = 20
"""Updates, and bundles that failed, that are kept in mind at most."""

_LARGEST_STATE = 2**20


class Outcome(StrEnum):
    """What became of an update."""

    HELD = "held"
    RETURNED = "returned"
    """It was tried and did not hold; the release before runs again."""
    REFUSED = "refused"
    """It was never switched to."""
    CUT_OFF = "cut off"
    """The power went before it was switched to; it will be tried again."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A release on trial. ``version``; ``boots``: how often the machine has started since; ``digest``: SHA-256 of its
    bundle; ``began``: local date and time; ``sees`` and ``clear``: whether the release before had frames of a camera,
    and a glass without trouble; ``returning``: why it is given up, once it is."""

    version: str
    boots: int = 0
    digest: str | None = None
    began: str | None = None
    sees: bool = False
    clear: bool = False
    returning: str | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """An update that is over. ``version`` and the one ``before`` it, ``at``: local date and time, ``why``: a line."""

    version: str
    outcome: Outcome
    before: str | None = None
    at: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """``good``: the last release that held; ``before``: the one that held before that; ``trying``: None: none is on
    trial; ``failed``: what was wrong with bundles, by their SHA-256, the latest last; ``history``: likewise."""

    good: str | None = None
    before: str | None = None
    trying: Trial | None = None
    failed: Mapping[str, str] = field(default_factory=dict)
    history: tuple[Passed, ...] = ()

    def with_passed(self, passed: Passed) -> State:
        """With one more update that is over."""
        return replace(self, history=(*self.history, passed)[-REMEMBERED:])

    def with_failed(self, digest: str | None, why: str) -> State:
        """With a bundle that is not to be tried again."""
        if digest is None:
            return self
        others = {each: reason for each, reason in self.failed.items() if each != digest}
        return replace(self, failed=dict([*others.items(), (digest, why)][-REMEMBERED:]))


def current(layout: Layout) -> str | None:
    """The version that the link leads to; None where it leads to nothing that runs."""
    try:
        target = os.readlink(layout.current)
    except OSError:
        return None
    version = Path(target).name
    try:
        folder = layout.release(version)
    except ValueError:
        return None
    return version if Path(target) == folder.relative_to(layout.home) and is_complete(folder) else None


def point_to(layout: Layout, version: str) -> None:
    """Let the link lead to a complete release: at any moment there is the old link or the new one.

    Raises:
        ReleaseError: there is no such release, or the link cannot be made.
    """
    folder = layout.release(version)
    if not is_complete(folder):
        raise ReleaseError(f"{version}: is not installed")
    fresh = layout.current.with_name(".current.new")  # always the same: what a power cut leaves is taken next time
    try:
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(folder.relative_to(layout.home))
        os.replace(fresh, layout.current)
        sync_folder(layout.home)
    except OSError as error:
        raise ReleaseError(f"{layout.current}: cannot be changed: {error.strerror or error}") from error


def load_state(layout: Layout) -> State:
    """How updates stand. What cannot be read counts as not written, and is said: a mirror must start."""
    try:
        with layout.state_file.open("rb") as file:
            data: Any = json.loads(file.read(_LARGEST_STATE))
        return _state(data)
    except FileNotFoundError:
        return State()
    except (OSError, ValueError, RecursionError) as error:
        log.error("%s: cannot be read (%s); begun afresh", layout.state_file, error)
        return State()


def save_state(layout: Layout, state: State) -> None:
    """Keep it, whole. Raises `ReleaseError`."""
    text = json.dumps(asdict(state), indent=2, ensure_ascii=False) + "\n"
    try:
        write_whole(layout.state_file, text.encode())
    except OSError as error:
        raise ReleaseError(f"{layout.state_file}: cannot be written: {error.strerror or error}") from error


@contextmanager
def changing(layout: Layout) -> Iterator[None]:
    """Be the only one who changes what runs. Raises OSError."""
    with alone_in(layout.home):
        yield


def adopt(layout: Layout, version: str) -> None:
    """Let a complete release run without a trial, as an installation does. Raises `ReleaseError`."""
    with changing(layout):
        state = load_state(layout)
        before = state.good if state.good != version else state.before
        # The link first: what is good must run, should the power go between the two.
        point_to(layout, version)
        save_state(layout, replace(state, good=version, before=before, trying=None))


def begin_trial(layout: Layout, trial: Trial) -> None:
    """Switch to the version of ``trial``. Raises `ReleaseError`; then nothing was switched, though it may be written
    that it was to be."""
    with changing(layout):
        state = load_state(layout)
        good = current(layout) or state.good
        save_state(layout, replace(state, good=good, trying=trial))
        if good is not None and newer(good, trial.version):
            ask_to_fit(layout, trial.version)
            point_to(layout, trial.version)
        else:
            point_to(layout, trial.version)
            # It was about the release before. Gone or not: it names that one.
            layout.fit_file.unlink(missing_ok=True)


def hold(layout: Layout, *, now: str | None = None) -> None:
    """The release on trial has held. Raises `ReleaseError`."""
    with changing(layout):
        state = load_state(layout)
        if (trial := state.trying) is None:
            return
        before = state.good if state.good != trial.version else state.before
        passed = Passed(trial.version, Outcome.HELD, state.good, now)
        save_state(layout, replace(state.with_passed(passed), good=trial.version, before=before, trying=None))


def call_back(layout: Layout, why: str, *, now: str | None = None) -> str | None:
    """Return from the release on trial to the last good one, whose version this is; None: none was on trial. ``why``:
    a line. May be done again where it was cut off. Raises `ReleaseError`."""
    with changing(layout):
        state = load_state(layout)
        if (trial := state.trying) is None:
            return None
        back = _fallback(layout, but=trial.version)
        if back == trial.version:
            raise ReleaseError(f"{trial.version} does not hold, and there is no release to return to")
        why = trial.returning or why
        save_state(layout, replace(state, trying=replace(trial, returning=why)))
        ask_to_fit(layout, back)
        point_to(layout, back)
        _end_return(layout, state, trial, why, now)
    return back


def remember(layout: Layout, passed: Passed, failed: str | None = None) -> None:
    """Note an update that was not tried; ``failed``: by what it is known, if it is not to be looked at again. What is
    noted already, of the same version, is not noted twice. Raises `ReleaseError`."""
    with changing(layout):
        state = load_state(layout)
        said = next((each for each in reversed(state.history) if each.version == passed.version), None)
        if said is None or replace(said, at=passed.at) != passed:
            state = state.with_passed(passed)
        save_state(layout, state.with_failed(failed, passed.why or ""))


def settle(layout: Layout, *, now: str | None = None, most_boots: int = 1) -> list[str]:
    """At boot: finish what was half done, and let the link lead to a release that runs; what was done, a line each.

    A release on trial is tried again at the next boot, ``most_boots`` times: it may have been somebody who pulled the
    plug. Then it is given up.

    Raises:
        ReleaseError: there is no release that could run, or the disk cannot be written.
    """
    said = []
    with changing(layout):
        state = load_state(layout)
        if (trial := state.trying) is not None:
            said += _settle_trial(layout, state, trial, now, most_boots)
        if current(layout) is None:
            version = _fallback(layout)
            point_to(layout, version)
            said.append(f"the link to the release was broken; {version} runs")
        state, runs = load_state(layout), current(layout)
        if state.trying is None and state.good != runs:  # an installation was cut off behind the link
            save_state(layout, replace(state, good=runs, before=state.good or state.before))
    return said


def _settle_trial(layout: Layout, state: State, trial: Trial, now: str | None, most_boots: int) -> list[str]:
    runs = current(layout)
    if trial.returning is None and runs == trial.version:
        if trial.boots < most_boots:
            save_state(layout, replace(state, trying=replace(trial, boots=trial.boots + 1)))
            return [f"{trial.version} is on trial, once more"]
        trial = replace(trial, returning="the machine started again and again while it was on trial")
    elif trial.returning is None and runs is not None:
        passed = Passed(trial.version, Outcome.CUT_OFF, runs, now)
        save_state(layout, replace(state.with_passed(passed), trying=None))
        return [f"the update to {trial.version} was cut off before it ran; {runs} runs"]
    why = trial.returning or "its folder is not complete"
    save_state(layout, replace(state, trying=replace(trial, returning=why)))
    back = _fallback(layout, but=trial.version)
    ask_to_fit(layout, back)
    point_to(layout, back)
    _end_return(layout, state, trial, why, now)
    return [f"{trial.version} did not hold ({why}); {back} runs again"]


def _end_return(layout: Layout, state: State, trial: Trial, why: str, now: str | None) -> None:
    passed = Passed(trial.version, Outcome.RETURNED, current(layout), now, why)
    save_state(layout, replace(state.with_passed(passed).with_failed(trial.digest, why), trying=None))


def ask_to_fit(layout: Layout, version: str) -> None:
    """Say that the data may be newer than ``version``, which is to run now. Each time is told from the others. Raises
    `ReleaseError`."""
    try:
        write_whole(layout.fit_file, json.dumps({"release": version, "return": secrets.token_hex(8)}).encode())
    except OSError as error:
        raise ReleaseError(f"{layout.fit_file}: cannot be written: {error.strerror or error}") from error


def _fallback(layout: Layout, but: str | None = None) -> str:
    """The last good release, the one before it, else the newest but ``but``. Raises `ReleaseError`."""
    there = releases_there(layout)
    state = load_state(layout)
    for version in (state.good, state.before, *reversed(there)):
        if version in there and version != but:
            return version
    if but in there:
        return str(but)
    raise ReleaseError(f"{layout.releases}: no complete release is there; install the mirror again")


def _state(data: Any) -> State:
    """Checked: a file that is half right is none. Raises ValueError."""
    if not isinstance(data, dict):
        raise ValueError("is no table")
    trying, history, failed = data.get("trying"), data.get("history", []), data.get("failed", {})
    if not isinstance(history, list) or not isinstance(failed, dict):
        raise ValueError("history or failed: of the wrong kind")
    for digest, why in failed.items():
        if not isinstance(why, str):
            raise ValueError(f"failed: {digest}: of the wrong kind")
    return State(
        **_fields(State, {key: data[key] for key in ("good", "before") if key in data}),
        trying=None if trying is None else Trial(**_fields(Trial, trying)),
        failed=failed,
        history=tuple(Passed(**_fields(Passed, each)) for each in history),
    )


def _fields(kind: type, data: Any) -> dict[str, Any]:
    """Of ``data`` what ``kind`` knows, each of its type; what a later version wrote besides is left out. Raises
    ValueError."""
    if not isinstance(data, dict):
        raise ValueError(f"{kind.__name__}: is no table")
    taken = {}
    for name, annotation in get_type_hints(kind).items():
        if name not in data:
            continue
        kinds = get_args(annotation) or (annotation,)
        value = data[name]
        if annotation is Outcome:
            value = Outcome(value)
        elif type(value) not in kinds:
            raise ValueError(f"{kind.__name__}: {name}: of the wrong kind: {value!r}")
        taken[name] = value
    missing = {"version", "outcome"} & get_type_hints(kind).keys() - taken.keys()
    if missing:
        raise ValueError(f"{kind.__name__}: {', '.join(sorted(missing))}: missing")
    for name in {"version", "good", "before"} & taken.keys():
        _checked_version(taken[name])
    return taken


def _checked_version(version: str | None) -> None:
    if version is not None:
        order(version)

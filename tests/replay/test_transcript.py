"""The transcript of a replay: every line that there is, and a whole one of the demo.

``KIOSK_UPDATE_REFERENCES=1`` writes the demo's anew: read it before it is committed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from replaying import DATA, replayed
from typer.testing import CliRunner

from kiosk.cli import app
from kiosk.coach.drill import load_repertoire
from kiosk.coach.guidance import Cue, CueKind, Decision, Fault, HeldBack, JudgedRep, Offer, OfferKind, Summary, Why
from kiosk.motion.posture import Measures
from kiosk.motion.rep import Rep, Tempo
from kiosk.motion.working_side import Side
from kiosk.replay.run import Replay
from kiosk.replay.transcript import transcript

DEMO = Path(__file__).parents[2] / "kiosk" / "demo" / "hip_hinge.mp4"
NUMBER = re.compile(r" +\d+\.\d")
"""With the spaces that align it."""

EXPECTED = Path(__file__).parent / "transcripts" / "hip_hinge.txt"


def rep(
    number: int, *faults: Fault, reason: str | None = None, side: Side | None = None, unjudged: str = ""
) -> JudgedRep:
    end = 5.0 * number
    made = Rep(
        number=number,
        start=end - 4.0,
        bottom=end - 2.0,
        end=end,
        tempo=Tempo(1.5, 0.5, 1.5, 60.0),
        bottom_posture=Measures(),
        top_posture=Measures(),
        change=Measures(),
        top_change=Measures(),
        in_range=True,
        returned=True,
        side=side,
    )
    return JudgedRep(made, reason is None, faults, reason, frozenset(unjudged.split()))


def cue(number: int, fault_id: str, text: str, kind: CueKind) -> Cue:
    return Cue(5.0 * number + 0.2, fault_id, text, kind)


def told(*decided: tuple[JudgedRep, Decision, Offer | None], summary: Summary | None = None) -> Sequence[str]:
    replay = Replay("clips/one.mp4", "hip_hinge", last_time=30.0, decided=list(decided), summary=summary)
    return transcript(replay).splitlines()


SQUAT = Fault("squatting", 0.52, 0.94, 3.0)
KNEES = Fault("knees_forward", 0.31, 0.9, 3.04)
TRY = Offer(OfferKind.CORRECTIVE, "wall_touch", "Try: Wall touch", "squatting")
BACK = Offer(OfferKind.STEP_BACK, "dowel_hinge", "Back to: Dowel hinge")


def test_each_rep_says_what_was_seen_said_and_held_back_and_why() -> None:
    correction = cue(1, "squatting", "Hips back, not down", CueKind.CORRECTION)
    decision = Decision(correction, Why.CAUSE, "new", (HeldBack("knees_forward", Why.CAUSE),))
    assert told((rep(1, SQUAT, KNEES, unjudged="rounded_back"), decision, None)) == [
        "one.mp4 as hip_hinge",
        "    5.0  rep 1 counted: squatting 0.5 (sure 0.9, from 3.0), knees_forward 0.3 (sure 0.9, from 3.0);"
        " not judged: rounded_back",
        '    5.2    correction "Hips back, not down" (squatting): a cause goes before what it brings [new]',
        "    5.2    held back knees_forward: a cause goes before what it brings",
    ]


def test_silence_attempts_and_praise_have_their_reasons() -> None:
    short = cue(2, "too_shallow", "A little further back", CueKind.ATTEMPT)
    praise = cue(3, "too_shallow", "That is the depth", CueKind.PRAISE)
    lines = told(
        (rep(1, SQUAT), Decision(None, Why.FADED, "learning", (HeldBack("squatting", Why.FADED),)), None),
        (rep(2, reason="too_shallow"), Decision(short, Why.ATTEMPT, "learning"), None),
        (rep(3, side="left"), Decision(praise, Why.MENDED, "learning"), None),
    )
    assert lines[2:4] == [
        "    5.0    nothing said: corrections rest at this stage [learning]",
        "    5.0    held back squatting: corrections rest at this stage",
    ]
    assert lines[4:] == [
        "   10.0  rep 2 not counted (too_shallow): no fault",
        '   10.2    attempt "A little further back" (too_shallow): why the rep does not count [learning]',
        "   15.0  rep 3 left counted: no fault",
        '   15.2    praise "That is the depth" (too_shallow): the fault corrected last is gone [learning]',
    ]


def test_an_offer_is_told_when_it_is_made_and_in_the_summary() -> None:
    silent = Decision(None, Why.CLEAN, "new")
    summary = Summary("Hip hinge", 3, 1, 27.04, (), "squatting", "Hips back: 2 of 4 reps", offer=BACK)
    lines = told((rep(1), silent, TRY), (rep(2), silent, TRY), (rep(3), silent, BACK), summary=summary)
    assert [line for line in lines if "offer" in line] == [
        '    5.0    offer "Try: Wall touch" (wall_touch): it mends squatting, which persists',
        '   15.0    offer "Back to: Dowel hinge" (dowel_hinge): form falls apart',
        '   30.0    offer "Back to: Dowel hinge" (dowel_hinge): form falls apart',
    ]
    assert lines[-3:-1] == [
        "   30.0  summary: 3 counted, 1 attempts in 27.0 s",
        '   30.0    advice "Hips back: 2 of 4 reps" (squatting)',
    ]


@pytest.mark.parametrize("why", list(Why))
def test_every_reason_has_words(why: Why) -> None:
    (_, _, line) = told((rep(1), Decision(None, why, "new"), None))
    words = line.split("nothing said: ")[1].removesuffix(" [new]")
    assert " " in words


def kiosk(*words: str) -> Any:
    return CliRunner().invoke(app, ["replay", *words])


def test_the_demo_reads_as_expected(tmp_path: Path) -> None:
    settings, path = tmp_path / "settings.toml", tmp_path / "told.txt"
    settings.write_text('[pose]\narithmetic = "float"\n', encoding="utf-8")  # the same networks on every machine
    assert kiosk(str(DEMO), "--config", str(settings), "--transcript", str(path)).exit_code == 0
    told = path.read_text(encoding="utf-8")
    if os.environ.get("KIOSK_UPDATE_REFERENCES") == "1":
        EXPECTED.write_text(told, encoding="utf-8")
    expected = EXPECTED.read_text(encoding="utf-8")
    assert NUMBER.sub("#", told) == NUMBER.sub("#", expected)
    # Processors differ in last digits, which may round the other way.
    assert [float(item) for item in NUMBER.findall(told)] == pytest.approx(
        [float(item) for item in NUMBER.findall(expected)], abs=0.15
    )


def test_what_a_file_would_hold_is_printed_instead() -> None:
    printed = kiosk(str(DATA / "hinge_fast.mp4"), "--transcript", "-").stdout
    assert printed == replayed("hinge_fast").told
    assert printed.startswith("hinge_fast.mp4 as hip_hinge\n")


def test_a_place_that_cannot_be_written_is_named_at_once(tmp_path: Path) -> None:
    result = kiosk(str(DEMO), "--transcript", str(tmp_path))
    assert result.exit_code == 2
    assert f"--transcript {tmp_path}: is a folder; name a file" in result.stderr


def test_offers_are_of_drills_that_there_are() -> None:
    drills = load_repertoire().drills
    text = EXPECTED.read_text(encoding="utf-8")
    offered = [line.split("(")[1].split(")")[0] for line in text.splitlines() if '  offer "' in line]
    assert offered
    assert set(offered) <= set(drills)

"""What a member takes home: few lines, that always go into one code."""

from __future__ import annotations

from dataclasses import replace

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from kiosk.coach.guidance import Fault, JudgedRep, Summary
from kiosk.coach.rules.sides import SideBalance
from kiosk.coach.takeaway import LONGEST, takeaway
from kiosk.locale.load import english, load_texts
from kiosk.locale.texts import FaultsTexts, Texts
from kiosk.motion.posture import Measure, Measures
from kiosk.motion.rep import Rep, Tempo

DAY = "2026-03-01"
EN, ES = english(), load_texts("es")


def judged(inclination: float | None, counted: bool = True, *faults: str) -> JudgedRep:
    none = Measures()
    bottom = none if inclination is None else Measures(torso_inclination=Measure(inclination, 0.9))
    rep = Rep(1, 0.0, 2.0, 4.0, Tempo(1.8, 0.4, 1.5, 70.0), bottom, none, none, none, counted, True)
    return JudgedRep(rep, counted, tuple(Fault(fault, 0.6, 0.9, 1.5) for fault in faults), None)


def summed(name: str = "Hip hinge", *depths: float, attempts: int = 0, advice_id: str | None = None) -> Summary:
    reps = (*map(judged, depths), *(judged(20.0, False) for _ in range(attempts)))
    return Summary(name, len(depths), attempts, 50.0, reps, advice_id, "" if advice_id else EN.advice.clean)


def test_a_set_is_told_in_four_lines() -> None:
    done = summed("Hip hinge", 58.0, 66.4, 61.0, attempts=1, advice_id="rounded_back")
    assert takeaway(done, EN, DAY).splitlines() == [
        "Hip hinge, 2026-03-01",
        "3 of 4 counted",
        "Depth: 66° at most, usually 61°",
        "Work on: Long back, chest proud",
    ]
    assert takeaway(replace(done, drill_name="Bisagra de cadera"), ES, DAY).splitlines() == [
        "Bisagra de cadera, 2026-03-01",
        "Cuentan 3 de 4",
        "Profundidad: máx. 66°, habitual 61°",
        "A mejorar: Espalda larga, saca pecho",
    ]


def test_what_was_not_seen_is_not_told() -> None:
    done = replace(summed("Glute bridge"), counted=2, reps=(judged(None), judged(None)))
    assert takeaway(done, EN, DAY).splitlines() == ["Glute bridge, 2026-03-01", "2 of 2 counted", EN.advice.clean]
    assert takeaway(Summary("Hip hinge", 0, 0, 0.0, (), None, EN.advice.nothing_done), EN, DAY) == ""


def test_sides_are_told_apart() -> None:
    balance = SideBalance({"left": 4, "right": 2}, {"left": 65.6, "right": 50.4}, False, "right", "right")
    done = replace(summed("Single-leg deadlift", 60.0, advice_id="other_side"), sides=balance)
    assert takeaway(done, EN, DAY).splitlines()[2] == "Left: 4 × 66°, Right: 2 × 50°"
    seen = replace(balance, reps={"left": 4, "right": 0}, reach={"left": 12.0}, in_degrees=False)
    assert takeaway(replace(done, sides=seen), EN, DAY).splitlines()[2] == "Left: 4 × 12 %"


def course(*names: str) -> Summary:
    sets = tuple(summed(name, 60.0 + number, 62.0 + number, attempts=number) for number, name in enumerate(names))
    reps = tuple(rep for each in sets for rep in each.reps)
    attempts = sum(each.attempts for each in sets)
    return replace(summed("First hinge"), counted=2 * len(sets), attempts=attempts, reps=reps, sets=sets)


def test_a_session_of_several_drills_tells_each() -> None:
    assert takeaway(course("Wall touch", "Hip hinge", "Wall touch"), EN, DAY).splitlines() == [
        "First hinge, 2026-03-01",
        "6 of 9 counted",
        "Wall touch 4/6, 62°",
        "Hip hinge 2/3, 62°",
        EN.advice.clean,
    ]


def test_a_long_session_leaves_out_its_last_drills() -> None:
    names = [f"Deadlift of kind {number}" for number in range(12)]
    lines = takeaway(course(*names), EN, DAY).splitlines()
    assert lines[:2] == ["First hinge, 2026-03-01", "24 of 90 counted"]
    assert lines[-1] == EN.advice.clean
    assert 2 <= len(lines[2:-1]) < 12
    assert [line[: line.rindex(" 2/")] for line in lines[2:-1]] == names[: len(lines) - 3]


LETTERS = st.characters(min_codepoint=32, max_codepoint=0x4E50, exclude_categories=["C", "Zl", "Zp"])
NAMES = st.text(LETTERS, min_size=1, max_size=48)


@given(
    st.lists(st.tuples(NAMES, st.integers(0, 100), st.integers(0, 100)), max_size=30),
    st.sampled_from([None, *FaultsTexts.model_fields]),
    st.sampled_from([EN, ES]),
)
@pytest.mark.parametrize("name", ["Hip hinge", "臀部铰链" * 8])
def test_any_result_goes_into_one_small_code(
    name: str, done: list[tuple[str, int, int]], advice_id: str | None, texts: Texts
) -> None:
    sets = tuple(Summary(drill, counted, more, 9.0, (judged(61.0),), None, "") for drill, counted, more in done)
    whole = Summary(name, 9999, 9999, 9.0, (judged(61.0),), advice_id, texts.advice.clean, sets=sets)
    text = takeaway(whole, texts, DAY)
    assert len(text.encode()) <= LONGEST
    assert text.startswith(f"{name}, 2026-03-01\n9999 ") or "9999" in text.splitlines()[1]
    assert segno.make_qr(text, error="m", encoding="utf-8").version <= 9


def test_nothing_in_it_is_an_address() -> None:
    for texts in (EN, ES):
        for fault in FaultsTexts.model_fields:
            text = takeaway(summed("Hip hinge", 60.0, advice_id=fault), texts, DAY)
            assert not any(part in text.lower() for part in ("http", "www", "://", "@"))

"""``kiosk records``, as a user calls it."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from judged_reps import KEPT, LOST, TOO_FAST, UNSEEN, judged
from typer.testing import CliRunner

from kiosk.motion.posture import MEASURE_NAMES
from kiosk.records import Store
from kiosk.records.commands import app

NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
WIDE = {"COLUMNS": "160", "NO_COLOR": "1"}


@pytest.fixture
def filled(path: Path) -> Path:
    with Store(path) as store:
        session = store.begin_session("hip_hinge", NOON)
        store.add_rep(session, judged(1, torso_inclination=58.9, hinge_ratio=0.78))
        store.add_rep(session, judged(2, faults=(TOO_FAST,)))
        store.add_rep(session, judged(3, counted=False, reason="too_shallow"))
        store.end_session(session, NOON + timedelta(seconds=90), "slower")
        store.begin_session("wall_tap", NOON + timedelta(days=1))
    return path


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments), env=WIDE)
    return result.exit_code, result.stdout, result.stderr


def test_list(filled: Path) -> None:
    code, out, _ = run("list", "--database", str(filled))
    assert code == 0
    newest, oldest = (line for line in out.splitlines() if "_" in line)
    assert "wall_tap" in newest
    assert "running" in newest
    assert oldest.split("│")[3:-1] == [" 1.5     ", " hip_hinge ", " 2       ", " 1        ", " slower  "]
    assert "hip_hinge" not in run("list", "--limit", "1", "--database", str(filled))[1]


def test_show(filled: Path) -> None:
    code, out, _ = run("show", "1", "--database", str(filled))
    assert code == 0
    assert "Session 1: hip_hinge" in out
    assert "59°" in out
    assert "0.78" in out
    assert "too_fast" in out
    assert "too_shallow" in out


@pytest.fixture
def sided(path: Path) -> Path:
    with Store(path) as store:
        session = store.begin_session("single_leg_rdl", NOON)
        store.add_rep(session, judged(1, side="left", reach=62.0, rule=UNSEEN))
        store.add_rep(session, judged(2, side="right", reach=48.0, rule=LOST))
        store.add_rep(session, judged(3, side="right", reach=52.0, rule=KEPT))
        store.add_rep(session, judged(4, side="left", reach=20.0, counted=False, reason="too_shallow"))
        store.end_session(session, NOON + timedelta(seconds=90))
    return path


def test_show_tells_sides_and_rules_where_there_are_any(sided: Path, tmp_path: Path) -> None:
    out = run("show", "1", "--database", str(sided))[1]
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in out.splitlines() if "│" in line]
    assert [row[2:4] for row in rows] == [["left", "62"], ["right", "48"], ["right", "52"], ["left", "20"]]
    assert [row[-2] for row in rows] == ["unseen", "broken by 0.08 torso (upper_back, tailbone)", "kept", ""]
    assert out.splitlines()[-2:] == ["left: 1 counted, reach 62", "right: 2 counted, reach 50"]
    plain = tmp_path / "plain.sqlite"
    with Store(plain) as store:
        store.add_rep(store.begin_session("hip_hinge", NOON), judged(1))
    out = run("show", "1", "--database", str(plain))[1]
    header = next(line for line in out.splitlines() if "rep" in line)
    assert "reach" in header
    assert "side" not in out
    assert "rule" not in out
    assert "counted, reach" not in out


def test_export_tells_sides_and_rules(sided: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("export", "--database", str(sided))[1])))
    assert [(row["side"], row["reach"]) for row in rows] == [
        *(("left", "62.0"), ("right", "48.0"), ("right", "52.0"), ("left", "20.0"))
    ]
    told = ("rule", "rule_verdict", "rule_amount", "rule_unit", "rule_onset", "rule_says", "rule_parts")
    assert [rows[1][name] for name in told] == [
        *("contact_kept", "broken", "0.08", "torso", "9.5", "contact_tailbone", "upper_back tailbone")
    ]
    assert [rows[3][name] for name in told] == [""] * len(told)
    (session,) = json.loads(run("export", "--format", "json", "--database", str(sided))[1])["sessions"]
    unseen, broken, _, none = session["reps"]
    assert (unseen["side"], unseen["reach"], unseen["rule"]["verdict"]) == ("left", 62.0, "unseen")
    assert broken["rule"] == {
        "kind": "contact_kept",
        "verdict": "broken",
        "amount": 0.08,
        "unit": "torso",
        "severity": 0.6,
        "confidence": 0.7,
        "onset": 9.5,
        "says": "contact_tailbone",
        "parts": ["upper_back", "tailbone"],
    }
    assert none["rule"] is None


def test_export_as_csv(filled: Path) -> None:
    code, out, _ = run("export", "--database", str(filled))
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["number"] for row in rows] == ["1", "2", "3"]
    assert set(MEASURE_NAMES) <= set(rows[0])
    assert rows[0]["torso_inclination"] == "58.9"
    assert rows[0]["knee_flexion"] == ""
    assert rows[1]["faults"] == "too_fast=0.40"
    assert (rows[2]["counted"], rows[2]["reason"]) == ("0", "too_shallow")


def test_export_as_json_to_a_file(filled: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert run("export", "--format", "json", "--out", str(out), "--database", str(filled))[0] == 0
    first, second = json.loads(out.read_text(encoding="utf-8"))["sessions"]
    assert (first["drill"], first["counted"], first["attempts"]) == ("hip_hinge", 2, 1)
    assert first["started_at"] == "2026-03-01T12:00:00+00:00"
    assert first["reps"][0]["bottom_posture"]["knee_flexion"] is None
    assert first["reps"][1]["faults"] == [
        {"id": "too_fast", "severity": 0.4, "confidence": 0.9, "onset": 5.0}
    ]
    assert (second["ended_at"], second["reps"]) == (None, [])


def test_what_is_wrong_is_one_line_and_code_2(filled: Path, tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text("[records]\ndatabse = 'x'\n")
    for arguments, text in (
        (("show", "7", "--database", str(filled)), "no session 7; see kiosk records list"),
        (("list", "--database", str(tmp_path / "none.sqlite")), "no records yet"),
        (("list", "--config", str(settings)), 'did you mean "database"?'),
        (("export", "--database", str(filled), "--out", str(tmp_path / "no" / "out.csv")), "cannot be written"),
    ):
        code, out, err = run(*arguments)
        assert (code, out) == (2, "")
        assert text in err
        assert len(err.splitlines()) == 1
        assert err.startswith("kiosk: ")


def test_a_new_mirror_has_no_records_and_that_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("KIOSK_CONFIG", raising=False)
    code, out, err = run("list")
    assert (code, out) == (0, "")
    assert "No records yet" in err
    assert list(tmp_path.iterdir()) == [], "looking makes nothing"


@pytest.fixture
def taught(filled: Path) -> Path:
    with Store(filled) as store:
        store.recover()
        session = store.begin_session("wall_touch", NOON + timedelta(days=30), "First hinge")
        store.add_rep(session, judged(1))
        store.end_session(session, NOON + timedelta(days=30, minutes=1))
        store.tag(session, "[b]Jo")
    return filled


def test_what_is_asked_for_is_listed_and_exported(taught: Path, tmp_path: Path) -> None:
    out = run("list", "--database", str(taught))[1]
    assert "│ First hinge │ [b]Jo " in out
    assert "nickname" not in run("list", "--until", "2026-03-20", "--database", str(taught))[1]
    for options, drills in (
        (("--since", "2026-03-20"), {"wall_touch"}),
        (("--until", "2026-03-20"), {"hip_hinge"}),
        (("--drill", "hip_hinge"), {"hip_hinge"}),
        (("--playlist", "First hinge"), {"wall_touch"}),
        (("--nickname", "[b]Jo", "--playlist", "First hinge"), {"wall_touch"}),
        (("--nickname", "Al"), set()),
    ):
        out = run("export", *options, "--database", str(taught))[1]
        assert {row["drill"] for row in csv.DictReader(io.StringIO(out))} == drills
        listed = run("list", *options, "--database", str(taught))[1]
        assert all(drill in listed for drill in drills)
        assert drills or "No such sessions." in listed
    assert "1 of 3 sessions" in run("list", "--limit", "1", "--database", str(taught))[1]
    assert "Session 3: wall_touch, First hinge, [b]Jo, " in run("show", "3", "--database", str(taught))[1]
    assert run("list", "--since", "yesterday", "--database", str(taught))[0] == 2


def test_tag(taught: Path) -> None:
    assert run("tag", "1", "Al", "--database", str(taught))[0] == 0
    assert run("tag", "3", "", "--database", str(taught))[0] == 0
    with Store(taught, read_only=True) as store:
        assert [row.nickname for row in store.sessions()] == [None, None, "Al"]
    for arguments, text in ((("9", "Al"), "no session 9"), (("1", "x" * 21), "at most 20 letters; this has 21")):
        code, _, err = run("tag", *arguments, "--database", str(taught))
        assert (code, len(err.splitlines())) == (2, 1)
        assert text in err


def test_prune_and_vacuum(taught: Path, tmp_path: Path) -> None:
    with Store(taught) as store:
        store.end_session(store.begin_session("hip_hinge", datetime.now(UTC)), datetime.now(UTC))
        for_ever = tmp_path / "settings.toml"
        for_ever.write_text("[records]\nretention_days = 0\n")
        code, out, _ = run("prune", "--config", str(for_ever), "--database", str(taught))
        assert (code, out.startswith("Sessions are kept for ever")) == (0, True)
        assert len(store.sessions()) == 4
        old = (datetime.now(UTC) - NOON).days
        assert run("prune", "--days", str(old - 10), "--database", str(taught))[1] == (
            f"Deleted 2 sessions older than {old - 10} days; 2 are kept.\n"
        )
        assert [row.drill_id for row in store.sessions()] == ["hip_hinge", "wall_touch"]
        code, out, _ = run("vacuum", "--database", str(taught))
        assert code == 0
        assert re.search(r"records\.sqlite: \d\.\d\d MB, was \d\.\d\d MB$", out.replace("\n", ""))
        store.begin_session("hip_hinge", datetime.now(UTC))
        code, _, err = run("vacuum", "--database", str(taught))
        assert (code, len(err.splitlines())) == (2, 1)
        assert "a session is running" in err


def test_settings_name_the_records(filled: Path, tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text(f"[records]\ndatabase = '{filled}'\n")
    assert "hip_hinge" in run("list", "--config", str(settings))[1]

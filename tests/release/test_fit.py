"""After a return the release before finds records and settings that it can use, whatever the other one left."""

from __future__ import annotations

import json
import sqlite3
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.records import Store, schema
from kiosk.release import Layout
from kiosk.release.fit import fit, records_format
from kiosk.release.switch import Trial, begin_trial, call_back
from kiosk.settings import load_settings
from kiosk.update.keep import forget_copies, keep
from tests.release.test_switch import machine

HOUSE = Path(__file__).parents[2]
NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)

LATER = """
from kiosk.records import schema
schema.MIGRATIONS = (*schema.MIGRATIONS, "ALTER TABLE sessions ADD COLUMN load_kg REAL;")
schema.WAYS_BACK[6] = "ALTER TABLE sessions DROP COLUMN load_kg;"
"""
"""What the later release does that this one does not know."""


def with_python(layout: Layout, version: str, records: int, first: str = "") -> None:
    """Give a release the Python of the tests, and the mirror as it is here but for what is done ``first``."""
    folder = layout.release(version)
    (folder / "release.json").write_text(json.dumps({"version": version, "records": records}), encoding="utf-8")
    python = folder / "venv/bin/python"
    python.parent.mkdir(parents=True)
    program = textwrap.dedent(
        f"""\
        #!{sys.executable}
        import runpy, sys
        sys.path.insert(0, {str(HOUSE)!r})
        """
    )
    run = "sys.argv = sys.argv[2:]\nrunpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)\n"
    python.write_text(program + first + run, encoding="utf-8")
    python.chmod(0o755)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """1.0 is good, 1.1 keeps its records in a later format; there are records and settings."""
    layout = machine(tmp_path, "1.0", "1.1", runs="1.0")
    with_python(layout, "1.0", len(schema.MIGRATIONS))
    with_python(layout, "1.1", len(schema.MIGRATIONS) + 1, LATER)
    layout.configuration.mkdir(parents=True)
    layout.settings.write_text('[session]\nlanguage = "es"  # Spanish\n', encoding="utf-8")
    layout.state.mkdir(parents=True)
    with Store(layout.records) as store:
        store.end_session(store.begin_session("hip_hinge", NOON), NOON)
    return layout


def tried(layout: Layout) -> None:
    """The later release has run for a while, kept a session and written a setting."""
    keep(layout)
    begin_trial(layout, Trial("1.1"))
    with sqlite3.connect(layout.records) as database:
        database.executescript("ALTER TABLE sessions ADD COLUMN load_kg REAL; PRAGMA user_version = 6;")
        database.execute("INSERT INTO sessions (started_at, drill_id) VALUES ('2026-03-02', 'wall_touch')")
    database.close()
    with layout.settings.open("a", encoding="utf-8") as file:
        file.write('spotter = "Jo"\n\n[hologram]\nbright = true\n')


def drills(layout: Layout) -> list[str]:
    with Store(layout.records) as store:
        return sorted(row.drill_id for row in store.sessions())


def test_records_are_brought_back_by_the_release_that_brought_them_up(layout: Layout) -> None:
    tried(layout)
    assert fit(layout) == [], "nothing was returned from"
    call_back(layout, "it hung")
    said = fit(layout)
    assert records_format(layout.records) == len(schema.MIGRATIONS)
    assert drills(layout) == ["hip_hinge", "wall_touch"]
    assert any("brought back from format 6 to 5 by 1.1" in line for line in said)
    assert load_settings(layout.settings).session.language == "es"
    kept = layout.settings.read_text(encoding="utf-8")
    assert kept.startswith('[session]\nlanguage = "es"  # Spanish\n')
    assert "spotter" not in kept
    assert "hologram" not in kept
    assert "hologram" in (layout.configuration / "settings.later.toml").read_text(encoding="utf-8")
    # Once: what is changed afterwards is nobody's business.
    with layout.settings.open("a", encoding="utf-8") as file:
        file.write("\n[by_hand]\nodd = true\n")
    assert fit(layout) == []
    assert "by_hand" in layout.settings.read_text(encoding="utf-8")


def test_without_that_release_the_copy_is_put_back(layout: Layout) -> None:
    tried(layout)
    (layout.release("1.1") / "venv/bin/python").write_text("#!/bin/sh\necho broken >&2\nexit 1\n", encoding="utf-8")
    call_back(layout, "it hung")
    said = fit(layout)
    assert any("is as before the update" in line for line in said)
    assert drills(layout) == ["hip_hinge"]
    (aside,) = layout.state.glob("records.sqlite.later-*")
    assert records_format(aside) == 6
    with Store(layout.records) as store:
        store.forget(datetime(2100, 1, 1, tzinfo=UTC))
    assert not aside.exists(), "it is not kept longer than records are"


def test_without_a_copy_either_the_records_are_left_alone(layout: Layout) -> None:
    tried(layout)
    before = layout.records.read_bytes()
    (layout.release("1.1") / "complete").unlink()
    for copy in layout.backups.glob("records-*"):
        copy.unlink()
    call_back(layout, "it hung")
    assert any("no records until an update" in line for line in fit(layout))
    assert layout.records.read_bytes() == before


def test_what_was_not_touched_stays_as_it_is(layout: Layout) -> None:
    keep(layout)
    begin_trial(layout, Trial("1.1"))
    settings, records = layout.settings.read_bytes(), layout.records.read_bytes()
    call_back(layout, "it hung")
    assert fit(layout) == []
    assert (layout.settings.read_bytes(), layout.records.read_bytes()) == (settings, records)


def test_a_second_return_is_fitted_again(layout: Layout) -> None:
    for _ in range(2):
        tried(layout)
        call_back(layout, "it hung")
        assert fit(layout)
        assert drills(layout) == ["hip_hinge", *["wall_touch"] * drills(layout).count("wall_touch")]
    assert drills(layout).count("wall_touch") == 2


def test_records_elsewhere_are_found_by_the_settings(layout: Layout) -> None:
    layout.settings.write_text('[records]\ndatabase = "/data/mine.sqlite"\n', encoding="utf-8")
    (layout.root / "data").mkdir()
    layout.records.rename(layout.root / "data/mine.sqlite")
    keep(layout)
    assert records_format(layout.backups / "records-5.sqlite") == 5


def test_copies_are_replaced_and_forgotten(layout: Layout) -> None:
    (layout.backups).mkdir()
    (layout.backups / "records-4.sqlite").write_text("older", encoding="utf-8")
    keep(layout)
    assert sorted(each.name for each in layout.backups.iterdir()) == ["records-5.sqlite", "settings.toml"]
    now = (layout.backups / "records-5.sqlite").stat().st_mtime
    assert forget_copies(layout, now + 13 * 86_400) == []
    assert len(forget_copies(layout, now + 15 * 86_400)) == 2
    assert list(layout.backups.iterdir()) == []

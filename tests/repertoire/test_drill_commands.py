"""``kiosk drills``, as a trainer calls it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.cli import app
from kiosk.coach.drill import SHIPPED, load_repertoire
from kiosk.exits import Exit

WIDE = {"COLUMNS": "200", "NO_COLOR": "1"}


@pytest.fixture(autouse=True)
def _nobody_s_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_CONFIG", str(configured(tmp_path)))


def configured(folder: Path, drills: Path | None = None) -> Path:
    """A settings file that names ``drills`` as the folder of further drills, or none."""
    path = folder / "settings.toml"
    path.write_text("" if drills is None else f'[session]\ndrills = "{drills}"\n', encoding="utf-8")
    return path


def run(*arguments: str, code: Exit = Exit.DONE) -> str:
    result = CliRunner().invoke(app, ["drills", *arguments], env=WIDE)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.stdout if code is Exit.DONE else result.stderr


def test_list_tells_every_drill_with_how_it_is_counted() -> None:
    rows = {line.split()[0]: line for line in run("list").splitlines()[1:]}
    assert rows.keys() == load_repertoire().drills.keys()
    assert "hip_extension_lying" in rows["glute_bridge"]
    assert "3 x 20 s" in rows["forearm_plank"]
    assert "2 x 8 reps a side" in rows["single_leg_rdl"]


@pytest.mark.parametrize("drill", load_repertoire().drills.values(), ids=lambda drill: str(drill.id))
def test_show_says_all_of_a_drill(drill: object) -> None:
    shown = run("show", drill.id)  # type: ignore[attr-defined]
    for text in (drill.name, drill.purpose, *drill.setup, *drill.cautions, drill.unseen):  # type: ignore[attr-defined]
        assert text in shown
    assert f"{drill.id}.toml" in shown  # type: ignore[attr-defined]


def test_show_puts_counting_and_the_special_rule_into_words() -> None:
    assert "degrees that the hips open, lying, 13 to 90; sides apart" in run("show", "one_leg_glute_bridge")
    assert "landing within 0.8 s" in run("show", "plyometric_jump")
    assert "first rep may begin at the bottom" in run("show", "rack_pull")
    assert "seconds held, the hip within 14 degrees of the line" in run("show", "forearm_plank")
    assert "contact kept, contacts head, upper back, tailbone, gap 0.04" in run("show", "dowel_hinge")
    assert "imaginary wall, least 0.15, most 0.3, touch before bottom yes" in run("show", "wall_touch")


def test_an_unknown_drill_is_told_with_the_nearest() -> None:
    assert 'did you mean "wall_touch"?' in run("show", "wall_tuch", code=Exit.WRONG)
    assert 'did you mean "wall_touch"?' in run("new", "mine", "--from", "wall_tuch", code=Exit.WRONG)


def test_a_trainer_copies_a_drill_changes_it_and_uses_it(tmp_path: Path) -> None:
    folder = tmp_path / "drills"
    said = run("new", "my_bridge", "--from", "glute_bridge", "--folder", str(folder))
    path = folder / "my_bridge.toml"
    assert str(path) in said
    assert f'drills = "{folder}"' in said
    original = (SHIPPED / "glute_bridge.toml").read_text(encoding="utf-8")
    assert path.read_text(encoding="utf-8") == original.replace('id = "glute_bridge"', 'id = "my_bridge"')
    path.write_text(path.read_text(encoding="utf-8").replace('name = "Glute bridge"', 'name = "My bridge"'), "utf-8")
    assert "25 drills are sound, 1 of them" in run("check", str(path))
    config = str(configured(tmp_path, folder))
    assert "My bridge" in run("list", "--config", config)
    assert str(path) in run("show", "my_bridge", "--config", config).replace("\n", "")
    assert "1 of them from" in run("check", "--config", config)


def test_the_folder_of_the_settings_is_where_new_ones_go(tmp_path: Path) -> None:
    folder = tmp_path / "drills"
    folder.mkdir()
    config = str(configured(tmp_path, folder))
    run("new", "mine", "--config", config)
    assert load_repertoire(folder).drill("mine").name == "Hip hinge"
    run("new", "mine_too", "--from", "mine", "--config", config)
    assert (folder / "mine_too.toml").exists()


def test_nothing_is_overwritten_and_nothing_goes_nowhere(tmp_path: Path) -> None:
    run("new", "mine", "--folder", str(tmp_path))
    before = (tmp_path / "mine.toml").read_text(encoding="utf-8")
    assert "is there already" in run(
        "new", "mine", "--from", "wall_touch", "--folder", str(tmp_path), code=Exit.WRONG
    )
    assert (tmp_path / "mine.toml").read_text(encoding="utf-8") == before
    assert "--folder DIR" in run("new", "other", code=Exit.WRONG)
    assert "small letters" in run("new", "My Hinge", "--folder", str(tmp_path), code=Exit.WRONG)
    assert "cannot be written" in run("new", "other", "--folder", str(tmp_path / "mine.toml"), code=Exit.WRONG)


def test_check_tells_every_error_of_every_file(tmp_path: Path) -> None:
    for name, old, new in (
        ("first", "begin = 20.0", "begn = 20.0"),
        ("second", 'regress_to = "dowel_hinge"', 'regress_to = "dowel_hing"'),
        ("third", '    "rounded_back",', '    "rounded_bak",'),
    ):
        run("new", name, "--folder", str(tmp_path))
        path = tmp_path / f"{name}.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    said = run("check", str(tmp_path), code=Exit.WRONG)
    assert 'first.toml: count.begn: unknown key; did you mean "begin"?' in said
    assert "second.toml: regress_to: no such drill; did you mean \"dowel_hinge\"? (found 'dowel_hing')" in said
    assert "third.toml: faults.watch.0: input should be" in said
    alone = run("check", str(tmp_path / "first.toml"), code=Exit.WRONG)
    assert "first.toml" in alone
    assert "second.toml" not in alone


def test_a_file_is_checked_alone_but_may_lead_to_its_neighbours(tmp_path: Path) -> None:
    run("new", "easier", "--folder", str(tmp_path))
    run("new", "harder", "--folder", str(tmp_path))
    path = tmp_path / "harder.toml"
    path.write_text(path.read_text("utf-8").replace('regress_to = "dowel_hinge"', 'regress_to = "easier"'), "utf-8")
    assert "25 drills are sound, 1 of them" in run("check", str(path))


def test_check_names_what_is_not_there(tmp_path: Path) -> None:
    assert "24 drills are sound, all of them shipped" in run("check")
    assert "no such file or folder" in run("check", str(tmp_path / "none"), code=Exit.WRONG)

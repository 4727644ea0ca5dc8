"""What is read off a board's console and its kernel's file of pins; no board is needed for that."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest

from .archive import tree, write_archive
from .kept import keep
from .on_pi import findings
from .on_pi.lines import levels

PINS = """\
gpiochip0: GPIOs 458-511, parent: platform/3f200000.gpio, pinctrl-bcm2835:
 gpio-458 (ID_SDA              )
 gpio-463 (GPIO5               |lg                  ) out hi
 gpio-464 (GPIO6               |lg                  ) out lo
 gpio-475 (GPIO17              |lg                  ) in  hi IRQ

gpiochip1: GPIOs 450-457, parent: platform/soc:firmware:gpio, raspberrypi-exp-gpio, can sleep:
 gpio-452 (                    |led1                ) out hi ACTIVE LOW
"""


def test_pins_are_numbered_as_on_their_chip() -> None:
    assert levels(PINS) == {5: True, 6: False}
    assert levels(PINS, way="in") == {17: True}
    assert levels(PINS, label="another") == {}


def test_what_was_told_is_found_among_what_the_kernel_says() -> None:
    console = '[ 1.0] noise\r\n@finding bar {"found": [1, 2]} @finding\r\n[ 2.0] @finding\n'
    assert findings.read(console) == {"bar": [1, 2]}


def test_what_failed_on_the_board_fails_here() -> None:
    with pytest.raises(ValueError, match=r"bar failed on the board:\nOSError: no chip"):
        findings.read('@finding bar {"failed": "OSError: no chip"} @finding')


def test_what_the_kernel_cut_in_on_is_not_taken_for_a_finding() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        findings.read('@finding bar {"found": [ 1.0] panic [1, 2]} @finding')


def test_findings_are_told_as_they_are_read(capfd: pytest.CaptureFixture[str]) -> None:
    def fails() -> None:
        raise OSError("no chip")

    findings.tell("bar", lambda: {"5": 1.0})
    findings.tell(findings.LAST, lambda: 1.0)
    said = capfd.readouterr().out
    assert findings.read(said) == {"bar": {"5": 1.0}, findings.LAST: 1.0}
    assert [findings.is_all(text) for text in (said.splitlines()[0], said, said[:-5])] == [False, True, False]
    findings.tell("lamp", fails)
    with pytest.raises(ValueError, match=r"lamp failed on the board:(?s:.)*OSError: no chip"):
        findings.read(capfd.readouterr().out)


@pytest.mark.skipif(not Path("/usr/bin/cpio").exists(), reason="cpio is not installed")
def test_another_program_unpacks_the_archive(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "in" / "useless").mkdir(parents=True)
    (source / "in" / "run").write_text("#!/bin/sh\n", encoding="utf-8")
    (source / "in" / "run").chmod(0o755)
    (source / "odd").write_bytes(b"123")
    (source / "link").symlink_to("in/run")
    (source / "in" / "useless" / "doc").touch()
    packed = io.BytesIO()
    write_archive(packed, tree(source, "there", frozenset({"in/useless"})))
    out = tmp_path / "out"
    out.mkdir()
    subprocess.run(["cpio", "-idm", "--quiet"], cwd=out, input=packed.getvalue(), check=True)
    assert {str(path.relative_to(out)) for path in out.rglob("*")} == {
        *("there", "there/in", "there/in/run", "there/odd", "there/link")
    }
    assert (out / "there" / "odd").read_bytes() == b"123"
    assert (out / "there" / "in" / "run").stat().st_mode & 0o777 == 0o755
    assert str((out / "there" / "link").readlink()) == "in/run"


def test_what_is_kept_is_made_anew_only_when_what_it_is_made_of_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boards.kept.HOME", tmp_path)
    made: list[str] = []

    def fill(folder: Path) -> None:
        made.append(folder.name)
        (folder / "there").touch()
        if len(made) == 2:
            raise OSError("cut off")

    assert (keep("it", "a", fill) / "there").is_file()
    assert (keep("it", "a", fill) / "there").is_file()
    assert len(made) == 1
    with pytest.raises(OSError, match="cut off"):
        keep("it", "b", fill)
    assert list(tmp_path.iterdir()) == [], "neither half of the new nor the old"
    assert (keep("it", "b", fill) / "there").is_file()
    assert len(made) == 3

"""The examination as a whole: a part that fails or hangs stops nobody, some parts alone, and the document."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from kiosk.cli import app
from kiosk.doctor import asks, parts
from kiosk.doctor.examine import Part, examine
from kiosk.doctor.finding import State, bad, note, well
from kiosk.doctor.parts import PARTS, chosen
from kiosk.doctor.report import Report, report
from kiosk.doctor.visit import Visit
from kiosk.exits import Exit
from kiosk.settings import Settings
from kiosk.toml import FileProblem

VISIT = Visit(Settings(), 8.5)


@pytest.fixture(autouse=True)
def _at_home_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path / "run"))
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("KIOSK_CONFIG", raising=False)


def test_a_part_that_fails_is_a_finding_and_the_others_are_looked_at() -> None:
    def fails(_: Visit) -> list[Any]:
        return [{}["the key\nthat is not there"]]

    three = [Part("one", lambda _: [well("one", "fine")]), Part("two", fails), Part("three", lambda _: [])]
    done = examine(three, VISIT)
    assert [(finding.part, finding.state) for finding in done.findings] == [("one", State.WELL), ("two", State.BAD)]
    assert "KeyError" in done.findings[1].found
    assert "\n" not in done.findings[1].found
    assert "--bundle" in done.findings[1].do
    assert done.hung == ()


def test_a_part_that_hangs_is_left_and_the_others_are_looked_at() -> None:
    released = threading.Event()

    def hangs(_: Visit) -> list[Any]:
        released.wait(60.0)
        return []

    done = examine([Part("one", hangs, patience=0.05), Part("two", lambda _: [well("two", "fine")])], VISIT)
    released.set()
    assert [(finding.part, finding.state) for finding in done.findings] == [("one", State.BAD), ("two", State.WELL)]
    assert "does not answer" in done.findings[0].found
    assert done.hung == ("one",)


def test_a_driver_that_hangs_does_not_keep_the_command_from_ending(tmp_path: Path) -> None:
    """In a process of its own: Python waits at its end for what a driver holds, unless it is left at once."""
    script = (
        "import sys, threading\n"
        "from kiosk.doctor import parts\n"
        "from kiosk.doctor.examine import Part\n"
        "import atexit; atexit.register(threading.Event().wait)\n"  # as a driver's own clean-up would hang
        "parts.PARTS = (Part('camera', lambda _: threading.Event().wait(), patience=0.1),)\n"
        "from kiosk.cli import main\n"
        "sys.argv = ['kiosk', 'doctor']\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, env=os.environ)
    assert done.returncode == Exit.WRONG
    assert "does not answer" in " ".join(done.stdout.split())


def test_the_log_is_silent_meanwhile_and_speaks_again(caplog: pytest.LogCaptureFixture) -> None:
    def speaks(_: Visit) -> list[Any]:
        logging.getLogger("kiosk.camera").warning("what the finding says")
        return []

    examine([Part("one", speaks)], VISIT)
    logging.getLogger("kiosk.camera").warning("heard")
    assert [record.message for record in caplog.records] == ["heard"]


def test_parts_are_chosen_by_name_in_their_own_order() -> None:
    assert chosen(None) == PARTS
    assert [part.name for part in chosen("sound, Camera")] == ["camera", "sound"]
    assert len({part.name for part in PARTS}) == len(PARTS)
    for wrong in ("camra", "", ",", "camera,sund"):
        with pytest.raises(FileProblem, match="no such part"):
            chosen(wrong)
    with pytest.raises(FileProblem, match='did you mean "sound"'):
        chosen("camera,sund")


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["doctor", *arguments])
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


def test_some_parts_alone_as_a_document_on_the_terminal() -> None:
    code, out, _ = run("--only", "display,page", "--display", "offscreen", "--json", "-")
    document = Report.model_validate_json(out, strict=True)
    assert code == Exit.DONE
    assert document.looked_at == ("display", "page")
    assert {finding.part for finding in document.findings} >= {"display", "trainer's page"}
    assert json.loads(out)["findings"][0]["state"] == "well"


def test_a_wrong_part_ends_with_one_line() -> None:
    code, out, told = run("--only", "camra")
    assert (code, out) == (Exit.WRONG, "")
    assert told.splitlines() == ['kiosk: --only camra: no such part; did you mean "camera"?']


def test_the_exit_code_is_that_of_what_must_be_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    findings = ((well("x", "y"), Exit.DONE), (note("x", "[red]y", "z"), Exit.DONE), (bad("x", "y", "z"), Exit.WRONG))
    for finding, code in findings:
        monkeypatch.setattr(parts, "PARTS", (Part("x", lambda _, finding=finding: [finding]),))
        told = run()
        assert told[0] == code
        assert finding.found in told[1], "what is found is no markup"


def test_nobody_is_asked_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    monkeypatch.setattr(parts, "PARTS", (Part("x", lambda visit: seen.append(visit.asks.there) or []),))
    monkeypatch.setattr(asks.sys.stdin.__class__, "isatty", lambda _: True, raising=False)
    run("--yes")
    run("--json", "-")
    run()
    assert seen == [False, False, False]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("y\n", True), ("Yes\n", True), ("n\n", False), ("what?\nno\n", False), ("1\n2\n3\n", None), ("", None)],
)
def test_answers_at_the_terminal(typed: str, answer: bool | None, monkeypatch: pytest.MonkeyPatch) -> None:
    read, write = os.pipe()
    os.write(write, typed.encode())
    if typed:
        os.close(write)
    monkeypatch.setattr(asks, "_PATIENCE", 0.05)
    monkeypatch.setattr(sys, "stdin", Unbuffered(read))
    assert asks.Terminal().ask("Is it lit?") is answer
    for handle in [read] if typed else [read, write]:
        os.close(handle)


class Unbuffered:
    """A terminal gives a line at a time; a pipe would be read ahead of `select`."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def fileno(self) -> int:
        return self._handle

    def readline(self) -> str:
        line = b""
        while not line.endswith(b"\n") and (letter := os.read(self._handle, 1)):
            line += letter
        return line.decode()


def test_the_document_holds_what_its_description_says() -> None:
    findings = [well("a", "b", rate=30.0, name="x", none=None, nan=float("nan"), yes=True), bad("c", "d", "e")]
    made = report(findings, ["a", "c"])
    data = json.loads(made.model_dump_json())
    assert set(data) == {"format", "version", "at", "sound", "looked_at", "findings"}
    assert (data["format"], data["sound"], data["looked_at"]) == (1, False, ["a", "c"])
    assert data["findings"][0] == {
        "part": "a",
        "state": "well",
        "found": "b",
        "do": "",
        "numbers": {"rate": 30.0, "name": "x", "none": None, "nan": None, "yes": True},
    }
    for wrong in ({"format": 2}, {"sound": "perhaps"}, {"more": 1}):
        with pytest.raises(ValidationError):
            Report.model_validate({**data, **wrong})

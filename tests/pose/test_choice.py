"""What runs where: the settings first, else the table, and nothing that is not there."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from kiosk.pose import choice as choice_module
from kiosk.pose import runtime as runtime_module
from kiosk.pose.catalogue import ModelError
from kiosk.pose.choice import Processor, Table, chosen, load_table, this_processor
from kiosk.pose.runtime import RUNTIMES, installed, interpreter_class
from kiosk.settings import PoseSettings
from kiosk.toml import FileProblem

PI_5 = Processor("aarch64", frozenset({"fp", "asimd", "asimddp"}))
PI_4 = Processor("aarch64", frozenset({"fp", "asimd"}))
PLAIN = Processor("x86_64", frozenset({"avx2", "fma"}))
VNNI = Processor("x86_64", frozenset({"avx2", "avx512_vnni"}))
ODD = Processor("riscv64", frozenset())


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with all models."""
    every = (("full", "int8"), ("full", "float"), ("lite", "int8"), ("lite", "float"))
    monkeypatch.setattr(choice_module, "choices", lambda _: every)


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize(
    ("processor", "runtime", "arithmetic", "threads"),
    [
        (PI_5, "ai-edge-litert", "int8", 2),
        (PI_4, "ai-edge-litert", "int8", 2),
        (VNNI, "ai-edge-litert", "int8", 1),
        (PLAIN, "ai-edge-litert", "float", 1),
        (ODD, "ai-edge-litert", "int8", 1),
        (PLAIN, "tflite-runtime", "float", 1),
        (VNNI, "tflite-runtime", "float", 1),
        (PI_5, "tflite-runtime", "float", 2),
    ],
)
def test_auto_is_what_the_table_says(processor: Processor, runtime: Any, arithmetic: str, threads: int) -> None:
    found = chosen(PoseSettings(runtime=runtime), processor)
    assert (found.runtime, found.network, found.arithmetic, found.threads) == (runtime, "full", arithmetic, threads)


@pytest.mark.usefixtures("both")
def test_settings_come_before_the_table() -> None:
    asked = PoseSettings(runtime="tflite-runtime", network="lite", arithmetic="int8", threads=3)
    found = chosen(asked, PLAIN)
    assert (found.runtime, found.network, found.arithmetic, found.threads) == ("tflite-runtime", "lite", "int8", 3)


def test_an_arithmetic_that_is_not_there_is_passed_over_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice_module, "choices", lambda _: (("full", "int8"), ("lite", "float")))
    settings = PoseSettings(runtime="ai-edge-litert")
    assert chosen(settings, PLAIN).arithmetic == "int8"
    assert chosen(settings.model_copy(update={"network": "lite"}), PI_5).arithmetic == "float"
    assert chosen(settings.model_copy(update={"arithmetic": "float"}), PLAIN).arithmetic == "float"


def test_the_shipped_table_has_a_row_for_all_and_says_what_each_rests_on() -> None:
    table = load_table()
    for processor in (PI_5, PI_4, PLAIN, VNNI, ODD, this_processor()):
        for runtime in RUNTIMES:
            assert any(row.fits(runtime, processor) for row in table.row)
    assert all(len(row.measured) > 20 for row in table.row)


def test_a_table_without_a_fitting_row_says_so() -> None:
    row = {"machine": "vax", "arithmetic": "int8", "threads": 1, "measured": "long ago"}
    table = Table.model_validate({"row": [row]})
    with pytest.raises(FileProblem, match="no row fits ai-edge-litert on x86_64"):
        chosen(PoseSettings(runtime="ai-edge-litert"), PLAIN, table)


@pytest.mark.parametrize(
    ("text", "machine", "features"),
    [
        ("processor : 0\nflags\t\t: fpu avx2 avx512_vnni\n", "x86_64", {"fpu", "avx2", "avx512_vnni"}),
        ("processor : 0\nFeatures\t: fp asimd asimddp\n", "aarch64", {"fp", "asimd", "asimddp"}),
        ("processor : 0\n", "x86_64", set()),
        (None, "x86_64", set()),
    ],
)
def test_features_are_read_where_linux_tells_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None, machine: str, features: set[str]
) -> None:
    told = tmp_path / "cpuinfo"
    if text is not None:
        told.write_text(text)
    monkeypatch.setattr(choice_module, "_CPUINFO", told)
    monkeypatch.setattr("platform.machine", lambda: machine)
    assert this_processor() == Processor(machine, frozenset(features))


def test_macs_and_windows_names_of_a_machine_are_the_same_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "arm64")
    assert this_processor().machine == "aarch64"


def test_the_first_runtime_that_is_installed_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def only(*there: str) -> None:
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: object() if name in there else None)

    only("ai_edge_litert", "tflite_runtime")
    assert installed() == "ai-edge-litert"
    only("tflite_runtime")
    assert installed() == "tflite-runtime"
    only()
    with pytest.raises(ModelError, match="install ai-edge-litert"):
        installed()


def test_a_runtime_asked_for_that_is_not_there_is_named_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(runtime_module.RUNTIMES, "tflite-runtime", "no_such_runtime.interpreter")
    with pytest.raises(ModelError, match=r'pose\.runtime = "tflite-runtime".*Python 3\.11.*set it to "auto"'):
        interpreter_class("tflite-runtime")

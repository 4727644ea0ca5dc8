"""Locks and bundles: everything pinned, for every Python of a Pi, and the same bytes from the same sources."""

from __future__ import annotations

import json
import os
import re
import tarfile
from pathlib import Path
from typing import Any, ClassVar

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from deploy.packing import bundle as packing
from deploy.packing import resolve as resolving
from deploy.packing.locks import FOLDER, Plan, lock_file, plans, read_lock, write_lock
from deploy.packing.resolve import PackingError, Pinned, project_needs, resolve
from deploy.packing.target import MACHINES, Target
from kiosk.release import check_files, read_release, unpack

PLANS = [plan for machine in MACHINES for plan in plans(machine)]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: str(plan.target))
def test_a_lock_has_all_that_the_project_asks_for_now(plan: Plan) -> None:
    pinned = {each.name: each.version for each in read_lock(plan.target)}
    for need in project_needs(plan.target, plan.extras):
        name = canonicalize_name(need.name)
        if name in plan.system:
            assert name not in pinned
        elif name != "hinge-mirror":
            assert need.specifier.contains(pinned[name], prereleases=True), f"{need}: {pinned[name]}: lock it anew"


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: str(plan.target))
def test_a_lock_names_packages_and_hashes_and_no_place(plan: Plan) -> None:
    text = lock_file(plan.target).read_text(encoding="utf-8")
    assert "://" not in text
    assert "file:" not in text
    assert len({each.name for each in read_lock(plan.target)}) == len(read_lock(plan.target)) > 30


def test_the_runtime_is_the_one_that_is_proved() -> None:
    for plan in PLANS:
        assert Pinned("ai-edge-litert", "2.1.6", "x").version in {
            each.version for each in read_lock(plan.target) if each.name == "ai-edge-litert"
        }


def test_numpy_is_the_cameras() -> None:
    versions = {
        plan.target.tag: [each.version for each in read_lock(plan.target) if each.name == "numpy"] for plan in PLANS
    }
    assert versions["cp313"] == [], "Trixie's camera is built against the system's"
    (bookworm,) = versions["cp311"]
    assert bookworm.startswith("1."), "Bookworm's camera cannot be imported beside numpy 2"


def test_other_machines_have_the_versions_of_a_pi() -> None:
    for plan in plans("x86_64"):
        pi = {each.name: each.version for each in read_lock(Target(plan.target.python, "aarch64"))}
        its = {each.name: each.version for each in read_lock(plan.target)}
        assert its.items() <= pi.items()


def test_a_lock_is_read_as_it_was_written(tmp_path: Path) -> None:
    target, pinned = Target((3, 13), "aarch64"), [Pinned("b", "2", "b" * 64), Pinned("a", "1.0", "a" * 64)]
    write_lock(target, pinned, tmp_path)
    assert read_lock(target, tmp_path) == sorted(pinned)
    lock_file(target, tmp_path).write_text("a>=1\n", encoding="utf-8")
    with pytest.raises(PackingError, match="no pinned package: a>=1"):
        read_lock(target, tmp_path)


class Index:
    """What pip would report, of a few packages: it asks markers of the Python that runs it, as pip does."""

    HAS: ClassVar = {
        "one": ['two; python_version >= "3.13"', 'three; python_version < "3.13"'],
        "two": ["four"],
        "three": [],
    }

    def __init__(self) -> None:
        self.rounds: list[list[str]] = []

    def __call__(self, words: list[str], what: str) -> None:
        report = Path(words[words.index("--report") + 1])
        asked = words[words.index("--report") + 2 :]
        self.rounds.append(asked)
        there = set[str]()
        left = [Requirement(word).name for word in asked]
        while left:
            name = left.pop()
            there.add(name)
            for line in self.HAS.get(name, []):
                need = Requirement(line)
                if need.marker is None or need.marker.evaluate({"python_version": "3.11"}):
                    left.append(need.name)
        report.write_text(json.dumps({"install": [self._item(name) for name in sorted(there)]}), encoding="utf-8")

    def _item(self, name: str) -> dict[str, Any]:
        metadata = {"name": name, "version": "1", "requires_dist": self.HAS.get(name, [])}
        info = {"url": f"https://x/{name}.whl", "archive_info": {"hashes": {"sha256": "0" * 64}}}
        return {"metadata": metadata, "download_info": info}


def test_markers_are_the_targets_and_not_of_the_python_that_resolves(monkeypatch: pytest.MonkeyPatch) -> None:
    index = Index()
    monkeypatch.setattr(resolving, "run_pip", index)
    found = resolve([Requirement("one")], Target((3, 13), "aarch64"))
    assert [each.name for each in found] == ["four", "one", "two"]
    assert index.rounds == [["one"], ["one", "two"]]
    assert [each.name for each in resolve([Requirement("one")], Target((3, 11), "aarch64"))] == ["one", "three"]


def test_pip_is_asked_for_wheels_of_the_target_alone() -> None:
    words = Target((3, 13), "aarch64", 41).pip_options()
    assert words[words.index("--only-binary") + 1] == ":all:"
    platforms = {words[at + 1] for at, word in enumerate(words) if word == "--platform"}
    assert {"manylinux2014_aarch64", "manylinux_2_41_aarch64"} <= platforms
    assert all(name.endswith("_aarch64") for name in platforms)
    assert "manylinux_2_37_aarch64" not in Target((3, 11), "aarch64", 36).pip_options()


def folder_of_a_bundle(place: Path) -> Path:
    folder = place / "hinge-mirror-0.1.0"
    (folder / "wheels").mkdir(parents=True)
    (folder / "wheels/b.whl").write_bytes(b"wheel")
    packing.copy_sources(folder)
    packing.describe(folder, "aarch64")
    return folder


def test_a_bundle_is_what_the_installer_and_an_update_read(tmp_path: Path) -> None:
    folder = folder_of_a_bundle(tmp_path / "made")
    bundle = tmp_path / "hinge-mirror-0.1.0.tar"
    packing.pack(folder, bundle)
    opened = unpack(bundle, tmp_path / "opened")
    check_files(opened, read_release(opened))
    assert read_release(opened).setup == packing.SETUP
    assert os.access(opened / "install", os.X_OK)
    assert (opened / "deploy/setup/begin.py").is_file()
    assert (opened / "systemd/hinge-mirror-station.service").is_file()
    assert not (opened / "deploy/packing").exists()
    assert json.loads((opened / "release.json").read_text())["machine"] == "aarch64"


def test_the_same_sources_make_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        folder = folder_of_a_bundle(tmp_path / name)
        os.utime(folder / "install", (10, 10) if name == "one" else (20, 20))
        packing.pack(folder, tmp_path / f"{name}.tar")
        made.append((tmp_path / f"{name}.tar").read_bytes())
    assert made[0] == made[1]
    with tarfile.open(tmp_path / "one.tar") as archive:
        assert {(member.uid, member.gid, member.uname) for member in archive} == {(0, 0, "root")}
        assert [member.name for member in archive] == sorted(member.name for member in archive)


def test_a_wheel_that_is_not_the_locked_one_is_not_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "run_pip", lambda *_: None)
    kept, into = tmp_path / "kept", tmp_path / "into"
    kept.mkdir()
    into.mkdir()
    (kept / "ai_edge_litert-2.1.6-cp311-cp311-manylinux_2_27_aarch64.whl").write_bytes(b"another")
    with pytest.raises(PackingError, match="not to be had by its hash"):
        packing.download(PLANS[0], into, kept)


def test_what_the_lock_files_hold_versions_to_is_explained() -> None:
    text = (FOLDER / "targets.toml").read_text(encoding="utf-8")
    for line in re.findall(r"(?m)^.*(?:pins = |==).*$", text):
        above = text[: text.index(line)].rstrip().splitlines()[-1]
        assert above.startswith("#"), f"{line}: says no reason"

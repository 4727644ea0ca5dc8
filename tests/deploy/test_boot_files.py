"""The owner's boot files: what the mirror needs is in effect, the owner's lines stay and win, all can be undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from deploy.setup import cmdline, config_txt
from deploy.setup.block import BEGIN, END, with_block, without_block

LINES = (
    *(
        "dtparam=spi=on",
        "dtparam=spi=off",
        "dtparam=i2c_arm=on,spi=on",
        "dtparam=spi",
        "#dtparam=spi=on",
        " dtparam=watchdog=off",
    ),
    *(
        "camera_auto_detect=0",
        "camera_auto_detect=1",
        "disable_splash=0",
        "dtoverlay=vc4-kms-v3d,cma-512",
        "dtoverlay=imx708",
    ),
    *(
        "dtoverlay=vc4-fkms-v3d",
        "[pi4]",
        "[all]",
        "[cm5]",
        "[none]",
        "",
        "# a note",
        "gpu_mem=64",
        "include more.txt",
        "=",
        "[",
    ),
)

texts = st.builds(
    lambda lines, end: end.join(lines), st.lists(st.sampled_from(LINES) | st.text(max_size=12)), st.sampled_from("\n")
) | st.text(max_size=60)

WORDS = (
    "console=tty1",
    "console=serial0,115200",
    "root=PARTUUID=1-02",
    "quiet",
    "loglevel=7",
    "consoleblank=60",
    "rootwait",
)
lines = st.lists(st.sampled_from(WORDS + cmdline.WANTED), max_size=9).map(" ".join)


def in_effect(text: str) -> Iterator[tuple[str, str]]:
    """What a Pi that no filter names obeys, as the firmware's documentation has it: the last of a key counts."""
    heard = True
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("["):
            heard = line == "[all]"
        elif heard and "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            yield key.strip(), value.strip()


def effective(text: str) -> str:
    return with_block(text, config_txt.propose(text).lines)


@given(texts)
@example("dtparam=audio=on")
@example("[pi4]\ndtparam=spi=on")
def test_all_that_is_wanted_is_in_effect_or_the_owner_says_otherwise(text: str) -> None:
    proposal = config_txt.propose(text)
    said = list(in_effect(effective(text)))
    flat = [(key, part.strip()) for key, value in said for part in value.split(",")]
    for key, value in config_txt.WANTED:
        bare = (key, value.partition("=")[0]) if key == "dtparam" else None
        there = (key, value) in flat or bare in flat
        assert there or any(key in remark for remark in proposal.kept), (key, value)


@given(texts)
def test_the_owners_lines_stay_in_order_and_come_back(text: str) -> None:
    own = without_block(text)
    written = effective(text)
    assert written.startswith(own)
    assert without_block(written).removesuffix("\n") == own.removesuffix("\n")


@given(texts)
def test_a_second_run_changes_nothing(text: str) -> None:
    once = effective(text)
    assert effective(once) == once


@given(texts)
def test_no_line_of_ours_is_longer_than_the_firmware_reads(text: str) -> None:
    assert all(len(line) <= 98 for line in (BEGIN, END, *config_txt.propose(text).lines))


def test_what_one_kind_of_pi_says_is_no_word_of_all() -> None:
    assert "dtparam=spi=on" in config_txt.propose("[pi4]\ndtparam=spi=on\n").lines
    assert "dtparam=spi=on" not in config_txt.propose("[pi4]\n[all]\ndtparam=spi=on\n").lines


def test_a_parameter_of_ours_is_not_taken_for_the_overlays_above() -> None:
    written = effective("dtoverlay=imx708\n").splitlines()
    assert written.index("dtoverlay=") < written.index("dtparam=spi=on")
    assert written.index("dtparam=spi=on") < written.index("dtoverlay=vc4-kms-v3d")


@pytest.mark.parametrize(
    ("line", "remark"),
    [
        ("dtparam=spi=off", "dtparam=spi=off is yours and stays"),
        ("camera_auto_detect=0", "camera_auto_detect=0 is yours and stays"),
        ("dtoverlay=vc4-fkms-v3d", "dtoverlay=vc4-fkms-v3d is yours and stays"),
    ],
)
def test_what_the_owner_says_otherwise_is_told(line: str, remark: str) -> None:
    proposal = config_txt.propose(f"{line}\n")
    assert [said for said in proposal.kept if remark in said]
    assert not [
        ours for ours in proposal.lines if ours.partition("=")[0] == line.partition("=")[0] == "camera_auto_detect"
    ]


@pytest.mark.parametrize("text", [f"{BEGIN}\n[all]\ngpu_mem=64\n", f"gpu_mem=64\n{END}\nx=1\n"])
def test_of_a_block_that_somebody_tore_apart_no_line_is_lost(text: str) -> None:
    assert without_block(text) == text.replace(f"{BEGIN}\n", "").replace(f"{END}\n", "")


@given(lines)
def test_the_kernels_line_keeps_the_owners_words_and_ends_as_it_did(line: str) -> None:
    found = cmdline.propose(f"{line}\n")
    own, all_words = line.split(), found.text.split()
    assert all_words[: len(own)] == own
    assert found.text.count("\n") == 1
    keys = [word.partition("=")[0] for word in all_words]
    assert {word.partition("=")[0] for word in cmdline.WANTED} <= set(keys)


@given(lines)
def test_the_kernels_line_is_changed_once_and_can_be_given_back(line: str) -> None:
    found = cmdline.propose(f"{line}\n")
    again = cmdline.propose(found.text)
    assert (again.text, again.added) == (found.text, ())
    assert cmdline.without(found.text, found.added).split() == line.split()


def test_the_owners_log_level_stays() -> None:
    found = cmdline.propose("loglevel=7\n")
    assert "loglevel=3" not in found.text
    assert found.kept == ("loglevel=7 is yours and stays; the mirror would want loglevel=3",)


def test_a_second_console_or_group_is_no_contradiction() -> None:
    assert "cgroup_enable=memory" in cmdline.propose("cgroup_enable=cpuset\n").added

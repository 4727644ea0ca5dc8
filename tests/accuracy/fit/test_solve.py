from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kiosk import toml
from kiosk.motion.centres_table import FEATURES, TURNED, CentresTable, features
from kiosk.motion.chain import Chain
from tests.accuracy.fit.examples import Array, Example
from tests.accuracy.fit.solve import MOST, as_toml, errors, fit, left_out, rmse

STANDING = Chain((3.0, 0.0, 2.0), (3.0, 0.0, 2.0), (100.0, 80.0, 80.0), TURNED)


def bent(person: str, wanted: Array, lean: Array, slip: float = 0.0) -> Example:
    """A hinge to `lean` degrees whose segments truly lean `wanted` further than read; `slip`: metric less picture."""
    chains = tuple(
        Chain((3.0 + at, -at / 4.0, 2.0), (3.0 + at + slip * at, -at / 4.0, 2.0), STANDING.lengths, TURNED)
        for at in lean
    )
    found = np.array([features(chain, STANDING) for chain in chains])
    return Example(
        person, person, "hip_hinge", True, chains, STANDING, found, wanted, lean == 0.0, np.zeros(len(lean))
    )


def people(noise: float = 0.0) -> list[Example]:
    """Five people whose thigh leans back a tenth of the hinge further than read, the torso half the slip further."""
    random = np.random.default_rng(3)
    out = []
    for number in range(5):
        lean = np.concatenate([np.zeros(20), np.linspace(0.5, 70.0 + number, 60)])
        slip = 0.02 * (number - 2)
        wanted = np.stack([0.5 * slip * lean, -0.1 * lean, np.zeros(len(lean))], 1)
        out.append(bent(f"p{number}", wanted + random.normal(0.0, noise, wanted.shape), lean, slip))
    return out


def test_what_all_people_share_is_found_for_one_who_was_not_there() -> None:
    examples = people(noise=0.2)
    corrected = left_out(examples)
    before, after = (rmse(parts) for parts in ([errors(item, None) for item in examples], list(corrected.values())))
    assert before[1] > 3.0  # the hip
    assert after[1] < 0.4 * before[1]
    assert after[2] < 0.4 * before[2]
    assert after[0] < 0.7 * before[0]


def test_what_is_each_person_s_own_is_not_learnt() -> None:
    lean = np.linspace(0.0, 70.0, 60)
    own = [
        bent(f"p{number}", np.outer(lean, [0.0, sign * 0.1, 0.0]), lean) for number, sign in enumerate((1, -1, 1, -1))
    ]
    table = fit(own)
    assert max(abs(getattr(table.thigh, name)) for name in FEATURES) < 0.5


def test_outliers_teach_nothing() -> None:
    clean = people()
    spoilt = people()
    for item in spoilt:
        item.wanted[30:40, 1] += 80.0
    hips = [fit(examples).thigh.degrees([0.0, 0.7, 0.9, 0.2, 0.81, 0.04, 0.14]) for examples in (clean, spoilt)]
    assert hips[1] == pytest.approx(hips[0], abs=0.5)


def test_the_file_is_read_back_as_it_was_fitted_and_fitted_again_alike(tmp_path: Path) -> None:
    table = fit(people(noise=0.3))
    text = as_toml(table, {"Clips": "5"})
    path = tmp_path / "centres.toml"
    path.write_text(text, encoding="utf-8")
    assert toml.load(CentresTable, path) == table
    assert table.most == MOST
    assert as_toml(fit(people(noise=0.3)), {"Clips": "5"}) == text

"""A graph is parted whole and without overlap, and a part computes what it did in the whole."""

from __future__ import annotations

import numpy as np
import pytest
from tiny_network import run

graph = pytest.importorskip("kiosk.quantize.graph", reason="needs ai-edge-litert")
groups = pytest.importorskip("kiosk.quantize.groups")


@pytest.fixture
def folded(tiny):
    graph.fold(tiny)
    graph.name_operators(tiny)
    return tiny


def test_groups_cover_every_operator_once_and_all_the_work(folded):
    parts = groups.groups(folded)
    assert [position for part in parts for position in part.positions] == list(range(6))
    assert sum(part.work for part in parts) == pytest.approx(1.0)
    # Behind the stem, which is read twice, and behind the sum; each output is its own.
    assert [(part.first, part.last) for part in parts] == [(0, 0), (1, 3), (4, 4), (5, 5)]
    assert [part.ends for part in parts] == [False, False, True, True]


@pytest.mark.parametrize(("apart", "firsts"), [(1, [0, 1, 4, 5]), (2, [0, 1, 2, 4, 5]), (3, [0, 1, 3, 4, 5])])
def test_the_first_operators_are_groups_of_their_own_where_asked(folded, apart, firsts):
    parts = groups.groups(folded, apart)
    assert [part.first for part in parts] == firsts
    assert [position for part in parts for position in part.positions] == list(range(6))


def test_a_part_computes_what_the_whole_does(folded):
    image = np.random.default_rng(1).random((1, 8, 8, 3), dtype=np.float32)
    data = graph.write(folded)
    stem = run(groups.alone(graph.read(data), groups.groups(folded)[0]), image)
    assert [values.shape for values in stem] == [(1, 8, 8, 6)]
    rest = groups.alone(graph.read(data), groups.groups(folded)[1])
    (total,) = run(rest, stem[0])
    near = run(groups.alone(graph.read(data), groups.groups(folded)[2]), total)
    np.testing.assert_allclose(near[0], run(data, image)[0], rtol=1e-5, atol=1e-5)

"""Finding people: the anchors, merging, and the way from the network's square back to the picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fake_networks import FakeDetectorNetwork

from kiosk.pose import detector as detector_module
from kiosk.pose.detector import SIDE, Detection, Detector, anchors

Person = tuple[float, float, float, float, float]


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> type[FakeDetectorNetwork]:
    class Network(FakeDetectorNetwork):
        made: list[FakeDetectorNetwork] = []  # noqa: RUF012

        def __init__(self, path: Path, threads: int, runtime: str = "auto") -> None:
            super().__init__(path, threads, runtime)
            self.made.append(self)

    monkeypatch.setattr(detector_module, "Network", Network)
    return Network


def found(network: type[FakeDetectorNetwork], *people: Person, size: tuple[int, int] = (224, 224)) -> list[Detection]:
    network.people = people
    return Detector(Path("fake"))(np.zeros((size[1], size[0], 3), dtype=np.uint8))


def test_the_anchors_are_those_the_network_was_trained_with() -> None:
    grid = anchors()
    assert grid.shape == (2254, 2)
    assert grid.min() > 0.0
    assert grid.max() < 1.0
    layers = ((0, 28, 2), (2 * 28 * 28, 14, 2), (2 * 28 * 28 + 2 * 14 * 14, 7, 6))
    for first, cells, each in layers:
        assert grid[first] == pytest.approx((0.5 / cells, 0.5 / cells))
        assert np.array_equal(grid[first], grid[first + each - 1]), "anchors of one cell share its centre"
        assert grid[first + each] == pytest.approx((1.5 / cells, 0.5 / cells)), "x runs first"
        assert grid[first + each * cells] == pytest.approx((0.5 / cells, 1.5 / cells))
        assert grid[first + each * cells * cells - 1] == pytest.approx((1.0 - 0.5 / cells, 1.0 - 0.5 / cells))


def test_nobody_is_found_where_nothing_is_sure(network: type[FakeDetectorNetwork]) -> None:
    assert found(network) == []
    assert found(network, (-0.1, 100.0, 100.0, 40.0, 40.0)) == []
    assert len(found(network, (0.1, 100.0, 100.0, 40.0, 40.0))) == 1


def test_overlapping_finds_are_one_person_at_their_weighted_mean(network: type[FakeDetectorNetwork]) -> None:
    (person,) = found(network, (2.0, 100.0, 100.0, 40.0, 40.0), (0.5, 110.0, 100.0, 40.0, 40.0))
    sure, less = 1.0 / (1.0 + np.exp(-2.0)), 1.0 / (1.0 + np.exp(-0.5))
    assert person.score == pytest.approx(sure, abs=1e-5)
    x = (sure * 100.0 + less * 110.0) / (sure + less)
    assert person.box == pytest.approx((x - 20.0, 80.0, x + 20.0, 120.0), abs=0.01)
    assert (person.region.x, person.region.y) == pytest.approx((x, 160.0), abs=0.01)


def test_finds_apart_are_people_surest_first(network: type[FakeDetectorNetwork]) -> None:
    left, right = found(network, (1.0, 60.0, 100.0, 40.0, 40.0), (3.0, 160.0, 100.0, 40.0, 40.0))
    assert (left.box[0], right.box[0]) == pytest.approx((140.0, 40.0), abs=0.01)
    assert left.score > right.score


@pytest.mark.parametrize(("apart", "people"), [(15.0, 1), (30.0, 2)])
def test_people_may_stand_close(network: type[FakeDetectorNetwork], apart: float, people: int) -> None:
    assert len(found(network, (3.0, 90.0, 100.0, 40.0, 40.0), (2.0, 90.0 + apart, 100.0, 40.0, 40.0))) == people


def test_three_finds_of_two_people(network: type[FakeDetectorNetwork]) -> None:
    finds = ((3.0, 60.0, 100.0, 40.0, 40.0), (2.0, 160.0, 100.0, 40.0, 40.0), (1.0, 62.0, 100.0, 40.0, 40.0))
    assert [round(item.box[0]) for item in found(network, *finds)] == [41, 140]


@pytest.mark.parametrize("size", [(480, 640), (640, 480), (1080, 1920), (300, 300)])
def test_boxes_are_in_pixels_of_the_picture_whatever_its_shape(
    network: type[FakeDetectorNetwork], size: tuple[int, int]
) -> None:
    """A find at the middle of the network's square is at the middle of the picture."""
    (person,) = found(network, (3.0, 112.0, 112.0, 56.0, 56.0), size=size)
    quarter = max(size) / 8.0
    middle = (size[0] / 2.0, size[1] / 2.0)
    expected = (middle[0] - quarter, middle[1] - quarter, middle[0] + quarter, middle[1] + quarter)
    assert person.box == pytest.approx(expected, abs=max(size) / SIDE)
    assert person.region.x == pytest.approx(middle[0], abs=max(size) / SIDE)
    assert person.region.y == pytest.approx(middle[1] + 3.0 * quarter, abs=max(size) / SIDE)


def test_the_network_sees_red_first_from_minus_one_to_one_with_black_bars(network: type[FakeDetectorNetwork]) -> None:
    picture = np.zeros((640, 320, 3), dtype=np.uint8)
    picture[:] = (255, 0, 51)  # blue, green, red
    network.people = ()
    Detector(Path("fake"))(picture)
    seen = network.made[-1].tensor[0]  # type: ignore[attr-defined]
    assert seen[112, 112] == pytest.approx((51 / 127.5 - 1.0, -1.0, 1.0), abs=0.01)
    assert (seen[:, :50] == -1.0).all()
    assert (seen[:, -50:] == -1.0).all()


def test_one_picture_leaves_nothing_in_the_next(network: type[FakeDetectorNetwork]) -> None:
    network.people = ()
    detector = Detector(Path("fake"))
    detector(np.full((300, 300, 3), 255, dtype=np.uint8))
    detector(np.zeros((640, 100, 3), dtype=np.uint8))
    assert (network.made[-1].tensor == -1.0).all()  # type: ignore[attr-defined]

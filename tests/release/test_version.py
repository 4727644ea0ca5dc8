from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from kiosk.release.version import newer, order


def _some() -> st.SearchStrategy[str]:
    number = st.integers(0, 12)

    def suffix(kinds: str) -> st.SearchStrategy[str]:
        return st.just("") | st.builds(lambda kind, n: f"{kind}{n}", st.sampled_from(kinds.split()), number)

    numbers = st.lists(number, min_size=1, max_size=4).map(lambda each: ".".join(map(str, each)))
    return st.builds(lambda *parts: "".join(parts), numbers, suffix("a b rc"), suffix(".post"), suffix(".dev"))


@given(_some(), _some())
def test_versions_are_ordered_as_those_of_python_packages(one: str, other: str) -> None:
    assert (order(one) > order(other)) == (Version(one) > Version(other)) == newer(one, other)
    assert (order(one) == order(other)) == (Version(one) == Version(other))


@pytest.mark.parametrize("text", ["", "..", "1..2", "v1", "1.0-1", "1.0/..", "1.0 ", "１.0", "1.2.3.4.5", "1" * 41])
def test_what_is_no_version_is_no_folder_either(text: str) -> None:
    with pytest.raises(ValueError, match="no version"):
        order(text)

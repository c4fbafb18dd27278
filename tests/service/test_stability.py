import pytest

from service.stability import Band, measure_stability

EVEN = {"a": 0.5, "b": 0.5}


@pytest.mark.parametrize(
    ("found", "index", "band"),
    [
        (EVEN, 0.0, Band.STABLE),
        ({"a": 0.6, "b": 0.4}, 0.0405, Band.STABLE),
        ({"a": 0.7, "b": 0.3}, 0.1695, Band.SHIFTING),
        ({"a": 0.8, "b": 0.2}, 0.4159, Band.SHIFTED),
    ],
)
def test_the_index_and_its_bands(found: dict[str, float], index: float, band: Band) -> None:
    stability = measure_stability(EVEN, found)
    assert (stability.index, stability.band) == (pytest.approx(index, abs=1e-4), band)


def test_it_is_the_same_both_ways_and_whatever_the_sum() -> None:
    found = {"a": 0.9, "b": 0.6}
    assert measure_stability(EVEN, found) == measure_stability({"a": 0.6, "b": 0.4}, EVEN)


def test_what_was_never_there_has_a_finite_index() -> None:
    assert measure_stability({"a": 1.0}, {"b": 1.0}).index == pytest.approx(13.8, abs=0.1)


@pytest.mark.parametrize(("expected", "found"), [({}, EVEN), (EVEN, {}), (EVEN, {"a": 0.0})])
def test_nothing_cannot_be_compared(expected: dict[str, float], found: dict[str, float]) -> None:
    assert measure_stability(expected, found) is None

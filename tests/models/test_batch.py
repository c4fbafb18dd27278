import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.bag import Bag
from models.batch import Batch, distinct_pairs, rooted_sums, sum_by_group

WEIGHTS = np.array([[1.0, 0.0], [0.0, 2.0], [-3.0, 1.0]])


@st.composite
def bags(draw: st.DrawFn) -> Bag:
    n_words = draw(st.integers(0, 120))
    positions = sorted(draw(st.lists(st.integers(0, n_words - 1), max_size=9))) if n_words else []
    concepts = draw(st.lists(st.integers(0, 2), min_size=len(positions), max_size=len(positions)))
    return Bag("es", ["voz"] * n_words, np.array(concepts, dtype=np.int64), np.array(positions, dtype=np.int64))


MANY_BAGS = st.lists(bags(), max_size=5)


@given(MANY_BAGS, st.sampled_from([25, 75]))
def test_windows_of_a_batch_are_those_of_each_bag_one_after_another(drawn: list[Bag], size: int) -> None:
    n_windows, windows = Batch(drawn).windows(size)
    alone = [Batch([bag]).windows(size) for bag in drawn]
    assert n_windows.tolist() == [int(n[0]) for n, _ in alone] == [max(1, round(len(b.words) / size)) for b in drawn]
    before = np.cumsum([0, *n_windows.tolist()])
    expected = [
        at + window for at, (_, found) in zip(before.tolist(), alone, strict=False) for window in found.tolist()
    ]
    assert windows.tolist() == expected


@given(MANY_BAGS)
def test_every_mention_is_in_a_window_of_its_bag(drawn: list[Bag]) -> None:
    batch = Batch(drawn)
    n_windows, windows = batch.windows(25)
    owners = np.repeat(np.arange(len(drawn)), n_windows)
    np.testing.assert_array_equal(owners[windows], batch.owners)


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(-9, 9)), max_size=20))
def test_sums_by_group_are_sums_of_the_rows_of_each_group(pairs: list[tuple[int, float]]) -> None:
    pairs.sort(key=lambda pair: pair[0])
    values = np.array([value for _, value in pairs], dtype=float).reshape(-1, 1)
    sums = sum_by_group(values, np.array([group for group, _ in pairs], dtype=np.int64), 5)
    expected = [sum(value for group, value in pairs if group == each) for each in range(5)]
    np.testing.assert_allclose(sums[:, 0], expected, atol=1e-9)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), max_size=20))
def test_pairs_that_come_together_are_counted(pairs: list[tuple[int, int]]) -> None:
    groups, items = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    found = list(zip(*(part.tolist() for part in distinct_pairs(groups, items)), strict=True))
    assert found == [(*pair, pairs.count(pair)) for pair in sorted(set(pairs))]


@given(MANY_BAGS, st.sampled_from([None, 0, 40]))
def test_a_bag_has_the_same_rooted_sum_alone_and_in_a_batch(drawn: list[Bag], before: int | None) -> None:
    together = rooted_sums(Batch(drawn), WEIGHTS, before=before)
    alone = [rooted_sums(Batch([bag]), WEIGHTS, before=before)[0] for bag in drawn]
    np.testing.assert_array_equal(together, np.reshape(alone, (len(drawn), 2)))


@pytest.mark.parametrize(("n_words", "length"), [(0, 15), (14, 15), (16, 16)])
def test_a_short_bag_counts_as_one_of_fifteen_words(n_words: int, length: int) -> None:
    none = np.empty(0, dtype=np.int64)
    assert Batch([Bag("en", ["word"] * n_words, none, none)]).counted_lengths.tolist() == [length]


@pytest.mark.parametrize("before", [4, 5, 6])
def test_what_begins_at_the_border_is_not_before_it(before: int) -> None:
    bag = Bag("es", ["voz"] * 9, np.array([0]), np.array([5]))
    assert rooted_sums(Batch([bag]), WEIGHTS, before=before).any() == (before > 5)


@pytest.mark.parametrize(("n_words", "n_windows", "root"), [(0, 1, 15), (50, 1, 50), (50, 2, 25), (50, 10, 15)])
def test_the_root_of_a_window_is_that_of_its_words(n_words: int, n_windows: int, root: float) -> None:
    none = np.empty(0, dtype=np.int64)
    found = Batch([Bag("en", ["word"] * n_words, none, none)]).window_roots(np.array([n_windows]))
    np.testing.assert_allclose(found, [np.sqrt(root)])

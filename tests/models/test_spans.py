from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from models.spans import keep_longest

SPANS = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5), st.text(max_size=1)))


@given(SPANS)
def test_what_is_kept_is_in_order_and_nothing_longer_was_given_up_for_it(drawn: list[tuple[int, int, str]]) -> None:
    spans = [(first, first + length, carried) for first, length, carried in drawn]
    kept = keep_longest(spans)
    assert all(before[1] <= after[0] for before, after in pairwise(kept))
    for span in spans:
        rivals = [other for other in kept if other[0] < span[1] and span[0] < other[1]]
        assert rivals
        assert span in kept or any(other[1] - other[0] >= span[1] - span[0] for other in rivals)


def test_of_equals_the_first_stays() -> None:
    assert keep_longest([(1, 3, "late"), (0, 2, "early")]) == [(0, 2, "early")]
    assert keep_longest([(0, 2, "one"), (0, 2, "two")]) == [(0, 2, "one")]

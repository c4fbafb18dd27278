from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

from models.decision import Outcome
from service.missed import STRATA, Sample, allocate
from service.proportions import Stratum
from service.tagged import Key, key_of
from tests.service.archive import LABELS, build_archive, build_row


def draw(rows: Iterable[dict[str, Any]]) -> Sample:
    sample = Sample(LABELS)
    for row in rows:
        sample.add(row)
    return sample


def truth(rows: Iterable[dict[str, Any]]) -> dict[Key, frozenset[str]]:
    """What people would say: the tags, and that every seventh document without prevention is about it."""
    return {
        key_of(row): frozenset(row["labels"]) | ({"prevention"} if number % 7 == 0 else set())
        for number, row in enumerate(rows)
    }


def test_for_each_label_as_many_documents_without_it_are_drawn_as_were_asked_for() -> None:
    rows = build_archive(3000)
    by_key = {key_of(row): row for row in rows}
    drawn = [by_key[key] for key in draw(rows).documents()]
    assert all(row["outcome"] != "not_judged" for row in drawn)
    for label in LABELS:
        assert sum(label not in row["labels"] for row in drawn) >= 100
    assert len(drawn) < 200  # one list serves all labels


def test_the_same_documents_are_drawn_in_any_order_of_rows() -> None:
    rows = build_archive()
    assert draw(rows).documents() == draw(rows[::-1]).documents()


def test_a_larger_archive_keeps_what_was_drawn_unless_others_come_before_it() -> None:
    before, after = (draw(build_archive(n)).documents() for n in (3000, 3100))
    assert len(set(before) & set(after)) > 0.9 * len(before)


def test_an_archive_that_is_small_is_drawn_whole() -> None:
    rows = build_archive(50)
    judged = {key_of(row) for row in rows if row["outcome"] != "not_judged"}
    assert set(draw(rows).documents()) == judged


def test_with_every_document_reviewed_the_estimate_is_the_truth() -> None:
    rows = build_archive(90)
    reviews = truth(rows)
    result = draw(rows).judge(reviews)
    assert result.n_reviewed == result.n_drawn == sum(row["outcome"] != "not_judged" for row in rows)
    for missed in result.labels:
        judged = [row for row in rows if row["outcome"] != "not_judged" and missed.label not in row["labels"]]
        n_missed = sum(missed.label in reviews[key_of(row)] for row in judged)
        assert missed.total is not None
        assert (missed.total.low, missed.total.value, missed.total.high) == (n_missed, n_missed, n_missed)
        assert missed.recall is not None
        assert missed.recall.value == pytest.approx(missed.n_given / (missed.n_given + n_missed))


def test_the_estimate_is_the_sum_over_strata_of_size_times_share_found() -> None:
    rows = build_archive(3000)
    reviews = truth(rows)
    sample = draw(rows)
    reviewed = {key: reviews[key] for key in sample.documents()}
    missed = sample.judge(reviewed).labels[LABELS.index("prevention")]
    sizes = Counter(row["outcome"] for row in rows if "prevention" not in row["labels"])
    assert [part.size for part in missed.strata] == [sizes[outcome] for outcome in STRATA]
    assert sum(part.reviewed for part in missed.strata) == 100
    assert missed.total is not None
    expected = sum(part.size * part.found / part.reviewed for part in missed.strata)
    assert missed.total.value == pytest.approx(expected)
    n_missed = sum("prevention" in reviews[key_of(row)] for row in rows if "prevention" not in row["labels"])
    assert missed.total.low <= n_missed <= missed.total.high
    assert missed.recall is not None
    assert missed.recall.low < missed.recall.value < missed.recall.high


def test_without_reviews_nothing_is_estimated() -> None:
    result = draw(build_archive()).judge({})
    assert (result.n_reviewed, result.n_others) == (0, 0)
    assert {missed.total for missed in result.labels} == {missed.recall for missed in result.labels} == {None}


def test_reviews_of_documents_that_were_not_drawn_do_not_count() -> None:
    rows = build_archive(3000)
    sample = draw(rows)
    chosen = next(key_of(row) for row in rows if key_of(row) not in sample.documents() and row["outcome"] == "none")
    drawn = sample.documents()[0]
    other_text = (sample.documents()[1][0], "another text")
    result = sample.judge({chosen: frozenset(LABELS), drawn: frozenset(), other_text: frozenset(LABELS)})
    assert (result.n_reviewed, result.n_others) == (1, 2)
    assert all(part.found == 0 for missed in result.labels for part in missed.strata)


def test_reviews_count_up_to_the_first_document_that_was_left_out() -> None:
    rows = build_archive(3000)
    by_key, said, sample = {key_of(row): row for row in rows}, truth(rows), draw(rows)
    drawn = sample.documents()
    result = sample.judge({key: said[key] for key in drawn if key != drawn[2]})
    assert (result.n_counted, result.n_waiting, result.n_reviewed) == (2, len(drawn) - 3, len(drawn) - 1)
    for missed in result.labels:
        first = [by_key[key] for key in drawn[:2] if missed.label not in by_key[key]["labels"]]
        outcomes = Counter(row["outcome"] for row in first)
        assert [part.reviewed for part in missed.strata] == [outcomes[outcome] for outcome in STRATA]


def test_a_reviewer_who_leaves_out_what_is_hard_sways_nothing() -> None:
    rows = build_archive(3000)
    said, sample = truth(rows), draw(rows)
    drawn = sample.documents()
    is_easy = ["prevention" not in said[key] for key in drawn]
    result = sample.judge({key: said[key] for key, easy in zip(drawn, is_easy, strict=True) if easy})
    assert result.n_counted == is_easy.index(False)
    assert result.n_waiting == sum(is_easy) - result.n_counted > 0


def test_reviews_of_an_archive_that_grew_wait_for_what_is_new() -> None:
    rows = build_archive(3100)
    said, sample = truth(rows), draw(rows)
    known = {key: said[key] for key in draw(rows[:3000]).documents()}
    result = sample.judge(known)
    assert result.n_counted == [key in known for key in sample.documents()].index(False)
    assert result.n_waiting > 0
    complete = sample.judge(said)
    assert (complete.n_counted, complete.n_waiting) == (complete.n_drawn, 0)


def test_any_beginning_of_the_list_counts() -> None:
    rows = build_archive(3000)
    said, sample = truth(rows), draw(rows)
    result = sample.judge({key: said[key] for key in sample.documents()[:60]})
    assert (result.n_counted, result.n_waiting) == (60, 0)


def test_a_label_that_was_never_given_has_no_recall() -> None:
    rows = [build_row(number, outcome=Outcome.NONE, labels=[]) for number in range(10)]
    result = draw(rows).judge({key_of(row): frozenset() for row in rows})
    assert {missed.recall for missed in result.labels} == {None}
    assert {missed.strata[0] for missed in result.labels} == {Stratum(10, 10, 0)}


@pytest.mark.parametrize(
    ("size", "available", "quotas"),
    [
        (100, [1000, 500, 500], [50, 25, 25]),
        (100, [10_000, 100, 5], [75, 20, 5]),
        (100, [20, 30, 0], [20, 30, 0]),
        (10, [1, 100, 100], [1, 5, 4]),
        (1, [5, 5, 5], [1, 0, 0]),
    ],
)
def test_a_sample_is_divided_in_proportion_with_a_least_share(
    size: int, available: list[int], quotas: list[int]
) -> None:
    assert allocate(size, available) == quotas

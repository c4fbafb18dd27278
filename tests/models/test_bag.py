import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.taxonomy import LANGUAGES
from models.bag import NOTHING, Bag, Words, concatenate, remember

SOME_WORDS = st.lists(st.sampled_from(["policía", "school", "año", "law"]), max_size=12)


def bag(words: object) -> Bag:
    return Bag("es", words, NOTHING, NOTHING)


@given(SOME_WORDS, st.integers(0, 12), st.integers(0, 12))
def test_a_part_of_words_is_the_part_of_the_list(words: list[str], start: int, end: int) -> None:
    whole = Words.of(words)
    part = whole[start:end]
    assert (list(part), len(part)) == (words[start:end], len(words[start:end]))
    assert part.distinct is whole.distinct
    assert part == Words.of(words[start:end])


@given(SOME_WORDS, st.integers(0, 12))
def test_distinct_words_and_their_counts_are_of_the_part_only(words: list[str], start: int) -> None:
    part = bag(Words.of(words)[start:])
    left = words[start:]
    assert sorted(part.distinct_words) == sorted(set(left))
    assert dict(zip(part.distinct_words, part.word_counts.tolist(), strict=True)) == {w: left.count(w) for w in left}
    assert [part.distinct_words[place] for place in part.word_ids] == left


def test_distinct_words_come_in_order_of_first_occurrence() -> None:
    assert bag(["law", "año", "law", "policía"]).distinct_words == ["law", "año", "policía"]


@given(SOME_WORDS, st.integers(0, 12))
def test_rows_in_a_table_are_those_of_the_distinct_words(words: list[str], start: int) -> None:
    table = {"policía": 7, "law": 3}
    part = bag(Words.of(words)[start:])
    assert part.rows_in(table).tolist() == [table.get(word, -1) for word in part.distinct_words]


def test_words_without_a_row_are_told_apart_from_the_first_row() -> None:
    assert bag(["ley", "voz", "año"]).rows_in({"voz": 0, "año": 5}).tolist() == [-1, 0, 5]


def test_each_table_has_rows_of_its_own() -> None:
    found = bag(["law"])
    assert [found.rows_in({"law": row}).tolist() for row in range(20)] == [[row] for row in range(20)]


@given(SOME_WORDS, st.integers(0, 12), st.booleans())
def test_concatenated_words_are_those_of_the_parts(words: list[str], cut: int, shared: bool) -> None:
    whole = Words.of(words)
    parts = [whole[:cut], whole[cut:]] if shared else [words[:cut], words[cut:]]
    joined = concatenate([bag(part) for part in parts])
    assert list(joined.words) == words
    assert joined.word_counts.sum() == len(words)
    assert not shared or joined.words.distinct is whole.distinct


@pytest.mark.parametrize("language", LANGUAGES)
def test_joined_bags_keep_the_order_of_words_and_mentions(language: str) -> None:
    words, starts = ["la", "policia", "y", "la", "corte"], np.array([0, 3, 11, 13, 16])
    one = Bag(language, words, np.array([7, 2, 7]), np.array([1, 1, 4]), starts)
    other = Bag(language, words, np.array([3]), np.array([2]), starts)
    joined = concatenate([one, other, one])
    assert (joined.language, list(joined.words)) == (language, words * 3)
    assert joined.concepts.tolist() == [7, 2, 7, 3, 7, 2, 7]
    assert joined.positions.tolist() == [1, 1, 4, 7, 11, 11, 14]
    assert joined.starts.tolist() == starts.tolist() * 3


def test_concepts_are_counted_in_rising_order() -> None:
    concepts, counts = Bag("en", ["law"] * 5, np.array([7, 2, 7]), np.array([1, 1, 4])).concept_counts
    assert (concepts.tolist(), counts.tolist()) == ([2, 7], [1, 2])


def test_what_was_computed_for_one_that_is_gone_is_no_answer_to_another() -> None:
    one = bag(["law"])
    for number in range(50):  # without its owner in hand, the next one could be taken for it
        assert remember([one], [number], lambda new, number=number: [number]) == [number]


@pytest.mark.parametrize("other", [("law", "año"), ["law"], "law"])
def test_words_differ_from_others(other: object) -> None:
    assert Words.of(["law", "año", "año"]) != other


def test_what_was_computed_of_a_bag_is_computed_once_for_each_owner() -> None:
    asked: list[int] = []

    def count(bags: list[Bag]) -> list[int]:
        asked.append(len(bags))
        return [len(each.words) for each in bags]

    one, two, owner = bag(["law"]), bag(["law", "año"]), object()
    assert remember([one], owner, count) == [1]
    assert remember([two, one], owner, count) == [2, 1]
    assert remember([one, two], owner, count) == [1, 2]
    assert asked == [1, 1]
    assert remember([one], object(), count) == [1]
    assert asked == [1, 1, 1]


@pytest.mark.parametrize(("n_words", "n_mentions"), [(0, 0), (2, 1), (3, 3), (9, 3)])
def test_a_lead_has_the_first_words_and_what_begins_in_them(n_words: int, n_mentions: int) -> None:
    words = ["ley", "de", "cárceles", "nueva"]
    whole = Bag("es", words, np.array([4, 7, 8]), np.array([1, 2, 2]), np.array([0, 4, 7, 16]))
    lead = whole.lead(n_words)
    assert (lead.language, list(lead.words)) == ("es", words[:n_words])
    assert lead.concepts.tolist() == [4, 7, 8][:n_mentions]
    assert lead.positions.tolist() == [1, 2, 2][:n_mentions]
    assert lead.starts.tolist() == [0, 4, 7, 16][:n_words]

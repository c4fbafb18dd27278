import numpy as np
import pytest

from corpora.taxonomy import LANGUAGES
from models.bag import NOTHING, Bag, concatenate

WORDS = {"en": ["the", "police", "and", "the", "court"], "es": ["la", "policia", "y", "la", "corte"]}


def bag_of(language: str, concepts: tuple[int, ...] = (7, 2, 7), positions: tuple[int, ...] = (1, 1, 4)) -> Bag:
    words = WORDS[language]
    starts = np.cumsum([0, *(len(word) + 1 for word in words[:-1])])
    return Bag(language, words, np.array(concepts), np.array(positions), starts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_counted_in_the_order_of_their_first_occurrence(language: str) -> None:
    bag = bag_of(language)
    assert bag.distinct_words == [WORDS[language][place] for place in (0, 1, 2, 4)]
    assert bag.word_ids.tolist() == [0, 1, 2, 0, 3]
    assert bag.word_counts.tolist() == [2, 1, 1, 1]


def test_concepts_are_counted_in_rising_order() -> None:
    concepts, counts = bag_of("en").concept_counts
    assert (concepts.tolist(), counts.tolist()) == ([2, 7], [1, 2])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bag_of_nothing_has_no_counts(language: str) -> None:
    bag = Bag(language, [], NOTHING, NOTHING)
    assert (bag.distinct_words, bag.word_ids.tolist(), bag.word_counts.tolist()) == ([], [], [])
    assert bag.starts.tolist() == bag.rows_in({"police": 1}).tolist() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_without_a_row_are_told_apart_from_the_first_row(language: str) -> None:
    assert bag_of(language).rows_in({WORDS[language][1]: 0, WORDS[language][4]: 5}).tolist() == [-1, 0, -1, 5]


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_are_those_of_the_table_that_is_asked_for(language: str) -> None:
    bag, word = bag_of(language), WORDS[language][1]
    assert [bag.rows_in({word: row}).tolist()[1] for row in (3, 4)] == [3, 4]


def test_what_is_remembered_is_computed_once_for_each_owner() -> None:
    bag, one, other = bag_of("en"), object(), object()
    asked: list[str] = []

    def answer(name: str) -> str:
        asked.append(name)
        return name

    assert [bag.remember(one, lambda: answer("one")) for _ in range(2)] == ["one", "one"]
    assert bag.remember(other, lambda: answer("other")) == "other"
    assert bag.remember(one, lambda: answer("again")) == "one"
    assert asked == ["one", "other"]


def test_what_was_computed_for_one_that_is_gone_is_no_answer_to_another() -> None:
    bag = bag_of("en")
    for number in range(50):  # without its owner in hand, the next one could be taken for it
        assert bag.remember([number], lambda number=number: number) == number


@pytest.mark.parametrize("language", LANGUAGES)
def test_joined_bags_keep_the_order_of_words_and_mentions(language: str) -> None:
    one, other = bag_of(language), bag_of(language, concepts=(3,), positions=(2,))
    joined = concatenate([one, other, one])
    assert (joined.language, joined.words) == (language, WORDS[language] * 3)
    assert joined.concepts.tolist() == [7, 2, 7, 3, 7, 2, 7]
    assert joined.positions.tolist() == [1, 1, 4, 7, 11, 11, 14]
    assert joined.starts.tolist() == one.starts.tolist() * 3


def test_one_bag_joined_is_the_same() -> None:
    joined = concatenate([bag_of("es")])
    assert joined.positions.tolist() == [1, 1, 4]
    assert joined.words == WORDS["es"]

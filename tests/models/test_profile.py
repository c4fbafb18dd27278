import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.taxonomy import LANGUAGES
from models.bag import Bag
from models.profile import Profiler, WordTable

N_LABELS = 2
WIDTH = N_LABELS + 1
BLOCKS = ("concepts", "words", "concepts in windows", "words in windows", "concepts in the lead", "led and length")
WEIGHTS = np.array([[3.0, 0.0, 2.0], [0.0, 2.0, 1.0], [-1.0, 1.0, -3.0]])
WORDS = {"en": ("police", "school", "rain"), "es": ("policia", "escuela", "lluvia")}
TABLES = {
    language: WordTable({words[0]: 0, words[1]: 1}, np.array([[0.5, 0.0, 0.3], [-0.2, 0.9, 0.1]]))
    for language, words in WORDS.items()
}


def block(rows: np.ndarray, name: str) -> np.ndarray:
    at = BLOCKS.index(name) * WIDTH
    return rows[..., at : at + WIDTH]


@st.composite
def bags(draw: st.DrawFn) -> Bag:
    language = draw(st.sampled_from(LANGUAGES))
    words = draw(st.lists(st.sampled_from(WORDS[language]), max_size=260))
    positions = sorted(draw(st.lists(st.integers(0, len(words) - 1), max_size=12))) if words else []
    concepts = draw(st.lists(st.integers(0, len(WEIGHTS) - 1), min_size=len(positions), max_size=len(positions)))
    return Bag(language, words, np.array(concepts, dtype=np.int64), np.array(positions, dtype=np.int64))


def bag(language: str, n_words: int, *mentions: tuple[int, int]) -> Bag:
    """A bag of rain with mentions, each a (concept, position)."""
    concepts, positions = np.array(mentions, dtype=np.int64).reshape(-1, 2).T
    return Bag(language, [WORDS[language][2]] * n_words, concepts, positions)


@pytest.mark.parametrize("n_bags", [0, 1, 3])
def test_a_row_has_six_blocks_of_labels_and_field(n_bags: int) -> None:
    assert Profiler(WEIGHTS, TABLES).profile([bag("en", 20, (0, 3))] * n_bags).shape == (n_bags, 6 * WIDTH)


@given(bags())
def test_parts_sum_to_the_profile_but_for_led_windows_and_length(drawn: Bag) -> None:
    profiler = Profiler(WEIGHTS, TABLES)
    known, parts = profiler.parts(drawn)
    assert len(parts) == len(drawn.concept_counts[0]) + len(known)
    np.testing.assert_allclose(parts[:, : 5 * WIDTH].sum(axis=0), profiler.profile([drawn])[0, : 5 * WIDTH], atol=1e-12)
    assert not block(parts, "led and length").any()


@given(bags())
def test_without_vectors_what_words_say_is_zero(drawn: Bag) -> None:
    with_vectors, without = (Profiler(WEIGHTS, tables).profile([drawn])[0] for tables in (TABLES, {}))
    for name in ("words", "words in windows"):
        assert not block(without, name).any()
    for name in ("concepts", "concepts in windows", "concepts in the lead", "led and length"):
        np.testing.assert_array_equal(block(with_vectors, name), block(without, name))


@given(bags())
def test_a_bag_has_the_same_row_alone_and_in_a_batch(drawn: Bag) -> None:
    profiler, other = Profiler(WEIGHTS, TABLES), bag("es", 30, (1, 2))
    np.testing.assert_array_equal(profiler.profile([other, drawn])[1], profiler.profile([drawn])[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_read_their_own_table(language: str) -> None:
    row = Profiler(WEIGHTS, TABLES).profile([Bag(language, WORDS[language], *np.empty((2, 0), dtype=np.int64))])
    np.testing.assert_allclose(block(row[0], "words"), np.array([0.3, 0.9, 0.4]) / np.sqrt(15))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_concept_counts_with_the_root_of_its_mentions_over_the_root_of_the_length(language: str) -> None:
    row = Profiler(WEIGHTS, {}).profile([bag(language, 64, *[(0, at) for at in range(4)])])[0]
    np.testing.assert_allclose(block(row, "concepts"), WEIGHTS[0] * 2 / 8)


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_mentions_in_the_first_forty_words_are_in_the_lead(language: str) -> None:
    row = Profiler(WEIGHTS, {}).profile([bag(language, 100, (0, 39), (1, 40))])[0]
    np.testing.assert_allclose(block(row, "concepts in the lead"), WEIGHTS[0] / np.sqrt(40))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_led_share_counts_short_windows_where_a_label_outweighs(language: str) -> None:
    row = Profiler(WEIGHTS, {}).profile([bag(language, 100, (0, 5), (1, 30), (1, 60), (2, 80))])[0]
    np.testing.assert_allclose(block(row, "led and length"), [1 / 4, 2 / 4, 0.0])


@pytest.mark.parametrize(("n_words", "length"), [(0, 15), (15, 15), (100, 100), (250, 250)])
def test_the_last_column_is_the_log_of_hundreds_of_words(n_words: int, length: int) -> None:
    assert Profiler(WEIGHTS, {}).profile([bag("en", n_words)])[0, -1] == pytest.approx(np.log(length / 100))

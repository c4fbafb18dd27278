import pytest

from corpora.corpus import read_corpus
from corpora.taxonomy import LANGUAGES
from training.genre_names import GENRES
from training.report_texts import TEXTS


def test_every_genre_of_the_corpus_that_ships_has_a_name() -> None:
    corpus = read_corpus()
    assert {example.genre for example in (*corpus.examples, *corpus.held_out)} == GENRES.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_genres_have_the_same_name_nor_a_genre_the_key_of_another_text(language: str) -> None:
    assert len({names[language] for names in GENRES.values()}) == len(GENRES)
    assert GENRES.keys().isdisjoint(TEXTS[language])

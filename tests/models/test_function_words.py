import pytest

from corpora.wording import read_phrases
from models.function_words import KNOWN, count_function_words


def counts(text: str, *edges: int) -> list[dict[str, int]]:
    """Of each piece, the counts that are not zero; "" for words in no list."""
    pieces = count_function_words(text, edges or (0, len(text))).tolist()
    return [{name: n for name, n in zip((*KNOWN, ""), row, strict=True) if n} for row in pieces]


def test_words_count_for_each_language_that_has_them() -> None:
    assert counts("whether") == [{"en": 1}]
    assert counts("según") == [{"es": 1}]
    assert counts("kangaroo canguro") == [{"": 2}]
    (shared,) = counts("para")
    assert {"es", "pt"} <= shared.keys()
    assert "en" not in shared


@pytest.mark.parametrize("text", ["según", "Según", "SEGÚN", "(según)", "«según»", "según,", "‘según’/12 345"])
def test_case_figures_and_marks_do_not_matter(text: str) -> None:
    assert counts(text) == [{"es": 1}]


def test_pieces_are_counted_apart() -> None:
    text = "whether según the"
    assert counts(text, 0, 8, 8, 14, len(text)) == [*counts("whether"), {}, *counts("según"), *counts("the")]


@pytest.mark.parametrize("language", KNOWN)
def test_every_language_has_a_list_of_single_words(language: str) -> None:
    words = read_phrases("function_words", language)
    assert len(words) >= 50
    assert all(word.isalpha() for word in words)

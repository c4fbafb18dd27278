import pytest

from corpora.taxonomy import LANGUAGES
from corpora.wording import read_phrases


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["abbreviations", "boilerplate"])
def test_every_language_has_its_phrases_in_lower_case(name: str, language: str) -> None:
    phrases = read_phrases(name, language)
    assert phrases
    assert all(phrase == phrase.strip().lower() for phrase in phrases)
    assert len(set(phrases)) == len(phrases)

import pytest

from corpora.document import Reason
from corpora.taxonomy import LANGUAGES
from models.decision import Outcome
from models.function_words import KNOWN
from service.names import NAMES
from service.pages.languages import read_catalogue
from service.pages.words import REASONS


def test_both_languages_name_every_outcome_reason_and_language_that_is_told_apart() -> None:
    assert {*map(str, Outcome), *map(str, Reason), *KNOWN} <= NAMES["en"].keys() == NAMES["es"].keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_is_called_the_same_in_a_list_and_on_its_page(language: str) -> None:
    catalogue = read_catalogue(language)
    on_pages = {reason: catalogue.gettext(words.heading) for reason, words in REASONS.items()}
    assert {reason: NAMES[language][reason] for reason in REASONS} == on_pages

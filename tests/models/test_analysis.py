from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.lexicon import Concept
from corpora.taxonomy import LANGUAGES
from corpora.wording import read_phrases
from models import analysis as analysis_module
from models.analysis import Analyser, Analysis
from models.bag import Bag
from models.pipeline import fold
from models.tokens import LONGEST_PASSAGE_WORDS, PASSAGE_WORDS

SENTENCES = {
    "en": "The police arrested three men at the port. Is that enough? The community police know every street by name.",
    "es": "La policía detuvo a tres hombres en el puerto. ¿Basta con eso? La policía comunitaria conoce cada calle.",
}
MENUS = {
    "en": "Home\nThe police\nPublications\nCountries\nContact us\n\n",
    "es": "Inicio\nLa policía\nPublicaciones\nPaíses\nContacto\n\n",
}
NOTICES = {
    "en": "\n\nThis site uses cookies to improve your visit to the police. Accept all",
    "es": "\n\nEste sitio utiliza cookies para mejorar su visita a la policía. Aceptar todas",
}
POLICE, COMMUNITY_POLICE, SEIZURE, YEAR = range(4)
LEXICON = (
    Concept("police", "actor", (1,), 1, {"en": ("police",), "es": ("policía",)}),
    Concept("community", "actor", (-1,), 1, {"en": ("community police",), "es": ("policía comunitaria",)}),
    Concept("seizure", "measure", (1,), 1, {"en": ("naïve seizure",), "es": ("incautación",)}),
    Concept("year", "setting", (0,), 0, {"en": ("year",), "es": ("años",)}),
)
ANALYSER = Analyser(LEXICON)


def analyse(text: str, language: str) -> Analysis:
    (analysis,) = ANALYSER.analyse([text], language)
    return analysis


def covers(analysis: Analysis) -> bool:
    starts = [passage.start for passage in analysis.passages]
    ends = [passage.end for passage in analysis.passages]
    return starts == [0, *ends[:-1]] and ends[-1] == len(analysis.text) and all(a < b for a, b in pairwise(ends))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("joint", [" ", "\n", "\n\n"])
def test_passages_are_whole_sentences_and_cover_the_text(language: str, joint: str) -> None:
    text = joint.join([SENTENCES[language]] * 30)
    analysis = analyse(text, language)
    assert len(analysis.passages) > 5
    assert covers(analysis)
    for passage in analysis.passages:
        assert text[passage.start : passage.end].rstrip()[-1] in ".?"
        assert len(passage.bag.words) <= LONGEST_PASSAGE_WORDS
    assert all(len(passage.bag.words) >= PASSAGE_WORDS for passage in analysis.passages[:-1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_without_end_is_cut_at_the_longest_length(language: str) -> None:
    analysis = analyse("policía " * 450, language)
    assert covers(analysis)
    assert [len(passage.bag.words) for passage in analysis.passages] == [200, 200, 50]


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_end_passages_where_no_mark_does(language: str) -> None:
    line = " ".join(["policía"] * PASSAGE_WORDS)
    analysis = analyse(f"{line}\n{line}", language)
    assert [len(passage.bag.words) for passage in analysis.passages] == [PASSAGE_WORDS, PASSAGE_WORDS]


@pytest.mark.parametrize(
    ("language", "abbreviation"),
    [(language, phrase) for language in LANGUAGES for phrase in read_phrases("abbreviations", language)],
)
def test_a_legal_abbreviation_ends_no_sentence(language: str, abbreviation: str) -> None:
    before = "word " * PASSAGE_WORDS
    for form in (abbreviation, abbreviation.capitalize(), abbreviation.upper()):
        assert len(analyse(f"{before}{form} 12 applies here.", language).passages) == 1
    assert len(analyse(f"{before}end. 12 applies here.", language).passages) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_furniture_is_a_passage_with_an_empty_bag(language: str) -> None:
    menu, content, notice = MENUS[language], SENTENCES[language], NOTICES[language]
    analysis = analyse(menu + content + notice, language)
    assert covers(analysis)
    assert [passage.is_content for passage in analysis.passages] == [False, True, False]
    assert analysis.text[analysis.passages[1].start : analysis.passages[1].end].strip() == content
    assert analysis.whole.words == analyse(content, language).whole.words
    assert {len(menu) <= mention.start < len(menu + content) for mention in analysis.mentions} == {True}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_term_wins(language: str) -> None:
    analysis = analyse(SENTENCES[language], language)
    assert analysis.whole.concepts.tolist() == [POLICE, COMMUNITY_POLICE]
    read = [analysis.text[mention.start : mention.end] for mention in analysis.mentions]
    assert read == [LEXICON[0].terms[language][0], LEXICON[1].terms[language][0]]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("es", "La INCAUTACIÓN, la incautacion y la Incautación.", [SEIZURE] * 3),
        ("en", "A NAÏVE SEIZURE, a naive seizure, a Naïve Seizure.", [SEIZURE] * 3),
        ("es", "Dos AÑOS", [YEAR]),
        ("es", "Dos anos", []),
        ("es", "Dos an\u0303os de incautacio\u0301n", [YEAR, SEIZURE]),
    ],
)
def test_accents_and_case_are_folded_but_not_the_letter_n_with_tilde(language: str, text: str, expected: list) -> None:
    assert analyse(text, language).whole.concepts.tolist() == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_positions_point_at_the_first_word_of_a_term(language: str) -> None:
    analysis = analyse(MENUS[language] + " ".join([SENTENCES[language]] * 20), language)
    bags: list[Bag] = [analysis.whole, *(passage.bag for passage in analysis.passages)]
    for bag in bags:
        found = [bag.words[at] for at in bag.positions]
        assert found == [fold(LEXICON[concept].terms[language][0].split()[0]) for concept in bag.concepts]
    assert sum(len(bag.concepts) for bag in bags[1:]) == len(analysis.whole.concepts) == 40


PIECES = [*SENTENCES.values(), *MENUS.values(), *NOTICES.values(), "art. 5", "  ", "\n", "\t\r\n", "…", "policía " * 90]


@given(
    text=st.one_of(st.text(), st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=12).map(" ".join)),
    language=st.sampled_from(LANGUAGES),
)
def test_any_text_is_covered_exactly(text: str, language: str) -> None:
    analysis = analyse(text, language)
    assert "".join(text[passage.start : passage.end] for passage in analysis.passages) == text
    assert not text or covers(analysis)
    assert [word for passage in analysis.passages for word in passage.bag.words] == list(analysis.whole.words)
    for mention in analysis.mentions:
        assert fold(text[mention.start : mention.end]) in map(fold, LEXICON[mention.concept].terms[language])


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_was_met_is_forgotten_in_time(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    analyser = Analyser(())
    kit = analyser._kits[language]
    limit = len(kit.pipeline.vocab.strings) + 50
    monkeypatch.setattr(analysis_module, "MOST_STRINGS", limit)
    text = " ".join(f"palabra{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(100))
    (before,) = analyser.analyse([text], language)
    assert analyser._kits[language] is not kit
    assert len(analyser._kits[language].pipeline.vocab.strings) < limit
    (after,) = analyser.analyse([text], language)
    assert list(after.whole.words) == list(before.whole.words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_lexicon_is_found_by_the_same_tokenizers_as_by_new_ones(language: str) -> None:
    other = (replace(LEXICON[YEAR], id="other"), *LEXICON[:SEIZURE])
    before = analyse(SENTENCES[language], language)
    rested: list[int] = []
    (shared,) = ANALYSER.with_lexicon(other, lambda: rested.append(1)).analyse([SENTENCES[language]], language)
    (fresh,) = Analyser(other).analyse([SENTENCES[language]], language)
    assert shared.mentions == fresh.mentions
    assert [bag.concepts.tolist() for bag in shared.wholes] == [bag.concepts.tolist() for bag in fresh.wholes]
    assert shared.mentions != before.mentions
    assert analyse(SENTENCES[language], language).mentions == before.mentions
    assert len(rested) == len(other) * len(LANGUAGES)


def test_the_same_lexicon_needs_no_other_analyser() -> None:
    assert ANALYSER.with_lexicon(tuple(LEXICON)) is ANALYSER

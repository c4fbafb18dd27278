"""The rule for sections on hand-made scores, and the judgement of documents by a fitted classifier."""

import time

import numpy as np
import pytest

from corpora.taxonomy import LANGUAGES
from models.analysis import Analysis
from models.bag import NOTHING, Bag
from models.longtext import (
    DOUBT,
    FULL_LEAD_WORDS,
    LEAD_SHARE,
    LEAD_WORDS,
    LEAST_SECTIONS,
    LONG_WORDS,
    MOST_SECTION_WORDS,
    WHOLE_SHARE,
    ask_leads,
    document_log_odds,
    prominent_log_odds,
    sections_of,
)
from models.multilingual import analyse_segments
from models.segments import Segment
from models.tagger import Tagger
from models.tokens import PASSAGE_WORDS

ENFORCEMENT = {
    "en": "Police officers seized cocaine at the port and arrested three men of the gang.\n",
    "es": "La policía incautó cocaína en el puerto y detuvo a tres hombres de la pandilla.\n",
}
OTHER = {
    "en": "The harvest was good this year and the bakers of the town sold bread at the fair.\n",
    "es": "La cosecha fue buena este año y los panaderos del pueblo vendieron pan en la feria.\n",
}


def analyse(tagger: Tagger, text: str, language: str) -> Analysis:
    return next(tagger.analyser.analyse([text], language))


def whole_log_odds(tagger: Tagger, analysis: Analysis) -> list[float]:
    classifier = tagger.model.classifier
    return classifier.calibrate(classifier.decision_function([analysis.whole]))[0].tolist()


@pytest.mark.parametrize(("n_sections", "expected"), [(1, 9.0), (10, 9.0), (14, 9.0), (20, 8.0), (50, 5.0)])
def test_a_label_has_what_a_tenth_of_the_sections_reach(n_sections: int, expected: float) -> None:
    column = 9.0 - np.arange(n_sections)
    assert prominent_log_odds(column[::-1, np.newaxis]).tolist() == [expected]


def test_a_label_said_in_passing_loses_what_it_trails_by() -> None:
    assert prominent_log_odds(np.array([[8.0, 6.0, 1.0]])).tolist() == [8.0, 6.0, -3.0]


def test_a_label_is_judged_by_the_section_where_it_is_the_matter() -> None:
    assert prominent_log_odds(np.array([[8.0, 1.0], [-6.0, 0.5]])).tolist() == [8.0, 0.5]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_short_document_is_judged_as_a_whole(tagger: Tagger, language: str) -> None:
    analysis = analyse(tagger, ENFORCEMENT[language] * 20, language)
    assert sections_of(analysis) == []
    scores = document_log_odds(tagger.model.classifier, [analysis])
    np.testing.assert_allclose(scores, [whole_log_odds(tagger, analysis)], atol=1e-9)


class ByWords:
    """A classifier whose log-odds are set by hand: of a whole text, and of its lead."""

    def __init__(self, whole: float, lead: float) -> None:
        self.whole, self.lead = whole, lead

    def decision_function(self, bags: list[Bag]) -> np.ndarray:
        rows = [[self.lead if len(bag.words) == LEAD_WORDS else self.whole, 9.0] for bag in bags]
        return np.array(rows).reshape(len(bags), 2)

    def calibrate(self, scores: np.ndarray) -> np.ndarray:
        return scores


def text_of(n_words: int, language: str = "es") -> Bag:
    return Bag(language, ["voz"] * n_words, NOTHING, NOTHING)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("n_words", "share"),
    [
        (LEAD_WORDS + 1, LEAD_SHARE / (FULL_LEAD_WORDS - LEAD_WORDS)),
        ((LEAD_WORDS + FULL_LEAD_WORDS) // 2, LEAD_SHARE / 2),
        (FULL_LEAD_WORDS, LEAD_SHARE),
        (LONG_WORDS - 1, LEAD_SHARE),
        (LONG_WORDS, 0.0),
        (40, 0.0),
    ],
)
def test_a_label_in_doubt_asks_the_lead_the_more_the_longer_the_text(n_words: int, share: float, language: str) -> None:
    scores, _ = ask_leads(ByWords(whole=1.0, lead=-3.0), [text_of(n_words, language)])
    np.testing.assert_allclose(scores, [[1.0 - 4.0 * share, 9.0]])


@pytest.mark.parametrize("whole", [DOUBT, -DOUBT, 8.0])
def test_a_label_beyond_doubt_asks_nothing(whole: float) -> None:
    assert ask_leads(ByWords(whole, lead=-3.0), [text_of(400)])[0].tolist() == [[whole, 9.0]]


def test_each_text_of_a_batch_asks_its_own_lead() -> None:
    texts = [text_of(40), text_of(400), text_of(900), text_of(300)]
    scores, _ = ask_leads(ByWords(whole=1.0, lead=-1.0), texts)
    assert scores[:, 0].tolist() == [1.0, 0.0, 1.0, 0.0]
    scores, of_others = ask_leads(ByWords(whole=1.0, lead=-1.0), texts, [text_of(400), text_of(LEAD_WORDS)])
    assert scores[:, 0].tolist() == [1.0, 0.0, 1.0, 0.0]
    assert of_others[:, 0].tolist() == [1.0, -1.0]
    assert ask_leads(ByWords(1.0, -1.0), [])[0].shape == (0, 2)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("n_lines", [70, 300, 1000])
def test_sections_hold_the_words_of_a_long_document_in_order(tagger: Tagger, language: str, n_lines: int) -> None:
    analysis = analyse(tagger, (ENFORCEMENT[language] + OTHER[language]) * (n_lines // 2), language)
    sections = sections_of(analysis)
    lengths = [len(section.words) for section in sections]
    assert len(analysis.whole.words) >= LONG_WORDS
    assert [word for section in sections for word in section.words] == list(analysis.whole.words)
    assert np.concatenate([section.concepts for section in sections]).tolist() == analysis.whole.concepts.tolist()
    assert len(sections) >= LEAST_SECTIONS - 1
    assert max(lengths) < MOST_SECTION_WORDS + 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_mentions_of_a_section_begin_at_the_same_words_as_in_the_whole(tagger: Tagger, language: str) -> None:
    analysis = analyse(tagger, (ENFORCEMENT[language] + OTHER[language]) * 100, language)
    read = [section.words[at] for section in sections_of(analysis) for at in section.positions]
    assert read == [analysis.whole.words[at] for at in analysis.whole.positions]
    assert read


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chapter_counts_that_drowns_in_the_whole_and_a_page_does_not(tagger: Tagger, language: str) -> None:
    label = tagger.model.taxonomy.ids.index("enforcement")
    chapter, page = (
        analyse(tagger, OTHER[language] * (600 - lines) + ENFORCEMENT[language] * lines, language) for lines in (120, 6)
    )
    scores = document_log_odds(tagger.model.classifier, [chapter, page])[:, label]
    assert scores[0] > whole_log_odds(tagger, chapter)[label]
    assert scores[1] == pytest.approx(
        whole_log_odds(tagger, analyse(tagger, OTHER[language] * 600, language))[label], abs=1
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_document_scores_between_its_whole_and_its_sections(tagger: Tagger, language: str) -> None:
    classifier = tagger.model.classifier
    analysis = analyse(tagger, ENFORCEMENT[language] * 100 + OTHER[language] * 100, language)
    sections = classifier.calibrate(classifier.decision_function(sections_of(analysis)))
    expected = WHOLE_SHARE * np.array(whole_log_odds(tagger, analysis)) + (1 - WHOLE_SHARE) * prominent_log_odds(
        sections
    )
    assert document_log_odds(classifier, [analysis])[0] == pytest.approx(expected)


@pytest.mark.parametrize("first", LANGUAGES)
def test_a_section_is_of_one_language(tagger: Tagger, first: str) -> None:
    (other,) = set(LANGUAGES) - {first}
    parts = [ENFORCEMENT[first] * 60, ENFORCEMENT[other] * 30, OTHER[first] * 60]
    text = "".join(parts)
    ends = np.cumsum([len(part) for part in parts]).tolist()
    cuts = [
        Segment(start, end, code) for start, end, code in zip([0, *ends], ends, (first, other, first), strict=False)
    ]
    (analysis,) = analyse_segments(tagger.analyser, [text], [cuts])
    n_words = {first: 0, other: 0}
    for section in sections_of(analysis):
        n_words[section.language] += len(section.words)
    assert n_words == {whole.language: len(whole.words) for whole in analysis.wholes}


def test_documents_do_not_touch_each_other(tagger: Tagger) -> None:
    texts = [ENFORCEMENT["en"], OTHER["en"] * 200, ENFORCEMENT["en"] * 200, OTHER["en"]]
    analyses = list(tagger.analyser.analyse(texts, "en"))
    alone = [document_log_odds(tagger.model.classifier, [analysis])[0] for analysis in analyses]
    assert document_log_odds(tagger.model.classifier, analyses) == pytest.approx(np.array(alone))


@pytest.mark.alone
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hundred_pages_are_scored_in_a_fraction_of_a_second(tagger: Tagger, language: str) -> None:
    analysis = analyse(tagger, (ENFORCEMENT[language] + OTHER[language]) * 1500, language)
    assert len(analysis.whole.words) > 42_000

    def seconds() -> float:
        started = time.process_time()
        document_log_odds(tagger.model.classifier, [analysis])
        return time.process_time() - started

    assert min(seconds() for _ in range(3)) < 0.3  # the machine may be busy with other work


def test_no_documents_have_no_scores(tagger: Tagger) -> None:
    assert document_log_odds(tagger.model.classifier, []).shape == (0, len(tagger.model.taxonomy.ids))


@pytest.mark.parametrize(("n_words", "n_sections"), [(LONG_WORDS - 1, 0), (LONG_WORDS, LEAST_SECTIONS)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_is_long_from_eight_hundred_words_on(
    tagger: Tagger, language: str, n_words: int, n_sections: int
) -> None:
    sentence = "police " * 10 + ". " if language == "en" else "policía " * 10 + ". "
    text = sentence * (n_words // 10) + "gang " * (n_words % 10)
    analysis = analyse(tagger, text, language)
    assert len(analysis.whole.words) == n_words
    assert len(sections_of(analysis)) == n_sections


@pytest.mark.parametrize("language", LANGUAGES)
def test_sections_differ_by_a_passage_at_most(tagger: Tagger, language: str) -> None:
    sentence = ("police " if language == "en" else "policía ") * 10 + ". "
    lengths = [len(section.words) for section in sections_of(analyse(tagger, sentence * 300, language))]
    assert len(lengths) == LEAST_SECTIONS
    assert max(lengths) - min(lengths) <= PASSAGE_WORDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_short_end_joins_the_last_section(tagger: Tagger, language: str) -> None:
    word = "police " if language == "en" else "policía "
    analysis = analyse(tagger, (word * 88 + ". ") * 9 + word * 23 + ".", language)
    lengths = [len(section.words) for section in sections_of(analysis)]
    assert sum(lengths) == len(analysis.whole.words) == 815
    assert min(lengths) >= 815 / LEAST_SECTIONS / 2


def test_a_quotation_in_the_other_language_is_no_section(tagger: Tagger) -> None:
    quoted, text = ENFORCEMENT["en"] * 2, ENFORCEMENT["es"] * 70
    segments = (Segment(0, len(quoted), "en"), Segment(len(quoted), len(quoted + text), "es"))
    (analysis,) = analyse_segments(tagger.analyser, [quoted + text], [segments])
    assert len(analysis.wholes) == 2
    assert {section.language for section in sections_of(analysis)} == {"es"}

"""Documents that mix languages: how they are analysed, judged, noted and quoted."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.corpus import Corpus
from corpora.document import Document, Note, NoteCode, Reason
from corpora.taxonomy import LANGUAGES
from models.analysis import Analyser, Analysis
from models.evidence import find_evidence
from models.longtext import document_log_odds
from models.multilingual import LEAST_JUDGED_WORDS, analyse_segments
from models.pipeline import fold
from models.record import Evidence, TagRecord
from models.segments import Segment, find_segments
from models.tagger import Tagger
from models.tokens import LONGEST_PASSAGE_WORDS
from tests.models.paragraphs import ENFORCEMENT, GUARANI, PREVENTION

OTHERS = {"en": "es", "es": "en"}
BLANK = "\n\n"


def analyse(analyser: Analyser, text: str) -> Analysis:
    (analysis,) = analyse_segments(analyser, [text], [find_segments(text)])
    return analysis


def tag(tagger: Tagger, *paragraphs: str, language: str | None = None) -> TagRecord:
    (record,) = tagger.tag([Document("d", BLANK.join(paragraphs), language=language)])
    return record


def as_plain(analysis: Analysis) -> tuple:
    bags = [*analysis.wholes, *(passage.bag for passage in analysis.passages)]
    spans = [(passage.start, passage.end) for passage in analysis.passages]
    plain = [(bag.language, list(bag.words), bag.concepts.tolist(), bag.positions.tolist()) for bag in bags]
    return analysis.text, plain, spans, analysis.mentions


def test_a_text_of_one_language_is_analysed_as_it_is(tiny: Corpus, analyser: Analyser) -> None:
    for example in tiny.examples:
        (expected,) = analyser.analyse([example.text], example.language)
        analysis = analyse(analyser, example.text)
        assert as_plain(analysis) == as_plain(expected)
        assert analysis.shares == [1.0]


@pytest.mark.parametrize("first", LANGUAGES)
def test_each_part_is_analysed_in_its_own_language(analyser: Analyser, first: str) -> None:
    second = OTHERS[first]
    analysis = analyse(analyser, BLANK.join(ENFORCEMENT[language] for language in (first, second, first)))
    assert [bag.language for bag in analysis.wholes] == [first, second]
    for language, whole, n_times in zip((first, second), analysis.wholes, (2, 1), strict=True):
        (alone,) = analyser.analyse([ENFORCEMENT[language]], language)
        assert list(whole.words) == list(alone.whole.words) * n_times
        assert whole.concepts.tolist() == alone.whole.concepts.tolist() * n_times
        n_words = len(alone.whole.words)
        shifted = [at + k * n_words for k in range(n_times) for at in alone.whole.positions.tolist()]
        assert whole.positions.tolist() == shifted
    assert sum(analysis.shares) == pytest.approx(1)


@pytest.mark.parametrize("ours", LANGUAGES)
def test_what_is_left_out_has_an_empty_bag_and_a_note(tagger: Tagger, ours: str) -> None:
    parts = [PREVENTION[ours], ENFORCEMENT["pt"], ENFORCEMENT[ours], ENFORCEMENT["fr"], PREVENTION[ours]]
    text = BLANK.join(parts)
    analysis = analyse(tagger.analyser, text)
    left_out = [text[passage.start : passage.end].strip() for passage in analysis.passages if not passage.is_content]
    assert left_out == [ENFORCEMENT["pt"], ENFORCEMENT["fr"]]
    record = tag(tagger, *parts)
    assert record.language == ours
    assert [note.code for note in record.notes] == [NoteCode.LEFT_OUT] * 2
    for language, note in zip(("pt", "fr"), record.notes, strict=True):
        start = text.index(ENFORCEMENT[language])
        share = len(ENFORCEMENT[language].split()) / len(text.split())
        end = start + len(ENFORCEMENT[language] + BLANK)
        assert note.detail == f"{language}, {share:.0%} of the words: characters {start}–{end}"


def test_a_note_names_few_of_many_places(tagger: Tagger) -> None:
    record = tag(tagger, *[ENFORCEMENT["es"], ENFORCEMENT["pt"]] * 13)
    (note,) = record.notes
    assert note.detail.count("–") == 10
    assert note.detail.endswith(" and 3 more")


def test_an_unlisted_language_is_noted_as_another(tagger: Tagger) -> None:
    (note,) = tag(tagger, ENFORCEMENT["es"], GUARANI, GUARANI, PREVENTION["es"]).notes
    assert note.detail.startswith("another language, ")


def test_notes_of_the_reader_come_first(tagger: Tagger) -> None:
    read = Note(NoteCode.NAME_MISMATCH, "the name says PDF, the content is plain text")
    text = BLANK.join([ENFORCEMENT["es"], ENFORCEMENT["pt"], PREVENTION["es"]])
    (record,) = tagger.tag([Document("d", text, notes=(read,))])
    assert [note.code for note in record.notes] == [NoteCode.NAME_MISMATCH, NoteCode.LEFT_OUT]


@pytest.mark.parametrize("ours", LANGUAGES)
def test_what_is_left_out_does_not_change_the_judgement(tagger: Tagger, ours: str) -> None:
    alone = tag(tagger, ENFORCEMENT[ours])
    for mixed in (tag(tagger, ENFORCEMENT[ours], PREVENTION["pt"]), tag(tagger, PREVENTION["fr"], ENFORCEMENT[ours])):
        assert (mixed.scores, mixed.labels) == (alone.scores, alone.labels)
        shown = [[quote.text for quote in evidence.passages] for evidence in mixed.evidence]
        assert shown == [[quote.text for quote in evidence.passages] for evidence in alone.evidence]


@pytest.mark.parametrize("first", LANGUAGES)
def test_a_text_in_two_languages_scores_between_the_two(tagger: Tagger, first: str) -> None:
    texts = [ENFORCEMENT[first], ENFORCEMENT[OTHERS[first]]]
    one, other, both = (analyse(tagger.analyser, text) for text in (*texts, BLANK.join(texts)))
    scores = document_log_odds(tagger.model.classifier, [one, other, both])
    share = len(one.whole.words) / (len(one.whole.words) + len(other.whole.words))
    assert scores[2] == pytest.approx(share * scores[0] + (1 - share) * scores[1])


@pytest.mark.parametrize("first", LANGUAGES)
def test_the_language_of_most_words_is_that_of_the_record(tagger: Tagger, first: str) -> None:
    assert tag(tagger, ENFORCEMENT[OTHERS[first]], PREVENTION[first], ENFORCEMENT[first]).language == first


@pytest.mark.parametrize("stated", LANGUAGES)
def test_a_stated_language_does_not_make_the_other_half_be_read_in_it(tagger: Tagger, stated: str) -> None:
    parts = [ENFORCEMENT["es"], ENFORCEMENT["en"]]
    assert tag(tagger, *parts, language=stated).scores == tag(tagger, *parts).scores


@pytest.mark.parametrize("ours", LANGUAGES)
def test_a_third_of_a_foreign_document_is_judged(tagger: Tagger, ours: str) -> None:
    record = tag(tagger, ENFORCEMENT["pt"], PREVENTION["pt"], ENFORCEMENT[ours])
    assert (record.language, record.scores) == (ours, tag(tagger, ENFORCEMENT[ours]).scores)
    assert [note.detail[:2] for note in record.notes] == ["pt"]


@pytest.mark.parametrize("ours", LANGUAGES)
def test_the_largest_of_many_languages_is_judged_however_small(tagger: Tagger, ours: str) -> None:
    others = [ENFORCEMENT[language] for language in ("pt", "fr", "it", "ca", "de", "nl")]
    record = tag(tagger, ENFORCEMENT[ours], *others, PREVENTION[ours])
    assert (record.language, record.reason, len(record.notes)) == (ours, None, len(others))


@pytest.mark.parametrize("ours", LANGUAGES)
def test_a_few_sentences_in_a_foreign_document_are_too_little_to_judge(tagger: Tagger, ours: str) -> None:
    few = " ".join(ENFORCEMENT[ours].split()[: LEAST_JUDGED_WORDS - 1])
    assert tag(tagger, ENFORCEMENT["fr"], few).reason == Reason.UNSUPPORTED_LANGUAGE
    assert tag(tagger, ENFORCEMENT["fr"], ENFORCEMENT[ours]).language == ours


@pytest.mark.parametrize("ours", LANGUAGES)
def test_a_part_without_words_is_no_language_of_the_text(analyser: Analyser, ours: str) -> None:
    text, cut = f"12 345\n\n{ENFORCEMENT[ours]}", len("12 345\n\n")
    segments = [Segment(0, cut, OTHERS[ours]), Segment(cut, len(text), ours)]
    (analysis,) = analyse_segments(analyser, [text], [segments])
    assert [bag.language for bag in analysis.wholes] == [ours]


@pytest.mark.parametrize("ours", LANGUAGES)
def test_an_abstract_at_the_end_of_a_foreign_article_is_not_judged_for_it(tagger: Tagger, ours: str) -> None:
    record = tag(tagger, *[ENFORCEMENT["pt"], PREVENTION["pt"]] * 2, ENFORCEMENT[ours])
    assert (record.reason, record.notes, record.scores) == (Reason.UNSUPPORTED_LANGUAGE, (), {})


def test_three_languages_are_judged_in_the_two_that_are_known(tagger: Tagger) -> None:
    record = tag(tagger, ENFORCEMENT["es"], ENFORCEMENT["fr"], ENFORCEMENT["en"])
    two = tag(tagger, ENFORCEMENT["es"], ENFORCEMENT["en"])
    assert record.scores == two.scores
    assert len(record.notes) == 1


def find_enforcement(tagger: Tagger, *paragraphs: str) -> Evidence:
    analysis = analyse(tagger.analyser, BLANK.join(paragraphs))
    (evidence,) = find_evidence(tagger.model.classifier, analysis, (0,), ("enforcement",))
    return evidence


def test_terms_of_both_languages_are_ranked_together(tagger: Tagger) -> None:
    terms = find_enforcement(tagger, ENFORCEMENT["es"], ENFORCEMENT["en"]).terms
    sizes = [abs(term.weight) for term in terms]
    assert sizes == sorted(sizes, reverse=True)
    shown = {word for term in terms for word in term.text.split()}
    for language in LANGUAGES:
        assert shown & (set(ENFORCEMENT[language].split()) - set(ENFORCEMENT[OTHERS[language]].split()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_term_weighs_by_the_share_of_its_language(tagger: Tagger, language: str) -> None:
    alone = find_enforcement(tagger, ENFORCEMENT[language]).terms
    both = find_enforcement(tagger, ENFORCEMENT["es"], ENFORCEMENT["en"]).terms
    common = {term.text: term.weight for term in alone if term.text in {other.text for other in both}}
    assert common
    for term in both:
        if term.text in common:
            assert term.weight == pytest.approx(common[term.text] / 2, rel=0.05)


@pytest.mark.parametrize("first", LANGUAGES)
def test_passages_of_both_languages_are_quoted(tagger: Tagger, first: str) -> None:
    evidence = find_enforcement(tagger, ENFORCEMENT[first], ENFORCEMENT["fr"], ENFORCEMENT[OTHERS[first]])
    assert {quote.text for quote in evidence.passages} == {ENFORCEMENT["es"], ENFORCEMENT["en"]}


ODD = ["e\u0301", "👩‍👩‍👧 👍🏽", "\u202eعربى\u202c", "שלום", "\0\x1b[0m\x07", "\ufeff", "İıſ", "\u2028", "﷽", "\r\n\t"]
PIECES = [*(ENFORCEMENT[language] for language in ("en", "es", "pt", "ht")), *PREVENTION.values(), GUARANI, *ODD]
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(PIECES),
        st.sampled_from([" ", ". ", "\n\n", "\nHome\nNews\nCountries\nContact\n"]),
        st.text(max_size=20),
        st.text(st.characters(categories=["Mn", "Mc", "Cf", "Cc", "So", "Lo", "Zs"]), max_size=20),
    ),
    max_size=8,
).map("".join)


@given(TEXTS)
def test_passages_cover_any_text_exactly(analyser: Analyser, text: str) -> None:
    analysis = analyse(analyser, text)
    assert analysis.text == text
    edges = [0, *(passage.end for passage in analysis.passages)]
    assert [passage.start for passage in analysis.passages] == edges[:-1]
    assert edges[-1] == len(text)
    assert all(start < end for start, end in pairwise(edges)) or not text
    assert max(len(passage.bag.words) for passage in analysis.passages) <= LONGEST_PASSAGE_WORDS


@given(TEXTS)
def test_wholes_and_mentions_are_those_of_the_passages(tiny: Corpus, analyser: Analyser, text: str) -> None:
    analysis = analyse(analyser, text)
    by_language = {bag.language: bag for bag in analysis.wholes}
    assert len(by_language) == len(analysis.wholes)
    for language, whole in by_language.items():
        bags = [passage.bag for passage in analysis.passages if passage.bag.language == language]
        assert [word for bag in bags for word in bag.words] == list(whole.words)
        concepts = [mention.concept for mention in analysis.mentions if mention.language == language]
        assert concepts == whole.concepts.tolist()
        assert (np.diff(whole.positions) >= 0).all()
    for mention in analysis.mentions:
        terms = tiny.lexicon[mention.concept].terms[mention.language]
        assert fold(text[mention.start : mention.end]).split() in [fold(term).split() for term in terms]


@settings(max_examples=60)
@given(text=TEXTS, title=st.sampled_from(["", "Títulо 👍 / A title"]), data=st.data())
def test_every_quote_slices_back_and_names_its_page(tagger: Tagger, text: str, title: str, data: st.DataObject) -> None:
    starts = data.draw(st.lists(st.integers(0, len(text)), max_size=5).map(sorted))
    document = Document("d", text, title, page_starts=(0, *starts))
    (record,) = tagger.tag([document])
    for quote in [quote for evidence in record.evidence for quote in evidence.passages]:
        assert quote.text == document.full_text[quote.start : quote.end] == quote.text.strip() != ""
        at = quote.start - (len(document.full_text) - len(text))
        assert quote.page == max(1, sum(start <= at for start in document.page_starts))

import numpy as np
import pytest

from corpora.document import Document
from models.analysis import Analysis
from models.evidence import LEAST_WORDS, MOST_PASSAGES, MOST_TERMS, find_evidence
from models.tagger import Tagger

FILLER = {
    "en": "The orchestra plays a symphony on Friday. Coffee prices rose again, and farmers hope for rain. ",
    "es": "La orquesta toca una sinfonía el viernes. El café volvió a subir y los agricultores esperan lluvia. ",
}
CARRIER = {
    "en": "The police seized forty kilos of cocaine and arrested three men. The court sentenced them to prison. ",
    "es": "La policía incautó cuarenta kilos de cocaína y detuvo a tres hombres. El tribunal los condenó a prisión. ",
}
TREATY = {
    "en": "Both states signed a treaty; mutual legal assistance will follow from the regional agreement. ",
    "es": "Ambos Estados firmaron un tratado; habrá asistencia judicial recíproca por el acuerdo regional. ",
}
MENU = {
    "en": "Home\nPolice arrested\nTreaty\nCocaine seized\nContact\n\n",
    "es": "Inicio\nPolicía detuvo\nTratado\nCocaína incautó\nContacto\n\n",
}
TERMS = {"en": {"seized", "arrested", "sentenced"}, "es": {"incautó", "detuvo", "condenó"}}
LANGUAGES = list(FILLER)


def text_of(language: str) -> str:
    """A menu, much that says nothing, what carries enforcement, again nothing, and a treaty."""
    filler = FILLER[language] * 6
    return "".join([MENU[language], filler, CARRIER[language] * 5, filler, TREATY[language] * 6])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("title", ["", "A title / Un título"])
def test_quotes_are_slices_of_the_text_in_its_own_words(tagger: Tagger, language: str, title: str) -> None:
    document = Document("d", text_of(language), title, language)
    (record,) = tagger.tag([document])
    asked = record.labels or record.candidates
    assert asked
    assert [evidence.label for evidence in record.evidence] == list(asked)
    for quote in [quote for evidence in record.evidence for quote in evidence.passages]:
        assert quote.text == document.full_text[quote.start : quote.end] == quote.text.strip()
        assert quote.text


def analyse(tagger: Tagger, text: str, language: str) -> Analysis:
    (analysis,) = tagger.analyser.analyse([text], language)
    return analysis


@pytest.mark.parametrize(
    ("language", "label", "carrier"),
    [(language, label, text[language]) for language in LANGUAGES for label, text in ((0, CARRIER), (3, TREATY))],
)
def test_the_passage_that_carries_the_label_comes_first(
    tagger: Tagger, language: str, label: int, carrier: str
) -> None:
    analysis = analyse(tagger, text_of(language), language)
    (evidence,) = find_evidence(tagger.model.classifier, analysis, (label,), tagger.model.taxonomy.ids)
    assert carrier.strip() in evidence.passages[0].text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_is_never_quoted(tagger: Tagger, language: str) -> None:
    (record,) = tagger.tag([Document("d", text_of(language), language=language)])
    starts = [quote.start for evidence in record.evidence for quote in evidence.passages]
    assert min(starts) >= len(MENU[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_terms_read_as_in_the_text_weightiest_first(tagger: Tagger, language: str) -> None:
    text = CARRIER[language] * 5
    (record,) = tagger.tag([Document("d", text, language=language)])
    (evidence,) = [found for found in record.evidence if found.label == "enforcement"]
    sizes = [abs(term.weight) for term in evidence.terms]
    assert 0 < len(sizes) <= MOST_TERMS
    assert sizes == sorted(sizes, reverse=True)
    assert {term.text for term in evidence.terms} & TERMS[language]
    words = set(text.replace(".", "").split())
    assert {word for term in evidence.terms for word in term.text.split()} <= words


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_few_passages_and_all_but_the_first_speak_for_the_label(tagger: Tagger, language: str) -> None:
    (record,) = tagger.tag([Document("d", text_of(language) * 3, language=language)])
    for evidence in record.evidence:
        assert 1 <= len(evidence.passages) <= MOST_PASSAGES
        assert len({quote.start for quote in evidence.passages}) == len(evidence.passages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_label_asked_for_gets_evidence_and_none_none(tagger: Tagger, language: str) -> None:
    analysis, ids = analyse(tagger, text_of(language), language), tagger.model.taxonomy.ids
    found = find_evidence(tagger.model.classifier, analysis, (3, 0), ids)
    assert [evidence.label for evidence in found] == [ids[3], ids[0]]
    assert find_evidence(tagger.model.classifier, analysis, (), ids) == ()


@pytest.mark.parametrize("text", ["Xyzzy plugh qwerty zxcvb.", "Xyzzy. " * 3])
def test_a_text_of_unknown_words_still_gets_its_passage(tagger: Tagger, text: str) -> None:
    (evidence,) = find_evidence(tagger.model.classifier, analyse(tagger, text, "en"), (0,), ("a",))
    assert [quote.text for quote in evidence.passages] == [text.strip()]
    assert evidence.terms == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fragment_is_quoted_only_where_there_is_nothing_longer(tagger: Tagger, language: str) -> None:
    fragment = " ".join(CARRIER[language].split()[: LEAST_WORDS - 2]) + "."
    line = " ".join(FILLER[language].split() * 8)
    analysis = analyse(tagger, f"{line}\n{MENU[language]}{fragment}", language)
    assert any(0 < len(passage.bag.words) < LEAST_WORDS for passage in analysis.passages)
    (evidence,) = find_evidence(tagger.model.classifier, analysis, (0,), ("a",))
    assert [quote.text for quote in evidence.passages if quote.text == fragment] == []
    (alone,) = find_evidence(tagger.model.classifier, analyse(tagger, fragment, language), (0,), ("a",))
    assert [quote.text for quote in alone.passages] == [fragment]


def test_weights_are_those_of_the_whole_document(tagger: Tagger) -> None:
    analysis = analyse(tagger, CARRIER["en"] + FILLER["en"], "en")
    weights = tagger.model.classifier.term_weights(analysis.whole)
    terms = [*analysis.whole.concept_counts[0].tolist(), *analysis.whole.distinct_words]
    (evidence,) = find_evidence(tagger.model.classifier, analysis, (0,), ("a",))
    seized = sum(weight for term, weight in zip(terms, weights[:, 0], strict=True) if term in ("seized", 0))
    shown = {term.text: term.weight for term in evidence.terms}
    assert shown["seized"] == pytest.approx(float(np.asarray(seized)), abs=0.5)


def scores_of(tagger: Tagger, analysis: Analysis, label: int) -> list[float]:
    """What each content passage adds, term by term: a term's weight is shared among the places where it stands."""
    whole = analysis.whole
    (concepts, counts), weights = whole.concept_counts, tagger.model.classifier.term_weights(whole)[:, label]
    of_concepts = dict(zip(concepts.tolist(), weights[: len(concepts)] / counts, strict=True))
    of_words = dict(zip(whole.distinct_words, weights[len(concepts) :] / whole.word_counts, strict=True))
    return [
        sum(of_concepts[concept] for concept in passage.bag.concepts.tolist())
        + sum(of_words[word] for word in passage.bag.words)
        for passage in analysis.passages
        if passage.is_content
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("label", range(4))
def test_passages_are_ranked_by_what_stands_in_them(tagger: Tagger, language: str, label: int) -> None:
    analysis = analyse(tagger, text_of(language) + text_of(language), language)
    scores = scores_of(tagger, analysis, label)
    best, *others = sorted(range(len(scores)), key=lambda place: -scores[place])[:MOST_PASSAGES]
    chosen = [best, *(place for place in others if scores[place] > 0)]
    content = [passage for passage in analysis.passages if passage.is_content]
    (evidence,) = find_evidence(tagger.model.classifier, analysis, (label,), tagger.model.taxonomy.ids)
    quoted = [quote.text for quote in evidence.passages]
    assert quoted == [analysis.text[content[at].start : content[at].end].strip() for at in chosen]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_weightiest_terms_are_shown_and_those_that_read_the_same_are_one(tagger: Tagger, language: str) -> None:
    analysis = analyse(tagger, text_of(language), language)
    (evidence,) = find_evidence(tagger.model.classifier, analysis, (0,), ("a",))
    texts = [term.text for term in evidence.terms]
    assert len(set(texts)) == len(texts) == MOST_TERMS
    assert [term.weight for term in evidence.terms] == [round(term.weight, 3) for term in evidence.terms]
    weights = tagger.model.classifier.term_weights(analysis.whole)[:, 0]
    heaviest = sorted(weights, key=abs)[-MOST_TERMS // 2 :]
    assert abs(evidence.terms[0].weight) >= max(abs(weight) for weight in heaviest) - 1e-3

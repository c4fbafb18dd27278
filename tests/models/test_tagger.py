import unicodedata
from collections.abc import Sequence
from dataclasses import replace

import pytest

from corpora.corpus import Corpus
from corpora.document import MAX_CHARACTERS, Document, Reason, digest_text
from corpora.taxonomy import LANGUAGES
from models.decision import Outcome
from models.record import TagRecord
from models.tagger import BATCH, Tagger
from tests.conftest import TEXTS

MENU = "Home\nNews\nCountries\nAbout us\nContact\nArchive\nCareers"
NOT_JUDGED = {
    "portuguese": (Document("pt", "A polícia prendeu três homens na fronteira com o Brasil."), "unsupported_language"),
    "french": (Document("fr", "La police a arrêté trois hommes à la frontière hier soir."), "unsupported_language"),
    "stated": (Document("st", TEXTS["en"], language="pt"), "unsupported_language"),
    "two words": (Document("2w", "police seguridad"), "too_short"),
    "empty": (Document("0w", ""), "no_text"),
    "figures": (Document("12", "12 345, 67 %\n\n8"), "no_text"),
    "menu": (Document("me", MENU, language="en"), "no_text"),
    "large": (Document("la", "policía " * (MAX_CHARACTERS // 8 + 1)), "too_large"),
    "surrogate": (Document("su", TEXTS["es"] + "\ud800"), "corrupt"),
    "problem": (Document("pr", "", problem=Reason.CORRUPT), "corrupt"),
}


def rows(records: Sequence[TagRecord]) -> list[dict]:
    return [replace(record, tagged_at="").to_row() for record in records]


@pytest.fixture(scope="module")
def documents(tiny: Corpus) -> list[Document]:
    """More than two batches, languages by turns."""
    return [Document(f"{n}-{example.id}", example.text) for n in range(4) for example in tiny.examples]


@pytest.mark.parametrize(("document", "reason"), list(NOT_JUDGED.values()), ids=list(NOT_JUDGED))
def test_what_cannot_be_judged_says_why(tagger: Tagger, document: Document, reason: str) -> None:
    (record,) = tagger.tag([document])
    assert (record.outcome, record.reason) == (Outcome.NOT_JUDGED, Reason(reason))
    assert (record.labels, record.candidates, record.scores, record.evidence) == ((), (), {}, ())
    assert record.sha256 == digest_text(document.text)


def test_a_judged_record_says_with_what(tagger: Tagger, text: str) -> None:
    (record,) = tagger.tag([Document("d", text)])
    assert (record.id, record.outcome, record.primary) == ("d", Outcome.TAGGED, "enforcement")
    assert TEXTS[record.language] == text
    assert record.model_version == tagger.manifest.version
    assert record.corpus_digest == tagger.manifest.corpus_digest
    assert tuple(record.scores) == tuple(record.thresholds) == tagger.model.taxonomy.ids
    for label in record.labels:
        assert record.scores[label] >= record.thresholds[label]


def test_all_four_outcomes_come_about(tagger: Tagger, documents: list[Document]) -> None:
    records = tagger.tag([*documents, *(document for document, _ in NOT_JUDGED.values())])
    assert {record.outcome for record in records} == set(Outcome)


@pytest.mark.parametrize(("stated", "text"), [("es", TEXTS["en"]), ("en", TEXTS["es"])])
def test_a_stated_language_wins(tagger: Tagger, stated: str, text: str) -> None:
    (record,) = tagger.tag([Document("d", text, language=stated)])
    assert (record.language, record.reason) == (stated, None)
    (detected,) = tagger.tag([Document("d", text)])
    assert detected.language != stated


def test_a_stated_language_lets_a_text_in_that_none_was_found_for(tagger: Tagger) -> None:
    text = "A polícia prendeu três homens na fronteira com o Brasil."
    found, stated = tagger.tag([Document("d", text), Document("d", text, language="es")])
    assert found.outcome == Outcome.NOT_JUDGED != stated.outcome


def test_the_title_is_read_hashed_and_quoted_with_the_text(tagger: Tagger, text: str) -> None:
    document = Document("d", text, title="Tres detenidos / Three arrested")
    (record,) = tagger.tag([document])
    assert record.sha256 == digest_text(f"{document.title}\n\n{text}")
    assert record.evidence[0].passages[0].text.startswith(document.title)


def test_a_menu_of_another_language_does_not_decide_the_language(tagger: Tagger) -> None:
    records = tagger.tag([Document(language, f"{MENU}\n\n{text}") for language, text in TEXTS.items()])
    assert [record.language for record in records] == list(TEXTS)


def test_records_come_in_the_order_of_the_documents(tagger: Tagger, documents: list[Document]) -> None:
    assert len(documents) > 2 * BATCH
    assert [record.id for record in tagger.tag(documents)] == [document.id for document in documents]
    assert tagger.tag([]) == []


def test_a_batch_equals_one_by_one(tagger: Tagger, documents: list[Document]) -> None:
    mixed = [*documents[:BATCH], *(document for document, _ in NOT_JUDGED.values()), *documents[BATCH : BATCH + 20]]
    one_by_one = [record for document in mixed for record in tagger.tag([document])]
    assert rows(tagger.tag(mixed)) == rows(one_by_one)


@pytest.mark.parametrize("bad", list(NOT_JUDGED))
def test_a_bad_document_does_not_spoil_the_others(tagger: Tagger, documents: list[Document], bad: str) -> None:
    document, reason = NOT_JUDGED[bad]
    records = tagger.tag([*documents[:3], document, *documents[3:6]])
    assert rows(records[:3] + records[4:]) == rows(tagger.tag(documents[:6]))
    assert records[3].reason == reason


def test_evidence_can_be_left_out(tagger: Tagger, documents: list[Document]) -> None:
    lean, full = tagger.tag(documents[:9], evidence=False), tagger.tag(documents[:9])
    assert {record.evidence for record in lean} == {()}
    assert rows(lean) == rows([replace(record, evidence=()) for record in full])


def test_an_uncertain_record_names_its_candidates(tagger: Tagger, documents: list[Document]) -> None:
    doubtful = [record for record in tagger.tag(documents) if record.outcome == Outcome.UNCERTAIN]
    assert doubtful
    for record in doubtful:
        assert record.labels == ()
        assert [found.label for found in record.evidence] == list(record.candidates)
        by_score = sorted(record.candidates, key=lambda label: -record.scores[label])
        assert [record.scores[label] for label in record.candidates] == [record.scores[label] for label in by_score]


def test_warming_up_changes_nothing(tagger: Tagger, documents: list[Document]) -> None:
    before = rows(tagger.tag(documents[:5]))
    tagger.warm_up()
    assert rows(tagger.tag(documents[:5])) == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_accents_that_are_characters_of_their_own_change_nothing(tagger: Tagger, language: str) -> None:
    text = f"{TEXTS[language]} La policía de Bogotá decomisó cocaína; la prevención llegará a más niñas y jóvenes."
    composed, apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    first, second = tagger.tag([Document("a", composed, language=language), Document("b", apart, language=language)])
    assert (first.scores, first.n_words, first.outcome) == (second.scores, second.n_words, second.outcome)
    read = {unicodedata.normalize("NFC", term.text) for part in second.evidence for term in part.terms}
    assert read == {term.text for part in first.evidence for term in part.terms}
    assert all(apart[quote.start : quote.end] == quote.text for part in second.evidence for quote in part.passages)

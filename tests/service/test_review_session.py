from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from corpora.annotation import ChosenBy, Kind
from corpora.document import digest_text
from corpora.label_store import LabelStore
from service.erasure import erase_text
from service.names import names_in
from service.notes import note_speaker
from service.review_keys import CLEAR, ENTER, QUIT
from service.review_pool import ReviewItem
from service.review_screen import ReviewScreen
from service.review_session import ReviewSession
from service.review_texts import TEXTS
from service.voice import Voice
from tests.conftest import TEXTS as SAMPLES
from tests.service.archive import LABELS, build_row


def item(language: str = "es", outcome: str = "tagged", labels: tuple[str, ...] = ("enforcement",)) -> ReviewItem:
    text = SAMPLES[language]
    quote = {"text": text[:20], "start": 0, "end": 20, "page": None}
    record = build_row(
        1,
        labels=list(labels),
        outcome=outcome,
        language=language,
        sha256=digest_text(text),
        candidates=["enforcement"] if outcome == "uncertain" else [],
        scores=dict.fromkeys(LABELS, 0.5),
        thresholds=dict.fromkeys(LABELS, 0.45),
        evidence=[{"label": "enforcement", "passages": [quote], "terms": [{"text": "policía", "weight": 1.5}]}],
    )
    return ReviewItem(digest_text(text), text, language, "Alcaldía", record, ChosenBy.RANDOM, 0)


def session_of(store: LabelStore, *items: ReviewItem) -> ReviewSession:
    return ReviewSession(items or (item("es"), item("en")), LABELS, "María", store)


def stored(store: LabelStore, language: str = "es") -> list[tuple[str, ...]]:
    history = store.history(digest_text(SAMPLES[language]))
    return [annotation.labels for annotation in history if annotation.deleted_at is None]


def shown(session: ReviewSession, *keys: tuple[str, ...], language: str = "en", width: int = 150) -> str:
    """What a screen prints while keys are pressed."""
    out = StringIO()
    voice = Voice(language, TEXTS, names_in(language))
    waiting = iter(keys)
    screen = ReviewScreen(Console(file=out, width=width), session, voice, note_speaker(language))
    screen.run(lambda: next(waiting, (QUIT,)))
    return out.getvalue()


def test_an_accepted_tag_is_stored_as_a_correction_with_what_was_predicted(store: LabelStore) -> None:
    session = session_of(store)
    assert session.selected == ("enforcement",)
    assert session.accept()
    (annotation,) = store.history(digest_text(SAMPLES["es"]))
    assert (annotation.author, annotation.kind, annotation.labels) == ("María", Kind.CORRECTION, ("enforcement",))
    assert (annotation.language, annotation.chosen_by) == ("es", ChosenBy.RANDOM)
    assert annotation.prediction.keys() == {"model_version", "outcome", "labels", "candidates", "scores"}
    assert (session.position, session.n_labelled, session.n_changed) == (1, 1, 0)


def test_labels_are_toggled_and_the_first_is_primary(store: LabelStore) -> None:
    session = session_of(store)
    for place in (2, 1, 4):
        assert session.toggle(place)
    assert session.selected == ("prevention", "regional_cooperation")
    assert not session.toggle(0)
    assert not session.toggle(5)
    session.accept()
    assert stored(store) == [("prevention", "regional_cooperation")]
    assert session.n_changed == 1


@pytest.mark.parametrize(
    ("places", "is_changed"), [((), False), ((2,), True), ((1,), True), ((1, 1), False), ((1, 2, 1), True)]
)
def test_what_differs_from_the_tags_counts_as_changed(store: LabelStore, places: tuple[int], is_changed: bool) -> None:
    session = session_of(store)
    for place in places:
        session.toggle(place)
    session.accept()
    assert session.n_changed == is_changed


def test_what_is_uncertain_needs_a_decision(store: LabelStore) -> None:
    session = session_of(store, item(outcome="uncertain", labels=()))
    assert session.selected is None
    assert not session.accept()
    assert stored(store) == []
    session.select_none()
    assert session.accept()
    assert stored(store) == [()]
    assert session.item is None
    assert not session.accept()


def test_undo_takes_the_last_answer_back(store: LabelStore) -> None:
    session = session_of(store)
    assert not session.undo()
    session.accept()
    session.skip()
    assert (session.position, session.n_labelled, session.item) == (2, 1, None)
    session.undo()
    assert stored(store) == [("enforcement",)]
    session.undo()
    assert (session.position, stored(store)) == (0, [])
    session.select_none()
    session.accept()
    assert stored(store) == [()]


def test_a_text_that_was_erased_meanwhile_is_passed_over(store: LabelStore) -> None:
    first = session_of(store)
    first.accept()
    erase_text(store, digest_text(SAMPLES["es"]))
    again = session_of(store)
    assert again.accept()
    assert (again.position, again.n_labelled) == (1, 0)


@pytest.mark.parametrize("language", TEXTS)
def test_the_screen_shows_the_text_its_evidence_and_what_is_selected(store: LabelStore, language: str) -> None:
    text = shown(session_of(store, item(language)), ("2",), language=language)
    names = names_in(language)
    assert SAMPLES[language][20:60] in text
    assert f"[A] {SAMPLES[language][:20]}" in text
    assert {"en": "policía +1.50", "es": "policía +1,50"}[language] in text
    assert {"en": "0.50", "es": "0,50"}[language] in text
    assert names[language] in text
    assert f"1 [★] {names['enforcement']}   2 [✓] {names['prevention']}   3 [ ] {names['drug_policy_reform']}" in text
    assert f"0 [ ] {names['none']}" in text
    assert {"en": "1 of 1, 0 changed · chosen at random", "es": "1 de 1, con cambios: 0 · elegido al azar"}[
        language
    ] in text


@pytest.mark.parametrize(
    ("language", "words"), [("en", "images only on 2 of 5 pages"), ("es", "solo imágenes en 2 de 5 páginas")]
)
def test_a_note_is_said_as_the_pages_say_it(store: LabelStore, language: str, words: str) -> None:
    noted = item(language)
    note = {"code": "left_out", "detail": "images only on 2 of 5 pages; run OCR first"}
    text = shown(session_of(store, replace(noted, record=noted.record | {"notes": [note]})), language=language)
    assert words in text
    assert "left_out" not in text


def test_keys_lead_through_the_documents(store: LabelStore) -> None:
    session = session_of(store)
    text = shown(session, (CLEAR,), ("3",), (), ("1",), (ENTER,), ("0",), (ENTER,))
    assert stored(store, "es") == [("drug_policy_reform", "enforcement")]
    assert stored(store, "en") == [()]
    assert "2 of 2, 1 changed" in text
    assert "That was the last one" in text
    assert text.rstrip().endswith("2 labelled, 2 of them changed, 0 skipped")


def test_what_cannot_be_done_is_said_and_the_rest_of_a_line_left(store: LabelStore) -> None:
    text = shown(session_of(store), ("x",), ("9",), ("u",), (CLEAR,), (ENTER,), (CLEAR, "8", "1", ENTER))
    assert text.count("There is no such key") == 3
    assert "There is nothing to undo" in text
    assert "Give a label first" in text
    assert stored(store) == []
    assert "0 labelled, 0 of them changed, 0 skipped" in text


def test_help_and_the_full_text_can_be_asked_for(store: LabelStore) -> None:
    long = "Nada que citar aquí. " * 200
    document = replace(item(), text=f"{SAMPLES['es']} {long}")
    text = shown(session_of(store, document), ("?",), ("f",), ("s",), language="es")
    assert "deshace: vuelve atrás" in text
    assert "caracteres …]" in text
    assert " ".join(text.split()).count("Nada que citar aquí.") > 200
    assert "Etiquetados: 0; con cambios: 0; saltados: 1" in text


def test_both_languages_say_the_same() -> None:
    english, spanish = (dict(TEXTS[language]) for language in ("en", "es"))
    for key in english:
        assert english[key].count("{") == spanish[key].count("{"), key
    plain = {"label", "probability", "threshold", "terms that weighed most", "characters"}
    assert spanish.keys() - english.keys() == plain

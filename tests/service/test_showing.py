from io import StringIO

import pytest
from rich.console import Console

from corpora.document import Document, Note, NoteCode, Reason
from models.decision import Outcome
from models.record import Evidence, Quote, TagRecord, Term
from service.showing import print_document

MADE_WITH = {"sha256": "ab", "model_version": "v1", "corpus_digest": "cd", "tagged_at": "2026-01-02T03:04:05+00:00"}
SENTENCES = {
    "en": ("The city opened youth clubs.", "The police raided two houses."),
    "es": ("La alcaldía abrió clubes juveniles.", "La policía allanó dos viviendas."),
}


def shown(document: Document, record: TagRecord, *, is_full: bool = False, colours: bool = False) -> str:
    out = StringIO()
    console = Console(file=out, width=100, highlight=False, force_terminal=colours)
    print_document(console, document, record, is_full=is_full)
    return out.getvalue()


def tagged(document: Document, *quotes: tuple[str, str], **fields: object) -> TagRecord:
    """A record with a passage for each (label, sentence)."""
    evidence = tuple(Evidence(label, (quote_of(document, text),), (Term("policía", -0.5),)) for label, text in quotes)
    labels = tuple(label for label, _ in quotes)
    scores, thresholds = dict.fromkeys(labels, 0.91) | {"d": 0.01}, dict.fromkeys((*labels, "d"), 0.4)
    known = {"outcome": Outcome.TAGGED, "labels": labels, "scores": scores, "thresholds": thresholds}
    return TagRecord(id=document.id, evidence=evidence, **MADE_WITH, **(known | fields))


def quote_of(document: Document, sentence: str) -> Quote:
    start = document.full_text.index(sentence)
    return Quote(sentence, start, start + len(sentence))


@pytest.mark.parametrize("language", SENTENCES)
def test_each_passage_bears_the_mark_of_its_label_in_the_legend(language: str) -> None:
    first, second = SENTENCES[language]
    document = Document("a.txt", f"{first}\n\n{second}", language=language)
    text = shown(document, tagged(document, ("prevention", first), ("enforcement", second)))
    assert f"[A] {first}" in text
    assert f"[B] {second}" in text
    legend = [line.split()[:4] for line in text.splitlines() if "0.91" in line]
    assert legend == [["A", "prevention", "✓", "0.91"], ["B", "enforcement", "✓", "0.91"]]
    assert "policía -0.50" in text
    assert "d " in text


def test_marks_are_colours_too() -> None:
    first, second = SENTENCES["es"]
    document = Document("a.txt", f"{first} {second}")
    text = shown(document, tagged(document, ("prevention", first)), colours=True)
    before, after = text.split(first)[0], text.split(first)[1]
    assert before.rsplit("\x1b[", 1)[1] != "0m"
    assert after.startswith("\x1b[0m")


def test_a_passage_of_two_labels_has_both_marks_and_its_page() -> None:
    first, second = SENTENCES["en"]
    document = Document("a.pdf", f"{first} {second}", page_starts=(0, len(first) + 1))
    text = shown(document, tagged(document, ("prevention", second), ("enforcement", second)))
    assert f"[AB p. 2] {second}" in text


@pytest.mark.parametrize("language", SENTENCES)
def test_a_taxonomy_may_have_more_labels_than_there_are_letters(language: str) -> None:
    sentence, _ = SENTENCES[language]
    names = [f"label-{number}" for number in range(1, 31)]
    document = Document("a.txt", sentence, language=language)
    text = shown(document, tagged(document, *((name, sentence) for name in names)))
    legend = [line.split()[:2] for line in text.splitlines() if "0.91" in line]
    assert [legend[place] for place in (0, 8, 25, 26, 29)] == [
        *(["A", "label-1"], ["I", "label-9"], ["Z", "label-26"]),
        *(["27", "label-27"], ["30", "label-30"]),
    ]


def test_what_has_no_evidence_is_cut_short_unless_all_is_asked_for() -> None:
    first, second = SENTENCES["en"]
    document = Document("a.txt", f"{first} " + "Nothing here. " * 200 + second)
    record = tagged(document, ("prevention", first), ("enforcement", second))
    short, full = shown(document, record), shown(document, record, is_full=True)
    assert "characters …]" in short
    assert "characters …]" not in full
    counts = [" ".join(text.split()).count("Nothing here.") for text in (short, full)]
    assert counts[0] < 60
    assert counts[1] == 200


def test_labels_in_question_are_marked_so() -> None:
    (first, _) = SENTENCES["es"]
    document = Document("a.txt", first)
    fields = {"outcome": Outcome.UNCERTAIN, "labels": (), "candidates": ("prevention",)}
    text = shown(document, tagged(document, ("prevention", first), **fields))
    assert "uncertain" in text
    assert "prevention ?" in text


def test_a_document_that_was_not_judged_says_why() -> None:
    notes = (Note(NoteCode.UNREADABLE, "a PDF with a password"),)
    record = TagRecord(id="a.pdf", outcome=Outcome.NOT_JUDGED, reason=Reason.ENCRYPTED, notes=notes, **MADE_WITH)
    text = shown(Document("a.pdf", ""), record)
    assert "not_judged: encrypted" in text
    assert "a PDF with a password" in text


def test_nothing_in_a_document_steers_the_terminal() -> None:
    hostile = "\x1b]0;owned\x07 \x1b[2J [red]markup[/red] \u202e \x9b31m text"
    document = Document(f"a{hostile}", f"{hostile} {SENTENCES['en'][0]}", title=hostile)
    text = shown(document, tagged(document, ("prevention", SENTENCES["en"][0]), title=hostile))
    assert not {"\x1b", "\x07", "\u202e", "\x9b"} & set(text)
    assert "[red]markup[/red]" in text

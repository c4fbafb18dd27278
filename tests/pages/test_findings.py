import base64
import json
from dataclasses import replace

import pytest

from corpora.corpus import SHIPPED
from corpora.document import Document
from corpora.taxonomy import Taxonomy, read_taxonomy
from models.decision import Outcome
from models.record import Evidence, Quote, TagRecord
from service.pages.findings import Finding, to_finding

TEXT = "Policía y alcaldes.\n\nNada más. Un tratado."
DOCUMENT = Document("a", TEXT, "Título", page_starts=(0, 21))
SHIFT = len("Título\n\n")


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return read_taxonomy(SHIPPED / "labels.json")


def quote(start: int, end: int) -> Quote:
    return Quote(DOCUMENT.full_text[start:end], start, end)


RECORD = TagRecord(
    id="a",
    sha256="0" * 64,
    outcome=Outcome.TAGGED,
    model_version="v",
    corpus_digest="c",
    tagged_at="2026-01-01T00:00:00+00:00",
    language="es",
    labels=("prevention", "enforcement"),
    scores={"enforcement": 0.7, "prevention": 0.9, "drug_policy_reform": 0.01, "regional_cooperation": 0.2},
    thresholds=dict.fromkeys(("enforcement", "prevention", "drug_policy_reform", "regional_cooperation"), 0.5),
    evidence=(
        Evidence("prevention", (quote(SHIFT, SHIFT + 19),), ()),
        Evidence("enforcement", (quote(SHIFT, SHIFT + 7), quote(SHIFT + 31, SHIFT + 42)), ()),
    ),
)


@pytest.fixture(params=["en", "es"])
def finding(request: pytest.FixtureRequest, taxonomy: Taxonomy) -> Finding:
    return to_finding(DOCUMENT, RECORD, taxonomy, request.param)


def test_the_pieces_are_the_text(finding: Finding) -> None:
    pieces = list(finding.pieces)
    assert "".join(piece.text for piece in pieces) == DOCUMENT.full_text
    assert [piece.start for piece in pieces] == [0, SHIFT, SHIFT + 7, SHIFT + 19, SHIFT + 21, SHIFT + 31]


def test_each_piece_tells_all_labels_that_it_speaks_for_and_the_page_that_it_begins(finding: Finding) -> None:
    shown = {piece.text: ("".join(mark.letter for mark in piece.marks), piece.page) for piece in finding.pieces}
    assert shown == {
        "Título\n\n": ("", None),
        "Policía": ("BA", 1),
        " y alcaldes.": ("B", None),
        "\n\n": ("", None),
        "Nada más. ": ("", 2),
        "Un tratado.": ("A", None),
    }


def test_labels_come_by_probability_in_the_readers_language(finding: Finding, taxonomy: Taxonomy) -> None:
    rows = finding.labels
    assert [(row.id, row.state) for row in rows] == [
        ("prevention", "given"),
        ("enforcement", "given"),
        ("regional_cooperation", ""),
        ("drug_policy_reform", ""),
    ]
    names = {label.id: set(label.name.values()) for label in taxonomy.labels}
    assert all(row.mark.name in names[row.id] for row in rows)
    assert len({(row.mark.letter, row.mark.style) for row in rows}) == 4


def test_labels_in_question_are_told_from_given_ones(taxonomy: Taxonomy) -> None:
    record = replace(RECORD, outcome=Outcome.UNCERTAIN, labels=(), candidates=("enforcement",))
    assert [(row.id, row.state) for row in to_finding(DOCUMENT, record, taxonomy, "es").named] == [
        ("enforcement", "asked")
    ]


def test_the_record_comes_along_whole(finding: Finding) -> None:
    media_type, _, data = finding.json.partition(",")
    assert media_type == "data:application/json;base64"
    assert json.loads(base64.b64decode(data)) == RECORD.to_row()


def test_a_correction_carries_the_very_text(taxonomy: Taxonomy) -> None:
    hostile = Document("a", "a\r\nb\rc\0\u202e\u2028 </form>\"'")
    carried = to_finding(hostile, replace(RECORD, evidence=()), taxonomy, "en").as_example
    assert carried.isascii()
    assert carried.isprintable()
    assert json.loads(carried)["text"] == hostile.text

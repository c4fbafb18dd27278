import json

import pytest

from corpora.document import Note, NoteCode, Reason
from models.decision import Outcome
from models.facets import CountryCount, OrganisationCount
from models.record import Evidence, Quote, TagRecord, Term

CONTRACT = ["id", "language", "outcome", "reason", "primary", "labels", "candidates", "scores", "evidence"]
MADE_WITH = {"sha256": "ab", "model_version": "v1", "corpus_digest": "cd", "tagged_at": "2026-01-02T03:04:05+00:00"}


def record(**fields: object) -> TagRecord:
    return TagRecord(id="d1", **MADE_WITH, **fields)


@pytest.mark.parametrize(
    ("language", "quote", "term"),
    [("en", "The naïve café owner paid.", "naïve"), ("es", "El alcalde prohibió la extorsión.", "extorsión")],
)
def test_a_tagged_record_is_a_row_of_plain_values(language: str, quote: str, term: str) -> None:
    row = record(
        outcome=Outcome.TAGGED,
        language=language,
        labels=("b", "a"),
        scores={"a": 0.6, "b": 0.9},
        thresholds={"a": 0.5, "b": 0.4},
        evidence=(Evidence("b", (Quote(quote, 3, 3 + len(quote)),), (Term(term, 1.5),)),),
    ).to_row()
    assert json.loads(json.dumps(row, ensure_ascii=False)) == row
    assert [name for name in row if name in CONTRACT] == CONTRACT
    assert {name: row[name] for name in MADE_WITH} == MADE_WITH
    assert (row["primary"], row["labels"], row["outcome"], row["reason"]) == ("b", ["b", "a"], "tagged", None)
    passage = {"text": quote, "start": 3, "end": 3 + len(quote), "page": None}
    assert row["evidence"] == [{"label": "b", "passages": [passage], "terms": [{"text": term, "weight": 1.5}]}]


@pytest.mark.parametrize(
    ("outcome", "fields"),
    [
        (Outcome.NONE, {}),
        (Outcome.UNCERTAIN, {"candidates": ("a", "b")}),
        (Outcome.NOT_JUDGED, {"reason": Reason.TOO_SHORT}),
    ],
)
def test_a_record_without_labels_has_no_primary(outcome: Outcome, fields: dict) -> None:
    found = record(outcome=outcome, **fields)
    assert found.primary is None
    row = found.to_row()
    assert (row["primary"], row["labels"], row["outcome"]) == (None, [], str(outcome))
    assert row["candidates"] == list(fields.get("candidates", ()))
    assert row["reason"] == fields.get("reason")


def test_primary_is_the_first_label() -> None:
    assert record(outcome=Outcome.TAGGED, labels=("b", "a")).primary == "b"


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_row_becomes_the_record_that_it_was(language: str) -> None:
    judged = record(
        outcome=Outcome.TAGGED,
        language=language,
        labels=("b", "a"),
        scores={"a": 0.6, "b": 0.9},
        thresholds={"a": 0.5, "b": 0.4},
        evidence=(Evidence("b", (Quote("prohibió", 3, 11, 2),), (Term("naïve", 1.5),)),),
        countries=(CountryCount("CO", 3),),
        organisations=(OrganisationCount("oas", 1),),
        title="Título",
        date="2014-03",
        source="Alcaldía",
        authors=("Ana",),
        subjects=("drogas", "jóvenes"),
        notes=(Note(NoteCode.LEFT_OUT, "the menu"),),
    )
    not_judged = record(outcome=Outcome.NOT_JUDGED, reason=Reason.TOO_SHORT)
    for one in (judged, not_judged):
        assert TagRecord.from_row(json.loads(json.dumps(one.to_row()))) == one

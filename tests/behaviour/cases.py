"""Pairs of an English and a Spanish text with the labels both should get, one file of them for each behaviour."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpora.document import Document
from corpora.taxonomy import LANGUAGES
from models.record import TagRecord
from models.tagger import Tagger

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """A pair of texts, keyed by language; labels are primary first, none means none of the four."""

    id: str
    labels: tuple[str, ...]
    text: dict[str, str]


def read_cases(name: str) -> list[Case]:
    """The pairs of <name>.jsonl, in file order."""
    rows = [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    return [Case(row["id"], tuple(row["labels"]), {code: row[code] for code in LANGUAGES}) for row in rows]


def each_language(cases: list[Case]) -> pytest.MarkDecorator:
    """Run a test for (case, language) of every case in both languages."""
    values = [pytest.param(case, code, id=f"{case.id}-{code}") for case in cases for code in LANGUAGES]
    return pytest.mark.parametrize(("case", "language"), values)


def tag(tagger: Tagger, *texts: str, language: str | None = None, evidence: bool = False) -> list[TagRecord]:
    """Tag texts; where no language is stated it is detected."""
    return tagger.tag([Document(f"d{n}", text, language=language) for n, text in enumerate(texts)], evidence=evidence)


def forced(record: TagRecord) -> set[str]:
    """The labels of a judged document if no doubt were allowed."""
    assert record.scores, record.reason
    return {label for label, score in record.scores.items() if score >= record.thresholds[label]}

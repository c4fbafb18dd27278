"""Documents that somebody hands in → their records, counted as answered."""

from collections.abc import Sequence

from fastapi import FastAPI

from corpora.document import Document
from models.record import TagRecord
from models.tagger import Tagger


def judge(app: FastAPI, tagger: Tagger, documents: Sequence[Document], *, evidence: bool = True) -> list[TagRecord]:
    """Tag documents for whoever asked; the records come in the same order, one for each."""
    records = tagger.tag(documents, evidence=evidence)
    app.state.metrics.count(records)
    app.state.served.count(records)
    return records

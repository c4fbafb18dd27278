"""Documents that somebody hands in → their records, counted as answered."""

import threading
from collections.abc import Sequence, Sized
from contextlib import AbstractContextManager, nullcontext

from fastapi import FastAPI, HTTPException

from corpora.document import Document
from models.record import TagRecord
from models.tagger import Tagger

MOST_CHARACTERS_IN_TURN = 50_000


class Turns:
    """Has the threads of a process judge one after the other, since they share one interpreter.

    Side by side, eight of them judge a third less in all than one alone. Who brings much takes no turn, so that nobody
    waits for its end.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def take(self, documents: Sequence[Document]) -> AbstractContextManager[object]:
        """A context in which to judge documents."""
        is_much = sum(len(document.text) for document in documents) > MOST_CHARACTERS_IN_TURN
        return nullcontext() if is_much else self._lock


def check_n_documents(app: FastAPI, documents: Sized) -> None:
    """Make sure that they are not too many at once.

    Raises:
        HTTPException: 422, they are.
    """
    most = app.state.settings.max_documents
    if len(documents) > most:
        raise HTTPException(422, f"{len(documents)} documents; at most {most} are allowed")


def judge(app: FastAPI, tagger: Tagger, documents: Sequence[Document], *, evidence: bool = True) -> list[TagRecord]:
    """Tag documents for whoever asked; the records come in the same order, one for each."""
    with app.state.turns.take(documents):
        records = tagger.tag(documents, evidence=evidence)
    app.state.metrics.count(records)
    app.state.served.count(records)
    return records

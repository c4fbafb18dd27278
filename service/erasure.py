"""Erasing a text on request, wherever the database holds it or quotes it."""

from corpora.label_store import LabelStore
from service.review_table import review_table

TABLES = (review_table,)  # that quote texts, each with a column `digest`


def erase_text(store: LabelStore, digest: str) -> bool:
    """Remove a text, its source, comments on it and quotes of it; its digest, labels and times remain.

    False: there is no such text.

    Raises:
        DatabaseError: also where bytes may still be in SQLite's files, since others read; to be called again.
    """
    return store.erase(digest, also=TABLES)

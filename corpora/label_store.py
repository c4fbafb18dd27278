"""The store of people's labels: who said what of which text, and what may be learnt from it.

The history only grows. Of each person the latest annotation of a text counts; where people disagree, none does until a
settlement decides.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.exc import IntegrityError

from corpora import label_queries as queries
from corpora.annotation import Annotation, Kind, NewAnnotation
from corpora.answered import KeyedRequest, answer_to, keep_answer
from corpora.database import Database
from corpora.label_queries import Filter
from corpora.label_texts import StoredText, erase_text, get_text, get_texts, put_text, restate
from corpora.people import TrainingLabels, to_training_labels
from corpora.standing import Cap, Standing, TextState, standings, states

MOST_COLLISIONS = 2  # with who stores the same text, and with who has the same key; each comes once
NO_CAP = Cap()

Result = TypeVar("Result")


class LabelStore:
    """The labels in one database; every method is one transaction, except the iterators.

    Parameters
    ----------
    database : Database

    Raises
    ------
    DatabaseError
        By every method: the database cannot be used.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(self, new: NewAnnotation, request: KeyedRequest | None = None) -> tuple[Annotation, bool]:
        """Append an annotation, or give back the one that the same request made before; True for the latter.

        Raises:
            KeyReusedError: the key came before, with another request.
            ErasedTextError: the text was erased.
        """

        def work(connection: Connection) -> tuple[Annotation, bool]:
            if request and (before := answer_to(connection, request)):
                return before, True
            annotation = _append(connection, new)
            if request:
                keep_answer(connection, request, annotation)
            return annotation, False

        return self._write(work)

    def add_missing(self, new: NewAnnotation, occurrence: int = 1) -> bool:
        """Append an annotation unless its author said the same of the text so many times before; whether it was added.

        Raises:
            ErasedTextError: the text was erased.
        """

        def work(connection: Connection) -> bool:
            _put_text(connection, new)  # for which another import of the same waits
            known = queries.history(connection, new.digest, new.author)
            if sum(annotation.said == new.said for annotation in known) >= occurrence:
                return False
            _append(connection, new)
            return True

        return self._write(work)

    def get(self, id: str) -> Annotation | None:
        """The annotation of that id, also one that was deleted, or None."""
        with self.database.read() as connection:
            return queries.get(connection, id)

    def text(self, digest: str) -> StoredText | None:
        """The text of that digest, erased or not, or None where there never was one."""
        with self.database.read() as connection:
            return get_text(connection, digest)

    def history(self, digest: str) -> list[Annotation]:
        """All that was ever said of a text, the oldest first, deleted or not."""
        with self.database.read() as connection:
            return queries.history(connection, digest)

    def find(
        self,
        wanted: Filter,
        state: TextState | None = None,
        *,
        before: int | None = None,
        n: int = 100,
        cap: Cap = NO_CAP,
    ) -> list[Annotation]:
        """Up to n annotations that are not deleted, the newest first, numbered below `before`."""
        with self.database.read() as connection:
            found = None if state is None else dict(states(standings(queries.votes(connection)), cap))
            return queries.newest_first(
                connection, wanted, lambda digest: found is None or found.get(digest) is state, before=before, n=n
            )

    def export(self) -> Iterator[tuple[Annotation, str]]:
        """Yield the annotations that are not deleted with their texts, the oldest first; erased texts are left out."""
        with self.database.read() as connection:
            yield from queries.oldest_first(connection)

    def delete(self, id: str) -> None:
        """Take an annotation back; it stays in the history, and that of its author before it counts again."""
        with self.database.write() as connection:
            queries.delete(connection, id)

    def erase(self, digest: str, also: Sequence[Table] = ()) -> bool:
        """Remove a text, its source, and comments on it; its digest, labels and times remain. False: no such text.

        On SQLite its bytes are then in none of the database's files; PostgreSQL overwrites them in its own time.

        also : other tables whose rows of that `digest` go altogether.

        Raises:
            DatabaseError: also where the bytes could not be removed yet, since others read; to be called again.
        """
        with self.database.write() as connection:
            if get_text(connection, digest) is None:
                return False
            erase_text(connection, digest, also)
        self.database.scrub()
        return True

    def state(self, stored: StoredText, cap: Cap = NO_CAP) -> TextState:
        """Where a stored text stands."""
        if stored.erased_at is not None:
            return TextState.ERASED
        with self.database.read() as connection:
            texts = standings(queries.votes(connection, digest=stored.digest))
            if author := texts.get(stored.digest, Standing()).only_author:
                texts = standings(queries.votes(connection, met_by=author))  # what the cap has let through before
        return dict(states(texts, cap)).get(stored.digest, TextState.UNLABELLED)

    def standings(self) -> dict[str, Standing]:
        """What stands of what was said of each text that has labels, by digest."""
        with self.database.read() as connection:
            return standings(queries.votes(connection))

    def training_examples(
        self, labels: Collection[str], *, weight: float, most_weight_per_author: float
    ) -> TrainingLabels:
        """What may be learnt from people: texts on which nobody disagrees, or that were settled.

        labels : of the taxonomy; texts with others are left out.
        weight : of each example.
        most_weight_per_author : of all texts of one author together that nobody else confirmed; the oldest count.
        """
        cap = Cap(weight, most_weight_per_author)
        with self.database.read() as connection:
            texts = standings(queries.votes(connection))
            return to_training_labels(texts, lambda digests: get_texts(connection, digests), labels, cap)

    def _write(self, work: Callable[[Connection], Result]) -> Result:
        """Do work in a transaction; again where another one wrote the same at that moment, which is seen then."""
        for _ in range(MOST_COLLISIONS):
            try:
                with self.database.write() as connection:
                    return work(connection)
            except IntegrityError:
                continue
        with self.database.write() as connection:
            return work(connection)


def _put_text(connection: Connection, new: NewAnnotation) -> None:
    put_text(connection, new.digest, new.text, language=new.language, source=new.source)


def _append(connection: Connection, new: NewAnnotation) -> Annotation:
    """Store an annotation; what stands of its text is restated only by who speaks for it alone, or settles it."""
    _put_text(connection, new)
    if new.kind is Kind.SETTLEMENT or not queries.others_labelled(connection, new.digest, new.author):
        restate(connection, new.digest, language=new.language, source=new.source)
    return queries.insert(connection, new)

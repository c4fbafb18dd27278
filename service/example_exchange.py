"""People's labels between files and the store: import adds what is not there, export writes what was not taken back."""

from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from corpora.annotation import Annotation, NewAnnotation
from corpora.document import digest_text
from corpora.errors import CorpusError
from corpora.label_store import LabelStore
from corpora.label_texts import ErasedTextError
from service.errors import UnfitExampleError
from service.example_files import Row, check_suffix, read_rows
from service.example_schemas import ExampleIn, ExampleOut
from service.examples import to_annotation
from service.rows import open_rows


def import_examples(
    path: Path, store: LabelStore, labels: Collection[str], *, author: str | None = None, source: str | None = None
) -> Iterator[bool | CorpusError]:
    """Add the examples of a file, yielding for each row whether it was new, or what is wrong with it.

    A row whose author said the same of the same text before is there already, as often as it stands in the file.

    labels : of the taxonomy.
    author, source : where a row names none.

    Raises:
        CorpusError: the file cannot be read at all.
    """
    met: Counter[str] = Counter()
    for where, row in read_rows(path):
        try:
            new = _to_annotation(row, {"author": author, "source": source}, store, labels)
            said = digest_text(repr(new.said))
            met[said] += 1
            yield store.add_missing(new, occurrence=met[said])
        except (UnfitExampleError, ErasedTextError) as error:
            yield CorpusError(f"{where}: {error}")
        except CorpusError as error:
            yield error
        except ValidationError as error:
            yield CorpusError(f"{where}: {_first(error)}")


def export_examples(path: Path, store: LabelStore) -> int:
    """Write the examples that were not taken back, the oldest first, to a file that can be imported; their number.

    Erased texts are left out.

    Raises:
        CorpusError: the file cannot be written, or not be read again.
    """
    check_suffix(path)
    n_examples = 0
    with open_rows(path) as write:
        for annotation, text in store.export():
            write(_to_row(annotation, text))
            n_examples += 1
    return n_examples


def _to_annotation(row: Row | CorpusError, defaults: Row, store: LabelStore, labels: Collection[str]) -> NewAnnotation:
    if isinstance(row, CorpusError):
        raise row
    known = {name: row[name] for name in ExampleIn.model_fields if row.get(name) is not None}
    given = ExampleIn.model_validate({name: value for name, value in defaults.items() if value} | known)
    if given.author is None:
        raise UnfitExampleError("author is missing; name it in the row, or with --author")
    return to_annotation(given, given.author, labels=labels, store=store)


def _to_row(annotation: Annotation, text: str) -> dict[str, Any]:
    row = ExampleOut.of(annotation).model_dump(mode="json", exclude={"deleted_at"})
    return row | {"text": text}


def _first(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, found["loc"]))
    return f"{where}: {found['msg']}" if where else str(found["msg"])

"""The weighted bilingual thesaurus of the field: text files → Concept."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpora.errors import CorpusError
from corpora.fields import read_fields, split_field
from corpora.taxonomy import LANGUAGES

WEIGHT_LIMIT = 3


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing of the field, the terms that name it, and what its mention says.

    weights : int per label of the taxonomy in −3 … 3, how strongly a mention speaks for that label;
        the last one, field_weight, for the text being about the taxonomy's field at all.
    terms : per language, lower-case words or phrases.
    """

    id: str
    facet: str
    weights: tuple[int, ...]
    field_weight: int
    terms: dict[str, tuple[str, ...]]


def read_lexicon(folder: Path, n_labels: int) -> tuple[Concept, ...]:
    """Read every .txt file of a folder, in name order; a folder that is not there is an empty lexicon.

    A line is `id|facet|weight a label,…,field weight|English term;…|Spanish term;…`; `#` starts a comment line.

    Raises:
        CorpusError: a line is malformed or an id repeats; the message starts with file:line. A file is not UTF-8.
    """
    concepts: dict[str, Concept] = {}
    for path in sorted(folder.glob("*.txt")):
        for where, fields in read_fields(path, 3 + len(LANGUAGES)):
            concept = _parse_concept(fields, where, n_labels)
            if concept.id in concepts:
                raise CorpusError(f"{where}: concept {concept.id!r} stands twice")
            concepts[concept.id] = concept
    return tuple(concepts.values())


def _parse_concept(fields: Sequence[str], where: str, n_labels: int) -> Concept:
    name, facet, numbers, *cells = fields
    try:
        weights = tuple(int(number) for number in numbers.split(","))
    except ValueError as error:
        raise CorpusError(f"{where}: weights must be whole numbers, found {numbers!r}") from error
    if len(weights) != n_labels + 1 or any(abs(weight) > WEIGHT_LIMIT for weight in weights):
        raise CorpusError(
            f"{where}: {n_labels + 1} weights from -{WEIGHT_LIMIT} to {WEIGHT_LIMIT} are needed, found {numbers!r}"
        )
    terms = {language: _parse_terms(cell) for language, cell in zip(LANGUAGES, cells, strict=True)}
    return Concept(name, facet, weights[:-1], weights[-1], terms)


def _parse_terms(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(str.lower, split_field(cell))))

"""A tokenised text → the countries and organisations that it names, and how often."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from corpora.gazetteer import Form, Gazetteer
from models.spans import keep_longest

_HYPHEN = re.compile(r"(?<=[\w.])[-–—/](?=\w)")


@dataclass(frozen=True, slots=True)
class CountryCount:
    """How often a country is named; code is ISO 3166-1 alpha-2."""

    code: str
    count: int


@dataclass(frozen=True, slots=True)
class OrganisationCount:
    """How often an organisation is named; id is the gazetteer's."""

    id: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What a text names, the most often named first; of equals, the first named."""

    countries: tuple[CountryCount, ...] = ()
    organisations: tuple[OrganisationCount, ...] = ()


def count_facets(forms: Sequence[Form]) -> Facets:
    """Count what the forms of a document mean, given in text order; each is read by all the others, of any language."""
    named = {form.readings[0].entity for form in forms if form.is_certain}
    counts = Counter(entity for form in forms if (entity := form.read(named))).most_common()
    return Facets(
        tuple(CountryCount(id, count) for id, count in counts if id.isupper()),
        tuple(OrganisationCount(id, count) for id, count in counts if not id.isupper()),
    )


class FormFinder:
    """Finds the forms of a gazetteer in texts that are tokenised already.

    Parameters
    ----------
    gazetteer : Gazetteer
    pipelines : per language
        The pipelines that tokenise the texts. Their NORM folds case and accents.
    """

    def __init__(self, gazetteer: Gazetteer, pipelines: Mapping[str, Language]) -> None:
        self._matchers = {
            language: _FormMatcher(pipeline, gazetteer.forms[language]) for language, pipeline in pipelines.items()
        }

    def find(self, doc: Doc, language: str, is_content: NDArray[np.bool_]) -> tuple[Form, ...]:
        """The forms in the content of a Doc of the language's pipeline, in text order, the longest where they overlap.

        is_content has the shape (n_tokens,).
        """
        return tuple(self._matchers[language].find(doc, is_content))


class _FormMatcher:
    """Finds the forms of one language, in any case and accents, and keeps those that have their capitals."""

    def __init__(self, pipeline: Language, forms: Sequence[Form]) -> None:
        self._vocab = pipeline.vocab
        self._is_compound = pipeline.vocab.add_flag(lambda word: _HYPHEN.search(word) is not None)
        self._matcher = PhraseMatcher(pipeline.vocab, attr="NORM")
        self._by_key: dict[int, tuple[Form, list[str]]] = {}
        self._by_norm: dict[int, Form] = {}
        docs = pipeline.tokenizer.pipe(form.text for form in forms)  # type: ignore[union-attr]
        for form, doc in zip(forms, docs, strict=True):
            self._matcher.add(form.text, [doc])
            self._by_key[self._vocab.strings[form.text]] = form, [token.text for token in doc]
            if len(doc) == 1:
                self._by_norm[doc[0].norm] = form

    def find(self, doc: Doc, is_content: NDArray[np.bool_]) -> list[Form]:
        found = keep_longest(span for span in self._find_whole(doc) if is_content[span[0]])
        taken = {index for first, end, _ in found for index in range(first, end)}
        parts = ((at, form) for at, form in self._find_parts(doc) if is_content[at] and at not in taken)
        in_order = sorted([*((first, form) for first, _, form in found), *parts], key=lambda place: place[0])
        return [form for _, form in in_order]

    def _find_whole(self, doc: Doc) -> Iterator[tuple[int, int, Form]]:
        """First token, end and form."""
        for key, first, end in self._matcher(doc):
            form, words = self._by_key[key]
            if all(_has_capitals_of(doc[first + place].text, word) for place, word in enumerate(words)):
                yield first, end, form

    def _find_parts(self, doc: Doc) -> Iterator[tuple[int, Form]]:
        """Token and form, where the form is part of one token, as in U.S.-Mexico or colombo-venezolana."""
        for at in np.flatnonzero(doc.to_array([self._is_compound])).tolist():
            for part in _HYPHEN.split(doc[at].text):
                form = self._by_norm.get(self._vocab[part].norm)
                if form and _has_capitals_of(part, form.text):
                    yield at, form


def _has_capitals_of(word: str, written: str) -> bool:
    """Whether a word has the capitals of the same word in the gazetteer; it may have more."""
    if written.isupper():
        return word.isupper()
    return word[:1].isupper() or not written[:1].isupper()

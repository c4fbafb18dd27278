"""Text → Analysis: words, mentions of lexicon concepts, and passages, tokenised once by spaCy."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.symbols import NORM, ORTH  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from corpora.furniture import find_furniture
from corpora.lexicon import Concept
from corpora.taxonomy import LANGUAGES
from corpora.wording import read_phrases

PASSAGE_WORDS = 80
LONGEST_PASSAGE_WORDS = 200
MAX_CHARACTERS = 1_000_000

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Bag:
    """What the classifier sees of a text or a passage.

    words : normalised words in order, shape (n_words,).
    concepts : indices of mentioned concepts in order, shape (n_mentions,).
    positions : the word at which each mention begins, shape (n_mentions,).
    """

    language: str
    words: Sequence[str]
    concepts: Integers
    positions: Integers


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences; start and end are characters of the text. Furniture of the page has an empty bag."""

    start: int
    end: int
    bag: Bag

    @property
    def is_content(self) -> bool:
        """Whether any word of it counts."""
        return bool(self.bag.words)


@dataclass(frozen=True, slots=True)
class Mention:
    """A term of a concept that stands in the text from start to end, in characters."""

    concept: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """A text cut into passages that cover it without overlap, and what stands in its content as a whole."""

    text: str
    whole: Bag
    passages: tuple[Passage, ...]
    mentions: tuple[Mention, ...]


class Analyser:
    """Tokenises texts and finds the lexicon's terms in them.

    Parameters
    ----------
    lexicon : sequence of Concept
    lemmas : per language, inflected form → lemma; words that share a lemma match each other's terms.
    """

    def __init__(self, lexicon: Sequence[Concept], lemmas: dict[str, dict[str, str]]) -> None:
        self._pipelines = {language: _build_pipeline(language, lemmas.get(language, {})) for language in LANGUAGES}
        self._matchers = {
            language: _build_matcher(self._pipelines[language], lexicon, language) for language in LANGUAGES
        }

    def analyse(self, texts: Sequence[str], language: str) -> Iterator[Analysis]:
        """Analyse texts of one language, lazily, in order."""
        pipeline, matcher = self._pipelines[language], self._matchers[language]
        for doc in pipeline.pipe(texts):
            yield _analyse(doc, matcher, language)


def normalise(word: str, lemmas: dict[str, str]) -> str:
    """Lower case, without accents (ñ stays), and the lemma where the lexicon knows one.

    >>> normalise("INCAUTACIÓN", {}), normalise("años", {})
    ('incautacion', 'años')
    """
    folded = fold(word)
    return lemmas.get(folded, folded)


def fold(word: str) -> str:
    """Lower case without accents; ñ is a letter of its own and stays."""
    lowered = word.lower().replace("’", "'")
    if lowered.isascii():
        return lowered
    parts = unicodedata.normalize("NFD", lowered).replace("n\u0303", "ñ")
    return "".join(part for part in parts if not unicodedata.combining(part))


def _build_pipeline(language: str, lemmas: dict[str, str]) -> Language:
    pipeline = spacy.blank(language)
    pipeline.max_length = MAX_CHARACTERS + 1
    norm = partial(normalise, lemmas={fold(form): fold(lemma) for form, lemma in lemmas.items()})
    pipeline.vocab.lex_attr_getters[NORM] = norm
    for lexeme in pipeline.vocab:
        lexeme.norm_ = norm(lexeme.orth_)
    for abbreviation in read_phrases("abbreviations", language):
        for form in {abbreviation, abbreviation.capitalize(), abbreviation.upper()}:
            pipeline.tokenizer.add_special_case(form, [{ORTH: form}])
    pipeline.add_pipe("sentencizer")
    return pipeline


def _build_matcher(pipeline: Language, lexicon: Sequence[Concept], language: str) -> PhraseMatcher:
    matcher = PhraseMatcher(pipeline.vocab, attr="NORM")
    for index, concept in enumerate(lexicon):
        matcher.add(str(index), [pipeline.tokenizer(term) for term in concept.terms[language]])
    return matcher


def _analyse(doc: Doc, matcher: PhraseMatcher, language: str) -> Analysis:
    text = doc.text
    starts = np.fromiter((token.idx for token in doc), dtype=np.int64, count=len(doc))
    furniture = find_furniture(text)
    content = _outside(starts, furniture)
    is_word = np.fromiter((token.is_alpha for token in doc), dtype=bool, count=len(doc)) & content
    spans = _longest((first, end, int(doc.vocab.strings[key])) for key, first, end in matcher(doc) if content[first])
    tokens = _Tokens(language, [token.norm_ for token in doc], is_word, spans)
    cuts = _cut(doc, tokens.words_before, starts, furniture)
    edges = [0, *(int(starts[cut]) for cut in cuts[1:]), len(text)]
    bags = (tokens.bag(first, end) for first, end in pairwise([*cuts, len(doc)]))
    return Analysis(
        text,
        tokens.bag(0, len(doc)),
        tuple(Passage(start, end, bag) for (start, end), bag in zip(pairwise(edges), bags, strict=True)),
        tuple(
            Mention(concept, int(starts[first]), doc[end - 1].idx + len(doc[end - 1])) for first, end, concept in spans
        ),
    )


class _Tokens:
    """The tokens of one text, from which bags are cut."""

    def __init__(
        self, language: str, norms: list[str], is_word: NDArray[np.bool_], spans: list[tuple[int, int, int]]
    ) -> None:
        self._language = language
        self._words = [norm for norm, counts in zip(norms, is_word, strict=True) if counts]
        self._starts = np.array([first for first, _, _ in spans], dtype=np.int64)
        self._concepts = np.array([concept for _, _, concept in spans], dtype=np.int64)
        self.words_before = np.concatenate([[0], np.cumsum(is_word)])

    def bag(self, first: int, end: int) -> Bag:
        """What stands from one token up to another."""
        low, high = np.searchsorted(self._starts, [first, end])
        at, until = self.words_before[first], self.words_before[end]
        positions = self.words_before[self._starts[low:high]] - at
        return Bag(self._language, self._words[at:until], self._concepts[low:high], positions)


def _outside(starts: Integers, spans: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    inside = np.zeros(len(starts), dtype=bool)
    for start, end in spans:
        first, last = np.searchsorted(starts, [start, end])
        inside[first:last] = True
    return ~inside


def _longest(spans: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Keep the longest of overlapping spans (the first of equals), in text order."""
    kept: list[tuple[int, int, int]] = []
    taken: set[int] = set()
    for first, end, concept in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if taken.isdisjoint(range(first, end)):
            taken.update(range(first, end))
            kept.append((first, end, concept))
    return sorted(kept)


def _cut(doc: Doc, words_before: Integers, starts: Integers, furniture: Sequence[tuple[int, int]]) -> list[int]:
    """Token indices where passages begin: at sentences or lines once a passage is long enough, around furniture."""
    forced = {int(np.searchsorted(starts, edge)) for span in furniture for edge in span}
    cuts = [0]
    for token in doc[1:]:
        words = words_before[token.i] - words_before[cuts[-1]]
        at_break = token.is_sent_start or "\n" in doc[token.i - 1].text
        if token.i in forced or (at_break and words >= PASSAGE_WORDS) or words >= LONGEST_PASSAGE_WORDS:
            cuts.append(token.i)
    return cuts

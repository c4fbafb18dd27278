"""Text → Analysis: words, mentions of lexicon concepts, and passages, tokenised once by spaCy."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.attrs import IDX, IS_ALPHA, IS_SPACE, LENGTH, NORM, ORTH, SENT_START  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from corpora.document import MAX_CHARACTERS
from corpora.furniture import find_furniture
from corpora.lexicon import Concept
from corpora.taxonomy import LANGUAGES
from corpora.wording import read_phrases
from models.spans import keep_longest

PASSAGE_WORDS = 80
LONGEST_PASSAGE_WORDS = 200
OPENING_MARKS = "¿¡«“‘(["

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
    language: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """A text cut into passages that cover it without overlap, and what stands in its content as a whole.

    wholes : a bag for each language, the one of most words first; at least one.
    """

    text: str
    wholes: tuple[Bag, ...]
    passages: tuple[Passage, ...]
    mentions: tuple[Mention, ...]

    @property
    def whole(self) -> Bag:
        """What stands in the language of most words: all of it in a text of one language."""
        return self.wholes[0]

    @property
    def shares(self) -> list[float]:
        """The share of the words that each of the wholes holds; sums to 1."""
        n_words = [max(len(bag.words), 1) for bag in self.wholes]
        return [n / sum(n_words) for n in n_words]


class Analyser:
    """Tokenises texts and finds the lexicon's terms in them."""

    def __init__(self, lexicon: Sequence[Concept]) -> None:
        self._pipelines = {language: _build_pipeline(language) for language in LANGUAGES}
        self._matchers = {
            language: _build_matcher(self._pipelines[language], lexicon, language) for language in LANGUAGES
        }

    def analyse(self, texts: Sequence[str], language: str) -> Iterator[Analysis]:
        """Analyse texts of one language, lazily, in order."""
        pipeline, matcher = self._pipelines[language], self._matchers[language]
        for text, doc in zip(texts, pipeline.pipe(texts), strict=True):
            yield _analyse(_Tokens(doc, text, language), matcher)


def fold(word: str) -> str:
    """Lower case without accents; ñ is a letter of its own and stays.

    >>> fold("INCAUTACIÓN"), fold("años")
    ('incautacion', 'años')
    """
    lowered = word.lower().replace("’", "'")
    if lowered.isascii():
        return lowered
    parts = unicodedata.normalize("NFD", lowered).replace("n\u0303", "ñ")
    return "".join(part for part in parts if not unicodedata.combining(part))


def _build_pipeline(language: str) -> Language:
    pipeline = spacy.blank(language)
    pipeline.max_length = MAX_CHARACTERS + 1
    pipeline.vocab.lex_attr_getters[NORM] = fold  # type: ignore[attr-defined]
    for lexeme in pipeline.vocab:
        lexeme.norm_ = fold(lexeme.orth_)
    for abbreviation in read_phrases("abbreviations", language):
        for form in {abbreviation, abbreviation.capitalize(), abbreviation.upper()}:
            pipeline.tokenizer.add_special_case(form, [{ORTH: form}])  # type: ignore[union-attr]
    pipeline.add_pipe("sentencizer")
    return pipeline


def _build_matcher(pipeline: Language, lexicon: Sequence[Concept], language: str) -> PhraseMatcher:
    matcher = PhraseMatcher(pipeline.vocab, attr="NORM")
    for index, concept in enumerate(lexicon):
        matcher.add(str(index), list(pipeline.tokenizer.pipe(concept.terms[language])))  # type: ignore[union-attr]
    return matcher


class _Tokens:
    """The tokens of one text as arrays of shape (n_tokens,); from them bags are cut."""

    def __init__(self, doc: Doc, text: str, language: str) -> None:
        columns = doc.to_array([IDX, LENGTH, IS_ALPHA, IS_SPACE, SENT_START, NORM]).reshape(len(doc), 6).T
        self.doc, self.text = doc, text
        self.starts, self.ends = columns[0].astype(np.int64), (columns[0] + columns[1]).astype(np.int64)
        self.is_space = columns[3].astype(bool)
        self.is_break = self._before_opening_marks(columns[4] == 1)
        self.is_break[1:] |= self._have_newline()[:-1]
        self.is_furniture = self._within(find_furniture(text))
        is_word = columns[2].astype(bool) & ~self.is_furniture
        self.words_before = np.concatenate([[0], np.cumsum(is_word)])
        self.language = language
        self._words = [doc.vocab.strings[norm] for norm in columns[5][is_word].tolist()]

    def bag(self, mentions: NDArray[np.int64], first: int, end: int) -> Bag:
        """What stands from one token up to another; mentions has a row (first token, end, concept) each, in order."""
        low, high = np.searchsorted(mentions[:, 0], [first, end])
        at, until = self.words_before[first], self.words_before[end]
        positions = self.words_before[mentions[low:high, 0]] - at
        return Bag(self.language, self._words[at:until], mentions[low:high, 2], positions)

    def _before_opening_marks(self, begins: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Where sentences begin, counting a mark such as ¿ to the sentence it opens; spaCy leaves it with the last."""
        for at in np.flatnonzero(begins[1:]).tolist():
            begin = at + 1
            while begin > 1 and self.doc[begin - 1].text in OPENING_MARKS:
                begins[begin - 1 : begin + 1] = True, False
                begin -= 1
        return begins

    def _have_newline(self) -> NDArray[np.bool_]:
        found = np.zeros(len(self.doc), dtype=bool)
        for index in np.flatnonzero(self.is_space).tolist():
            found[index] = "\n" in self.doc[index].text
        return found

    def _within(self, spans: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
        """Tokens that stand in spans of characters; white space goes with what stands before it."""
        inside = np.zeros(len(self.doc), dtype=bool)
        for start, end in spans:
            first, last = np.searchsorted(self.starts, [start, end])
            while last < len(inside) and self.is_space[last]:
                last += 1
            inside[first:last] = True
        return inside


def _analyse(tokens: _Tokens, matcher: PhraseMatcher) -> Analysis:
    doc, n_tokens = tokens.doc, len(tokens.doc)
    mentions = keep_longest(
        (first, end, int(doc.vocab.strings[key])) for key, first, end in matcher(doc) if not tokens.is_furniture[first]
    )
    table = np.array(mentions, dtype=np.int64).reshape(-1, 3)
    cuts = _cut(tokens)
    edges = [0, *tokens.starts[cuts[1:]].tolist(), len(tokens.text)]
    bags = (tokens.bag(table, first, end) for first, end in pairwise([*cuts, n_tokens]))
    return Analysis(
        tokens.text,
        (tokens.bag(table, 0, n_tokens),),
        tuple(Passage(start, end, bag) for (start, end), bag in zip(pairwise(edges), bags, strict=True)),
        tuple(
            Mention(concept, int(tokens.starts[first]), int(tokens.ends[end - 1]), tokens.language)
            for first, end, concept in mentions
        ),
    )


def _cut(tokens: _Tokens) -> list[int]:
    """Token indices where passages begin: at sentences or lines once a passage is long enough, around furniture."""
    words = tokens.words_before
    turns = np.concatenate([[False], tokens.is_furniture[1:] != tokens.is_furniture[:-1]])[: len(tokens.doc)]
    cuts = [0]
    for at in [*np.flatnonzero(tokens.is_break | turns).tolist(), len(tokens.doc)]:
        while words[at] - words[cuts[-1]] > LONGEST_PASSAGE_WORDS:
            cuts.append(int(np.searchsorted(words, words[cuts[-1]] + LONGEST_PASSAGE_WORDS)))
        is_long = words[at] - words[cuts[-1]] >= PASSAGE_WORDS
        if 0 < at < len(tokens.doc) and (is_long or turns[at]):
            cuts.append(at)
    return cuts

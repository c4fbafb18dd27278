"""Text → Analysis: words, mentions of lexicon concepts, and passages, tokenised once by spaCy."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, chain, pairwise
from typing import TypeVar

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.attrs import IDX, IS_ALPHA, IS_PUNCT, IS_SPACE, LENGTH, NORM, ORTH  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.pipeline import Sentencizer
from spacy.strings import hash_string  # type: ignore[attr-defined]
from spacy.tokens import Doc

from corpora.document import MAX_CHARACTERS
from corpora.furniture import find_furniture
from corpora.gazetteer import Form, Gazetteer
from corpora.lexicon import Concept
from corpora.taxonomy import LANGUAGES
from corpora.wording import read_phrases
from models.facets import FormFinder
from models.spans import keep_longest

PASSAGE_WORDS = 80
LONGEST_PASSAGE_WORDS = 200
OPENING_MARKS = "¿¡«“‘(["
MOST_CACHED_CHUNKS = 200_000
MOST_STRINGS = 400_000
LEXEME_ATTRIBUTES = (IS_ALPHA, IS_PUNCT, IS_SPACE, NORM)

Integers = NDArray[np.int64]
T = TypeVar("T")
NOTHING: Integers = np.empty(0, dtype=np.int64)

_SENTENCE_ENDS = np.array([hash_string(mark) for mark in Sentencizer.default_punct_chars], dtype=np.uint64)


@dataclass(frozen=True, eq=False)
class Bag:
    """What the classifier sees of a text or a passage.

    words : normalised words in order, shape (n_words,).
    concepts : indices of mentioned concepts in order, shape (n_mentions,).
    positions : the word at which each mention begins, shape (n_mentions,).
    starts : the character of the text at which each word begins, shape (n_words,); empty where that is not known.
    """

    language: str
    words: Sequence[str]
    concepts: Integers
    positions: Integers
    starts: Integers = field(default_factory=lambda: NOTHING)

    @cached_property
    def distinct_words(self) -> list[str]:
        """Each word once, in order of first occurrence."""
        return list(dict.fromkeys(self.words))

    @cached_property
    def word_ids(self) -> Integers:
        """Each word as its place in `distinct_words`, shape (n_words,)."""
        ids = {word: place for place, word in enumerate(self.distinct_words)}
        return np.array([ids[word] for word in self.words], dtype=np.int64)

    @cached_property
    def word_counts(self) -> Integers:
        """How often each of `distinct_words` stands here."""
        return np.bincount(self.word_ids, minlength=len(self.distinct_words))

    @cached_property
    def concept_counts(self) -> tuple[Integers, Integers]:
        """Each mentioned concept once, in rising order, and how often it is mentioned."""
        return np.unique(self.concepts, return_counts=True)

    def rows_in(self, table: Mapping[str, int]) -> Integers:
        """The row of each of `distinct_words` in a table, -1 where it has none; looked up once."""

        def look_up() -> Integers:
            return np.array([table.get(word, -1) for word in self.distinct_words], dtype=np.int64)

        return self.remember(table, look_up)

    def remember(self, owner: object, compute: Callable[[], T]) -> T:
        """What an object computes of this bag, computed once."""
        known: dict[int, tuple[object, T]] = self.__dict__.setdefault("_remembered", {})
        if id(owner) not in known:  # holding the owner, too, so that no other gets its id
            known[id(owner)] = owner, compute()
        return known[id(owner)][1]


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
    forms : of countries and organisations in its content, in text order; empty where no gazetteer was given.
    """

    text: str
    wholes: tuple[Bag, ...]
    passages: tuple[Passage, ...]
    mentions: tuple[Mention, ...]
    forms: tuple[Form, ...] = ()

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
    """Tokenises texts and finds the lexicon's terms in them, and the gazetteer's forms if there is one."""

    def __init__(self, lexicon: Sequence[Concept], gazetteer: Gazetteer | None = None) -> None:
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        self._kits = {language: self._new_kit(language) for language in LANGUAGES}

    def analyse(self, texts: Sequence[str], language: str) -> Iterator[Analysis]:
        """Analyse texts of one language, lazily, in order."""
        kit = self._kits[language]
        for text, doc in zip(texts, kit.pipeline.pipe(texts), strict=True):
            tokens = _Tokens(doc, text, language)
            yield replace(_analyse(tokens, kit.matcher), forms=kit.find_forms(tokens))
        if len(kit.pipeline.vocab.strings) > MOST_STRINGS and self._kits[language] is kit:
            self._kits[language] = self._new_kit(language)

    def _new_kit(self, language: str) -> "_Kit":
        pipeline = _build_pipeline(language)
        matcher = _build_matcher(pipeline, self._lexicon, language)
        return _Kit(pipeline, matcher, FormFinder(self._gazetteer, {language: pipeline}) if self._gazetteer else None)


@dataclass(frozen=True, slots=True)
class _Kit:
    """What analyses one language. Its vocabulary remembers every word it has met, so it is replaced in time."""

    pipeline: Language
    matcher: PhraseMatcher
    form_finder: FormFinder | None

    def find_forms(self, tokens: "_Tokens") -> tuple[Form, ...]:
        """The gazetteer's forms in the content."""
        if self.form_finder is None:
            return ()
        return self.form_finder.find(tokens.doc, tokens.language, ~tokens.is_furniture)


def concatenate(bags: Sequence[Bag]) -> Bag:
    """One bag of successive ones of the same language."""
    words_before = accumulate((len(bag.words) for bag in bags[:-1]), initial=0)
    return Bag(
        bags[0].language,
        list(chain.from_iterable(bag.words for bag in bags)),
        np.concatenate([bag.concepts for bag in bags]),
        np.concatenate([before + bag.positions for before, bag in zip(words_before, bags, strict=True)]),
        np.concatenate([bag.starts for bag in bags]),
    )


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
    pipeline.tokenizer.max_cache_size = MOST_CACHED_CHUNKS  # type: ignore[union-attr]
    getters = pipeline.vocab.lex_attr_getters  # type: ignore[attr-defined]
    for attribute in [*getters]:
        if attribute not in LEXEME_ATTRIBUTES:
            del getters[attribute]  # what nobody reads costs most of the time that a new word takes
    getters[NORM] = fold
    for lexeme in pipeline.vocab:
        lexeme.norm_ = fold(lexeme.orth_)
    for abbreviation in read_phrases("abbreviations", language):
        for form in {abbreviation, abbreviation.capitalize(), abbreviation.upper()}:
            pipeline.tokenizer.add_special_case(form, [{ORTH: form}])  # type: ignore[union-attr]
    return pipeline


def _begin_sentences(orth: NDArray[np.uint64], is_punct: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where sentences begin, shape (n_tokens,), by the rule of spaCy's Sentencizer, whose loop takes ten times as long.

    A sentence begins with the first token that is no punctuation after one that ends sentences.
    """
    is_end = np.isin(orth, _SENTENCE_ENDS)
    is_mark = is_punct | is_end
    places = np.arange(len(orth))
    last_end = np.maximum.accumulate(np.where(is_end, places, -1))
    last_word = np.maximum.accumulate(np.where(is_mark, -1, places))
    begins = np.zeros(len(orth), dtype=bool)
    begins[:1] = True
    begins[1:] = ~is_mark[1:] & (last_end[:-1] > last_word[:-1])
    return begins


def _build_matcher(pipeline: Language, lexicon: Sequence[Concept], language: str) -> PhraseMatcher:
    matcher = PhraseMatcher(pipeline.vocab, attr="NORM")
    for index, concept in enumerate(lexicon):
        matcher.add(str(index), list(pipeline.tokenizer.pipe(concept.terms[language])))  # type: ignore[union-attr]
    return matcher


class _Tokens:
    """The tokens of one text as arrays of shape (n_tokens,); from them bags are cut."""

    def __init__(self, doc: Doc, text: str, language: str) -> None:
        columns = doc.to_array([IDX, LENGTH, IS_ALPHA, IS_SPACE, IS_PUNCT, NORM, ORTH]).reshape(len(doc), 7).T
        self.doc, self.text = doc, text
        self.starts, self.ends = columns[0].astype(np.int64), (columns[0] + columns[1]).astype(np.int64)
        self.is_space = columns[3].astype(bool)
        self.is_break = self._before_opening_marks(_begin_sentences(columns[6], columns[4].astype(bool)))
        self.is_break[1:] |= self._have_newline()[:-1]
        self.is_furniture = self._within(find_furniture(text))
        is_word = columns[2].astype(bool) & ~self.is_furniture
        self.words_before = np.concatenate([[0], np.cumsum(is_word)])
        self.language = language
        strings = doc.vocab.strings
        self._words = [strings[norm] for norm in columns[5][is_word].tolist()]
        self._word_starts = self.starts[is_word]

    def bag(self, mentions: NDArray[np.int64], first: int, end: int) -> Bag:
        """What stands from one token up to another; mentions has a row (first token, end, concept) each, in order."""
        low, high = np.searchsorted(mentions[:, 0], [first, end])
        at, until = self.words_before[first], self.words_before[end]
        positions = self.words_before[mentions[low:high, 0]] - at
        words, starts = self._words[at:until], self._word_starts[at:until]
        return Bag(self.language, words, mentions[low:high, 2], positions, starts)

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

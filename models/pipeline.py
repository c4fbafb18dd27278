"""A language → spaCy's tokenizer with our normal form of words, and the matcher of a lexicon's terms."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

import spacy
from spacy.attrs import IS_ALPHA, IS_PUNCT, IS_SPACE, NORM, ORTH  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.matcher import PhraseMatcher

from corpora.document import MAX_CHARACTERS
from corpora.lexicon import Concept
from corpora.wording import read_phrases

MOST_WORD_CHARACTERS = 250
MOST_MARKS = 15
MOST_SUFFIX_CHARACTERS = 8  # and the dots after them; the longest unit has four
LEXEME_ATTRIBUTES = (IS_ALPHA, IS_PUNCT, IS_SPACE, NORM)

_NO_WORD = re.compile(rf"(?<!\S)\S{{{MOST_WORD_CHARACTERS},}}")
_MORE_MARKS = re.compile(rf"(?<=[^\w\s]{{{MOST_MARKS}}})[^\w\s]+")


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


def with_gaps(text: str) -> str:
    """The text with spaces in words that are none and for marks beyond the first few, so that all else stays in place.

    The tokenizer splits marks off a word one by one, each time with a look at the rest: a megabyte would take hours.
    """
    return _NO_WORD.sub(_put_gaps, _MORE_MARKS.sub(lambda match: " " * len(match.group()), text))


def _put_gaps(match: re.Match[str]) -> str:
    chunk, step = match.group(), MOST_WORD_CHARACTERS
    return " ".join(chunk[start : start + step - 1] for start in range(0, len(chunk), step)).ljust(len(chunk))


def build_pipeline(language: str) -> Language:
    """A tokenizer whose NORM is the folded word, and which knows the language's abbreviations."""
    pipeline = spacy.blank(language)
    pipeline.max_length = MAX_CHARACTERS + 1
    _look_at_ends_only(pipeline.tokenizer)
    _pass_over_letters(pipeline.tokenizer)
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


def _look_at_ends_only(tokenizer: Any) -> None:
    """Search for suffixes where they can be: spaCy's pattern would be tried at every place of a word, mark by mark."""
    search = tokenizer.suffix_search
    tokenizer.suffix_search = lambda chunk: search(chunk, max(0, len(chunk.rstrip(".")) - MOST_SUFFIX_CHARACTERS))


def _pass_over_letters(tokenizer: Any) -> None:
    """Spare words of letters alone the rules on what to split off: none applies, and they take most of the time."""
    for name in ("prefix_search", "suffix_search", "url_match"):
        setattr(tokenizer, name, _unless_letters(getattr(tokenizer, name), lambda: None))
    tokenizer.infix_finditer = _unless_letters(tokenizer.infix_finditer, lambda: iter(()))


def _unless_letters(find: Callable[[str], Any], nothing: Callable[[], Any]) -> Callable[[str], Any]:
    return lambda chunk: nothing() if chunk.isalpha() else find(chunk)


def build_matcher(pipeline: Language, lexicon: Iterable[Concept], language: str) -> PhraseMatcher:
    """A matcher of the terms of concepts, each under its index."""
    matcher = PhraseMatcher(pipeline.vocab, attr="NORM")
    for index, concept in enumerate(lexicon):
        matcher.add(str(index), list(pipeline.tokenizer.pipe(concept.terms[language])))  # type: ignore[union-attr]
    return matcher

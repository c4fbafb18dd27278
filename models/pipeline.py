"""A language → spaCy's tokenizer with our normal form of words, and the matcher of a lexicon's terms."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from spacy.attrs import IS_ALPHA, IS_PUNCT, IS_SPACE, NORM, ORTH  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, get_lang_class

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


def is_of_letters(word: str) -> bool:
    """Whether a word is of letters alone, accents that follow their letters as characters of their own included.

    >>> is_of_letters("policía"), is_of_letters("polici\u0301a"), is_of_letters("9mm")
    (True, True, False)
    """
    return word.isalpha() or unicodedata.normalize("NFC", word).isalpha()


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
    return get_lang_class(language)(
        max_length=MAX_CHARACTERS + 1, create_tokenizer=partial(_create_tokenizer, language)
    )


def _create_tokenizer(language: str, pipeline: Language) -> Tokenizer:
    """spaCy's tokenizer of a language, made with all that we change in it: at each change it reads its rules anew."""
    defaults: Any = pipeline.Defaults
    getters = pipeline.vocab.lex_attr_getters  # type: ignore[attr-defined]
    for attribute in {*getters} - {*LEXEME_ATTRIBUTES}:
        del getters[attribute]  # what nobody reads costs most of the time that a new word takes
    getters[NORM] = fold
    getters[IS_ALPHA] = is_of_letters
    return Tokenizer(
        pipeline.vocab,
        rules={**defaults.tokenizer_exceptions, **_abbreviations(language)},
        prefix_search=_unless_letters(compile_prefix_regex(defaults.prefixes).search, lambda: None),
        suffix_search=_unless_letters(_at_the_end(compile_suffix_regex(defaults.suffixes).search), lambda: None),
        infix_finditer=_unless_letters(compile_infix_regex(defaults.infixes).finditer, lambda: iter(())),
        url_match=_unless_letters(defaults.url_match, lambda: None),
    )


def _abbreviations(language: str) -> dict[str, list[dict[int, str]]]:
    """The language's abbreviations, each as one token."""
    forms = (
        form
        for abbreviation in read_phrases("abbreviations", language)
        for form in (abbreviation, abbreviation.capitalize(), abbreviation.upper())
    )
    return {form: [{ORTH: form}] for form in forms}


def _at_the_end(search: Callable[..., Any]) -> Callable[[str], Any]:
    """Search for suffixes where they can be: spaCy's pattern would be tried at every place of a word, mark by mark."""
    return lambda chunk: search(chunk, max(0, len(chunk.rstrip(".")) - MOST_SUFFIX_CHARACTERS))


def _unless_letters(find: Callable[[str], Any], nothing: Callable[[], Any]) -> Callable[[str], Any]:
    """Spare words of letters alone the rules on what to split off: none applies, and they take most of the time."""
    return lambda chunk: nothing() if chunk.isalpha() else find(chunk)


def build_matcher(pipeline: Language, lexicon: Iterable[Concept], language: str) -> PhraseMatcher:
    """A matcher of the terms of concepts, each under its index."""
    matcher = PhraseMatcher(pipeline.vocab, attr="NORM")
    for index, concept in enumerate(lexicon):
        matcher.add(str(index), list(pipeline.tokenizer.pipe(concept.terms[language])))  # type: ignore[union-attr]
    return matcher

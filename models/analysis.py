"""Text → Analysis: words, mentions of lexicon concepts, and passages, tokenised once by spaCy."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from corpora.gazetteer import Form, Gazetteer
from corpora.lexicon import Concept
from corpora.taxonomy import LANGUAGES
from models.bag import Bag
from models.chunks import Chunks
from models.facets import FormFinder
from models.pipeline import build_matcher, build_pipeline, with_gaps
from models.rests import Rest, never, rest_between
from models.spans import keep_longest
from models.tokens import Tokens, cut_passages

MOST_STRINGS = 400_000


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
        for text in texts:
            tokens = Tokens(kit.tokenise(text), text, language)
            yield replace(_analyse(tokens, kit.matcher), forms=kit.find_forms(tokens))
        if len(kit.pipeline.vocab.strings) > MOST_STRINGS and self._kits[language] is kit:
            self._kits[language] = self._new_kit(language)

    def with_lexicon(self, lexicon: Sequence[Concept], rest: Rest = never) -> "Analyser":
        """One that finds another lexicon's terms, with the same tokenizers, which know the words that they have met.

        rest : called between two concepts.
        """
        if lexicon == self._lexicon:
            return self
        other = copy(self)
        other._lexicon = lexicon
        other._kits = {
            language: replace(kit, matcher=build_matcher(kit.pipeline, rest_between(lexicon, rest), language))
            for language, kit in self._kits.items()
        }
        return other

    def _new_kit(self, language: str) -> "_Kit":
        pipeline = build_pipeline(language)
        matcher = build_matcher(pipeline, self._lexicon, language)
        form_finder = FormFinder(self._gazetteer, {language: pipeline}) if self._gazetteer else None
        return _Kit(pipeline, Chunks(pipeline.tokenizer), matcher, form_finder)


@dataclass(frozen=True, slots=True)
class _Kit:
    """What analyses one language. Its vocabulary remembers every word it has met, so it is replaced in time."""

    pipeline: Language
    chunks: Chunks
    matcher: PhraseMatcher
    form_finder: FormFinder | None

    def tokenise(self, text: str) -> Doc:
        """The text as a Doc, each token where it stands in the text."""
        text = with_gaps(text)
        self.chunks.learn(text)
        return self.pipeline.make_doc(text)

    def find_forms(self, tokens: "Tokens") -> tuple[Form, ...]:
        """The gazetteer's forms in the content."""
        if self.form_finder is None:
            return ()
        return self.form_finder.find(tokens.doc, tokens.language, ~tokens.is_furniture)


def _analyse(tokens: Tokens, matcher: PhraseMatcher) -> Analysis:
    doc, n_tokens = tokens.doc, len(tokens.doc)
    mentions = keep_longest(
        (first, end, int(doc.vocab.strings[key])) for key, first, end in matcher(doc) if not tokens.is_furniture[first]
    )
    table = np.array(mentions, dtype=np.int64).reshape(-1, 3)
    cuts = cut_passages(tokens)
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

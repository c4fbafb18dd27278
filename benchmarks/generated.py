"""The corpus → documents of a length, of its sentences put together anew."""

import random
import re
from collections.abc import Iterator
from itertools import cycle

from corpora.corpus import read_corpus
from corpora.taxonomy import LANGUAGES

WORDS = 600


def generate_texts(random_state: int, n_words: int = WORDS) -> Iterator[str]:
    """Texts of the corpus's own sentences, English and Spanish in turn, without end."""
    examples = read_corpus().examples
    sentences = {
        language: [
            sentence
            for example in examples
            if example.language == language
            for sentence in re.split(r"(?<=[.!?])\s+", example.text)
        ]
        for language in LANGUAGES
    }
    choose = random.Random(random_state).choice
    for language in cycle(LANGUAGES):
        words: list[str] = []
        while len(words) < n_words:
            words += choose(sentences[language]).split()
        yield " ".join(words[:n_words])

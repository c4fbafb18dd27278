"""A tokenizer of spaCy → one that remembers every chunk between white space, as it is meant to."""

from typing import Any

LONGEST_CHUNK = 40
MOST_CHUNKS = 200_000


class Chunks:
    """The chunks that a tokenizer has met; new ones are given to it before the text that has them.

    spaCy keeps what it made of a chunk, but after the first special case of a text, such as "can't" or "art.", it keeps
    nothing (https://github.com/explosion/spaCy/issues/13950). So what may have one in it is given to it on its own.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._special = frozenset(tokenizer.rules)
        self._met: set[str] = set()
        tokenizer.max_cache_size = 2 * MOST_CHUNKS
        for n in range(1, 4):
            tokenizer("\n" * n)

    def learn(self, text: str) -> None:
        """Have the tokenizer keep the chunks of a text that are new, as long as there is room."""
        if len(self._met) > MOST_CHUNKS:
            return
        new = set(text.split()) - self._met
        self._met |= new
        words = {chunk for chunk in new if chunk.isalpha()} - self._special
        self._tokenizer(" ".join(words))
        for chunk in new - words:
            if len(chunk) <= LONGEST_CHUNK:
                self._tokenizer(chunk)

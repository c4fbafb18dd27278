"""A tokenizer of spaCy → one that remembers every chunk between white space, as it is meant to."""

from typing import Any

LONGEST_CHUNK = 40


class Chunks:
    """The chunks that a tokenizer has had to take apart, so that it need not do so again.

    spaCy keeps what it made of a chunk, but after the first special case of a text, such as "can't" or "art.", it keeps
    nothing (https://github.com/explosion/spaCy/issues/13950). So each is given to it once more, on its own.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._met: set[str] = set()
        self._new: list[str] = []
        search = tokenizer.prefix_search  # with which it begins to take a chunk apart

        def note(chunk: str) -> Any:
            if chunk not in self._met and len(chunk) <= LONGEST_CHUNK:
                self._met.add(chunk)
                self._new.append(chunk)
            return search(chunk)

        tokenizer.prefix_search = note

    def learn(self) -> None:
        """Have the tokenizer keep those that are new."""
        new, self._new = self._new, []
        for chunk in new:
            self._tokenizer(chunk)

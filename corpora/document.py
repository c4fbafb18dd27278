"""A text to be tagged, and where such texts come from: files, folders, JSONL, standard input."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """A text with what is known about it.

    title : stands before the text in what is analysed, hashed and quoted.
    language : stated by whoever handed the document in; None to have it detected.
    problem : why nothing can be read from it, or None.
    """

    id: str
    text: str
    title: str = ""
    language: str | None = None
    problem: str | None = None

    @property
    def full_text(self) -> str:
        """Title and text as one; offsets of evidence point into it."""
        return f"{self.title}\n\n{self.text}" if self.title else self.text

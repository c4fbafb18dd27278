"""Notes on how a document was read → sentences in a language, by the catalogues of the pages."""

from collections.abc import Callable

from corpora.document import Note
from service.pages.details import say
from service.pages.languages import read_catalogue
from service.pages.words import NOTES


def note_speaker(language: str) -> Callable[[Note], str]:
    """What says a note as the pages do, in plain text; a detail that no catalogue knows stays in English."""
    catalogue = read_catalogue(language)

    def say_note(note: Note) -> str:
        return f"{catalogue.gettext(NOTES[note.code])} {say(note.detail, catalogue, language).striptags()}"

    return say_note

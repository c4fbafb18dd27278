"""What does not fit a form or an address, as a problem states it → each field by name, and what is wrong with it."""

from collections.abc import Callable, Iterable, Mapping

from service.pages.archive_words import COLUMNS
from service.pages.page import mark

FIELDS = COLUMNS | {
    "file": mark("File"),
    "text": mark("Text"),
    "title": mark("Title"),
    "language": mark("Language"),
    "author": mark("Your name"),
    "comment": mark("Comment"),
    "labels": mark("Labels"),
    "version": mark("Version"),
}
MISSING = mark("missing")
NOT_VALID = mark("not a valid value")
WRONG = {"Field required": MISSING, "String should have at least 1 character": MISSING}
WHOLE = mark("The form as a whole")


def wrong_fields(errors: Iterable[Mapping[str, str]], gettext: Callable[[str], str]) -> dict[str, str]:
    """What is wrong, by field, in the language of the catalogue; a field that has no name here goes by its own."""
    return {_name(error["where"], gettext): gettext(WRONG.get(error["message"], NOT_VALID)) for error in errors}


def _name(where: str, gettext: Callable[[str], str]) -> str:
    """What the last part that is no number of "body/labels/0" is called."""
    parts = [part for part in where.split("/") if part and not part.isdecimal()]
    field = parts[-1] if parts else ""
    known = FIELDS.get(field) if field else WHOLE
    return gettext(known) if known else field

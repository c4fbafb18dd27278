"""The Info of a PDF → title, authors, subjects and date, where they are more than what a program put there."""

import re
from collections.abc import Mapping
from datetime import date

from corpora.readers.printed_lines import tidy

MOST_TITLE_CHARACTERS = 300

_FILE_NAME = re.compile(r"\.(?:docx?|odt|rtf|pdf|indd|qxp|qxd|pptx?|pages|tex|dvi|p65|pmd|ai|cdr|html?|txt)$", re.I)
_PLACEHOLDER = re.compile(
    r"[(\[]?(?:untitled|sin t[ií]tulo|an[oó]nimo|anonymous|unspecified|unknown|desconocido|title|t[ií]tulo)[)\]]?"
    r"(?:[ -]?\d+)?"
    r"|(?:document|documento|layout|p[aá]gina|page|diapositiva|slide|presentation|presentaci[oó]n)\s*\d*"
    r"|powerpoint presentation|presentaci[oó]n de powerpoint|microsoft word.*|\W*|\d+|\S*_\S*",
    re.I,
)
_NOBODY = re.compile(
    r"[(\[]?(?:anonymous|an[oó]nimo|unknown|desconocido|unspecified)[)\]]?|(?:windows |microsoft )?user|usuario"
    r"|usuario de (?:windows|microsoft office)|(?:microsoft )?office user|admin(?:istrat?or|istrador)?|author|autor"
    r"|owner|propietario|hp|dell|pc|lenovo|acer|toshiba|\W*|.*@.*|\w*\d\w*",
    re.I,
)
_DATE = re.compile(r"\s*(?:D:)?(\d{4})(?:-?(\d{2}))?(?:-?(\d{2}))?", re.ASCII)


def title_of(info: Mapping[str, str]) -> str | None:
    """The stated title, unless it is a file's name or a program's placeholder.

    >>> title_of({"Title": "Plan de  seguridad"}), title_of({"Title": "Microsoft Word - plan.docx"})
    ('Plan de seguridad', None)
    """
    title = tidy(info.get("Title", ""))
    if _PLACEHOLDER.fullmatch(title) or _FILE_NAME.search(title) or len(title) > MOST_TITLE_CHARACTERS:
        return None
    return title


def authors_of(info: Mapping[str, str]) -> tuple[str, ...]:
    """The stated authors, divided at semicolons; no names of machines and accounts."""
    names = (tidy(name) for name in info.get("Author", "").split(";"))
    return tuple(name for name in names if not _NOBODY.fullmatch(name))


def subjects_of(info: Mapping[str, str]) -> tuple[str, ...]:
    """The stated keywords, divided at commas and semicolons."""
    words = (tidy(word) for word in re.split("[,;]", info.get("Keywords", "")))
    return tuple(dict.fromkeys(word for word in words if word))


def date_of(info: Mapping[str, str]) -> str | None:
    """The day on which the file was made, as exact as it is stated: "2014", "2014-03" or "2014-03-27".

    >>> date_of({"CreationDate": "D:20140327101530-06'00'"})
    '2014-03-27'
    """
    match = _DATE.match(info.get("CreationDate", ""))
    if not match:
        return None
    parts = [part for part in match.groups() if part]
    try:
        date(*(int(part) for part in [*parts, "01", "01"][:3]))
    except ValueError:
        return None
    return "-".join(parts)

"""The languages of the pages: which one a request gets, and the catalogue of its messages."""

import re
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from starlette.requests import Request

from corpora.taxonomy import LANGUAGES
from service.names import names_in

FOLDER = Path(__file__).with_name("locale")
SOURCE = "en"  # the messages themselves are in it
QUERY = "lang"
COOKIE = "policy_tagger_language"
OWN_NAMES = {"en": "English", "es": "Español"}
_RANGE = re.compile(  # which gives back nothing, so that no header is costly to look at
    r"\s*+([A-Za-z]{2})(?:-[\w-]++)?+\s*+(?:;\s*+q=([01](?:\.\d{0,3}+)?+))?+\s*+"
)


def read_catalogue(language: str) -> NullTranslations:
    """The messages of a language, compiled from its .po file."""
    if language == SOURCE:
        return NullTranslations()
    compiled = BytesIO()
    with (FOLDER / f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def choose_language(request: Request) -> str:
    """The language asked for in the address, else the one remembered, else the browser's, else English."""
    wishes = (request.query_params.get(QUERY), request.cookies.get(COOKIE))
    return next((wish for wish in wishes if wish in LANGUAGES), None) or accepted_language(
        request.headers.get("accept-language", "")
    )


def accepted_language(header: str) -> str:
    """The language that an Accept-Language header likes best.

    >>> accepted_language("pt-BR, es-MX;q=0.8, en;q=0.7"), accepted_language("fr")
    ('es', 'en')
    """
    weights = dict.fromkeys(LANGUAGES, 0.0)
    for part in header.split(","):
        if (found := _RANGE.fullmatch(part)) and found[1].lower() in weights:
            language = found[1].lower()
            weights[language] = max(weights[language], float(found[2] or 1))
    return max(LANGUAGES, key=lambda language: weights[language])


@cache
def names(language: str) -> dict[str, str]:
    """What countries, organisations and languages are called in a language, by id."""
    return names_in(language)

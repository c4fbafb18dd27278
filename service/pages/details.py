"""A detail that readers, jobs and problems state in English → what a page says of it, where it is known."""

import re
from functools import cache
from gettext import NullTranslations

from markupsafe import Markup

from corpora.document import MOST_DETAIL_CHARACTERS
from corpora.numbers import Numbers
from service.pages.detail_words import DETAILS
from service.pages.languages import SOURCE, names

NUMBERS = ("n", "most", "pages", "packed", "unpacked", "seconds", "period")
SHAPES = (  # of what stands in a blank; in others anything may
    dict.fromkeys(NUMBERS, "[0-9][0-9,]{0,20}")
    | {"share": "[0-9]{1,3}%"}
    | dict.fromkeys(("kind", "named", "language"), ".+?")
)
BLANK = re.compile(r"%\\\((\w+)\\\)s")


def say(detail: str, catalogue: NullTranslations, language: str) -> Markup:
    """The detail in a language; one that is not known stays in English, and is marked as such.

    >>> say("slides", NullTranslations(), "en"), say("<odd>", NullTranslations(), "es")
    (Markup('slides'), Markup('<span lang="en">&lt;odd&gt;</span>'))
    """
    for stated, pattern in _patterns().items() if len(detail) <= MOST_DETAIL_CHARACTERS else ():
        if found := pattern.fullmatch(detail):
            blanks = {name: _write(name, text, catalogue, language) for name, text in found.groupdict().items()}
            return Markup.escape(catalogue.gettext(DETAILS[stated])) % blanks
    return Markup.escape(detail) if language == SOURCE else Markup('<span lang="en">{}</span>').format(detail)


def _write(name: str, text: str, catalogue: NullTranslations, language: str) -> str:
    """What fills a blank, as the language writes it; an error or a message may be a detail of its own."""
    numbers = Numbers(language)
    match name:
        case "error" | "message" | "status":
            return say(text, catalogue, language)
        case "language":
            return names(language).get(text) or catalogue.gettext(text)
        case "kind" | "named":
            return catalogue.gettext(text)
        case "share":
            return numbers.share(int(text.removesuffix("%")) / 100, 0)
        case _ if name in NUMBERS:
            return numbers.count(int(text.replace(",", "")))
    return text


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """What each detail looks like once its blanks are filled in; a blank at the beginning fits much, so it is last."""
    ordered = sorted(DETAILS, key=lambda stated: stated.startswith("%("))
    return {stated: re.compile(BLANK.sub(_group, re.escape(stated)), re.DOTALL) for stated in ordered}


def _group(blank: re.Match[str]) -> str:
    return f"(?P<{blank[1]}>{SHAPES.get(blank[1], '.*?')})"

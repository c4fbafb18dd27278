"""Templates → pages in the language of the request."""

from collections.abc import Sequence
from functools import partial
from gettext import NullTranslations
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from babel.numbers import format_decimal
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request

from corpora.taxonomy import LANGUAGES
from service.pages.details import say
from service.pages.languages import COOKIE, OWN_NAMES, QUERY, choose_language, names, read_catalogue
from service.pages.page import Page
from service.stretches import printable
from service.voice import Voice

TEMPLATES = Path(__file__).with_name("templates")
REMEMBERED_SECONDS = 365 * 24 * 3600
SIGNED = "+0.00;\N{MINUS SIGN}0.00"


class Site:
    """The pages of one app, with what draws them.

    Parameters
    ----------
    pages : sequence of Page
        In the order of the navigation.
    """

    def __init__(self, pages: Sequence[Page]) -> None:
        self.pages = pages
        self.catalogues = {language: read_catalogue(language) for language in LANGUAGES}
        self.environments = {code: make_environment(code, catalogue) for code, catalogue in self.catalogues.items()}


def make_environment(language: str, catalogue: NullTranslations) -> Environment:
    """The templates with the messages and the numbers of a language."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
    environment.globals |= {"language": language, "voice": Voice(language, {language: {}})}
    environment.globals |= {"signed": partial(format_decimal, format=SIGNED, locale=language), "new_key": new_key}
    environment.filters["said"] = partial(say, catalogue=catalogue, language=language)
    environment.filters["name"] = lambda id: names(language).get(id, id)
    return environment


def render(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page, or the part of one that htmx asked for."""
    language = choose_language(request)
    content = draw(request, template, **values)
    headers = {"Content-Language": language, "Cache-Control": "private, no-cache", "Vary": "HX-Request"}
    answer = HTMLResponse(content, status, headers=headers)
    if request.query_params.get(QUERY) == language:
        answer.set_cookie(COOKIE, language, max_age=REMEMBERED_SECONDS, samesite="lax", httponly=True)
    return answer


def draw(request: Request, template: str, **values: Any) -> str:
    """The markup of a template for whoever sent a request."""
    site: Site = request.app.state.site
    language = choose_language(request)
    client = getattr(request.state, "client", None)
    return (
        site.environments[language]
        .get_template(template)
        .render(
            path=request.url.path,
            client=client,
            is_signed_in=client is not None and not request.app.state.access.is_open,
            pages=[page for page in site.pages if page.is_open_to(client)],
            other_languages=[(code, OWN_NAMES[code], _switch(request, code)) for code in LANGUAGES if code != language],
            **values,
        )
    )


def _harmless(value: Any) -> Any:
    """What a template puts out, with printable characters alone; a message has taken in what fills its blanks."""
    is_text = type(value) is str or hasattr(value, "__html__")
    return type(value)(printable(value)) if is_text else value


def translate(request: Request, message: str) -> str:
    """A message of the catalogues in the language of the request."""
    site: Site = request.app.state.site
    translated: str = site.catalogues[choose_language(request)].gettext(message)
    return translated


def new_key() -> str:
    """A name for what a form asks for, by which it is known when it is sent twice."""
    return uuid4().hex


def wants_part(request: Request) -> bool:
    """Whether htmx asks for a part of a page."""
    return "hx-request" in request.headers


def _switch(request: Request, language: str) -> str:
    """Where the page stands in another language; what a form answered stands nowhere, so the first page does."""
    if request.method != "GET":
        return f"/?{QUERY}={language}"
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != QUERY]
    return f"?{urlencode([*kept, (QUERY, language)])}"

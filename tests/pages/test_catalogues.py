"""No text on a page is missing in either language."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from corpora.taxonomy import LANGUAGES
from service.pages.languages import FOLDER, SOURCE
from service.pages.rendering import TEMPLATES

PACKAGE = TEMPLATES.parent
TRANSLATED = [language for language in LANGUAGES if language != SOURCE]
SHOWN_ATTRIBUTES = ("alt", "aria-label", "data-done", "label", "placeholder", "title")
SAME_IN_ALL = {"Policy Tagger"}
BLANK = re.compile(r"%\((\w+)\)s")


class Shown(HTMLParser):
    """Collects what a reader would see of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.texts += [value or "" for name, value in attrs if name in SHOWN_ATTRIBUTES]


def untranslated(template: str) -> list[str]:
    """Texts with letters that stand in a template outside of a message."""
    without_messages = re.sub(r"\{%-? trans\b.*?\{%-? endtrans -?%\}", "", template, flags=re.DOTALL)
    shown = Shown()
    shown.feed(re.sub(r"\{[{%#].*?[}%#]\}", "", without_messages, flags=re.DOTALL))
    texts = (re.sub(r"\s+", " ", text).strip(" ·") for text in shown.texts)
    return [text for text in texts if re.search(r"[^\W\d_]", text) and text not in SAME_IN_ALL]


@pytest.fixture(scope="module")
def messages() -> set[str]:
    """Every message of the templates and the modules."""
    with (FOLDER / "mapping.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(PACKAGE, methods, options, keywords={"mark": None, "gettext": None})
    return {message for _, _, message, _, _ in found if isinstance(message, str)}


@pytest.fixture(params=TRANSLATED)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    with (FOLDER / f"{request.param}.po").open("rb") as file:
        return read_po(file, locale=request.param)


def test_every_message_is_translated_and_no_other_is_there(messages: set[str], catalogue: Catalog) -> None:
    assert len(messages) > 100
    assert {message.id for message in catalogue if message.id} == messages
    assert [message.id for message in catalogue if not message.string] == []
    assert not catalogue.obsolete


def test_no_translation_is_fuzzy(catalogue: Catalog) -> None:
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []


def test_translations_have_the_same_blanks(catalogue: Catalog) -> None:
    blanks = {message.id: (BLANK.findall(message.id), BLANK.findall(message.string)) for message in catalogue}
    assert [id for id, (asked, given) in blanks.items() if sorted(asked) != sorted(given)] == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_no_template_has_text_outside_of_a_message(path: Path) -> None:
    assert untranslated(path.read_text(encoding="utf-8")) == []


def test_text_outside_of_a_message_is_found() -> None:
    message = "{% trans %}Yes{% endtrans %} {%- trans n=1 -%} {{ n }} yes {%- endtrans -%}"
    template = f'{{% block a %}}<p title="Why">{message} {{{{ no }}}} No</p>{{% endblock %}} · 12'
    assert untranslated(template) == ["Why", "No"]

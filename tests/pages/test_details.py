import errno
import json
import os
import re
from collections.abc import Callable
from gettext import NullTranslations
from pathlib import Path

import pytest

from corpora.database import Database, DatabaseError
from service.intake import SlowBodyError
from service.pages.details import DETAILS, say
from service.pages.languages import read_catalogue
from service.rates import RateLimit

SPANISH = read_catalogue("es")


@pytest.mark.parametrize(
    ("detail", "spanish"),
    [
        ("a workbook; save the sheet as CSV", "un libro de cálculo; guarde la hoja como CSV"),
        ("3 of 12 pages cannot be read", "3 de 12 páginas no pueden leerse"),
        ("no text in 'cuerpo'", "no hay texto en «cuerpo»"),
        ("pt, 12% of the words: characters 5–90", "portugués, 12% de las palabras: caracteres 5–90"),
        (
            "another language, 1% of the words: characters 5–90, 95–99 and 2 more",
            "otro idioma, 1% de las palabras: caracteres 5–90, 95–99 y 2 tramos más",
        ),
        (
            "given up after 5 attempts: the process that did it was lost",
            "abandonada tras 5 intentos: se perdió el proceso que la hacía",
        ),
    ],
)
def test_what_is_known_is_said_in_the_language_of_the_page(detail: str, spanish: str) -> None:
    assert say(detail, SPANISH, "es") == spanish
    assert say(detail, NullTranslations(), "en").unescape() == detail


@pytest.mark.parametrize("message", DETAILS)
def test_every_detail_finds_its_own_translation(message: str) -> None:
    filled = re.sub(r"%\(\w+\)s", "pt", message)
    translated = re.sub(r"%\(language\)s", "portugués", SPANISH.gettext(message))
    inner = say("pt", SPANISH, "es").striptags()
    assert say(filled, SPANISH, "es").unescape() == re.sub(r"%\(\w+\)s", inner, translated)


def over_the_limit(folder: Path) -> str:
    return json.loads(RateLimit(None, "6/minute", folder / "rates.db")._refuse(31).body)["detail"]


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: SlowBodyError(1_200, 20.4).detail,
        over_the_limit,
        lambda folder: os.strerror(errno.ENOSPC),
        lambda folder: _why_not(folder / "a file"),
    ],
    ids=["slow", "too many", "full", "database"],
)
def test_what_the_service_says_of_itself_is_known(make: Callable[[Path], str], tmp_path: Path) -> None:
    assert "<span" not in say(make(tmp_path), SPANISH, "es")


def _why_not(file: Path) -> str:
    """What is said of a database that is no database."""
    file.write_bytes(b"no database" * 1_000)
    database = Database(f"sqlite:///{file}")
    with pytest.raises(DatabaseError) as error:
        database.ping()
    database.close()
    return str(error.value)


def test_what_is_not_known_is_marked_as_english_and_stays_text() -> None:
    assert say("<b>odd</b>", SPANISH, "es") == '<span lang="en">&lt;b&gt;odd&lt;/b&gt;</span>'
    assert say("<b>odd</b>", NullTranslations(), "en") == "&lt;b&gt;odd&lt;/b&gt;"
    assert say("pages: <i>3</i> of 12 pages cannot be read", SPANISH, "es").count("<") == 0

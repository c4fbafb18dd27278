"""What readers, jobs, versions and problems state in English is said in the language of the page."""

import errno
import json
import os
import time
from collections.abc import Callable
from gettext import NullTranslations
from pathlib import Path

import pytest

from corpora.database import Database, DatabaseError
from corpora.document import MOST_DETAIL_CHARACTERS
from corpora.label_texts import ErasedTextError
from service.intake import SlowBodyError
from service.job_table import State
from service.pages.detail_words import DETAILS
from service.pages.details import NUMBERS, say
from service.pages.languages import read_catalogue
from service.rates import RateLimit
from tests.pages.stated import ELSEWHERE, TOLD_AT_RUN, stated_details
from tests.pages.test_catalogues import BLANK

ENGLISH, SPANISH = NullTranslations(), read_catalogue("es")
FILLED = dict.fromkeys(NUMBERS, "12") | {"share": "12%", "language": "pt", "status": "slides", "error": "slides"}
IN_SPANISH = {"share": "12\N{NO-BREAK SPACE}%", "language": "portugués", "status": "diapositivas"}
UNKNOWN = "as never stated"


@pytest.mark.parametrize(
    ("detail", "english", "spanish"),
    [
        (
            "a workbook; save the sheet as CSV",
            "a workbook; save the sheet as CSV",
            "un libro de cálculo; guarde la hoja como CSV",
        ),
        (
            "3 of 1200 pages cannot be read",
            "3 of 1,200 pages cannot be read",
            "páginas que no se pueden leer: 3 de 1\xa0200",
        ),
        (
            "more than 1,000,000 characters; split it",
            "more than 1,000,000 characters; split it",
            "más de 1\xa0000\xa0000 caracteres; divídalo",
        ),
        ("no text in 'cuerpo'", "no text in 'cuerpo'", "no hay texto en «cuerpo»"),
        (
            "the name says feed, the content is plain text",
            "the name says feed, the content is plain text",
            "el nombre dice canal, el contenido es texto sin formato",
        ),
        (
            "pt, 12% of the words: characters 5–90",
            "Portuguese, 12% of the words: characters 5–90",
            "portugués, 12\xa0% de las palabras: caracteres 5–90",
        ),
        (
            "another language, 1% of the words: characters 5–90, 95–99 and 2 more",
            "another language, 1% of the words: characters 5–90, 95–99 and 2 more",
            "otro idioma, 1\xa0% de las palabras: caracteres 5–90, 95–99 y 2 tramos más",
        ),
        (
            "zip may hold many documents; tag it with `policy-tagger tag`",
            "zip may hold many documents; upload it on the Archive page",
            "zip puede contener muchos documentos; súbalo en la página Lotes",
        ),
        (
            "the job is failed: given up after 5 attempts: the process that did it ended: exit status 3",
            "the job is failed: given up after 5 attempts: the process that did it ended: exit status 3",
            "la tarea falló: abandonada tras 5 intentos: el proceso que la hacía terminó: código de salida 3",
        ),
        (
            "v2 was compared with none, and v1 is current now; train again, or force it with a reason",
            "v2 was never compared with the current version; train again, or force it with a reason",
            "v2 nunca se comparó con la versión vigente; entrene de nuevo o fuércela con un motivo",
        ),
    ],
)
def test_what_is_known_is_said_in_the_language_of_the_page(detail: str, english: str, spanish: str) -> None:
    assert say(detail, ENGLISH, "en").unescape() == english
    assert say(detail, SPANISH, "es").unescape() == spanish


@pytest.mark.parametrize("stated", DETAILS)
def test_every_detail_finds_its_own_translation(stated: str) -> None:
    def fill(message: str, texts: dict[str, str]) -> str:
        return BLANK.sub(lambda blank: texts.get(blank[1], UNKNOWN), message)

    translated = SPANISH.gettext(DETAILS[stated])
    spanish = FILLED | IN_SPANISH | {"error": "diapositivas", "message": "diapositivas"}
    detail = fill(stated, FILLED | {"message": "slides"})
    assert say(detail, SPANISH, "es").unescape() == fill(translated, spanish)


def test_whatever_the_code_states_is_known() -> None:
    stated = stated_details() - ELSEWHERE - TOLD_AT_RUN
    assert len(stated) > 100
    assert sorted(detail for detail in stated if say(detail, SPANISH, "es").startswith("<span")) == []


@pytest.mark.parametrize("state", [state for state in State if state is not State.DONE])
def test_a_job_that_is_not_done_is_known_in_every_state(state: State) -> None:
    for detail in (f"the job is {state}: slides", *([f"the job is {state}"] if state is not State.FAILED else ())):
        assert "<span" not in say(detail, SPANISH, "es")


def test_what_no_page_says_is_still_stated() -> None:
    assert sorted((ELSEWHERE | TOLD_AT_RUN) - stated_details()) == []


def over_the_limit(folder: Path) -> str:
    return json.loads(RateLimit(None, "6/minute", folder / "rates.db")._refuse(31).body)["detail"]


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: SlowBodyError(1_200, 20.4).detail,
        over_the_limit,
        lambda folder: os.strerror(errno.ENOSPC),
        lambda folder: _why_not(folder / "a file"),
        lambda folder: str(ErasedTextError("0" * 64)),
    ],
    ids=["slow", "too many", "full", "database", "erased"],
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
    assert say("<b>odd</b>", ENGLISH, "en") == "&lt;b&gt;odd&lt;/b&gt;"
    assert say("no JSON: <b>", SPANISH, "es") == 'no es JSON: <span lang="en">&lt;b&gt;</span>'
    assert say("<i>.xml is damaged; save the document anew", SPANISH, "es").count("<") == 0


@pytest.mark.parametrize("part", [" of ", "%", "1,", "the job is failed: "])
def test_no_detail_is_costly_to_look_at(part: str) -> None:
    started = time.process_time()
    for n in (MOST_DETAIL_CHARACTERS // len(part), 100_000):
        say(part * n, SPANISH, "es")
    assert time.process_time() - started < 0.5

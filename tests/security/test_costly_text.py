"""A megabyte of text that is made to be slow to look at: time grows as the length does, and stays within seconds."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from corpora.document import MAX_CHARACTERS, Document
from models.registry import Registry
from models.tagger import Tagger
from tests.conftest import TEXTS

pytestmark = [pytest.mark.long, pytest.mark.alone, pytest.mark.case(7)]

SMALL, LARGE = MAX_CHARACTERS // 4, MAX_CHARACTERS
MOST_SECONDS = 5
MOST_GROWTH = 8  # 4 where it is linear and the machine is quiet, 16 where it is quadratic
FREE_SECONDS = 0.5  # too short to tell growth by
TRIES = 3
MARKS = "()[]{}\"'!?,;:.¿¡«»“”-–*/&%$#@+=<>|~^_`…😀👨🏽"
SHAPES = {
    "one word": "police ",
    "newlines": "\n",
    "a word without end": "policía",
    "combining marks": "e\u0301\u0302\u0303",
    "(a+)+": "(a+)+",
    "a letter a line": "a\n",
    "the and el": "The\nel\n",
    "spaces": " ",
    "digits": "1",
    "URLs": "https://example.org/a?b=c&d=%20 ",
    "emoji": "😀",
    "apostrophes": "'",
    "dots and commas": ".,",
    "headings of contents": "Contents\n",
    "references": "References\nx (2010).\n",
    "menus and prose": "Home\nAbout us\nContact\nNews\nPolice seized the drugs at the port.\n",
    "both languages": f"{TEXTS['en']} {TEXTS['es']} " * 5,
}


@pytest.fixture(scope="module")
def tagger(home: Path) -> Tagger:
    tagger = Tagger.load(Registry(home / "models"))
    tagger.warm_up()
    return tagger


def test_time_grows_as_the_text_does(tagger: Tagger, measured: Callable) -> None:
    slowest, steepest = (0.0, ""), (0.0, "")
    for number, (name, unit) in enumerate(SHAPES.items()):
        small, large = least_seconds(tagger, ("en", "es")[number % 2], unit)
        slowest = max(slowest, (large, name))
        steepest = max(steepest, (large / max(small, FREE_SECONDS / MOST_GROWTH), name))
    measured(f"slowest megabyte ({slowest[1]}), s", slowest[0], most=MOST_SECONDS)
    measured(f"t(1 MB) ÷ t(0.25 MB) ({steepest[1]})", steepest[0], most=MOST_GROWTH)


@pytest.mark.parametrize("kind", ["marks", "words"])
def test_time_is_bounded_where_nothing_repeats(tagger: Tagger, kind: str, measured: Callable) -> None:
    draw = random.Random(0)
    if kind == "words":
        unit = " ".join(f"pal{draw.randrange(10**6):x}bra" for _ in range(LARGE // 8))
    else:
        unit = "".join(draw.choices(MARKS, k=LARGE))
    small, large = least_seconds(tagger, "es", unit)
    measured("a megabyte, s", large, most=MOST_SECONDS)
    measured("t(1 MB) ÷ t(0.25 MB)", large / max(small, FREE_SECONDS / MOST_GROWTH), most=MOST_GROWTH)


def least_seconds(tagger: Tagger, language: str, unit: str) -> tuple[float, float]:
    """The processor time that a small and a large text take, with its evidence; measured anew where it is too much."""
    best = (float("inf"), float("inf"))
    for _ in range(TRIES):
        small, large = (seconds(tagger, language, fill(unit, n)) for n in (SMALL, LARGE))
        best = min(best[0], small), min(best[1], large)
        if best[1] < min(MOST_SECONDS, MOST_GROWTH * max(best[0], FREE_SECONDS / MOST_GROWTH)):
            break
    return best


def seconds(tagger: Tagger, language: str, text: str) -> float:
    started = time.process_time()
    (record,) = tagger.tag([Document("a", text, language=language)])
    taken = time.process_time() - started
    assert record.id == "a"
    return taken


def fill(unit: str, n_characters: int) -> str:
    """So much of it, between an English and a Spanish text."""
    before, after = TEXTS["en"] * 3, TEXTS["es"] * 3
    n = n_characters - len(before) - len(after) - 2
    return f"{before}\n{(unit * (n // len(unit) + 1))[:n]}\n{after}"

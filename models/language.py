"""Which of the supported languages a text is in, or why that cannot be said."""

import re
from functools import cache
from pathlib import Path

from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from corpora.taxonomy import LANGUAGES

PROFILES = ("en", "es", "pt", "fr")
DISTANT_PROFILES = ("fi", "hr", "id", "sw", "tl", "tr")
LOOK_AT_CHARACTERS = 300
SHORT_TEXT_CHARACTERS = 200
SHORT_TEXT_PRIOR = {"en": 0.4, "es": 0.4, "pt": 0.1, "fr": 0.1}
LEAST_PROBABILITY = 0.5
MOST_PROBABILITY_OF_OURS = 0.2

_LETTERS = re.compile(r"[^\W\d_]")


def detect_language(text: str) -> str | None:
    """Tell "en" or "es", or None for another language or a text without letters.

    The same text always gets the same answer. A long text is looked at in its middle, where menus and letterheads
    are not. A short text leans to the supported languages by a prior.

    >>> detect_language("La policía detuvo a tres hombres en la frontera.")
    'es'
    """
    if not _LETTERS.search(text):
        return None
    prior = SHORT_TEXT_PRIOR if len(text) < SHORT_TEXT_CHARACTERS else None
    probabilities = _probabilities(text, PROFILES, prior)
    found = max(probabilities, key=probabilities.__getitem__, default=None)
    return found if found in LANGUAGES and probabilities[found] >= LEAST_PROBABILITY else None


def is_unknown_language(text: str) -> bool:
    """Whether a text with few function words is surely in neither "en" nor "es", rather than a list of things.

    >>> is_unknown_language("hurto, robo, extorsión, secuestro, homicidio, lesiones, amenazas")
    False
    """
    probabilities = _probabilities(text, (*PROFILES, *DISTANT_PROFILES))
    return sum(probabilities.get(language, 0) for language in LANGUAGES) <= MOST_PROBABILITY_OF_OURS


def _probabilities(text: str, profiles: tuple[str, ...], prior: dict[str, float] | None = None) -> dict[str, float]:
    detector = _factory(profiles).create()
    if prior:
        detector.set_prior_map(prior)
    start = max(0, (len(text) - LOOK_AT_CHARACTERS) // 2)
    detector.append(text[start : start + LOOK_AT_CHARACTERS].lower())
    try:
        return {found.lang: found.prob for found in detector.get_probabilities()}
    except LangDetectException:
        return {}


@cache
def _factory(profiles: tuple[str, ...]) -> DetectorFactory:
    DetectorFactory.seed = 0
    factory = DetectorFactory()
    factory.load_json_profile([(Path(PROFILES_DIRECTORY) / name).read_text(encoding="utf-8") for name in profiles])
    return factory

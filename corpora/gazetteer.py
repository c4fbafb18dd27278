"""The bilingual gazetteer of countries and organisations: text files → Gazetteer."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpora.demonyms import inflect
from corpora.errors import CorpusError
from corpora.fields import read_fields, split_field
from corpora.taxonomy import LANGUAGES

SHIPPED = Path(__file__).with_name("gazetteer")
AREAS = ("south_america", "central_america_mexico", "caribbean", "elsewhere")
ANY_COUNTRY = "*"
CODE_LETTERS = 2

Texts = dict[str, tuple[str, ...]]
Claim = tuple[str, Texts]


@dataclass(frozen=True, slots=True)
class Entity:
    """A country or an organisation.

    id : the ISO 3166-1 alpha-2 code of a country, which is in capitals; in lower case for an organisation.
    names : all it is called, per language; the first is for display.
    """

    id: str
    names: Texts

    def name(self, language: str) -> str:
        """The name to show to readers of a language."""
        return self.names[language][0]


@dataclass(frozen=True, slots=True)
class Country(Entity):
    """A state or territory; its demonyms are inflected."""

    demonyms: Texts


@dataclass(frozen=True, slots=True)
class Reading:
    """What a form may mean: an entity, by its id; if there are witnesses, only where one of them is named too."""

    entity: str
    witnesses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write an entity, with the capitals it is written with, and its readings, best first."""

    text: str
    readings: tuple[Reading, ...]

    @property
    def is_certain(self) -> bool:
        """Whether it always means the same entity, and so makes a witness of it."""
        return len(self.readings) == 1 and not self.readings[0].witnesses

    def read(self, named: Collection[str]) -> str | None:
        """The id of what it means in a document that names these for certain; None: nothing that counts."""
        for reading in self.readings:
            if not reading.witnesses or not reading.witnesses.isdisjoint(named):
                return reading.entity
        return None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Countries, organisations and, per language, the forms in which a text may name them."""

    countries: tuple[Country, ...]
    organisations: tuple[Entity, ...]
    forms: dict[str, tuple[Form, ...]]


def read_gazetteer(folder: Path = SHIPPED) -> Gazetteer:
    """Read countries.txt, cities.txt, organisations.txt and ambiguous.txt of a folder, as its README describes them.

    Raises:
        CorpusError: a file is missing, a line is malformed, an id repeats or is unknown, or two entities share a form
            that ambiguous.txt does not settle; the message says where.
    """
    countries = tuple(_parse_country(*row) for row in read_fields(folder / "countries.txt", 6))
    organisations = tuple(_parse_organisation(*row) for row in read_fields(folder / "organisations.txt", 3))
    ids = _check_ids([entity.id for entity in (*countries, *organisations)], folder)
    claims = [
        *((entity.id, entity.names) for entity in (*countries, *organisations)),
        *((country.id, country.demonyms) for country in countries),
        *_read_cities(folder / "cities.txt", ids),
    ]
    rulings = _read_rulings(folder / "ambiguous.txt", ids, countries)
    return Gazetteer(countries, organisations, {code: _settle(claims, rulings[code], code) for code in LANGUAGES})


def _parse_country(where: str, fields: Sequence[str]) -> Country:
    code, area, english, spanish, *demonyms = fields
    if not (len(code) == CODE_LETTERS and code.isupper()):
        raise CorpusError(f"{where}: a country's id is its code of two capitals, found {code!r}")
    if area not in AREAS:
        raise CorpusError(f"{where}: area must be one of {', '.join(AREAS)}, found {area!r}")
    inflected = {
        language: tuple(form for demonym in split_field(cell) for form in inflect(demonym, language))
        for language, cell in zip(LANGUAGES, demonyms, strict=True)
    }
    return Country(code, _parse_names(where, english, spanish), inflected)


def _parse_organisation(where: str, fields: Sequence[str]) -> Entity:
    id, english, spanish = fields
    if not id.islower():
        raise CorpusError(f"{where}: an organisation's id is in lower case, found {id!r}")
    return Entity(id, _parse_names(where, english, spanish))


def _parse_names(where: str, *cells: str) -> Texts:
    names = dict(zip(LANGUAGES, map(split_field, cells), strict=True))
    if not all(names.values()):
        raise CorpusError(f"{where}: a name is needed in each of {', '.join(LANGUAGES)}")
    return names


def _check_ids(ids: Sequence[str], folder: Path) -> frozenset[str]:
    repeated = [id for id, count in Counter(ids).items() if count > 1]
    if repeated:
        raise CorpusError(f"{folder}: ids that stand twice: {', '.join(repeated)}")
    return frozenset(ids)


def _read_cities(path: Path, ids: Collection[str]) -> Iterator[Claim]:
    for where, (code, cell) in read_fields(path, 2):
        _check_known([code], ids, where)
        names = [city.partition("/") for city in split_field(cell)]
        yield code, {"en": tuple(city for city, _, _ in names), "es": tuple(es or city for city, _, es in names)}


def _read_rulings(path: Path, ids: Collection[str], countries: Sequence[Country]) -> dict[str, dict[str, Form]]:
    """Per language, the forms that are not certain, by their text."""
    rulings: dict[str, dict[str, Form]] = {language: {} for language in LANGUAGES}
    for where, (languages, texts, cell) in read_fields(path, 3):
        readings = tuple(_parse_reading(reading, ids, where) for reading in split_field(cell))
        for language in languages.split(","):
            if language not in LANGUAGES:
                raise CorpusError(f"{where}: language must be one of {', '.join(LANGUAGES)}, found {language!r}")
            for text in _expand(split_field(texts), [country.name(language) for country in countries]):
                rulings[language][text] = Form(text, readings)
    return rulings


def _parse_reading(reading: str, ids: Collection[str], where: str) -> Reading:
    entity, _, cell = reading.partition(":")
    witnesses = [witness.strip() for witness in cell.split(",") if witness.strip()]
    _check_known([entity, *witnesses], ids, where)
    return Reading(entity, frozenset(witnesses))


def _check_known(named: Iterable[str], ids: Collection[str], where: str) -> None:
    unknown = [id for id in named if id not in ids]
    if unknown:
        raise CorpusError(f"{where}: unknown: {', '.join(unknown)}")


def _expand(texts: Iterable[str], names: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield from (text.replace(ANY_COUNTRY, name) for name in (names if ANY_COUNTRY in text else [""]))


def _settle(claims: Iterable[Claim], rulings: dict[str, Form], language: str) -> tuple[Form, ...]:
    """The forms of a language: those that one entity claims, and those that were ruled on."""
    forms: dict[str, Form] = {}
    for id, texts in claims:
        for text in texts[language]:
            form = forms.setdefault(text, Form(text, (Reading(id),)))
            if form.readings[0].entity != id and text not in rulings:
                raise CorpusError(f"{text!r} names {form.readings[0].entity} and {id}: ambiguous.txt must settle it")
    return tuple((forms | rulings).values())

import re
from collections import defaultdict
from pathlib import Path

import pytest

from corpora.errors import CorpusError
from corpora.fields import read_fields
from corpora.gazetteer import AREAS, SHIPPED, Country, Entity, Form, Gazetteer, Reading, read_gazetteer
from corpora.taxonomy import LANGUAGES
from models.pipeline import fold

FILES = {
    "countries.txt": "PE|south_america|Peru|Perú;República del Perú|Peruvian|peruano\nCA|elsewhere|Canada|Canadá||\n",
    "cities.txt": "PE|Lima;Iquitos/Iquitos del Perú\n",
    "organisations.txt": "un|United Nations;UN|Naciones Unidas;ONU\n",
    "ambiguous.txt": "en,es|Trujillo|PE:PE,un;CA\nen|* Street|\n",
}
REGION = {
    "sovereign": "AG AR BB BO BR BS BZ CL CO CR CU DM DO EC GD GT GY HN HT JM KN LC MX NI PA PE PY SR SV TT UY VC VE",
    "territories": "AI AW BL BM BQ CW FK GF GP KY MF MQ MS PR SX TC VG VI",
}


@pytest.fixture(scope="module")
def shipped() -> Gazetteer:
    return read_gazetteer()


def write(folder: Path, name: str = "", *lines: str) -> Path:
    """A gazetteer folder; lines are put after those that one of its files has."""
    for file, text in FILES.items():
        (folder / file).write_text(text + ("\n".join(lines) if file == name else ""), encoding="utf-8")
    return folder


def test_a_folder_is_countries_organisations_and_their_forms(tmp_path: Path) -> None:
    gazetteer = read_gazetteer(write(tmp_path))
    assert gazetteer.countries[0] == Country(
        "PE",
        {"en": ("Peru",), "es": ("Perú", "República del Perú")},
        {"en": ("Peruvian", "Peruvians"), "es": ("peruano", "peruana", "peruanos", "peruanas")},
    )
    assert [country.id for country in gazetteer.countries] == ["PE", "CA"]
    assert gazetteer.organisations == (
        Entity("un", {"en": ("United Nations", "UN"), "es": ("Naciones Unidas", "ONU")}),
    )
    assert [gazetteer.organisations[0].name(language) for language in LANGUAGES] == [
        "United Nations",
        "Naciones Unidas",
    ]
    assert {form.text for form in gazetteer.forms["en"]} == {
        *("Peru", "Peruvian", "Peruvians", "Canada", "Lima", "Iquitos", "United Nations", "UN"),
        *("Trujillo", "Peru Street", "Canada Street"),
    }
    assert "Iquitos del Perú" in {form.text for form in gazetteer.forms["es"]}


def test_an_ambiguous_form_is_read_by_what_else_is_named(tmp_path: Path) -> None:
    forms = {form.text: form for form in read_gazetteer(write(tmp_path)).forms["es"]}
    assert forms["Trujillo"] == Form("Trujillo", (Reading("PE", frozenset({"PE", "un"})), Reading("CA")))
    assert [forms["Trujillo"].read(named) for named in ({"PE"}, {"un", "CA"}, {"CA"}, set())] == [
        "PE",
        "PE",
        "CA",
        "CA",
    ]
    assert not forms["Trujillo"].is_certain
    assert forms["Lima"].is_certain
    assert forms["Lima"].read(set()) == "PE"


def test_a_form_without_readings_means_nothing(tmp_path: Path) -> None:
    forms = {form.text: form for form in read_gazetteer(write(tmp_path)).forms["en"]}
    assert forms["Peru Street"].read({"PE"}) is None
    assert not forms["Peru Street"].is_certain


def test_a_ruling_stands_above_what_entities_claim(tmp_path: Path) -> None:
    write(tmp_path, "ambiguous.txt", "es|peruanas|", "es|Lima|PE:un")
    forms = {form.text: form for form in read_gazetteer(tmp_path).forms["es"]}
    assert forms["peruanas"].readings == ()
    assert forms["Lima"].readings == (Reading("PE", frozenset({"un"})),)
    assert forms["peruano"].is_certain


@pytest.mark.parametrize(
    ("name", "line", "message"),
    [
        ("countries.txt", "GB|europe|UK|Reino Unido||", "countries.txt:3: area must be one of south_america, "),
        ("countries.txt", "GB|elsewhere|UK|||", "countries.txt:3: a name is needed in each of en, es"),
        ("countries.txt", "GB|elsewhere|UK", "countries.txt:3: 6 fields divided by | are needed, found 3"),
        ("countries.txt", "gb|elsewhere|UK|RU||", "countries.txt:3: a country's id is its code of two capitals, found"),
        ("countries.txt", "GBR|elsewhere|UK|RU||", "countries.txt:3: a country's id is its code of two capitals"),
        ("organisations.txt", "EU|EU|UE", "organisations.txt:2: an organisation's id is in lower case, found 'EU'"),
        ("countries.txt", "PE|elsewhere|UK|Reino Unido||", "ids that stand twice: PE"),
        ("countries.txt", "GB|elsewhere|UN|Reino Unido||", "'UN' names GB and un: ambiguous.txt must settle it"),
        ("cities.txt", "XX|London", "cities.txt:2: unknown: XX"),
        ("organisations.txt", "eu||Unión Europea", "organisations.txt:2: a name is needed in each of en, es"),
        ("ambiguous.txt", "pt|Lima|PE", "ambiguous.txt:3: language must be one of en, es, found 'pt'"),
        ("ambiguous.txt", "en|Lima|PE:XX,YY,un", "ambiguous.txt:3: unknown: XX, YY"),
    ],
)
def test_bad_line_is_named(tmp_path: Path, name: str, line: str, message: str) -> None:
    with pytest.raises(CorpusError) as error:
        read_gazetteer(write(tmp_path, name, line))
    assert message in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"countries\.txt: no such file"):
        read_gazetteer(tmp_path)


def test_a_shared_form_may_be_settled(tmp_path: Path) -> None:
    write(tmp_path, "organisations.txt", "unit|Unit;UN|Unidad;ONU")
    with (tmp_path / "ambiguous.txt").open("a", encoding="utf-8") as file:
        file.write("en|UN|un\nes|ONU|un")
    assert read_gazetteer(tmp_path).forms["en"]


def test_all_of_the_region_is_shipped() -> None:
    areas = {code: area for _, (code, area, *_) in read_fields(SHIPPED / "countries.txt", 6)}
    assert {code for code, area in areas.items() if area != "elsewhere"} == {*" ".join(REGION.values()).split()}
    assert {*areas.values()} == {*AREAS}


def test_codes_and_ids_differ_and_look_like_what_they_are(shipped: Gazetteer) -> None:
    ids = [entity.id for entity in (*shipped.countries, *shipped.organisations)]
    assert [id for id in ids if not re.fullmatch("[A-Z]{2}|[a-z_]{3,}|un|eu", id)] == []
    assert len(set(ids)) == len(ids)
    assert len(shipped.organisations) > 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_entities_are_shown_under_one_name(shipped: Gazetteer, language: str) -> None:
    shown = [entity.name(language) for entity in (*shipped.countries, *shipped.organisations)]
    assert len(set(shown)) == len(shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_that_read_alike_without_accents_and_case_mean_the_same(shipped: Gazetteer, language: str) -> None:
    readings = defaultdict(set)
    for form in shipped.forms[language]:
        readings[fold(form.text)].add(form.readings)
    assert {form: found for form, found in readings.items() if len(found) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_sovereign_states_of_the_region_have_demonyms(shipped: Gazetteer, language: str) -> None:
    sovereign = REGION["sovereign"].split()
    without = {
        country.id for country in shipped.countries if country.id in sovereign and not country.demonyms[language]
    }
    assert without == ({"DM", "DO"} if language == "en" else set())  # Dominican stands among the ambiguous forms


def test_what_is_ambiguous_in_a_language_is_ruled_on_there_alone(shipped: Gazetteer) -> None:
    certain = {code: {form.text for form in shipped.forms[code] if form.is_certain} for code in LANGUAGES}
    assert "Guadeloupe" in certain["en"] & certain["es"]
    assert "Grenada" in certain["en"]
    assert "Granada" not in certain["es"]
    assert "UN" in certain["en"]
    assert "UN" not in {form.text for form in shipped.forms["es"]}

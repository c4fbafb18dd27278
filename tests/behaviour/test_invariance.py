"""What is not the substance of a text does not change its labels: who, where, when, and the furniture of the page."""

import pytest

from corpora.taxonomy import LANGUAGES
from models.tagger import Tagger
from tests.behaviour.cases import Case, each_language, forced, read_cases, tag

pytestmark = pytest.mark.long

STORIES = {
    "enforcement": {
        "en": "On {date}, police in {city}, {country}, arrested {name}, {who} accused of running an extortion ring, "
        "and seized three pistols. {He} was taken before a judge, who ordered {him} held in prison until the trial.",
        "es": "El {date}, la policía de {city}, {country}, detuvo a {name}, {who} de dirigir una red de extorsión, "
        "e incautó tres pistolas. {He} compareció ante la justicia, que ordenó prisión preventiva hasta el juicio.",
    },
    "prevention": {
        "en": "Since {date}, {name} has run a youth centre in {city}, {country}. {He}, {who} known to every family, "
        "gives boys and girls tutoring and sport to prevent violence, so that gangs do not recruit them.",
        "es": "Desde el {date}, {name} dirige un centro juvenil en {city}, {country}. {He}, {who} del barrio, "
        "da a chicos y chicas tutoría y deporte para prevenir la violencia y que las pandillas no los recluten.",
    },
    "drug_policy_reform": {
        "en": "On {date}, {name}, {who} in the parliament of {country}, presented in {city} a bill to legalise "
        "cannabis. {He} wants possession for personal use decriminalised and argues that the war on drugs has failed.",
        "es": "El {date}, {name}, {who} en el parlamento de {country}, presentó en {city} un proyecto para "
        "legalizar el cannabis. {He} quiere despenalizar la posesión para consumo personal y dice que la guerra "
        "contra las drogas fracasó.",
    },
    "regional_cooperation": {
        "en": "On {date}, {name}, {who} of justice of {country}, signed in {city} an extradition treaty with three "
        "neighbours. {He} said that the four states will share criminal intelligence and give mutual legal assistance.",
        "es": "El {date}, {name}, {who} de Justicia de {country}, firmó en {city} un tratado de extradición con tres "
        "vecinos. {He} dijo que los cuatro Estados compartirán inteligencia criminal y asistencia judicial recíproca.",
    },
    "none": {
        "en": "On {date}, {name}, {who} who had never left {country}, opened a bakery in {city}. {He} sells maize "
        "bread with cheese from five in the morning, and the neighbours queue in front of the shop before work.",
        "es": "El {date}, {name}, {who} sin más capital que su horno, abrió una panadería en {city}, {country}. {He} "
        "vende pan de maíz con queso desde las cinco de la mañana, y los vecinos hacen fila antes del trabajo.",
    },
}
ROLES = {
    ("en", "m"): dict(zip(STORIES, ("a man", "a man", "a congressman", "the minister", "a man"), strict=True)),
    ("en", "f"): dict(zip(STORIES, ("a woman", "a woman", "a congresswoman", "the minister", "a woman"), strict=True)),
    ("es", "m"): dict(zip(STORIES, ("acusado", "conocedor", "diputado", "ministro", "un vecino"), strict=True)),
    ("es", "f"): dict(zip(STORIES, ("acusada", "conocedora", "diputada", "ministra", "una vecina"), strict=True)),
}
PRONOUNS = {("en", "m"): ("He", "him"), ("en", "f"): ("She", "her"), ("es", "m"): ("Él", ""), ("es", "f"): ("Ella", "")}
BASE = {"en": ("Lima", "Peru", "John Torres", "4 March 2019", "m"), "es": ("Lima", "Perú", "Juan Torres",
        "4 de marzo de 2019", "m")}  # fmt: skip
SWAPS = {
    "city": {"en": {0: "Arequipa"}, "es": {0: "Arequipa"}},
    "country": {"en": {0: "Kingston", 1: "Jamaica"}, "es": {0: "Santiago", 1: "Chile"}},
    "another continent": {"en": {0: "Leeds", 1: "England"}, "es": {0: "Sevilla", 1: "España"}},
    "name": {"en": {2: "Winston Baptiste"}, "es": {2: "Rigoberto Quispe"}},
    "date": {"en": {3: "17 November 2024"}, "es": {3: "17 de noviembre de 2024"}},
    "gender": {"en": {2: "Joan Torres", 4: "f"}, "es": {2: "Juana Torres", 4: "f"}},
}


def tell(story: str, language: str, swap: dict[int, str]) -> str:
    city, country, name, date, gender = (swap.get(place, usual) for place, usual in enumerate(BASE[language]))
    subject, him = PRONOUNS[language, gender]
    who = ROLES[language, gender][story]
    text = STORIES[story][language]
    return text.format(city=city, country=country, name=name, date=date, who=who, He=subject, him=him)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("story", STORIES)
def test_the_story_gets_its_label(shipped: Tagger, story: str, language: str) -> None:
    (record,) = tag(shipped, tell(story, language, {}))
    assert forced(record) == ({story} if story != "none" else set()), record.scores


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("swap", SWAPS)
def test_who_where_and_when_change_no_label(shipped: Tagger, swap: str, story: str, language: str) -> None:
    before, after = tag(shipped, tell(story, language, {}), tell(story, language, SWAPS[swap][language]))
    assert forced(before) == forced(after), (before.scores, after.scores)


FURNITURE = {
    "menu": {
        "en": "Home\nPolice\nCrime prevention\nDrug policy\nInternational cooperation\nContact us\n\n{}",
        "es": "Inicio\nPolicía\nPrevención del delito\nPolítica de drogas\nCooperación internacional\nContacto\n\n{}",
    },
    "cookie notice": {
        "en": "{}\n\nThis site uses cookies to improve your experience. By continuing you accept our cookie policy.",
        "es": "{}\n\nEste sitio utiliza cookies para mejorar su experiencia. Si continúa, acepta las cookies.",
    },
    "licence footer": {
        "en": "{}\n\nThis work is licensed under a Creative Commons licence and may be reproduced with attribution. "
        "The opinions expressed in this blog are those of the authors.",
        "es": "{}\n\nEsta obra está bajo una licencia Creative Commons y puede reproducirse citando la fuente. Las "
        "opiniones expresadas en este blog son de los autores.",
    },
}


@each_language(read_cases("twins"))
@pytest.mark.parametrize("kind", FURNITURE)
def test_the_furniture_of_a_page_changes_no_label(shipped: Tagger, kind: str, case: Case, language: str) -> None:
    text = case.text[language]
    bare, page = tag(shipped, text, FURNITURE[kind][language].format(text), evidence=True)
    assert (page.language, forced(page)) == (bare.language, forced(bare))
    assert page.outcome == bare.outcome
    for quote in [quote for evidence in page.evidence for quote in evidence.passages]:
        assert quote.text in text

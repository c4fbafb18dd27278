import pytest

from corpora.apparatus import find_apparatus
from corpora.lines import split_lines
from corpora.taxonomy import LANGUAGES
from corpora.wording import read_phrases

PROSE = {
    "en": "Police and neighbours agreed on a plan against burglars.",
    "es": "La policía y los vecinos acordaron un plan contra los robos.",
}
LISTS = {
    "dots to pages en": "Foreword ........ 3\nPrisons . . . . . . iv\nDrugs………12",
    "dots to pages es": "Presentación ........ 3\nCárceles . . . . . . iv\nDrogas………12",
    "pages in order en": "Prisons 4\nSeizures at sea 9\nCourts for drug users 9\nExtradition 15\nYouth centres 22",
    "pages in order es": "Cárceles 4\nIncautaciones en el mar 9\nTribunales de drogas 9\nExtradición 15\nJóvenes 22",
    "contents in a line en": "Contents Foreword 3 Prisons 5 Seizures at sea 9 Courts for drug users 14 Extradition 22",
    "contents in a line es": "Índice Presentación 3 Cárceles 5 Incautaciones 9 Tribunales de drogas 14 Extradición 22",
    "dots in a line en": "Foreword ........ 3 Prisons ........ 5 Seizures at sea ........ 9",
    "dots in a line es": "Presentación ........ 3 Cárceles ........ 5 Incautaciones ........ 9",
    "pages under a heading en": "Contents\nPrisons 4\nHarbour City Council\nSeizures at sea 9\nExtradition 15",
    "pages under a heading es": "Contenido\nCárceles 4\nCiudad del Puerto\nIncautaciones 9\nExtradición 15",
    "tables en": "List of tables\nTable 1. Arrests by year\nTable 2. Seizures by port\nTable 3. Prisons",
    "tables es": "Índice de cuadros\nCuadro 1. Detenidos por año\nCuadro 2. Incautaciones\nCuadro 3. Cárceles",
    "acronyms en": "Acronyms\nCARICOM Caribbean Community\nDEA – Drug Enforcement Administration",
    "acronyms es": "Siglas\nOEA Organización de los Estados Americanos\nSICA – Sistema de la Integración",
    "references en": "8. References\nCalder, P. (2019). Prisons that heal.\nMoss, T. 2020. Drugs at sea. Harbour.",
    "references es": "8. Bibliografía\nCalderón, P. (2019). Cárceles que curan.\nMusgo, T. 2020. Drogas en el mar.",
    "wrapped references en": "References\nCalder, P. (2019). Prisons that heal and\nhow they do it. Harbour Press.\n"
    "Moss, T. (2020). Drugs at sea.",
    "wrapped references es": "Referencias\nCalderón, P. (2019). Cárceles que curan y\ncómo lo hacen. Editorial.\n"
    "Musgo, T. (2020). Drogas en el mar.",
    "titles en": "See also\nMinisters sign an extradition treaty\nIs the war on drugs over?",
    "titles es": "Lea también\nLos ministros firman un tratado de extradición\n¿Se acabó la guerra contra las drogas?",
}
CONTENT = {
    "articles under contents en": "Contents\nSection 1\nThis law governs searches.\nSection 2\nIt is in force today.",
    "articles under contents es": "Contenido\nArtículo 1\nEsta ley rige los registros.\nArtículo 2\nRige desde hoy.",
    "form en": "I, ........................ of ..................., declare that I saw the robbery.",
    "form es": "Yo, ........................ de ..................., declaro que vi el robo.",
    "clauses en": "under Title I;\nunder Title II;\nunder Title III;\nunder Title IV;\nunder Title V;",
    "clauses es": "del Título I;\ndel Título II;\ndel Título III;\ndel Título IV;\ndel Título V;",
    "falling numbers en": "Harbour 90\nOld town 71\nStation 40\nUniversity 12\nRiverside 3",
    "falling numbers es": "Puerto viejo 90\nCentro 71\nEstación 40\nUniversidad 12\nRibera 3",
    "years in prose en": PROSE["en"] + " A survey (2019) found half as many in the streets where they patrol.",
    "years in prose es": PROSE["es"] + " Una encuesta (2019) halló la mitad en las calles que patrullan.",
    "trends en": "2. Trends\n• Cocaine trafficking by sea is growing\n• Seizures on land are falling",
    "trends es": "2. Tendencias\n• Crece el tráfico de cocaína por mar\n• Caen las incautaciones por tierra",
    "references to nothing en": "References\nThe commander referred the case to the prosecutor.",
    "references to nothing es": "Referencias\nEl comandante remitió el caso a la fiscalía.",
}


def found_in(text: str) -> list[str]:
    return [line.text for line in find_apparatus(split_lines(text))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_found_with_its_heading_and_ends_where_prose_begins(name: str, language: str) -> None:
    text = f"{PROSE[language]}\n\n{LISTS[name]}\n\n{PROSE[language]}\n{PROSE[language]}\n{PROSE[language]}"
    assert found_in(text) == LISTS[name].split("\n")


@pytest.mark.parametrize("text", CONTENT.values(), ids=CONTENT)
def test_what_only_looks_like_it_is_content(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize(
    ("contents", "text"),
    [
        ("Contents\n1. Prisons\n2. Courts\n3. Youth", "1. Prisons\nThey are full.\n2. Courts\nThey are slow."),
        ("Índice\n1. Cárceles\n2. Tribunales\n3. Jóvenes", "1. Cárceles\nEstán llenas.\n2. Tribunales\nTardan."),
    ],
)
def test_contents_without_pages_end_where_the_text_repeats_them(contents: str, text: str) -> None:
    assert found_in(f"{contents}\n\n{text}") == contents.split("\n")
    assert found_in(contents) == []


@pytest.mark.parametrize(
    ("references", "annex"),
    [
        ("References\nCalder, P. (2019). Prisons.", "Annex 1\nThe survey (2020) asked prisoners."),
        ("Bibliografía\nCalderón, P. (2019). Cárceles.", "Anexo 1\nLa encuesta (2020) preguntó a los presos."),
    ],
)
def test_an_annex_ends_the_references(references: str, annex: str) -> None:
    assert found_in(f"{references}\n{annex}") == references.split("\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paragraph_that_cites_ends_the_references(language: str) -> None:
    references = LISTS[f"references {language}"]
    paragraph = " ".join([PROSE[language]] * 8) + " Calderón, P. (2019), et al. 2020."
    assert found_in(f"{references}\n3. Prisons\n{paragraph}\n{paragraph}") == references.split("\n")


@pytest.mark.parametrize("name", ["contents", "acronyms", "references", "related"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_headings(name: str, language: str) -> None:
    assert read_phrases(f"boilerplate_{name}", language)

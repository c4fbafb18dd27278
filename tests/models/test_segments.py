from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.corpus import SHIPPED, Corpus, read_corpus
from corpora.taxonomy import LANGUAGES
from models.function_words import KNOWN
from models.segments import UNKNOWN, Segment, find_segments
from tests.models.paragraphs import ENFORCEMENT, GUARANI, PREVENTION

OTHERS = {"en": "es", "es": "en"}
QUOTATIONS = {
    "en": (
        'The minister said: "Mano dura no es la respuesta que las familias de este país han pedido en las calles." '
        "She was asked by the press about her new book, which is on the shelves since the end of the month. "
        "“La seguridad de los ciudadanos y el derecho a la ciudad en la América de hoy” is its title. "
    ),
    "es": (
        'El ministro dijo: "We will not leave this border until the last of the gangs has been driven out of it." '
        "Los periodistas le preguntaron por su nuevo libro, que está a la venta desde el final del mes. "
        "«The role of the police in the prevention of crime and in the life of the city» es su título. "
    ),
}
MENUS = {
    "en": "Home\nAbout us\nWhat we do\nWho we are\nNews and events\nPublications of the Bank\nContact us\n\n",
    "es": "Inicio\nSobre nosotros\nQué hacemos\nQuiénes somos\nNoticias\nPublicaciones del Banco\nContacto\n\n",
}
NOTICES = {
    "en": "This site uses cookies so that we can see how it is used by you and by others. Accept all\n\n",
    "es": "Este sitio utiliza cookies para que sepamos cómo lo usan usted y los demás. Aceptar todas\n\n",
}
LISTS = {
    "offences in English": (
        "burglary, robbery, extortion, kidnapping, homicide, assault, threats, trespass, fraud, bribery, forgery, "
        "smuggling, receiving, terrorism, sedition, perjury, arson, stalking, vandalism, harassment, piracy, torture, "
        "treason, mutiny, escape, libel, slander, blackmail, coercion, conspiracy, loitering, vagrancy, poaching, "
        "counterfeiting, hijacking, looting, rioting, racketeering, phishing, usury, desertion, embezzlement"
    ),
    "offences in Spanish": (
        "hurto, robo, extorsión, secuestro, homicidio, lesiones, amenazas, allanamiento, usurpación, estafa, cohecho, "
        "peculado, malversación, falsificación, contrabando, receptación, terrorismo, sedición, rebelión, desacato, "
        "perjurio, encubrimiento, abigeato, sicariato, narcotráfico, lavado, testaferrato, prevaricato, concusión, "
        "soborno, tortura, piratería, motín, fuga, evasión, calumnia, injuria, chantaje, coacción, deserción, usura"
    ),
    "names": ", ".join(
        f"{name} {surname}"
        for name in ("Juan", "María", "John", "Mary", "Ana")
        for surname in ("Pérez", "Brown", "Souza", "Núñez", "Wright", "Taylor")
    ),
    "places in Portuguese": (
        "Rio de Janeiro, São Paulo, Mato Grosso do Sul, Rio Grande do Norte, Foz do Iguaçu, Duque de Caxias, Complexo "
        "do Alemão, Cidade de Deus, Morro da Providência, Morro dos Prazeres, Santa Maria da Boa Vista, Boca do Acre, "
        "São João do Piauí, Pau dos Ferros, Brejo da Madre de Deus, Barra do Corda, Polícia Militar da Bahia"
    ),
    "bodies in English": (
        "University of the West Indies, Ministry of the Interior, Organization of American States, Office of the "
        "Attorney General, Bank of the South, Court of Justice of the Andes, House of Lords, Isle of Man, Bay of Pigs, "
        "Board of Trade, Chamber of Commerce of Trinidad and Tobago, Church of the Nativity, Institute for Peace"
    ),
    "bodies in Spanish": (
        "Universidad de los Andes, Ministerio del Interior, Organización de los Estados Americanos, Fiscalía General "
        "de la Nación, Banco del Sur, Tribunal de Justicia de la Comunidad Andina, Cámara de los Lores, Isla de Man, "
        "Bahía de Cochinos, Casa de la Moneda, Cámara de Comercio de Lima, Iglesia de la Merced, Policía de Salta"
    ),
    "measures in English": (
        "hot spot policing, after-school mentoring, on the job training, street lighting, closed-circuit television, "
        "neighbourhood watch, out of school youth, gun buyback, drug courts, harm reduction, needle exchange, parent "
        "coaching, victim support, witness protection, case management, halfway houses, focused deterrence"
    ),
    "measures in Spanish": (
        "patrullaje focalizado, mentorías escolares, formación en el trabajo, alumbrado público, circuito cerrado, "
        "vigilancia vecinal, jóvenes sin escuela, canje de armas, tribunales especializados, reducción de daños, "
        "intercambio de jeringas, crianza positiva, apoyo a víctimas, protección de testigos, disuasión focalizada"
    ),
    "headings": "\n".join(["POLICY BRIEF", "RESUMEN EJECUTIVO", "METHODOLOGY", "ANEXOS", "TABLE OF CONTENTS"] * 6),
    "table": "\n".join(f"{place}\t{n}\t{n * 7}\t{n / 9:.1f}" for n, place in enumerate(["Guayas", "Napo", "Loja"] * 9)),
    "address": "Washington Avenue 1300, Suite 20, Port of Spain, www.example.org, Tel. +1 868 555 0100, Mon–Fri 9–17. "
    * 3,
}


def languages_of(text: str, stated: str | None = None) -> list[str]:
    segments = find_segments(text, stated)
    assert "".join(text[segment.start : segment.end] for segment in segments) == text
    return [segment.language for segment in segments]


def test_a_text_of_one_language_is_one_segment(tiny: Corpus) -> None:
    for example in tiny.examples:
        assert find_segments(example.text) == (Segment(0, len(example.text), example.language),)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("n_joined", [1, 20])
def test_no_shipped_document_is_cut(language: str, n_joined: int) -> None:
    texts = [example.text for example in read_corpus(SHIPPED).examples if example.language == language]
    for start in range(0, len(texts), n_joined):
        assert languages_of("\n\n".join(texts[start : start + n_joined])) == [language]


@pytest.mark.parametrize("language", KNOWN)
def test_a_paragraph_is_known_by_its_function_words(language: str) -> None:
    assert languages_of(ENFORCEMENT[language]) == [language]
    assert languages_of(ENFORCEMENT[language].upper()) == [language]


@pytest.mark.parametrize("joint", ["\n\n", "\n", " "])
def test_paragraphs_by_turns_are_told_apart(joint: str) -> None:
    parts = [ENFORCEMENT["es"], ENFORCEMENT["en"], PREVENTION["es"], PREVENTION["en"]]
    text = joint.join(parts)
    assert [text[segment.start : segment.end].strip() for segment in find_segments(text)] == parts
    assert languages_of(text) == ["es", "en", "es", "en"]


@pytest.mark.parametrize(("ours", "other"), [(ours, other) for ours in LANGUAGES for other in KNOWN if other != ours])
def test_a_paragraph_in_another_language_is_found_in_the_middle(ours: str, other: str) -> None:
    text = "\n\n".join([PREVENTION[ours], ENFORCEMENT[other], PREVENTION[ours]])
    assert languages_of(text) == [ours, other, ours]
    found = find_segments(text)[1]
    assert text[found.start : found.end].strip() == ENFORCEMENT[other]


@pytest.mark.parametrize("ours", LANGUAGES)
def test_a_passage_in_a_language_without_a_list_is_found(ours: str) -> None:
    text = "\n\n".join([PREVENTION[ours], GUARANI, GUARANI, ENFORCEMENT[ours]])
    assert languages_of(text) == [ours, UNKNOWN, ours]


@pytest.mark.parametrize("ours", LANGUAGES)
def test_a_passage_in_another_script_is_found(ours: str) -> None:
    arabic = "اعتقلت الشرطة ثلاثة رجال على الحدود وصادرت شاحنتين محملتين بالسجائر. " * 6
    text = "\n\n".join([PREVENTION[ours], arabic, ENFORCEMENT[ours]])
    assert languages_of(text) == [ours, UNKNOWN, ours]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", ["top", "middle", "end", "within a paragraph"])
def test_a_quotation_stays_where_it_is(language: str, place: str) -> None:
    before, quotation, after = ENFORCEMENT[language], QUOTATIONS[language], PREVENTION[language]
    text = {
        "top": f"{quotation}\n\n{before}\n\n{after}",
        "middle": f"{before}\n\n{quotation}\n\n{after}",
        "end": f"{before}\n\n{after}\n\n{quotation}",
        "within a paragraph": f"{before} {quotation}{after}",
    }[place]
    assert languages_of(text) == [language]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", LISTS)
def test_lists_names_and_headings_are_no_other_language(language: str, kind: str) -> None:
    text = "\n\n".join([ENFORCEMENT[language], LISTS[kind], PREVENTION[language]])
    assert languages_of(text) == [language]


@pytest.mark.parametrize(("main", "other"), OTHERS.items())
@pytest.mark.parametrize("kind", ["offences in English", "offences in Spanish", "names", "table"])
def test_a_list_stays_in_its_section(main: str, other: str, kind: str) -> None:
    main_part = f"{ENFORCEMENT[main]}\n\n{PREVENTION[main]}\n\n{ENFORCEMENT[main]}"
    text = "\n\n".join([main_part, PREVENTION[other], LISTS[kind], ENFORCEMENT[other]])
    assert [text[segment.start : segment.end].strip() for segment in find_segments(text)][:1] == [main_part]
    assert languages_of(text) == [main, other]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("furniture", [MENUS, NOTICES])
def test_furniture_in_another_language_changes_nothing(language: str, furniture: dict[str, str]) -> None:
    beginning = " ".join(ENFORCEMENT[language].split()[:12])
    for content in (beginning, ENFORCEMENT[language]):
        assert languages_of(furniture[OTHERS[language]] * 2 + content) == [language]


def test_a_heading_goes_with_what_follows() -> None:
    text = f"{ENFORCEMENT['es']}\n\nPREVENTION: VIOLENCE, YOUTH\n\n{PREVENTION['en']}\n\nANEXO 2\n\n{PREVENTION['es']}"
    starts = [text[segment.start :].split("\n", maxsplit=1)[0] for segment in find_segments(text)]
    assert starts[1:] == ["PREVENTION: VIOLENCE, YOUTH", "ANEXO 2"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stated_language_decides_on_a_short_text_only(language: str) -> None:
    short, other = " ".join(ENFORCEMENT[language].split()[:20]), OTHERS[language]
    assert languages_of(short, other) == [other]
    for stated in (other, "pt"):
        assert languages_of(f"{ENFORCEMENT[language]}\n\n555 0100", stated) == [language]
    assert languages_of(f"{ENFORCEMENT[other]}\n\n{PREVENTION[language]}", other) == [other, language]


def test_a_stated_language_that_has_no_list_is_kept_for_a_short_text_only() -> None:
    assert languages_of("Ñande rekotee ha tembiapo", "gn") == ["gn"]
    assert languages_of(f"{PREVENTION['es']} {ENFORCEMENT['es']}", "gn") == ["es"]


@pytest.mark.parametrize("text", ["", " \n", "12 345 – 67.8 %", "¿? … !!", "😀😀", "警察は三人を逮捕した。"])
def test_a_text_without_words_is_of_no_known_language(text: str) -> None:
    assert languages_of(text) == [UNKNOWN]
    assert languages_of(text, "es") == ["es"]


PIECES = [
    *ENFORCEMENT.values(),
    *PREVENTION.values(),
    GUARANI,
    *MENUS.values(),
    *LISTS.values(),
    "\n\n",
    ". ",
    "…\u0301",
]


@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=30), max_size=8).map("".join),
    st.sampled_from([None, "en", "es", "pt", "qu"]),
)
def test_segments_cover_any_text_and_differ_from_their_neighbours(text: str, stated: str | None) -> None:
    segments = find_segments(text, stated)
    edges = [(segment.start, segment.end) for segment in segments]
    assert [start for start, _ in edges] == [0, *(end for _, end in edges[:-1])]
    assert edges[-1][1] == len(text)
    assert all(start < end for start, end in edges) or not text
    assert all(a.language != b.language for a, b in pairwise(segments))

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.furniture import find_furniture
from corpora.taxonomy import LANGUAGES
from corpora.wording import read_phrases
from tests.corpora.pages import PAGES
from tests.furniture import without_furniture

CONTENT = {
    "en": "Police officers arrested three men at the border on Friday, the ministry said.",
    "es": "La policía detuvo el viernes a tres hombres en la frontera, informó el ministerio.",
}
MENUS = {
    "en": "Home\nNews\n\nSecurity and justice\nPublications\nAbout us\nContact",
    "es": "Inicio\nNoticias\n\nSeguridad y justicia\nPublicaciones\nQuiénes somos\nContacto",
    "bar en": "Home News Events Publications Projects Countries Topics Data Blogs Careers Procurement Contact "
    "About Search",
    "bar es": "Inicio Noticias Eventos Publicaciones Proyectos Países Temas Datos Blogs Empleo Compras Contacto "
    "Nosotros Buscar",
    "glued bar en": "Our workSafe StreetsYouth at RiskPrisons TodayPolice ReformSouth-SouthDrug LawsHome",
    "glued bar es": "Qué hacemosCalles SegurasJóvenes en RiesgoCárceles HoyReforma PolicialSur-SurDrogasInicio",
    "trail en": "Home | Projects | Documents | Contact",
    "trail es": "Inicio | Proyectos | Documentos | Contacto",
}
NOTICES = {
    "cookies en": "This site uses cookies to improve your experience. Accept all",
    "cookies es": "Este sitio utiliza cookies para mejorar su experiencia. Aceptar todas",
    "licence en": "Copyright 2024. This work is licensed under a Creative Commons licence and may be reproduced with "
    "attribution for any non-commercial purpose. The opinions expressed in this blog are those of the author.",
    "licence es": "Copyright 2024. Esta obra está bajo una licencia Creative Commons y puede reproducirse citando la "
    "fuente, para uso no comercial. Las opiniones expresadas en este blog no necesariamente reflejan las del Banco.",
    "copyright en": "© 2024 Harbour City. All rights reserved.",
    "copyright es": "© 2024 Ciudad del Puerto. Todos los derechos reservados.",
    "shares en": "Share Facebook Twitter Email",
    "shares es": "Compartir Facebook Twitter Imprimir",
    "tags en": "Filed under: Crime Tagged with: police, extradition, war on drugs",
    "tags es": "Etiquetas: policía, extradición, guerra contra las drogas",
    "contact en": "Press office: Ana Calder, press@example.org",
    "contact es": "Oficina de prensa: Ana Calderón, prensa@example.org",
    "mail en": "From: Ana Calder\nTo: All stations\nSent: Monday, 9 May 2022",
    "mail es": "De: Ana Calderón\nPara: Comisarías\nEnviado el: lunes 9 de mayo de 2022",
    "comments en": "Leave a comment. Your email address will not be published.",
    "comments es": "Deja un comentario. Tu dirección de correo electrónico no será publicada.",
}
CLAUSES = {
    "numbered en": "1. Police powers\n2. Arrest without a warrant\n3. Seizure of property\n4. Offences and penalties",
    "numbered es": "1. Facultades de la policía\n2. Detención sin orden\n3. Decomiso de bienes\n4. Delitos y penas",
    "lettered en": "(a) firearms\n(b) controlled drugs\n(c) stolen goods\n(d) explosives",
    "lettered es": "a) armas de fuego\nb) drogas controladas\nc) bienes robados\nd) explosivos",
    "headings en": "Chapter I\nPart 2 Powers of search\nSection 4 Arrest\nAnnex A\nTitle III",
    "headings es": "Capítulo I\nTítulo II De las facultades\nArtículo 4 Detención\nAnexo A\nLibro III",
    "facts en": "Sector: Citizen security\nBudget: EUR 14.7 million\nPartners: CARICOM IMPACS\nDuration: 60 months",
    "facts es": "Sector: Seguridad ciudadana\nMonto: 14,7 millones\nSocios: Secretaría del SICA\nPlazo: 60 meses",
    "ordinals es": "Artículo 1º Objeto\nArt. 2 Ámbito\nSección 3 Penas\n4º Vigencia",
}
LISTS = {
    "three lines en": "Home\nNews\nContact",
    "three lines es": "Inicio\nNoticias\nContacto",
    "items en": "The plan provides for:\nnew patrols;\nmore cameras;\nlonger sentences;\na joint task force.",
    "items es": "El plan prevé:\nnuevas patrullas;\nmás cámaras;\npenas más largas;\nuna fuerza conjunta.",
    "measures en": "Measures\nNew scanners at the port\n\nMore dogs\nNight patrols by boat\nA joint task force",
    "measures es": "Medidas\nEscáneres nuevos en el puerto\n\nMás perros\nPatrullas en lancha\nUna fuerza conjunta",
    "cover en": "Ministry of Public Safety\nSafer Neighbourhoods\nNational Strategy\n2024-2030",
    "cover es": "Ministerio de Seguridad\nBarrios Seguros\nEstrategia Nacional\n2024-2030",
    "headline en": "Five Men Arrested and Forty Rifles Seized in Raid on Gun Traffickers Whom Police and Customs of "
    "Two Countries Had Watched for Months",
    "headline es": "Cinco Detenidos y Cuarenta Fusiles Incautados en un Operativo contra Traficantes de Armas que la "
    "Policía y la Aduana Vigilaban",
    "wrapped en": "The officers searched the boat for\nhours before they found the drugs\nunder the floor of the "
    "cabin where\nthe captain had hidden them behind\nsacks of rice",
    "wrapped es": "Los agentes registraron el barco\ndurante horas antes de encontrar la\ndroga bajo el piso de la "
    "cabina\ndonde el capitán la había escondido\ntras unos sacos de arroz",
    "three networks en": "The gangs recruit minors on Facebook, Instagram and WhatsApp and use them as hit men in "
    "three states of the north.\n• Share intelligence\n@MinSecurity seized two tonnes of cocaine in the port",
    "three networks es": "Las bandas reclutan a menores por Facebook, Instagram y WhatsApp y los usan como sicarios en "
    "tres estados del norte.\n• Compartir inteligencia\n@MinSeguridad incautó dos toneladas de cocaína en el Callao",
    "axes en": "The plan has five pillars\nPrevention of drug use\nControl of supply\nTreatment and recovery\n"
    "Resources\nInternational cooperation\nSupport, employment and projects for young people",
    "axes es": "El plan tiene cinco ejes\nPrevención del consumo de drogas\nControl de la oferta\nTratamiento\n"
    "Transparencia\nCooperación internacional\nAyuda, empleo y proyectos para jóvenes",
    "one word of notices en": "The minister shared the figures on Twitter.\nThe bill amends the copyright law.",
    "one word of notices es": "El ministro compartió las cifras en Twitter.\nLa ley modifica el copyright vigente.",
    "copyright in a law en": "A bill amends the rules on copyright, on patents and on the seizure of counterfeit goods "
    "at the border, and it gives customs officers the power to open parcels, to hold them for thirty days and to ask a "
    "judge for their destruction, while importers may appeal within ten days and are to be told of their rights in "
    "writing by the office that seized the goods, as the ministry explained.",
    "cookies in a case es": "El tribunal examinó las cookies del teléfono de los acusados para reconstruir sus "
    "movimientos durante la noche del homicidio, y concluyó que dos de ellos habían consultado el recorrido del camión "
    "antes del asalto, mientras que el tercero había borrado su historial; la defensa objetó la cadena de custodia y "
    "pidió un nuevo peritaje informático que el juez aceptó en parte.",
}
FURNITURE = MENUS | NOTICES


@pytest.mark.parametrize("content", CONTENT.values(), ids=CONTENT.keys())
@pytest.mark.parametrize("furniture", FURNITURE.values(), ids=FURNITURE.keys())
def test_furniture_is_found_around_content(furniture: str, content: str) -> None:
    text = f"{furniture}\n\n{content}\n{furniture}"
    assert without_furniture(text).strip() == content
    assert all(text[start:end] in furniture for start, end in find_furniture(text))


@pytest.mark.parametrize("name", PAGES)
def test_the_lines_of_a_page_that_carry_no_label_are_found(name: str) -> None:
    text = PAGES[name].replace("~", "")
    marked = [line.removeprefix("~") for line in PAGES[name].split("\n") if line.startswith("~")]
    assert [text[start:end] for start, end in find_furniture(text)] == marked


@pytest.mark.parametrize(
    ("menu", "end"),
    [
        ("Home\nPolice\nPrisons\nContact", "What mediators learn on the corner\nBy Lucía Reyna"),
        ("Inicio\nPolicía\nCárceles\nContacto", "Lo que los mediadores aprenden\nPor Lucía Reyna"),
    ],
)
def test_the_title_below_a_menu_is_content(menu: str, end: str) -> None:
    assert without_furniture(f"{menu}\n{end}").strip() == end


@pytest.mark.parametrize(
    ("measures", "menu"),
    [
        ("The plan:\n• New patrols\n• More cameras\n• Longer sentences\n• A task force", "Home\nNews\nContact\nSearch"),
        (
            "El plan:\n• Patrullas\n• Más cámaras\n• Penas más largas\n• Una fuerza",
            "Inicio\nNoticias\nContacto\nBuscar",
        ),
    ],
)
def test_measures_that_a_colon_introduces_are_content_beside_a_menu(measures: str, menu: str) -> None:
    assert without_furniture(f"{measures}\n{menu}").strip() == measures


@pytest.mark.parametrize("kept", [*CLAUSES.values(), *LISTS.values()], ids=[*CLAUSES, *LISTS])
def test_clauses_lists_and_what_speaks_of_such_things_are_content(kept: str) -> None:
    assert find_furniture(kept) == []


@pytest.mark.parametrize("content", CONTENT.values(), ids=CONTENT.keys())
def test_content_alone_is_left_as_it_is(content: str) -> None:
    assert without_furniture(content) == content


@pytest.mark.parametrize("text", ["", "\n\n", " "])
def test_nothing_has_no_furniture(text: str) -> None:
    assert find_furniture(text) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("left", ["Justice and peace\nfor all our towns.", "Justicia y paz\npara todos."])
def test_what_is_left_in_a_footer_is_furniture_and_between_paragraphs_it_is_content(left: str, language: str) -> None:
    paragraph, notice = " ".join([CONTENT[language]] * 2), NOTICES[f"copyright {language}"]
    assert without_furniture(f"{paragraph}\n{notice}\n{left}\n{notice}").strip() == paragraph
    assert left in without_furniture(f"{paragraph}\n{notice}\n{left}\n{notice}\n{paragraph}")
    assert left in without_furniture(f"{paragraph}\n{notice}\n{left}")


@given(st.lists(st.sampled_from([*FURNITURE.values(), *CONTENT.values(), *CLAUSES.values(), "", " \t"])), st.text())
def test_spans_are_whole_lines_in_order_and_what_is_left_is_the_rest(parts: list[str], more: str) -> None:
    text = "\n".join([*parts, more])
    spans = find_furniture(text)
    assert all(start < end for start, end in spans)
    assert all(end < start for (_, end), (start, _) in pairwise(spans))
    assert all("\n" not in text[start:end] for start, end in spans)
    assert len(without_furniture(text)) == len(text) - sum(end - start for start, end in spans)


@pytest.mark.parametrize("name", ["", "_labels", "_mail", "_menu"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_wording_of_furniture(name: str, language: str) -> None:
    assert read_phrases(f"boilerplate{name}", language)


@pytest.mark.parametrize(
    "unit",
    ["a", "1", ".", ". ", "…", "_", " ", "(", ":", "@", "•", "aB", "A\n", "1\n", ".\n", "Home\n", "From: a\n"],
)
def test_time_is_linear_in_the_length(unit: str) -> None:
    def seconds(n_characters: int) -> float:
        text = unit * (n_characters // len(unit))
        started = time.process_time()
        find_furniture(text)
        return time.process_time() - started

    def least_seconds(n_characters: int) -> float:
        return min(seconds(n_characters) for _ in range(3))  # the machine may be busy with other work

    assert least_seconds(100_000) < 20 * least_seconds(10_000) + 0.1

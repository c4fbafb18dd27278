import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.language import SHORT_TEXT_CHARACTERS, detect_language, is_unknown_language

PORTUGUESE = [
    "A polícia prendeu três homens na fronteira e apreendeu duas caminhonetes com cigarros.",
    "O governo estadual anunciou ontem um programa de iluminação para os bairros mais violentos.",
    "Não há solução simples: as prisões estão lotadas e os juízes não conseguem julgar a tempo.",
    "As mães da vizinhança organizaram reuniões com a escola para afastar os meninos das gangues.",
    "O Supremo decidiu que portar maconha para consumo próprio não é mais crime no país.",
    "Os ministros da Justiça assinaram em Brasília um acordo de cooperação contra o tráfico de armas.",
    "Depois da chuva, a prefeitura começou a limpeza das ruas e a reconstrução das pontes.",
    "Ele trabalhou vinte anos como carcereiro e agora ensina marcenaria aos jovens que saem da cadeia.",
    "A pesquisa mostra que os moradores têm medo de voltar para casa à noite, sobretudo as mulheres.",
    "Segundo o relatório, a taxa de homicídios caiu pelo terceiro ano, mas as extorsões aumentaram.",
]
FRENCH = [
    "La police a arrêté trois hommes à la frontière et saisi deux camionnettes chargées de cigarettes.",
    "Le gouvernement a annoncé hier un programme d'éclairage pour les quartiers les plus violents.",
    "Il n'y a pas de solution simple : les prisons sont pleines et les juges manquent de temps.",
    "Les mères du quartier ont organisé des réunions avec l'école pour éloigner les garçons des bandes.",
    "Le tribunal a jugé que détenir du cannabis pour soi-même n'est plus un délit dans ce pays.",
    "Les ministres de la Justice ont signé à Port-au-Prince un accord contre le trafic d'armes.",
    "Après la pluie, la mairie a commencé le nettoyage des rues et la reconstruction des ponts.",
    "Il a été gardien pendant vingt ans et enseigne maintenant la menuiserie aux jeunes qui sortent de prison.",
    "L'enquête montre que les habitants ont peur de rentrer le soir, surtout les femmes.",
    "Selon le rapport, le taux d'homicides a baissé pour la troisième année, mais le racket augmente.",
]
ENGLISH = [
    "The mayor promised that every street lamp in the old market would be repaired before the end of the month.",
    "Officers stopped a grey van outside the port on Tuesday and found forty kilos of cocaine under the seats.",
    "My brother came home from prison last year, and nobody in the valley would give him a job.",
    "Caribbean ministers agreed in Bridgetown to share ballistic data and to train customs officers next spring.",
    "Nobody should go to jail for a small amount of cannabis, the former judge told the committee on Monday.",
    "Coffee growers fear that the rains will come too late again and that prices will fall before harvest.",
    "Section 4 of the Act is amended by striking the words five years and inserting the words ten years.",
    "The youth centre opens at three o'clock, right after school, and closes when the last parent has come.",
    "We asked eight hundred residents of San Salvador and Tegucigalpa how safe they feel on the bus at night.",
    "Extradition of the two suspects to Colombia was approved on Friday after an appeal that lasted nine months.",
    "Why do so many reforms of the police fail? Because the sergeants who must carry them out were never asked.",
    "The bank will lend ninety million dollars to Honduras so that it can renew its hospitals and rural clinics.",
    "Gangs in Port-au-Prince now control most of the roads, and the mission from Kenya has not changed that.",
    "Teachers notice first when a boy stops coming to class, so the programme begins with teachers rather than police.",
    "Parliament voted by thirty-one to twelve to make carrying a knife in a public place an offence.",
    "Heroin users in the city may now have their drugs tested without fear of being arrested at the door.",
    "The committee regrets that the State party has not answered its letter about the conditions in La Joya prison.",
    "A new bridge between Foz and Puerto Franco will shorten the way to market for thousands of farmers.",
    "Three former guerrilla fighters opened a bakery in Medellín, and the whole street came to eat on the first day.",
    "The Secretary General thanked Uruguay and Ecuador for the offer to host the next meeting of experts in June.",
]
SPANISH = [
    "El alcalde prometió que todas las farolas del mercado viejo estarían reparadas antes de que terminara el mes.",
    "Los agentes detuvieron el martes una furgoneta gris frente al puerto y hallaron cuarenta kilos de cocaína.",
    "Mi hermano volvió de la cárcel el año pasado y en el valle nadie quiso darle trabajo.",
    "Los ministros del Caribe acordaron en Bridgetown compartir datos balísticos y formar a los agentes de aduanas.",
    "Nadie debería ir preso por una cantidad pequeña de cannabis, dijo el lunes la antigua jueza ante la comisión.",
    "Los caficultores temen que las lluvias lleguen otra vez tarde y que el precio baje antes de la cosecha.",
    "Sustitúyase en el artículo 4 de la ley la expresión cinco años por la expresión diez años de prisión.",
    "El centro juvenil abre a las tres, justo después de clase, y cierra cuando llega la última madre.",
    "Preguntamos a ochocientos vecinos de San Salvador y Tegucigalpa cuán seguros se sienten de noche en el autobús.",
    "La extradición de los dos sospechosos a Estados Unidos se aprobó el viernes tras una apelación de nueve meses.",
    "¿Por qué fracasan tantas reformas policiales? Porque nunca se preguntó a los sargentos que las llevarían a cabo.",
    "El banco prestará noventa millones de dólares a Honduras para que renueve sus hospitales y sus clínicas rurales.",
    "Las pandillas de Puerto Príncipe controlan ya casi todas las vías, y la misión de Kenia no lo ha cambiado.",
    "Los maestros son los primeros en notar que un niño falta a clase; por eso el programa empieza con ellos.",
    "El parlamento votó, por treinta y uno contra doce, que llevar un cuchillo en la vía pública sea delito.",
    "Quienes consumen heroína en la ciudad pueden ya analizar sus drogas sin temor a que los detengan en la puerta.",
    "El Comité lamenta que el Estado parte aún no haya respondido a su carta sobre las condiciones de La Joya.",
    "Un nuevo puente entre Foz y Puerto Franco acortará el camino al mercado para miles de productores.",
    "Tres excombatientes abrieron una panadería en Medellín, y el primer día vino a comer la cuadra entera.",
    "El Secretario General agradeció a Uruguay y Ecuador la oferta de acoger en junio la próxima reunión de expertos.",
]


@pytest.mark.parametrize("text", [*PORTUGUESE, *FRENCH])
def test_other_languages_are_not_taken_for_ours(text: str) -> None:
    assert detect_language(text) is None


def test_short_texts_are_told_apart() -> None:
    known = [*((text, "en") for text in ENGLISH), *((text, "es") for text in SPANISH)]
    assert {15 <= len(text.split()) <= 30 for text, _ in known} == {True}
    wrong = [text for text, language in known if detect_language(text) != language]
    assert len(known) == 40
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize("text", [*ENGLISH[:3], *SPANISH[:3], "seguridad", "El Salvador", "de la", "Costa Rica report"])
def test_the_same_text_gets_the_same_answer(text: str) -> None:
    assert len({detect_language(text) for _ in range(5)}) == 1


@pytest.mark.parametrize("text", ["", "  \n", "12 345 – 67.8 %", "¿? … !!", "١٢٣", "😀😀"])
def test_a_text_without_letters_has_no_language(text: str) -> None:
    assert detect_language(text) is None


@pytest.mark.parametrize(
    "text", ["警察は三人を逮捕した。", "Полиция задержала троих мужчин.", "اعتقلت الشرطة ثلاثة رجال."]
)
def test_another_script_is_not_taken_for_ours(text: str) -> None:
    assert detect_language(text) is None


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    assert detect_language(text) in {"en", "es", None}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Vienna, at last, takes a vote", "en"),
        ("Denuncia: seis meses.", "es"),
    ],
)
def test_a_short_text_leans_to_the_supported_languages_and_a_long_one_does_not(text: str, language: str) -> None:
    padding = "1234567890 " * (SHORT_TEXT_CHARACTERS // 11 + 1)
    assert detect_language(text) == language
    assert detect_language(f"{padding}{text}") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hurto, robo, extorsión, secuestro, homicidio, lesiones, amenazas", False),
        ("theft, robbery, extortion, kidnapping, homicide, injuries, threats", False),
        ("varkaus, ryöstö, kiristys, sieppaus, murha, pahoinpitely, uhkaus", True),
        ("krađa, pljačka, iznuda, otmica, ubojstvo, ozljede, prijetnje", True),
        ("furto, roubo, extorsão, sequestro, homicídio, lesões, ameaças", True),
        ("1234 5678", True),
    ],
)
def test_a_list_in_another_language_is_told_from_one_in_ours(text: str, expected: bool) -> None:
    assert is_unknown_language(text) == expected


@pytest.mark.parametrize(("inside", "outside"), [("es", "en"), ("en", "es")])
def test_a_long_text_is_looked_at_in_its_middle(inside: str, outside: str) -> None:
    around, middle = {"en": ENGLISH, "es": SPANISH}[outside], {"en": ENGLISH, "es": SPANISH}[inside]
    text = " ".join([*around[:8], *middle[:6], *around[8:16]])
    assert detect_language(text) == inside

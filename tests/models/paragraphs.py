"""Paragraphs in several languages, on enforcement and on prevention, for documents that mix them."""

ENFORCEMENT = {
    "en": (
        "Police officers searched four warehouses at the port on Tuesday and seized ninety kilos of cocaine that had "
        "been hidden under sacks of rice. The three men who were arrested there will be tried next month, and the "
        "prosecutor has asked the court for the longest sentence which the law allows. The navy will keep two boats "
        "off the coast until the rest of the gang has been caught."
    ),
    "es": (
        "La policía registró el martes cuatro bodegas del puerto e incautó noventa kilos de cocaína que estaban "
        "escondidos bajo sacos de arroz. Detuvo allí a tres hombres que serán juzgados el próximo mes, y la fiscal ha "
        "pedido al tribunal la pena más alta que permite la ley. La marina mantendrá dos lanchas frente a la costa "
        "hasta que caiga el resto de la banda y se sepa quién la mandaba."
    ),
    "pt": (
        "Agentes da polícia revistaram na terça-feira quatro armazéns do porto e apreenderam noventa quilos de "
        "cocaína que estavam escondidos embaixo de sacos de arroz. Os três homens que foram presos ali serão julgados "
        "no próximo mês, e a promotora pediu ao tribunal a pena mais alta que a lei permite. A marinha vai manter "
        "duas lanchas na costa até que o resto da quadrilha seja preso pelos agentes, e não há prazo para isso."
    ),
    "fr": (
        "Des agents de la police ont fouillé mardi quatre entrepôts du port et saisi quatre-vingt-dix kilos de cocaïne "
        "qui étaient cachés sous des sacs de riz. Les trois hommes qui ont été arrêtés là seront jugés le mois "
        "prochain, et la procureure a demandé au tribunal la peine la plus lourde que permet la loi. La marine "
        "laissera deux vedettes au large jusqu'à ce que le reste de la bande soit pris."
    ),
    "it": (
        "Gli agenti della polizia hanno perquisito martedì quattro magazzini del porto e hanno sequestrato novanta "
        "chili di cocaina che erano nascosti sotto i sacchi di riso. I tre uomini che sono stati arrestati saranno "
        "processati il mese prossimo, e la procuratrice ha chiesto al tribunale la pena più alta che la legge "
        "permette. La marina terrà due motovedette al largo della costa finché non sarà preso il resto della banda."
    ),
    "de": (
        "Die Polizei hat am Dienstag vier Lagerhallen im Hafen durchsucht und neunzig Kilo Kokain gefunden, die unter "
        "Säcken mit Reis versteckt waren. Die drei Männer, die dort festgenommen wurden, werden im nächsten Monat vor "
        "Gericht stehen, und die Staatsanwältin fordert die höchste Strafe, die das Gesetz erlaubt. Zwei Boote der "
        "Marine bleiben vor der Küste, bis auch der Rest der Bande gefasst ist."
    ),
    "nl": (
        "De politie heeft dinsdag vier loodsen in de haven doorzocht en negentig kilo cocaïne in beslag genomen, die "
        "onder zakken rijst was verstopt. De drie mannen die daar zijn aangehouden, staan volgende maand voor de "
        "rechter, en de officier van justitie heeft de hoogste straf geëist die de wet toestaat. De marine houdt twee "
        "boten voor de kust tot ook de rest van de bende is opgepakt."
    ),
    "ca": (
        "Els agents de la policia van escorcollar dimarts quatre magatzems del port i hi van trobar noranta quilos de "
        "cocaïna amagats sota els sacs d'arròs. Els tres homes que van ser detinguts allà seran jutjats el mes que ve, "
        "i la fiscal ha demanat al tribunal la pena més alta que permet la llei. La marina tindrà dues llanxes davant "
        "de la costa fins que caigui la resta de la banda amb els seus caps."
    ),
    "gl": (
        "Os axentes da policía rexistraron o martes catro almacéns do porto e atoparon noventa quilos de cocaína "
        "agochados baixo os sacos de arroz. Os tres homes que foron detidos alí serán xulgados no mes que vén, e a "
        "fiscal pediulle ao tribunal a pena máis alta que permite a lei. A mariña terá dúas lanchas na costa ata que "
        "caia o resto da banda, que aínda ten unha ducia de homes nas rías e non deixa de medrar."
    ),
    "ht": (
        "Madi pase lapolis te fouye kat depo nan pò a epi yo te jwenn katrevendis kilo kokayin ki te kache anba sak "
        "diri yo. Twa mesye ki te arete la yo ap pase devan jij la nan mwa k ap vini an, epi komisè a mande tribinal "
        "la pou li bay pi gwo pèn lalwa pèmèt. Lamarin ap kite de bato sou kòt la jiska tan yo mete men sou rès gang "
        "lan tou, paske moun yo pè anpil."
    ),
}
PREVENTION = {
    "en": (
        "The youth centre on the hill opens every afternoon, and the boys who used to wait at the corner now learn to "
        "repair bicycles there. Their mothers meet on Thursdays with the teachers and with an officer of the "
        "community police who has known the families for years. Since the lamps in the park were repaired, nobody "
        "has been robbed on the way home, and more children stay in school."
    ),
    "es": (
        "El centro juvenil de la colina abre todas las tardes, y los muchachos que antes esperaban en la esquina "
        "aprenden allí a reparar bicicletas. Sus madres se reúnen los jueves con las maestras y con una agente de la "
        "policía comunitaria que conoce a las familias desde hace años. Desde que se repararon las lámparas del "
        "parque no han asaltado a nadie camino de su casa, y más niños siguen en la escuela."
    ),
    "pt": (
        "O centro juvenil do morro abre todas as tardes, e os meninos que antes esperavam na esquina aprendem ali a "
        "consertar bicicletas. As mães se reúnem às quintas com as professoras e com uma agente da polícia "
        "comunitária que conhece as famílias há anos. Desde que as lâmpadas do parque foram consertadas, ninguém foi "
        "assaltado no caminho de casa, e mais crianças ficam na escola em vez de ir para a rua com eles."
    ),
    "fr": (
        "Le centre de jeunes de la colline ouvre tous les après-midi, et les garçons qui attendaient au coin de la "
        "rue y apprennent à réparer des vélos. Leurs mères se réunissent le jeudi avec les institutrices et avec une "
        "agente de la police de proximité qui connaît les familles depuis des années. Depuis que les lampes du parc "
        "sont réparées, personne n'a été agressé en rentrant chez soi, et plus d'enfants restent à l'école."
    ),
}
GUARANI = (
    "Mitãrusukuéra oñembyaty ka'aru opa ára tenda pyahúpe, ha oikuaave mba'éichapa omyatyrõ bicicleta. Isykuéra "
    "oñomongeta mbo'eharakuéra ndive arapo jave, tahachi kuña oikuaáva chupekuéra ymaite guive oñangareko hesekuéra. "
    "Oñemyatyrõ rire tesapekuéra, avave noñemondái tapére, mitãnguéra opyta mbo'ehaópe oñembokatupyry haguã hekoitépe."
)

"""Invented pages in both languages; a ~ stands before every line that carries no label."""

STRATEGY = {
    "en": """\
Ministry of Public Safety
National Strategy for Safer Neighbourhoods
2024-2030

~Table of contents
~Foreword .......................................... 3
~List of acronyms . . . . . . . . . . . . . . . . . iv
~1. Violence in our towns 7
~2. What works
~2.1 Young people at risk\t12
~2.2 Light and public space…………15
~National Strategy for Safer Neighbourhoods
~3. How progress will be measured 31
~References 40

~List of annexes
~Annex 1. Matrix of indicators
~Annex 2. Budget by year
~Annex 3. Municipalities chosen

~Acronyms
~CCTV: closed-circuit television
~NGO  Non-governmental organisation
~UNDP – United Nations Development Programme

1. Violence in our towns
In 2023 every third homicide (2,140 cases) took place in eleven towns.
2. What works
The ministry will:
• Open youth centres in eleven towns
• Train mediators who talk to gangs
• Light parks and bus stops
• Visit families at risk
By 2030 homicides among people under 25 should fall by half.

~References
~Calder, P. and Moss, T. (2019). Streets without fear. Harbour Press.
~Office of Statistics. 2021. Survey of victims. Technical note 4.
~[3] World Council of Cities, "Lighting and crime", https://example.org/lighting
~Reyna, L., What mediators do, Journal of Street Work, vol. 3, pp. 11-19

Annex 1. Matrix of indicators
Each town reports every quarter how many young people took part.
""",
    "es": """\
Ministerio de Seguridad Pública
Estrategia Nacional de Barrios Seguros
2024-2030

~Índice
~Presentación .......................................... 3
~Siglas y acrónimos . . . . . . . . . . . . . . . . . iv
~1. La violencia en nuestros municipios 7
~2. Lo que funciona
~2.1 Jóvenes en riesgo\t12
~2.2 Luz y espacio público…………15
~Estrategia Nacional de Barrios Seguros
~3. Cómo se medirá el avance 31
~Bibliografía 40

~Lista de anexos
~Anexo 1. Matriz de indicadores
~Anexo 2. Presupuesto por año
~Anexo 3. Municipios elegidos

~Siglas y acrónimos
~ONG: organización no gubernamental
~PNUD  Programa de las Naciones Unidas para el Desarrollo
~SIJ – Servicio Integral de Juventud

1. La violencia en nuestros municipios
En 2023, uno de cada tres homicidios (2.140 casos) ocurrió en once municipios.
2. Lo que funciona
El ministerio se propone:
• Abrir centros juveniles en once municipios
• Formar mediadores que hablen con las pandillas
• Iluminar parques y paradas
• Visitar a las familias en riesgo
Para 2030 los homicidios de menores de 25 años deberán reducirse a la mitad.

~Referencias bibliográficas
~Calderón, P. y Musgo, T. (2019). Calles sin miedo. Editorial del Puerto.
~Instituto de Estadística. 2021. Encuesta de víctimas. Nota técnica 4.
~[3] Consejo Mundial de Ciudades, «Alumbrado y delito», https://example.org/alumbrado
~Reyna, L., Qué hacen los mediadores, Revista de Calle, vol. 3, pp. 11-19

Anexo 1. Matriz de indicadores
Cada municipio informa por trimestre cuántos jóvenes participaron.
""",
}
BLOG = {
    "en": """\
~Skip to content
~Home
~About us
~Police and prisons
~Drug policy
~Contact
What mediators learn on the corner
By Lucía Reyna
~May 4, 2021 - Leave a comment
Six mediators walk the market every night and talk before anyone draws a knife.
~Read also: Why more prisons did not calm the coast
Their rule is simple: listen first, and come back tomorrow.
~Filed under: Violence Tags: mediators, police, drug trafficking, extradition
~Share this:
~Facebook Twitter WhatsApp Email
~You may also like
~• Ministers sign an extradition treaty
~• Is the war on drugs over?
~• Soldiers return to the streets
~Subscribe to our newsletter
~Enter your email and get the latest news in your inbox.
~Leave a reply
~Your email address will not be published. Required fields are marked *
~The opinions expressed in this blog are those of the author.
~© 2021 Corner Notes. All rights reserved.
~We use cookies to give you the best browsing experience. Accept all
""",
    "es": """\
~Saltar al contenido
~Inicio
~Quiénes somos
~Policía y cárceles
~Política de drogas
~Contacto
Lo que los mediadores aprenden en la esquina
Por Lucía Reyna
~4 de mayo de 2021 - Deja un comentario
Seis mediadores recorren el mercado cada noche y hablan antes de que alguien saque un cuchillo.
~Lea también: Por qué más cárceles no calmaron la costa
Su regla es sencilla: escuchar primero y volver mañana.
~Archivado en: Violencia Etiquetas: mediadores, policía, narcotráfico, extradición
~Compartir:
~Facebook Twitter WhatsApp Imprimir
~Entradas relacionadas
~• Los ministros firman un tratado de extradición
~• ¿Se acabó la guerra contra las drogas?
~• Los soldados vuelven a las calles
~Suscríbete a nuestro boletín
~Ingresa tu correo y recibe nuestras noticias en tu bandeja de entrada.
~Deja una respuesta
~Tu dirección de correo electrónico no será publicada. Los campos obligatorios están marcados con *
~Las opiniones expresadas en este blog son de la autora.
~© 2021 Notas de Esquina. Todos los derechos reservados.
~Utilizamos cookies para mejorar la experiencia de navegación. Aceptar todas
""",
}
DECREE = {
    "en": """\
DECREE No. 214 OF 2022
Harbour City, 3 May 2022
MINISTRY OF THE INTERIOR
WHEREAS article 12 of the Constitution,
Recalling the Convention of 1988, and
Noting the report of the customs office (2021),
THE PRESIDENT DECREES:
Article 1 Object
This decree governs the search of containers.
Article 2 Powers
(a) to open containers
(b) to seize cocaine
(c) to hold the driver
(d) to call the prosecutor
Article 3
Chapter II Penalties
Section 1 Prison
Section 2 Fines
Let it be published and carried out.
""",
    "es": """\
DECRETO N.º 214 DE 2022
Ciudad del Puerto, 3 de mayo de 2022
MINISTERIO DEL INTERIOR
VISTO el artículo 12 de la Constitución,
Recordando la Convención de 1988, y
Considerando el informe de la aduana (2021),
EL PRESIDENTE DECRETA:
Artículo 1.º Objeto
El presente decreto rige el registro de contenedores.
Artículo 2.º Facultades
a) abrir contenedores
b) incautar cocaína
c) retener al conductor
d) avisar a la fiscalía
Artículo 3.º
Capítulo II Penas
Sección 1 Prisión
Sección 2 Multas
Regístrese, comuníquese y publíquese.
""",
}
PRESS = {
    "en": """\
~Home | Newsroom | Procurement | Contact
~From: Press office
~To: All editors
~Sent: Monday, 9 May 2022
Five Arrested in Raid on Gun Traffickers That Police and Customs Officers of Harbour City Planned for Months
Police arrested five men on Monday and seized forty rifles.
Measures announced
New scanners
More dogs at the port
Night patrols by boat
The minister thanked the customs office for its work on Twitter.
~Press contact: Ana Calder, press@example.org, +1 555 0100
~Tel: +1 555 0101
~www.example.org/press
~Latest news
~Ministry opens three youth centres
~Neighbours paint a square
~Follow us on Instagram
~Privacy policy
""",
    "es": """\
~Inicio | Noticias | Compras | Contacto
~De: Oficina de prensa
~Para: Redacciones
~Enviado el: lunes 9 de mayo de 2022
Cinco Detenidos en un Operativo contra el Tráfico de Armas que la Policía y la Aduana Prepararon durante Meses
La policía detuvo el lunes a cinco hombres e incautó cuarenta fusiles.
Medidas anunciadas
Escáneres nuevos
Más perros en el puerto
Patrullas nocturnas en lancha
El ministro agradeció en Twitter el trabajo de la aduana.
~Contacto de prensa: Ana Calderón, prensa@example.org, +1 555 0100
~Tel: +1 555 0101
~www.example.org/prensa
~Últimas noticias
~El ministerio abre tres centros juveniles
~Los vecinos pintan una plaza
~Síguenos en Instagram
~Política de privacidad
""",
}
PAGES = {
    f"{name} {language}": page
    for name, pages in {"strategy": STRATEGY, "blog": BLOG, "decree": DECREE, "press": PRESS}.items()
    for language, page in pages.items()
}

"""The words of the review in the terminal, keyed by language."""

from service import showing

TEXTS: dict[str, dict[str, str]] = {
    "en": showing.TEXTS["en"]
    | {
        "progress": "{position} of {total}, {changed} changed",
        "chosen uncertain": "chosen because it is most in doubt",
        "chosen competing": "chosen because labels compete",
        "chosen random": "chosen at random",
        "keys": "Enter accept · s skip · u undo · ? help · q quit",
        "help": (
            "1–{n}  give a label or take it away; the first one given is the main one\n"
            "0    about none of the labels\n"
            "Enter  accept what is marked, and go on\n"
            "c    clear the marks\n"
            "s    skip, without an answer\n"
            "u    undo: go back, and take the last answer back\n"
            "f    show the full text, or only what is around the evidence\n"
            "q    quit; what was accepted is kept\n"
            "Without a terminal: one line a document, such as 31 (the third label is the main one, the first is given "
            "too), 0, s, or an empty line to accept."
        ),
        "any key": "Press any key.",
        "choose": "Give a label first, or 0 for none of the labels.",
        "unknown key": "There is no such key; ? tells which there are.",
        "nothing to undo": "There is nothing to undo.",
        "pooled": "Documents to be reviewed: {n}",
        "left out": "left out: {reasons}",
        "erased": "erased on request",
        "withdrawn": "taken out of the queue",
        "last": "That was the last one. u undo · any other key ends",
        "end": "{labelled} labelled, {changed} of them changed, {skipped} skipped",
        "nothing": "There is nothing to review. Name files to be tagged first: policy-tagger review PATH…",
    },
    "es": showing.TEXTS["es"]
    | {
        "progress": "{position} de {total}, con cambios: {changed}",
        "chosen uncertain": "elegido por ser el más dudoso",
        "chosen competing": "elegido porque compiten etiquetas",
        "chosen random": "elegido al azar",
        "keys": "Enter aceptar · s saltar · u deshacer · ? ayuda · q salir",
        "help": (
            "1–{n}  pone o quita una etiqueta; la primera que se pone es la principal\n"
            "0    no trata de ninguna de las etiquetas\n"
            "Enter  acepta lo marcado y sigue\n"
            "c    borra las marcas\n"
            "s    salta el documento, sin respuesta\n"
            "u    deshace: vuelve atrás y retira la última respuesta\n"
            "f    muestra el texto completo, o solo lo que rodea a la evidencia\n"
            "q    sale; lo aceptado queda guardado\n"
            "Sin terminal: una línea por documento, como 31 (la tercera etiqueta es la principal, y también la "
            "primera), 0, s, o una línea vacía para aceptar."
        ),
        "any key": "Pulse cualquier tecla.",
        "choose": "Ponga antes una etiqueta, o 0 si no trata de ninguna.",
        "unknown key": "Esa tecla no sirve; ? muestra cuáles hay.",
        "nothing to undo": "No hay nada que deshacer.",
        "pooled": "Documentos para revisar: {n}",
        "left out": "quedan fuera: {reasons}",
        "erased": "borrado por solicitud",
        "withdrawn": "retirado de la cola",
        "last": "Ese era el último. u deshacer · cualquier otra tecla termina",
        "end": "Etiquetados: {labelled}; con cambios: {changed}; saltados: {skipped}",
        "nothing": "No hay nada que revisar. Indique archivos que etiquetar antes: policy-tagger review RUTA…",
    },
}

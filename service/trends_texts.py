"""The words of an archive's report, keyed by language; a word that is not here stands for itself."""

TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "title": "What an archive is about",
        "facts": "{file} · documents: {n} · dates: {dates} · model: {versions} · tagged: {tagged_at}",
        "no dates": "none stated",
        "no documents": "There is no document in this file.",
        "several versions": "Several model versions tagged these documents: differences may be differences of models.",
        "method": (
            "Shares of labels, of “none of the labels” and of “uncertain” refer to the documents that could be judged, "
            "those of “not judged” to all documents. A document can have several labels. After a share: how many "
            "documents; in brackets: its 95% interval (Wilson), as if the documents were a sample of all that could "
            "have been written. {mark} marks fewer than {small} judged documents: too few to read much into."
        ),
        "uncertain note": (
            "An uncertain document has no label until a person decides; “in question” counts those for which the label "
            "is one of the possible ones. Were they all about it, its share would include them too."
        ),
        "outcomes": "What became of the documents",
        "outcome": "outcome",
        "documents": "documents",
        "share of all": "share of all",
        "same text": "Documents with the text of an earlier one: {n}. They count in all figures.",
        "labels": "Labels",
        "label": "label",
        "share of judged": "share of the judged",
        "in question": "in question",
        "missed": "missed (estimate)",
        "recall": "recall (estimate)",
        "not estimated": "not estimated",
        "missed heading": "What the tags miss",
        "missed none": (
            "How many documents the tags miss is not estimated: that takes people's reviews. Whoever runs the service "
            "can have a sample reviewed: `policy-tagger report` with `--review-list FILE.jsonl` writes {n} documents "
            "drawn at random; fill in the `labels` of each, from the top ([] for none of the labels), and hand the "
            "list back with `--reviews`."
        ),
        "missed some": (
            "People have reviewed {reviewed} of the {n} documents that were drawn at random for this. For each label, "
            "the documents without it were divided by what became of them; the table tells how many of those reviewed "
            "are about the label, and of how many documents they were drawn."
        ),
        "missed method": (
            "Estimate: the sum, over the parts, of the part's documents times the share found in review (stratified "
            "expansion, Cochran 1977). Interval, 95%: limits of each part that are exact for a finite population "
            "(hypergeometric), joined by the recovery of variance estimates (Zou and Donner 2008). Recall is what "
            "was given out of what was given and missed, as if every label given were right. Documents that were not "
            "judged are outside of all this: {not_judged}."
        ),
        "waiting reviews": (
            "Reviews that do not count yet, because a document that comes before them in the draw has not been "
            "reviewed: {n}. `--review-list` together with `--reviews` writes the list with what is missing."
        ),
        "other reviews": (
            "Reviews of other documents, which do not count because those were not drawn at random from this file: {n}."
        ),
        "found among": "found: {stratum}",
        "with other labels": "with other labels",
        "found of": "{found} of {reviewed}",
        "drawn from": "from {size}",
        "year": "year",
        "years": "By year",
        "years note": (
            "Documents without a date, which the plots leave out: {n}. Years without documents are gaps. Each plot has "
            "a scale of its own."
        ),
        "no years": "No document states a date.",
        "label plot": "{label}: share of the judged documents of a year",
        "count plot": "Documents of a year",
        "with label": "with the label (shaded: 95% interval)",
        "uncertain line": "uncertain, of the judged",
        "not judged line": "not judged, of all",
        "all documents": "all documents",
        "hollow": "A hollow mark stands for fewer than {small} judged documents.",
        "source": "source",
        "sources": "By source",
        "language": "language",
        "languages": "By language",
        "country": "country",
        "countries": "By country",
        "countries note": (
            "A document counts under the country it names most and under those it names at least half as often, so "
            "that a document may stand in several rows, in “others” too; in each it counts once."
        ),
        "organisation": "organisation",
        "organisations": "By organisation",
        "organisations note": "As with countries.",
        "nothing stated": "No document tells.",
        "without year": "no date",
        "without source": "not stated",
        "without language": "not stated",
        "without country": "none named",
        "without organisation": "none named",
        "others source": "others ({n})",
        "others language": "others ({n})",
        "others country": "others ({n})",
        "others organisation": "others ({n})",
        "quotations": "In their own words",
        "quotations note": (
            "Passages that speak most for a label, verbatim, of the documents that are most surely about it and, where "
            "possible, nothing else; languages and sources take turns."
        ),
        "no quotations": "No passage is quoted in these rows.",
        "page": "p. {page}",
    },
    "es": {
        "title": "De qué trata un lote de documentos",
        "facts": "{file} · documentos: {n} · fechas: {dates} · modelo: {versions} · etiquetado: {tagged_at}",
        "no dates": "no constan",
        "no documents": "En este archivo no hay ningún documento.",
        "several versions": (
            "Etiquetaron estos documentos varias versiones del modelo: las diferencias pueden ser diferencias entre "
            "modelos."
        ),
        "method": (
            "Las proporciones de las etiquetas, de «ninguna de las etiquetas» y de «en duda» se refieren a los "
            "documentos que se pudieron juzgar; las de «sin juzgar», a todos. Un documento puede llevar varias "
            "etiquetas. Tras la proporción, cuántos documentos son; entre corchetes, su intervalo del "
            "95\N{NO-BREAK SPACE}% (Wilson), como si los documentos fueran una muestra de todo lo que se pudo "
            "escribir. {mark} señala menos de {small} documentos juzgados: demasiado pocos para sacar conclusiones."
        ),
        "uncertain note": (
            "Un documento en duda no lleva etiqueta hasta que decida una persona; «posible» cuenta aquellos en los "
            "que la etiqueta es una de las posibles. Si todos trataran de ella, su proporción los incluiría."
        ),
        "outcomes": "Qué fue de los documentos",
        "outcome": "resultado",
        "documents": "documentos",
        "share of all": "proporción del total",
        "same text": "Documentos con el mismo texto que uno anterior: {n}. Cuentan en todas las cifras.",
        "labels": "Etiquetas",
        "label": "etiqueta",
        "share of judged": "proporción de los juzgados",
        "in question": "posible",
        "missed": "omitidos (estimación)",
        "recall": "exhaustividad (estimación)",
        "not estimated": "sin estimar",
        "missed heading": "Lo que las etiquetas omiten",
        "missed none": (
            "Cuántos documentos omiten las etiquetas está sin estimar: hace falta que los revisen personas. Quien "
            "administra el servicio puede hacer revisar una muestra: `policy-tagger report` con "
            "`--review-list ARCHIVO.jsonl` escribe {n} documentos sorteados; se rellenan las `labels` de cada uno, "
            "desde el principio ([] si ninguna), y se devuelve la lista con `--reviews`."
        ),
        "missed some": (
            "De los {n} documentos que se sortearon para esto, se han revisado {reviewed}. Para cada etiqueta, los "
            "documentos que no la llevan se dividieron según su resultado; la tabla dice cuántos de los revisados "
            "tratan de la etiqueta y de entre cuántos documentos se sortearon."
        ),
        "missed method": (
            "Estimación: la suma, por partes, de los documentos de la parte por la proporción hallada en la revisión "
            "(expansión estratificada, Cochran 1977). Intervalo del 95\N{NO-BREAK SPACE}%: límites de cada parte, "
            "exactos para una población finita (hipergeométricos), unidos por recuperación de las varianzas (Zou y "
            "Donner 2008). La exhaustividad es lo etiquetado entre lo etiquetado y lo omitido, como si toda etiqueta "
            "dada fuera correcta. Los documentos sin juzgar quedan fuera de todo esto: {not_judged}."
        ),
        "waiting reviews": (
            "Revisiones que aún no cuentan, porque falta revisar un documento que va antes que ellas en el sorteo: "
            "{n}. `--review-list` junto con `--reviews` escribe la lista con lo que falta."
        ),
        "other reviews": (
            "Revisiones de otros documentos, que no cuentan porque no salieron en el sorteo de este archivo: {n}."
        ),
        "found among": "hallados: {stratum}",
        "with other labels": "con otras etiquetas",
        "found of": "{found} de {reviewed}",
        "drawn from": "de entre {size}",
        "year": "año",
        "years": "Por año",
        "years note": (
            "Documentos sin fecha, que los gráficos dejan fuera: {n}. Los años sin documentos quedan en blanco. Cada "
            "gráfico tiene su escala."
        ),
        "no years": "Ningún documento dice su fecha.",
        "label plot": "{label}: proporción de los documentos juzgados de cada año",
        "count plot": "Documentos de cada año",
        "with label": "con la etiqueta (sombreado: intervalo del 95\N{NO-BREAK SPACE}%)",
        "uncertain line": "en duda, de los juzgados",
        "not judged line": "sin juzgar, del total",
        "all documents": "todos los documentos",
        "hollow": "Un signo hueco representa menos de {small} documentos juzgados.",
        "source": "fuente",
        "sources": "Por fuente",
        "language": "idioma",
        "languages": "Por idioma",
        "country": "país",
        "countries": "Por país",
        "countries note": (
            "Un documento cuenta en el país que más nombra y en los que nombra al menos la mitad de veces; así, puede "
            "estar en varias filas, también en «otros»; en cada una cuenta una vez."
        ),
        "organisation": "organización",
        "organisations": "Por organización",
        "organisations note": "Igual que con los países.",
        "nothing stated": "Ningún documento lo dice.",
        "without year": "sin fecha",
        "without source": "no consta",
        "without language": "no consta",
        "without country": "no nombra ninguno",
        "without organisation": "no nombra ninguna",
        "others source": "otras ({n})",
        "others language": "otros ({n})",
        "others country": "otros ({n})",
        "others organisation": "otras ({n})",
        "quotations": "Con sus propias palabras",
        "quotations note": (
            "Los pasajes que más hablan de una etiqueta, al pie de la letra, de los documentos que con más seguridad "
            "tratan de ella y, si es posible, de nada más; idiomas y fuentes se turnan."
        ),
        "no quotations": "Estas filas no citan ningún pasaje.",
        "page": "p. {page}",
    },
}

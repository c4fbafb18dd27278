"""The words of an evaluation report, keyed by language; a word that is not here stands for itself."""

TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "title": "How well a model version tags",
        "facts": "Model {version}, corpus {corpus}, measured on {n} documents of {file} (SHA-256 {digest}).",
        "method": (
            "Labels are those of a forced decision: every label at or above its threshold, doubt not allowed. "
            "In brackets: 95% intervals, by drawing the documents anew 1,000 times, the two languages of a text "
            "together. A mean over labels leaves out those that are neither correct nor given anywhere in a part; a "
            "dash is what cannot be told."
        ),
        "known": "{n} of these documents stand in the training corpus: the figures flatter the model.",
        "standings": "Beside baselines",
        "standings_note": (
            "In the same run. “At best thresholds” chooses every label's threshold on these very documents: "
            "what the scores would allow, not what was achieved. Calibration and thresholds of the bare lexicon are "
            "learnt on the training corpus."
        ),
        "labels": "Labels",
        "f1_caption": "F1 of every label and their mean, with 95% intervals.",
        "pr_caption": "Precision and recall of every label at all thresholds; the dots are the model's thresholds.",
        "slices": "Languages, genres, lengths",
        "slices_note": "Genres with fewer than five documents are summed up as “other”.",
        "calibration": "Do the probabilities hold?",
        "reliability_caption": (
            "Share of the labels that are right, by the probability stated. On the diagonal, probabilities mean what "
            "they say. The larger the dot, the more labels."
        ),
        "doubt": "Leaving documents to people",
        "coverage_caption": (
            "Macro-F1 on the surest documents. How sure: the distance of the label nearest to its threshold, in "
            "log-odds (the logarithm of probability over its complement). The diamond is what the model does not leave "
            "uncertain."
        ),
        "confusion": "Which label stood where another should",
        "confusion_note": "Documents by the first correct label (rows) and the most probable label given (columns).",
        "errors": "Worst errors",
        "errors_note": "By how far a wrong label lies on the wrong side of its threshold, in log-odds.",
        "learning": "Would more training material help?",
        "learning_examples": (
            "By share of the training documents; the two languages of a text stay together. Dots: macro-F1 with "
            "intervals."
        ),
        "learning_concepts": "By share of the concepts of the lexicon, all documents. Dots: macro-F1 with intervals.",
        "all": "all",
        "en": "English",
        "es": "Spanish",
        "mean": "mean (macro-F1)",
        "none": "none of the labels",
        "chosen": "not uncertain: {share}",
        "share of": "{share} of the {part}",
        "gate": "May it serve?",
        "gate_open": "The gate lets it through.",
        "gate_shut": "The gate refuses it.",
        "gate_facts": "Compared with version {version}, current at that time, on {n} documents that are held out.",
        "gate_uncompared": "It was compared with nothing:",
        "gate_note": (
            "A loss of F1 is refused unless it can be ruled out: the lower bound of the difference must not be below "
            "the limit. Difference in languages and calibration error must not be above the limit, unless they are no "
            "worse than before. The shares of documents that are not left uncertain, and of texts with the same labels "
            "in both languages, must not fall by more than the limit."
        ),
        "macro_f1": "macro-F1",
        "f1": "F1",
        "language_gap": "difference between the languages",
        "calibration_error": "calibration error",
        "decided_share": "documents not left uncertain",
        "same_twins": "same labels in both languages",
    },
    "es": {
        "title": "Qué tan bien etiqueta una versión del modelo",
        "facts": "Modelo {version}, corpus {corpus}, medido con {n} documentos de {file} (SHA-256 {digest}).",
        "method": (
            "Las etiquetas son las de una decisión forzada: toda etiqueta en su umbral o por encima, sin admitir duda. "
            "Entre corchetes, intervalos del 95\N{NO-BREAK SPACE}%, sorteando de nuevo los documentos mil veces, "
            "juntos los dos idiomas de un texto. Una media entre etiquetas deja fuera las que en una parte ni son "
            "correctas ni se dieron; un guion es lo que no se puede saber."
        ),
        "known": "{n} de estos documentos están en el corpus de entrenamiento: las cifras favorecen al modelo.",
        "standings": "Junto a métodos de referencia",
        "standings_note": (
            "En la misma ejecución. «Con los mejores umbrales» elige el umbral de cada etiqueta en estos mismos "
            "documentos: lo que permitirían las puntuaciones, no lo logrado. La calibración y los umbrales del léxico "
            "solo se aprenden en el corpus de entrenamiento."
        ),
        "labels": "Etiquetas",
        "f1_caption": "F1 de cada etiqueta y su media, con intervalos del 95\N{NO-BREAK SPACE}%.",
        "pr_caption": (
            "Precisión y exhaustividad de cada etiqueta con todos los umbrales; los puntos son los umbrales del modelo."
        ),
        "slices": "Idiomas, géneros, longitudes",
        "slices_note": "Los géneros con menos de cinco documentos se suman como «otros».",
        "calibration": "¿Se cumplen las probabilidades?",
        "reliability_caption": (
            "Parte de las etiquetas que son correctas, según la probabilidad declarada. En la diagonal, las "
            "probabilidades dicen la verdad. Cuanto mayor el punto, más etiquetas."
        ),
        "doubt": "Dejar documentos a las personas",
        "coverage_caption": (
            "Macro-F1 en los documentos más seguros. La seguridad es la distancia de la etiqueta más cercana a su "
            "umbral, en log-odds (logaritmo del cociente entre la probabilidad y su complementaria). El rombo es lo "
            "que el modelo no deja en duda."
        ),
        "confusion": "Qué etiqueta ocupó el lugar de otra",
        "confusion_note": (
            "Documentos según la primera etiqueta correcta (filas) y la etiqueta dada más probable (columnas)."
        ),
        "errors": "Los peores errores",
        "errors_note": "Según cuánto se aleja de su umbral, del lado equivocado, una etiqueta errónea, en log-odds.",
        "learning": "¿Ayudaría más material de entrenamiento?",
        "learning_examples": (
            "Según la parte de los documentos de entrenamiento; los dos idiomas de un texto van juntos. Puntos: "
            "macro-F1 con intervalos."
        ),
        "learning_concepts": (
            "Según la parte de los conceptos del léxico, con todos los documentos. Puntos: macro-F1 con intervalos."
        ),
        "all": "todos",
        "en": "inglés",
        "es": "español",
        "mean": "media (macro-F1)",
        "chosen": "sin duda: {share}",
        "share of": "{share} de los {part}",
        "gate": "¿Puede entrar en servicio?",
        "gate_open": "El control la deja pasar.",
        "gate_shut": "El control la rechaza.",
        "gate_facts": "Comparada con la versión {version}, entonces vigente, en {n} documentos reservados.",
        "gate_note": (
            "Una pérdida de F1 se rechaza si no puede descartarse: el límite inferior de la diferencia no debe quedar "
            "por debajo del límite fijado. La diferencia entre idiomas y el error de calibración no deben superarlo, "
            "salvo que no sean peores que antes. La parte de documentos que no quedan en duda y la de textos con las "
            "mismas etiquetas en ambos idiomas no deben bajar más que el límite."
        ),
        "gate_uncompared": "No se comparó con nada:",
        "no version is current yet": "todavía no hay versión vigente",
        "the current version cannot be loaded any more": "la versión vigente ya no puede cargarse",
        "the current version has other labels": "la versión vigente tiene otras etiquetas",
        "other documents were held out from the current version": (
            "para la versión vigente se reservaron otros documentos"
        ),
        "macro_f1": "macro-F1",
        "f1": "F1",
        "language_gap": "diferencia entre los idiomas",
        "decided_share": "documentos que no quedan en duda",
        "same_twins": "mismas etiquetas en ambos idiomas",
        "check": "comprobación",
        "candidate": "candidata",
        "current": "vigente",
        "difference": "diferencia",
        "interval": "intervalo",
        "limit": "límite",
        "result": "resultado",
        "passed": "superada",
        "failed": "no superada",
        "none": "ninguna de las etiquetas",
        "other": "otros",
        "unknown": "desconocido",
        "language": "idioma",
        "genre": "género",
        "length": "longitud",
        "under 150 words": "menos de 150 palabras",
        "150 to 349 words": "de 150 a 349 palabras",
        "350 words and over": "350 palabras o más",
        "documents": "documentos",
        "model": "modelo",
        "most frequent": "la más frecuente",
        "keyword match": "palabras clave",
        "bare lexicon": "léxico solo",
        "system": "sistema",
        "at best thresholds": "con los mejores umbrales",
        "average precision": "precisión media",
        "AUROC of “no label”": "AUROC de «sin etiqueta»",
        "correctly left unlabelled": "correctamente sin etiqueta",
        "label": "etiqueta",
        "documents about it": "documentos que tratan de ella",
        "correct": "correctas",
        "precision": "precisión",
        "recall": "exhaustividad",
        "calibration error": "error de calibración",
        "calibration_error": "error de calibración",
        "probability stated": "probabilidad declarada",
        "share right": "parte correcta",
        "share of the documents": "parte de los documentos",
        "share": "parte",
        "correct ↓ given →": "correcta ↓ dada →",
        "document": "documento",
        "given": "dadas",
        "probabilities": "probabilidades",
        "margin": "margen",
        "examples": "documentos",
        "concepts": "conceptos",
        "trained on": "entrenado con",
        "beginning": "comienzo",
    },
}

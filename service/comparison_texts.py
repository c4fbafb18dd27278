"""The words of a comparison, keyed by language; those of outcomes stand in `names`."""

TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "comparison": "What changed between two runs",
        "files": "{old} ({old_versions}) → {new} ({new_versions})",
        "matched": "Documents in both files: {n}. Of these, changed: {changed}; as they were: {same}.",
        "order": (
            "A change is a label that a document lost (−) or gained (+), or another outcome. Which label stands first "
            "is not compared."
        ),
        "change": "change",
        "documents": "documents",
        "other text heading": "The same id, another text",
        "other text": "Documents with another text in the new file, which may be why they changed: {n}. {ids}",
        "only old": "Only in the old file: {n}. {ids}",
        "only new": "Only in the new file: {n}. {ids}",
        "unmatched": "In one file only",
        "no change": "No document changed.",
        "shown": "The first {shown} of {n} are shown; `--out FILE.jsonl` writes them all.",
        "old": "old run",
        "new": "new run",
        "another text": "another text",
        "page": "p. {page}",
    },
    "es": {
        "comparison": "Qué cambió entre dos etiquetados",
        "files": "{old} ({old_versions}) → {new} ({new_versions})",
        "matched": "Documentos en ambos archivos: {n}. De ellos, cambiaron: {changed}; siguen igual: {same}.",
        "order": (
            "Un cambio es una etiqueta que un documento perdió (−) o ganó (+), u otro resultado. No se compara qué "
            "etiqueta va primero."
        ),
        "change": "cambio",
        "documents": "documentos",
        "other text heading": "El mismo identificador, otro texto",
        "other text": "Documentos con otro texto en el archivo nuevo, quizá por eso cambiaron: {n}. {ids}",
        "only old": "Solo en el archivo antiguo: {n}. {ids}",
        "only new": "Solo en el archivo nuevo: {n}. {ids}",
        "unmatched": "En un solo archivo",
        "no change": "Ningún documento cambió.",
        "shown": "Se muestran los primeros {shown} de {n}; `--out ARCHIVO.jsonl` los escribe todos.",
        "old": "etiquetado anterior",
        "new": "etiquetado nuevo",
        "another text": "otro texto",
        "page": "p. {page}",
    },
}

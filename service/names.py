"""Ids of labels, countries, outcomes and the like → what they are called in a language."""

from pathlib import Path

from corpora.corpus import SHIPPED
from corpora.gazetteer import read_gazetteer
from corpora.taxonomy import read_taxonomy

NAMES: dict[str, dict[str, str]] = {
    "en": {
        "en": "English",
        "es": "Spanish",
        "fr": "French",
        "pt": "Portuguese",
        "tagged": "with a label",
        "none": "none of them",
        "uncertain": "uncertain",
        "not_judged": "not judged",
        "without reason": "no reason stated",
        "unsupported_language": "in a language that is not supported",
        "too_short": "too short",
        "no_text": "without text",
        "image_only": "pages are pictures only",
        "too_large": "too large",
        "too_costly": "would take too much memory or time",
        "encrypted": "encrypted",
        "corrupt": "damaged",
        "unsupported_format": "in a format that is not supported",
    },
    "es": {
        "en": "inglés",
        "es": "español",
        "fr": "francés",
        "pt": "portugués",
        "tagged": "con etiqueta",
        "none": "ninguna de ellas",
        "uncertain": "en duda",
        "not_judged": "sin juzgar",
        "without reason": "sin motivo declarado",
        "unsupported_language": "en un idioma no admitido",
        "too_short": "demasiado breve",
        "no_text": "sin texto",
        "image_only": "sus páginas son solo imágenes",
        "too_large": "demasiado grande",
        "too_costly": "exigiría demasiada memoria o tiempo",
        "encrypted": "cifrado",
        "corrupt": "dañado",
        "unsupported_format": "en un formato no admitido",
    },
}


def names_in(language: str, corpus: Path = SHIPPED) -> dict[str, str]:
    """The names of outcomes, reasons, languages, countries, organisations and the labels of a corpus, by id."""
    gazetteer = read_gazetteer()
    entities = (*gazetteer.countries, *gazetteer.organisations)
    labels = {label.id: label.name[language] for label in read_taxonomy(corpus / "labels.json").labels}
    return NAMES[language] | {entity.id: entity.name(language) for entity in entities} | labels

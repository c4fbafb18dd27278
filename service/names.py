"""Ids of labels, countries, outcomes and the like → what they are called in a language."""

from pathlib import Path

from corpora.corpus import SHIPPED
from corpora.gazetteer import read_gazetteer
from corpora.taxonomy import read_taxonomy

NAMES: dict[str, dict[str, str]] = {
    "en": {
        "en": "English",
        "es": "Spanish",
        "ca": "Catalan",
        "de": "German",
        "fr": "French",
        "gl": "Galician",
        "ht": "Haitian Creole",
        "it": "Italian",
        "nl": "Dutch",
        "pt": "Portuguese",
        "tagged": "tagged",
        "none": "none of the labels",
        "uncertain": "uncertain",
        "not_judged": "not judged",
        "without reason": "no reason stated",
        "unsupported_language": "another language",
        "too_short": "too short",
        "no_text": "no text",
        "image_only": "pages are pictures only",
        "too_large": "too large",
        "too_costly": "would take too much memory or time",
        "encrypted": "protected by a password",
        "corrupt": "damaged",
        "unsupported_format": "a format that is not read",
    },
    "es": {
        "en": "inglés",
        "es": "español",
        "ca": "catalán",
        "de": "alemán",
        "fr": "francés",
        "gl": "gallego",
        "ht": "criollo haitiano",
        "it": "italiano",
        "nl": "neerlandés",
        "pt": "portugués",
        "tagged": "con etiqueta",
        "none": "ninguna de las etiquetas",
        "uncertain": "en duda",
        "not_judged": "sin juzgar",
        "without reason": "sin motivo declarado",
        "unsupported_language": "otro idioma",
        "too_short": "demasiado breve",
        "no_text": "sin texto",
        "image_only": "sus páginas son solo imágenes",
        "too_large": "demasiado grande",
        "too_costly": "exigiría demasiada memoria o tiempo",
        "encrypted": "protegido con contraseña",
        "corrupt": "dañado",
        "unsupported_format": "un formato que no se lee",
    },
}


def names_in(language: str, corpus: Path = SHIPPED) -> dict[str, str]:
    """The names of outcomes, reasons, languages, countries, organisations and the labels of a corpus, by id."""
    gazetteer = read_gazetteer()
    entities = (*gazetteer.countries, *gazetteer.organisations)
    labels = {label.id: label.name[language] for label in read_taxonomy(corpus / "labels.json").labels}
    return NAMES[language] | {entity.id: entity.name(language) for entity in entities} | labels

"""What a person hands in → an annotation to be stored, once its labels and language are known."""

from collections.abc import Collection

from corpora.annotation import Kind, NewAnnotation
from corpora.document import digest_text
from corpora.label_store import LabelStore
from corpora.taxonomy import LANGUAGES
from models.language import detect_language
from service.errors import UnfitExampleError
from service.example_schemas import ExampleIn


def to_annotation(given: ExampleIn, author: str, *, labels: Collection[str], store: LabelStore) -> NewAnnotation:
    """The annotation of an example; an unstated language is the one that is stored, else detected.

    labels : of the taxonomy.

    Raises:
        UnfitExampleError: a label is not one of those, or the language is not supported.
    """
    unknown = [label for label in given.labels if label not in labels]
    if unknown:
        raise UnfitExampleError(f"unknown label {', '.join(unknown)}; allowed: {', '.join(labels)}")
    text = given.full_text
    return NewAnnotation(
        author=author,
        text=text,
        language=_check_language(given.language or _language_of(text, store)),
        labels=tuple(given.labels),
        kind=given.kind or (Kind.CORRECTION if given.prediction else Kind.EXAMPLE),
        source=given.source,
        comment=given.comment,
        chosen_by=given.chosen_by,
        prediction=given.prediction.model_dump(mode="json") if given.prediction else None,
    )


def _language_of(text: str, store: LabelStore) -> str | None:
    stored = store.text(digest_text(text))
    return stored.language if stored else detect_language(text)


def _check_language(language: str | None) -> str:
    if language not in LANGUAGES:
        found = "it cannot be told" if language is None else f"it is {language!r}"
        raise UnfitExampleError(f"the language must be one of {', '.join(LANGUAGES)}, and {found}; state `language`")
    return language

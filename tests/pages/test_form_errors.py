import pytest

from service.job_schemas import ArchiveFields
from service.pages.form_errors import FIELDS, wrong_fields
from service.pages.languages import read_catalogue


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", {"Labels": "not a valid value", "Your name": "missing", "The form as a whole": "not a valid value"}),
        (
            "es",
            {"Etiquetas": "valor no válido", "Su nombre": "falta", "El formulario en su conjunto": "valor no válido"},
        ),
    ],
)
def test_each_field_is_named_once_in_the_language(language: str, expected: dict[str, str]) -> None:
    errors = [
        {"where": "labels/0", "message": "Value error, NUL characters are not allowed"},
        {"where": "body/labels/1", "message": "String should have at most 64 characters"},
        {"where": "author", "message": "String should have at least 1 character"},
        {"where": "", "message": "Value error, text has more than 1,000,000 characters"},
    ]
    assert wrong_fields(errors, read_catalogue(language).gettext) == expected


def test_a_field_without_a_name_here_goes_by_its_own() -> None:
    errors = [{"where": "body/<b>/7", "message": "Extra inputs are not permitted"}]
    assert wrong_fields(errors, read_catalogue("es").gettext) == {"<b>": "valor no válido"}


def test_every_column_of_an_upload_has_a_name() -> None:
    assert {name for name in ArchiveFields.model_fields if name.endswith("_column")} <= FIELDS.keys()

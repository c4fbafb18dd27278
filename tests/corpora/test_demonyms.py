import pytest

from corpora.demonyms import inflect


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", "Honduran Hondurans"),
        ("en", "Filipino Filipinos"),
        ("en", "Guyanese"),
        ("en", "British"),
        ("en", "French"),
        ("en", "Swiss"),
        ("es", "salvadoreño salvadoreña salvadoreños salvadoreñas"),
        ("es", "costarricense costarricenses"),
        ("es", "belga belgas"),
        ("es", "guyanés guyanesa guyaneses guyanesas"),
        ("es", "alemán alemana alemanes alemanas"),
        ("es", "español española españoles españolas"),
    ],
)
def test_a_demonym_has_all_its_forms(language: str, forms: str) -> None:
    expected = tuple(forms.split())
    assert inflect(expected[0], language) == expected

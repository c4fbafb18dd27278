import pytest

from corpora.document import Document


@pytest.mark.parametrize(
    ("title", "full_text"),
    [("", "La policía."), ("Título", "Título\n\nLa policía."), ("Title", "Title\n\nLa policía.")],
)
def test_the_title_stands_before_the_text(title: str, full_text: str) -> None:
    assert Document("a", "La policía.", title).full_text == full_text

"""Keys, names and numbers → as an evaluation report in one language writes them."""

from corpora.numbers import Numbers
from corpora.taxonomy import Taxonomy
from training.genre_names import GENRES
from training.report_texts import TEXTS


class Words(Numbers):
    """Speaks one language; calls labels as the taxonomy does.

    Parameters
    ----------
    language : str
        "en" or "es".
    taxonomy : Taxonomy
    """

    def __init__(self, language: str, taxonomy: Taxonomy) -> None:
        super().__init__(language)
        genres = {genre: names[language] for genre, names in GENRES.items()}
        self._texts = TEXTS[language] | genres | {label.id: label.name[language] for label in taxonomy.labels}

    def __call__(self, key: str) -> str:
        """What stands for a key: a text, a name, or else the key itself."""
        return self._texts.get(key, key)

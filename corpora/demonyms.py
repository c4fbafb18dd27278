"""A demonym in its base form → all its forms, by the regular rules of each language."""

UNCHANGED_IN_PLURAL = ("ese", "sh", "ch", "ss")
UNSTRESSED = str.maketrans("áéó", "aeo")


def inflect(demonym: str, language: str) -> tuple[str, ...]:
    """Singular and plural, in Spanish masculine and feminine too; the base form comes first.

    >>> inflect("Honduran", "en"), inflect("Guyanese", "en")
    (('Honduran', 'Hondurans'), ('Guyanese',))
    >>> inflect("francés", "es"), inflect("belga", "es")
    (('francés', 'francesa', 'franceses', 'francesas'), ('belga', 'belgas'))
    """
    return _inflect_spanish(demonym) if language == "es" else _inflect_english(demonym)


def _inflect_english(demonym: str) -> tuple[str, ...]:
    return (demonym,) if demonym.endswith(UNCHANGED_IN_PLURAL) else (demonym, f"{demonym}s")


def _inflect_spanish(demonym: str) -> tuple[str, ...]:
    if demonym.endswith("o"):
        stem = demonym[:-1]
        return demonym, f"{stem}a", f"{stem}os", f"{stem}as"
    if demonym.endswith(("a", "e")):
        return demonym, f"{demonym}s"
    stem = demonym.translate(UNSTRESSED)
    return demonym, f"{stem}a", f"{stem}es", f"{stem}as"

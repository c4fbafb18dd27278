"""The title that a file states → the title of its Document."""

LOOK_AT_CHARACTERS = 300


def title_for(stated: str | None, text: str) -> str:
    """The stated title on one line; nothing where the text begins with it, since title and text are read as one.

    >>> title_for(" Plan  nacional ", "Se aprueba el plan."), title_for("Plan", "PLAN\\n\\nSe aprueba.")
    ('Plan nacional', '')
    """
    title = " ".join((stated or "").split())
    opening = " ".join(text[:LOOK_AT_CHARACTERS].split())
    return "" if title.casefold() in opening.casefold() else title

"""Wording that differs by language, as data: abbreviations, phrases of page furniture, function words."""

from functools import cache
from importlib.resources import files


@cache
def read_phrases(name: str, language: str) -> tuple[str, ...]:
    """The lines of <name>.<language>.txt of this package, lower case, in file order."""
    text = files(__name__).joinpath(f"{name}.{language}.txt").read_text(encoding="utf-8")
    return tuple(dict.fromkeys(line.strip().lower() for line in text.splitlines() if line.strip()))

"""The source of a WordPress post, as exports hold it → HTML."""

import re

_BLOCK_COMMENT = "<!-- wp:"
_EMBEDDED = re.compile(r"\[(embed|youtube|vimeo|video|audio|playlist|iframe)\b[^\[\]]*\][^\[\]]*\[/\1\]")
_WITH_ATTRIBUTES = re.compile(r"\[[a-z][\w-]*\s+[\w-]+=[^\[\]]*\]")
_CLOSING = re.compile(r"\[/([a-z][\w-]*)\]")
_ALONE = ("contact-form", "embed", "gallery", "playlist", "toc")
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n\s*")
_LINE_END = re.compile(r"\n(?<!>\n)(?![ \t]*<)")


def to_html(source: str) -> str:
    """Shortcodes go, what they enclose stays; blank lines end paragraphs, as in WordPress itself."""
    return mark_breaks(_without_shortcodes(source.replace("\r\n", "\n")))


def mark_breaks(source: str) -> str:
    """Blank lines become breaks of paragraphs, and ends of lines between text and text become breaks."""
    source = _PARAGRAPH_END.sub("<br><br>", source)
    return source if _BLOCK_COMMENT in source else _LINE_END.sub("<br>", source)


def _without_shortcodes(source: str) -> str:
    source = _WITH_ATTRIBUTES.sub("", _EMBEDDED.sub("", source))
    names = {*_ALONE, *_CLOSING.findall(source)}
    return re.sub(rf"\[/?(?:{'|'.join(map(re.escape, names))})\s*/?\]", "", source)

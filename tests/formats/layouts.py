"""Layouts in which sites publish a text other than as a post: each a function of paragraphs, title and language."""

from collections.abc import Sequence
from html import escape

from tests.formats.web import FURNITURE, links

PRESS_RELEASE_WORDS = 60


def to_news(paragraphs: Sequence[str], title: str, language: str) -> str:
    """A newspaper: a box of other news amid the text, cards of more below it."""
    around, half = FURNITURE[language], len(paragraphs) // 2
    cards = "".join(f'<div class="card"><h3><a href="/{name}">{name}</a></h3></div>' for name in around.related)
    return _page(
        f"""<div class="cookie-banner">{around.cookies} <a href="#">{around.accept}</a></div>
<div class="topbar">{links("ul", around.menu)}</div>
<div class="wrapper"><div class="col-8"><article><h1 itemprop="headline">{escape(title)}</h1>
<div class="byline">{around.byline} <span>{around.author}</span></div>
<div itemprop="articleBody">{_elements("p", paragraphs[:half])}
<div class="related-inline"><strong>{around.related_heading}</strong> <a href="/x">{around.related[0]}</a></div>
{_elements("p", paragraphs[half:])}</div></article>
<section class="more"><h2>{around.related_heading}</h2>{cards}</section></div>
<div class="sidebar">{links("ol", around.related)}</div></div>
<footer><p>{around.rights}</p>{links("ul", around.menu)}</footer>""",
        title,
        language,
    )


def to_government(paragraphs: Sequence[str], title: str, language: str) -> str:
    """An old page of a ministry: tables in tables, all of it in one form, no element that says what it is."""
    around = FURNITURE[language]
    menu = "".join(f'<tr><td><a href="{name}.asp">{name}</a></td></tr>' for name in around.menu)
    news = "".join(f'<tr><td><a href="{name}.asp">{name}</a></td></tr>' for name in around.related)
    return _page(
        f"""<form id="aspnetForm" action="n.aspx"><input type="hidden" name="__VIEWSTATE" value="x">
<table width="780"><tr><td colspan="3"><img src="logo.gif" alt="{around.site}"></td></tr>
<tr><td width="150"><table>{menu}</table></td>
<td width="480"><table><tr><td><b>{escape(title)}</b></td></tr>
<tr><td>{_elements("div", paragraphs)}</td></tr></table></td>
<td width="150"><table><tr><td><b>{around.related_heading}</b></td></tr>{news}</table></td></tr></table></form>""",
        title,
        language,
    )


def to_columns(paragraphs: Sequence[str], title: str, language: str) -> str:
    """Columns that are named in Spanish only, the text in <div> alone."""
    around = FURNITURE[language]
    return _page(
        f"""<div id="navegacion">{links("ul", around.menu)}</div>
<div id="lateral-izq"><div class="caja">{around.related_heading}</div>{links("ul", around.related)}</div>
<div id="centro"><div class="tit">{escape(title)}</div><div class="txt">{_elements("div", paragraphs)}</div></div>
<div id="pie-pagina"><p>{around.rights}</p><p>{around.newsletter}</p></div>""",
        title,
        language,
    )


def to_law(paragraphs: Sequence[str], title: str, language: str) -> str:
    """A law: a heading, a short numbered paragraph and a list of single words, over and over."""
    name = {"en": "Section", "es": "Artículo"}[language]
    articles = "".join(
        f"<h3>{name} {number}</h3><p>{number}. {escape(paragraph)}</p>"
        f"<ol>{_elements('li', paragraph.strip('.').split(', '))}</ol>"
        for number, paragraph in enumerate(paragraphs * 40, start=1)
    )
    around = FURNITURE[language]
    return _page(
        f'<nav>{links("ul", around.menu)}</nav><div id="c"><h1>{escape(title)}</h1>{articles}</div>'
        f"<footer><p>{around.rights}</p></footer>",
        title,
        language,
    )


def to_listing(paragraphs: Sequence[str], title: str, language: str) -> str:
    """A page of teasers, each with a heading that is a link."""
    around = FURNITURE[language]
    teasers = "".join(
        f'<article class="teaser"><h2><a href="/{number}">{title} {number}</a></h2><p>{escape(paragraph)}</p></article>'
        for number, paragraph in enumerate(paragraphs)
    )
    return _page(
        f"<header><nav>{links('ul', around.menu)}</nav></header><main><h1>{escape(title)}</h1>{teasers}"
        f'<div class="pagination"><a href="?2">2</a> <a href="?3">3</a></div></main>'
        f"<footer><p>{around.rights}</p></footer>",
        title,
        language,
    )


def to_saved(paragraphs: Sequence[str], title: str, language: str) -> str:
    """A page that a browser saved: names made by a machine, a text of <div> and <span>."""
    around = FURNITURE[language]
    menu = "".join(f'<a href="https://example.org/{name}"><span>{name}</span></a>' for name in around.menu)
    more = "".join(f'<div class="css-9c"><a href="/x"><span>{name}</span></a></div>' for name in around.related)
    text = "".join(f'<div class="css-1p"><span data-text="true">{escape(p)}</span></div>' for p in paragraphs)
    return _page(
        f"""<div id="__next"><div class="css-0a">{menu}</div><div class="css-77"><h1>{escape(title)}</h1>{text}</div>
<div class="css-33"><h2>{around.related_heading}</h2>{more}</div></div>
<script type="application/json">{{"props": "{around.licence}"}}</script><noscript>{around.cookies}</noscript>""",
        title,
        language,
    )


def to_press_release(paragraphs: Sequence[str], title: str, language: str) -> str:
    """Sixty words with far more around them."""
    around = FURNITURE[language]
    words = " ".join(paragraphs).split()[:PRESS_RELEASE_WORDS]
    return _page(
        f"""<nav>{links("ul", around.menu)}</nav>
<div class="content"><h1>{escape(title)}</h1><p>{escape(" ".join(words))}</p></div>
<div class="sidebar"><h3>{around.related_heading}</h3>{links("ul", around.related)}</div>
<div class="cookies"><p>{around.cookies}</p></div><footer><p>{around.licence}</p><p>{around.rights}</p></footer>""",
        title,
        language,
    )


def to_breaks(paragraphs: Sequence[str], title: str, language: str) -> str:
    """Text in the body alone, parted by breaks."""
    return _page(f"{escape(title)}<br><br>{'<br><br>'.join(map(escape, paragraphs))}", title, language)


LAYOUTS = (
    to_news,
    to_government,
    to_columns,
    to_law,
    to_listing,
    to_saved,
    to_press_release,
    to_breaks,
)


def _page(body: str, title: str, language: str) -> str:
    shown = f"{escape(title)} | {FURNITURE[language].site}"
    return f"<html><head><meta charset='utf-8'><title>{shown}</title></head><body>{body}</body></html>"


def _elements(tag: str, texts: Sequence[str]) -> str:
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts)

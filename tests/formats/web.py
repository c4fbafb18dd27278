"""Writers of web pages and feeds around a text, as sites write them, menus and all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

Post = Mapping[str, Any]

SITE = "Regional Observatory"
AUTHOR = "Carol Whitfield"
RFC_822_DATE = "Tue, 14 May 2019 09:30:00 +0000"


@dataclass(frozen=True)
class Furniture:
    """What a site puts around every text, in one language; the posts it advertises are of other matters."""

    site: str
    home: str
    menu: tuple[str, ...]
    cookies: str
    accept: str
    search: str
    byline: str
    author: str
    share: str
    filed: str
    category: str
    related_heading: str
    related: tuple[str, ...]
    newsletter: str
    reply: str
    reply_note: str
    licence: str
    rights: str


FURNITURE = {
    "en": Furniture(
        site="Regional Observatory",
        home="Home",
        menu=("About us", "Programmes", "Publications", "Newsroom", "Contact"),
        cookies="We use our own and third-party cookies to improve your visit. By continuing you accept their use.",
        accept="Accept all",
        search="Search this site",
        byline="Written by",
        author="Carol Whitfield",
        share="Share on Facebook",
        filed="Filed under",
        category="Policing",
        related_heading="Similar posts",
        related=(
            "Vaccines reach every village of the highlands",
            "Parliament cuts the tax on solar panels",
            "A museum of cacao opens in the old harbour",
            "Teachers sign a three-year wage agreement",
        ),
        newsletter="Subscribe to our monthly newsletter and never miss a publication.",
        reply="Leave a reply",
        reply_note="Your email address will not be published. Required fields are marked.",
        licence="This work is licensed under a Creative Commons licence; opinions are those of the author alone.",
        rights="All rights reserved. 1200 Harbour Street, fourth floor.",
    ),
    "es": Furniture(
        site="Observatorio Regional",
        home="Inicio",
        menu=("Quiénes somos", "Programas", "Publicaciones", "Sala de prensa", "Contacto"),
        cookies="Utilizamos cookies propias y de terceros para mejorar su visita. Si continúa, acepta su uso.",
        accept="Aceptar todas",
        search="Buscar en este sitio",
        byline="Escrito por",
        author="Carolina Figueroa",
        share="Compartir en Facebook",
        filed="Archivado en",
        category="Policía",
        related_heading="Entradas relacionadas",
        related=(
            "Las vacunas llegan a todas las aldeas de la sierra",
            "El Congreso baja el impuesto a los paneles solares",
            "Abre un museo del cacao en el viejo puerto",
            "Los maestros firman un acuerdo salarial por tres años",
        ),
        newsletter="Suscríbase a nuestro boletín mensual y no se pierda ninguna publicación.",
        reply="Deja una respuesta",
        reply_note="Tu dirección de correo electrónico no será publicada. Los campos obligatorios están marcados.",
        licence="Esta obra está bajo una licencia Creative Commons; las opiniones son solo de quien la firma.",
        rights="Todos los derechos reservados. Calle del Puerto 1200, cuarto piso.",
    ),
}


def to_html(text: str, title: str, language: str) -> str:
    """A blog post around a text whose paragraphs stand between blank lines; an empty title is left out."""
    around = FURNITURE[language]
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head>{_head(title, language)}</head>
<body class="post-template-default single single-post">
<a class="skip-link screen-reader-text" href="#content">{around.search}</a>
<header id="masthead" class="site-header">
<p class="site-title"><a href="/" rel="home">{around.site}</a></p>
<nav class="main-navigation">{links("ul", (around.home, *around.menu))}</nav>
</header>
<div class="breadcrumbs"><a href="/">{around.home}</a> &gt; <a href="/blog">{around.menu[2]}</a></div>
<div id="content" class="site-content">
<main id="main" class="site-main">
<article id="post-7" class="post type-post hentry">
<header class="entry-header">
{f'<h1 class="entry-title">{escape(title)}</h1>' if title else ""}
<div class="entry-meta">{around.byline} <a href="/author/cf" rel="author">{around.author}</a></div>
</header>
<div class="entry-content">
{to_paragraphs(text)}
<div class="sharedaddy"><h3>{around.share}</h3>{links("ul", ("Twitter", "WhatsApp"))}</div>
</div>
<footer class="entry-footer">{around.filed} <a href="/category/x" rel="category tag">{around.category}</a></footer>
</article>
<div id="comments" class="comments-area"><div id="respond" class="comment-respond"><h3>{around.reply}</h3>
<form action="/comments" method="post"><p>{around.reply_note}</p><textarea name="comment"></textarea></form></div></div>
</main>
<aside id="secondary" class="widget-area">
<section class="widget"><h2>{around.related_heading}</h2>{links("ul", around.related)}</section>
<section class="widget"><p>{around.newsletter}</p><form><input type="email"><button>OK</button></form></section>
</aside>
</div>
<footer id="colophon" class="site-footer"><p>{around.licence}</p><p>{around.rights}</p></footer>
<div id="cookie-notice"><p>{around.cookies}</p><button>{around.accept}</button></div>
<script>document.title = "{around.site}"; track("{around.newsletter}");</script>
</body>
</html>
"""


def to_paragraphs(text: str) -> str:
    """The paragraphs of a text as elements, with breaks for the ends of lines in them."""
    paragraphs = escape(text, quote=False).split("\n\n")
    return "\n".join(f"<p>{'<br>'.join(paragraph.splitlines())}</p>" for paragraph in paragraphs)


def to_wxr(posts: Iterable[Post]) -> bytes:
    """An export of WordPress. Of a post count: id, title, content, type, status, date, categories, tags."""
    items = "".join(_wxr_item({"title": "", "content": "", **post}) for post in posts)
    return f"""<?xml version="1.0" encoding="UTF-8" ?>
<!-- This is a WordPress eXtended RSS file -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>{SITE}</title>
<link>https://blog.example.org</link>
<language>en-US</language>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login>cw</wp:author_login><wp:author_display_name><![CDATA[{AUTHOR}]]></wp:author_display_name>
</wp:author>
<wp:category><wp:term_id>3</wp:term_id><wp:cat_name><![CDATA[Policing]]></wp:cat_name></wp:category>
{items}
</channel>
</rss>
""".encode()


def to_rss(posts: Iterable[Post], summaries_only: bool = False) -> bytes:
    """RSS 2.0 as WordPress writes it, with the whole content or in the description alone."""
    tag = "description" if summaries_only else "content:encoded"
    items = "".join(
        f"<item><title>{escape(post.get('title', ''))}</title><link>https://blog.example.org/?p={post['id']}</link>"
        f"<dc:creator><![CDATA[{AUTHOR}]]></dc:creator><pubDate>{RFC_822_DATE}</pubDate>"
        f"<category><![CDATA[Policing]]></category>"
        f'<guid isPermaLink="false">https://blog.example.org/?p={post["id"]}</guid>'
        f"<{tag}><![CDATA[{post['content']}]]></{tag}></item>"
        for post in posts
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>{SITE}</title><atom:link href="https://blog.example.org/feed" rel="self"/>
<link>https://blog.example.org</link><language>en-US</language>{items}</channel></rss>
""".encode()


def to_atom(posts: Iterable[Post]) -> bytes:
    """Atom 1.0, the content escaped."""
    entries = "".join(
        f'<entry><title type="html">{escape(post.get("title", ""))}</title><id>tag:example.org,2019:{post["id"]}</id>'
        f'<link href="https://blog.example.org/{post["id"]}"/><published>2019-05-14T09:30:00Z</published>'
        f'<author><name>{AUTHOR}</name></author><category term="policing" label="Policing"/>'
        f'<content type="html">{escape(post["content"])}</content></entry>'
        for post in posts
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>{SITE}</title><id>tag:example.org,2019:feed</id>{entries}</feed>
""".encode()


def links(tag: str, names: Iterable[str]) -> str:
    """A list of links."""
    items = "".join(f'<li><a href="/{number}">{name}</a></li>' for number, name in enumerate(names))
    return f"<{tag}>{items}</{tag}>"


def _wxr_item(post: Post) -> str:
    categories = [("category", name) for name in post.get("categories", ())]
    terms = [*categories, *(("post_tag", name) for name in post.get("tags", ()))]
    return f"""<item>
<title><![CDATA[{post["title"]}]]></title>
<link>https://blog.example.org/{post["id"]}</link>
<pubDate>{RFC_822_DATE}</pubDate>
<dc:creator><![CDATA[cw]]></dc:creator>
<guid isPermaLink="false">https://blog.example.org/?p={post["id"]}</guid>
<description></description>
<content:encoded><![CDATA[{post["content"].replace("]]>", "]]]]><![CDATA[>")}]]></content:encoded>
<excerpt:encoded><![CDATA[]]></excerpt:encoded>
<wp:post_id>{post["id"]}</wp:post_id>
<wp:post_date><![CDATA[{post.get("date", "2019-05-14 09:30:00")}]]></wp:post_date>
<wp:status><![CDATA[{post.get("status", "publish")}]]></wp:status>
<wp:post_type><![CDATA[{post.get("type", "post")}]]></wp:post_type>
{"".join(f'<category domain="{domain}" nicename="x"><![CDATA[{name}]]></category>' for domain, name in terms)}
<wp:postmeta><wp:meta_key>_edit_last</wp:meta_key><wp:meta_value><![CDATA[4]]></wp:meta_value></wp:postmeta>
</item>
"""


def _head(title: str, language: str) -> str:
    around = FURNITURE[language]
    shown = f"{title} | {around.site}" if title else around.site
    return f"""<meta charset="utf-8">
<title>{escape(shown)}</title>
<meta property="og:title" content="{escape(title or around.site)}">
<meta property="og:site_name" content="{around.site}">
<meta property="og:locale" content="{language}">
<meta property="article:published_time" content="2019-05-14T09:30:00+00:00">
<meta property="article:tag" content="{around.category}">
<meta name="author" content="{around.author}">
<style>.entry-content {{ margin: 0 auto }}</style>
<script type="application/ld+json">{{"@type": "BlogPosting", "datePublished": "2019-05-14"}}</script>"""

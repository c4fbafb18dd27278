from collections.abc import Callable, Iterator
from io import BytesIO
from tempfile import TemporaryFile

import pytest

from corpora.document import Document, Reason
from corpora.errors import UnreadableError
from corpora.readers.feed import post_nodes, read
from corpora.readers.kinds import Kind
from corpora.readers.sandbox import Limits, Sandbox
from corpora.readers.sloppy_xml import MendedXml
from tests.formats.web import AUTHOR, SITE, to_atom, to_rss, to_wxr

Writer = Callable[..., bytes]

POSTS = {
    "en": {
        "id": 7,
        "title": "A ward without guards",
        "content": "<p>Guards left the <a href='/x'>women's prison</a>.</p>\n<p>Not all agree: R&amp;D &lt; 5.</p>",
    },
    "es": {
        "id": 9,
        "title": "Un pabellón sin custodios",
        "content": "<p>Los custodios dejaron la <b>cárcel</b> el lunes.</p>\n<p>No todos están de&nbsp;acuerdo.</p>",
    },
}
TEXTS = {
    "en": "Guards left the women's prison.\n\nNot all agree: R&D < 5.",
    "es": "Los custodios dejaron la cárcel el lunes.\n\nNo todos están de acuerdo.",
}
RSS = '<rss version="2.0"><channel><title>Diario</title>{}</channel></rss>'
ITEM = "<item><guid>{}</guid><description>{}</description></item>"
BOMB = '<!DOCTYPE rss [<!ENTITY a "{}">{}]>'.format(
    "ja" * 20, "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(10))
)


def read_all(feed: str | bytes) -> list[Document]:
    return list(read(BytesIO(feed if isinstance(feed, bytes) else feed.encode()), "f.xml"))


@pytest.mark.parametrize("write", [to_wxr, to_rss, to_atom])
def test_every_post_is_a_document(write: Writer) -> None:
    first, second = read_all(write(POSTS.values()))
    for document, language in ((first, "en"), (second, "es")):
        assert document.text == TEXTS[language]
        assert document.title == POSTS[language]["title"]
        assert document.date == "2019-05-14"
        assert document.source == SITE
        assert document.authors == (AUTHOR,)
        assert document.language is None  # the site says en-US of both
        assert document.problem is None


@pytest.mark.parametrize(
    ("write", "ids"),
    [
        (to_wxr, ["f.xml#7", "f.xml#9"]),
        (to_rss, ["f.xml#https://blog.example.org/?p=7", "f.xml#https://blog.example.org/?p=9"]),
        (to_atom, ["f.xml#tag:example.org,2019:7", "f.xml#tag:example.org,2019:9"]),
    ],
)
def test_a_post_is_named_by_what_the_feed_calls_it(write: Writer, ids: list[str]) -> None:
    assert [document.id for document in read_all(write(POSTS.values()))] == ids


def test_a_post_without_a_name_is_named_by_its_place() -> None:
    feed = RSS.format("<item><description>uno</description></item><item><description>two</description></item>")
    assert [document.id for document in read_all(feed)] == ["f.xml#1", "f.xml#2"]


@pytest.mark.parametrize("language", POSTS)
def test_a_summary_is_read_where_there_is_no_more(language: str) -> None:
    (document,) = read_all(to_rss([POSTS[language]], summaries_only=True))
    assert document.text == TEXTS[language]


def test_an_export_is_read_without_what_is_not_published() -> None:
    kinds = [("post", "publish"), ("post", "draft"), ("page", "publish"), ("attachment", "inherit"),
             ("nav_menu_item", "publish"), ("revision", "inherit"), ("page", "private")]  # fmt: skip
    posts = [
        {"id": n, "content": "La policía patrulla.", "type": kind, "status": status}
        for n, (kind, status) in enumerate(kinds)
    ]
    assert [document.id for document in read_all(to_wxr(posts))] == ["f.xml#0", "f.xml#2"]


@pytest.mark.parametrize("kind", ["comunicado", "news"])
def test_kinds_of_posts_that_a_site_made_are_read_where_they_hold_text(kind: str) -> None:
    texts = {"post": "", kind: "La policía patrulla.", "acf-field": "text", "wp_template": "<!-- wp:template /-->"}
    posts = [{"id": n, "content": text, "type": type} for n, (type, text) in enumerate(texts.items())]
    posts.append({"id": 9, "content": "", "type": kind})
    assert [document.id for document in read_all(to_wxr(posts))] == ["f.xml#0", "f.xml#1"]


def test_a_blank_line_before_the_declaration_spoils_no_feed() -> None:
    (document,) = read_all("\n\ufeff" + RSS.format("<item><description>Ley</description></item>"))
    assert document.text == "Ley"


@pytest.mark.parametrize(("stated", "language"), [("spa", "es"), ("eng", "en"), ("es_419", "es"), ("castellano", None)])
def test_a_language_may_be_stated_as_libraries_do(stated: str, language: str | None) -> None:
    item = f"<item><dc:language>{stated}</dc:language><description>Ley</description></item>"
    feed = RSS.format(item).replace("<rss", "<rss xmlns:dc='http://purl.org/dc/elements/1.1/'", 1)
    (document,) = read_all(feed)
    assert document.language == language


def test_an_export_tells_categories_tags_and_language_of_a_post() -> None:
    post = POSTS["es"] | {"categories": ["Cárceles", "R&D"], "tags": ["mujeres"], "date": "2014-03-27 21:00:00"}
    (document,) = read_all(to_wxr([post]).replace(b"</item>", b'<category domain="language" nicename="es"/></item>'))
    assert document.subjects == ("Cárceles", "R&D", "mujeres")
    assert document.language == "es"
    assert document.date == "2014-03-27"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Police patrol\n\nthe port.\nIt is calm.", "Police patrol\n\nthe port.\nIt is calm."),
        ("La ley:\n<ul>\n<li>uno</li>\n<li>dos</li>\n</ul>\nFin.", "La ley:\n\nuno\ndos\n\nFin."),
        ("<!-- wp:paragraph -->\n<p>Una línea\npartida.</p>\n<!-- /wp:paragraph -->", "Una línea partida."),
        ("Uno.<!--more-->\r\n\r\nDos.", "Uno.\n\nDos."),
        ('[caption id="a" width="30"]<img src="a.png"> The gate[/caption]', "The gate"),
        ("[vc_row][vc_column_text]Adentro.[/vc_column_text][/vc_row]", "Adentro."),
        ('Antes.[gallery ids="1,2"][gallery]\n[embed]https://example.org/v[/embed]\nDespués.', "Antes.\n\nDespués."),
        ("They said [sic] that [the judge] agreed [1].", "They said [sic] that [the judge] agreed [1]."),
    ],
)
def test_posts_of_wordpress_are_read_as_wordpress_shows_them(source: str, text: str) -> None:
    (document,) = read_all(to_wxr([{"id": 1, "content": source}]))
    assert document.text == text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('<content type="text">Salary &lt; 5 &amp; falling\n\nEnd</content>', "Salary < 5 & falling\n\nEnd"),
        ('<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Uno</p><p>Dos</p></div></content>',
         "Uno\n\nDos"),
        ("<summary>Resumen</summary>", "Resumen"),
        ("<summary>Resumen</summary><content type='html'>&lt;p&gt;Todo&lt;/p&gt;</content>", "Todo"),
        ("<content/>", ""),
    ],
)  # fmt: skip
def test_atom_says_how_its_content_is_written(content: str, text: str) -> None:
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry xml:lang="es"><id>1</id>{content}</entry></feed>'
    (document,) = read_all(feed)
    assert (document.text, document.language) == (text, "es")
    assert document.problem == (None if text else Reason.NO_TEXT)


def test_rss_1_0_is_read() -> None:
    feed = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Gaceta</title></channel>
    <item><title>Ley</title><link>https://example.org/1</link><description>Se crea la policía.</description>
    <dc:date>2003-10-05T08:00Z</dc:date><dc:creator>Ana Ruiz</dc:creator><dc:subject>leyes</dc:subject>
    <dc:language>es-PE</dc:language></item></rdf:RDF>"""
    (document,) = read_all(feed)
    assert document == Document(
        "f.xml#https://example.org/1",
        "Se crea la policía.",
        "Ley",
        "es",
        "2003-10-05",
        "Gaceta",
        ("Ana Ruiz",),
        ("leyes",),
    )


@pytest.mark.parametrize(
    ("author", "name"),
    [("ana@example.org (Ana Ruiz)", "Ana Ruiz"), ("Ana Ruiz", "Ana Ruiz")],
)
def test_an_author_may_stand_behind_an_address(author: str, name: str) -> None:
    (document,) = read_all(RSS.format(f"<item><author>{author}</author><description>Ley</description></item>"))
    assert document.authors == (name,)


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        ("<pubDate>Thu, 27 Mar 2014 23:30:00 -0500</pubDate>", "2014-03-27"),
        ("<pubDate>27 Mar 14 10:00 GMT</pubDate>", "2014-03-27"),
        ("<pubDate>2014-03</pubDate>", "2014-03"),
        ("<pubDate>jueves 27 de marzo</pubDate>", None),
        ("<pubDate>Thu, 99 Mar 2014 10:00:00 GMT</pubDate>", None),
        ("<pubDate>Thu, 27 Mar 2014 10:00:00 +99999999999999</pubDate>", None),
        ("<pubDate>20१४-03</pubDate>", None),
        ("<pubDate>0000-00-00 00:00:00</pubDate>", None),
        ("", None),
    ],
)
def test_a_date_is_as_exact_as_is_known(stated: str, date: str | None) -> None:
    (document,) = read_all(RSS.format(f"<item>{stated}<description>Ley</description></item>"))
    assert document.date == date


@pytest.mark.parametrize(
    "credit",
    [
        'The post <a href="/x">A ward</a> appeared first on <a href="/">Site</a>.',
        'La entrada <a href="/x">Un pabellón</a> se publicó primero en <a href="/">Sitio</a>.',
    ],
)
def test_the_credit_that_wordpress_adds_is_no_text(credit: str) -> None:
    (document,) = read_all(RSS.format(ITEM.format(1, f"<![CDATA[<p>Una ley.</p><p>{credit}</p>]]>")))
    assert document.text == "Una ley."


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("a&nbsp;b &eacute; R&D &amp; &copy;&unknown; &#8217; &#x2019; &lt;", "a b é R&D & ©&unknown; ’ ’ <"),
        ("<![CDATA[R&D &amp; &eacute;]]>", "R&D & é"),
        ("ni\x0bñez&#11; &#0;&#99999999;fin", "niñez fin"),
        ("Pension &gt; 5", "Pension > 5"),
    ],
)
def test_sloppy_references_are_mended(written: str, text: str) -> None:
    (document,) = read_all(RSS.format(ITEM.format(1, written)))
    assert document.text == text


@pytest.mark.parametrize("declared", ["", '<?xml version="1.0" encoding="ISO-8859-1"?>', '<?xml version="1.0"?>'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-be"])
def test_a_feed_is_read_from_its_encoding(encoding: str, declared: str) -> None:
    (document,) = read_all((declared + RSS.format(ITEM.format(1, "«Niñez» “a salvo”"))).encode(encoding))
    assert document.text == "«Niñez» “a salvo”"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_mending_does_not_depend_on_where_it_reads(size: int) -> None:
    source = ("<a>ñ&nbsp;&eacute;&&amp;" + "x" * 50 + "&</a>").encode()
    stream = MendedXml(BytesIO(source))
    pieces = iter(lambda: stream.read(size), b"")
    assert b"".join(pieces).decode() == "<a>ñ\xa0é&amp;&amp;" + "x" * 50 + "&amp;</a>"


@pytest.mark.parametrize("rest", ["<item><title>tres</b></item>", "<item><desc", "<item>\x00<</item>"])
def test_posts_before_the_damage_come(rest: str) -> None:
    feed = RSS.format(ITEM.format(1, "uno") + ITEM.format(2, "two") + rest)
    documents = read(BytesIO(feed.encode()), "f.xml")
    assert [next(documents).text, next(documents).text] == ["uno", "two"]
    with pytest.raises(UnreadableError) as caught:
        next(documents)
    assert caught.value.reason == Reason.CORRUPT


@pytest.mark.parametrize("feed", [RSS.format(""), to_wxr([{"id": 1, "status": "draft"}]).decode()])
def test_a_feed_without_a_post_is_refused(feed: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_all(feed)
    assert caught.value.reason == Reason.NO_TEXT


@pytest.mark.parametrize(
    ("opening", "body"),
    [
        (BOMB, RSS.format(ITEM.format(1, "&k;"))),
        (BOMB, RSS.format(ITEM.format(1, "x")).replace("<rss", '<rss a="&k;"')),
        ('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>', RSS.format(ITEM.format(1, "&x;"))),
        ('<!DOCTYPE rss [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>', RSS.format(ITEM.format(1, "x"))),
    ],
)
def test_a_feed_that_declares_entities_is_refused(opening: str, body: str) -> None:
    with pytest.raises(UnreadableError, match="declares entities") as caught:
        read_all(opening + body)
    assert caught.value.reason == Reason.CORRUPT


def test_a_doctype_without_entities_is_harmless() -> None:
    (document,) = read_all('<!DOCTYPE rss SYSTEM "file:///etc/passwd">' + RSS.format(ITEM.format(1, "Ley")))
    assert document.text == "Ley"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(seconds=60)) as sandbox:  # what is too costly is so by its size, not on a busy machine only
        yield sandbox


@pytest.mark.long
@pytest.mark.parametrize(
    ("feed", "problem"),
    [
        (BOMB + RSS.format(ITEM.format(1, "&k;")), Reason.CORRUPT),
        ("<rss><channel><item>" + "<a>" * 300_000, Reason.TOO_COSTLY),
        (RSS.format(ITEM.format(1, "x" * 30_000_000)), Reason.TOO_COSTLY),
        (RSS.format(ITEM.format(1, "&lt;div>" * 500_000)), Reason.NO_TEXT),
        (to_wxr([{"id": 1, "content": "[a a=" * 150_000}]).decode(), None),
    ],
    ids=["bomb", "nested", "long", "nested markup", "shortcodes"],
)
def test_hostile_feeds_are_answered(sandbox: Sandbox, feed: str, problem: Reason | None) -> None:
    with TemporaryFile() as file:
        file.write(feed.encode())
        file.flush()
        *_, document = sandbox.read(file, Kind.FEED, "f.xml")
    assert document.problem == problem


def test_posts_that_were_read_take_no_memory() -> None:
    feed = to_wxr({"id": number, "content": "La policía patrulla."} for number in range(1_000))
    assert max(len(node.getparent()) for node in post_nodes(BytesIO(feed))) < 100  # what one chunk holds

"""An <item> or <entry> of a feed → what a Document holds of it."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from html import escape, unescape

from lxml import etree

from corpora.readers import wordpress
from corpora.readers.languages import language_of
from corpora.readers.markup import text_of, text_of_fragment

_PREFIXES = {
    "": "",
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dc:",
    **{f"http://wordpress.org/export/{version}/": "wp:" for version in ("1.0", "1.1", "1.2")},
}
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_CONTENTS = ("content:encoded", "content", "description", "summary")
_DATES = ("wp:post_date", "published", "issued", "dc:date", "pubDate", "created", "updated", "modified")
_KEYS = ("wp:post_id", "guid", "id", "link")
_POSTS = ("", "post", "page")
_NO_POSTS = (
    *("attachment", "revision", "nav_menu_item", "custom_css", "customize_changeset", "oembed_cache", "user_request"),
    *("wpcf7_contact_form", "shop_order", "shop_coupon", "product_variation", "popup", "ml-slider", "mc4wp-form"),
)
_KINDS_OF_PLUGINS = ("wp_", "acf-", "elementor", "jp_", "fl-", "et_", "vc_", "tribe_", "ngg_", "_")
_NO_SUBJECTS = ("language", "nav_menu", "post_format", "post_translations")

_ISO_DATE = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?(?!\d)", re.ASCII)
_NAME_BEHIND_ADDRESS = re.compile(r"\S+@\S+\s*\((.+)\)")
_BLOCK = re.compile(r"<(?:br|div|h[1-6]|li|p|table)\b", re.I)
_CREDIT = re.compile(r"\n+(?:The post|La entrada) [^\n]+(?:appeared first on|se publicó primero en) [^\n]+$")


@dataclass(frozen=True, slots=True)
class Site:
    """The site of a feed.

    title : its title, else its address.
    names : the names of its authors by their logins, as exports of WordPress have them.
    """

    title: str | None
    names: dict[str, str]

    @classmethod
    def of(cls, post: etree._Element) -> "Site":
        """The site, told by what comes before its first post."""
        parent = post.getparent()
        channel = parent.find("{*}channel")
        head = _Fields(parent if channel is None else channel)
        authors = [_Fields(author) for author in head["wp:author"]]
        names = {author.text("wp:author_login"): author.text("wp:author_display_name") for author in authors}
        return cls(head.text("title", "link") or None, {login: name for login, name in names.items() if name})


class Post:
    """A post of a site."""

    def __init__(self, node: etree._Element, site: Site) -> None:
        self.site = site
        self._language = node.get(_XML_LANGUAGE)
        self._fields = _Fields(node)

    @property
    def is_published(self) -> bool:
        """Whether it is a text for all to read; exports hold drafts, attachments, menus and settings too."""
        kind, status = self._fields.text("wp:post_type"), self._fields.text("wp:status")
        if status not in ("", "publish") or kind in _NO_POSTS or kind.startswith(_KINDS_OF_PLUGINS):
            return False
        return kind in _POSTS or bool(self.text)  # a site may have kinds of its own: news, rules, projects

    @property
    def key(self) -> str:
        """What tells it from others of the feed: its number, mark or address; empty where it has none."""
        return self._fields.text(*_KEYS)

    @property
    def title(self) -> str:
        """Its title, which may hold markup in the feed."""
        return " ".join(text_of_fragment(self._fields.text("title")).split())

    @property
    def text(self) -> str:
        """Its full text where the feed has it, else its summary."""
        for name in _CONTENTS:
            for node in self._fields[name]:
                if text := _CREDIT.sub("", self._read(node)):
                    return text
        return ""

    @property
    def language(self) -> str | None:
        """What the post itself states, since the language of a site is often that of its first template."""
        translation = [node.get("nicename") for node in self._fields["category"] if node.get("domain") == "language"]
        stated = [self._language, self._fields.text("dc:language"), *translation]
        return next((code for language in stated if language and (code := language_of(language))), None)

    @property
    def date(self) -> str | None:
        """When it was published, ISO 8601."""
        return next((date for name in _DATES if (date := _to_iso(self._fields.text(name)))), None)

    @property
    def authors(self) -> tuple[str, ...]:
        """Names of its authors."""
        stated = [_name_of(node) for node in (*self._fields["dc:creator"], *self._fields["author"])]
        return _distinct(self.site.names.get(name, name) for name in stated)

    @property
    def subjects(self) -> tuple[str, ...]:
        """Its categories and tags."""
        categories = [node for node in self._fields["category"] if node.get("domain") not in _NO_SUBJECTS]
        stated = [node.get("label") or node.get("term") or _line_of(node) for node in categories]
        return _distinct([*stated, *map(_line_of, self._fields["dc:subject"])])

    def _read(self, content: etree._Element) -> str:
        if len(content):
            return text_of(content)
        markup = content.text or ""
        if self._fields["wp:post_type"]:
            return text_of_fragment(wordpress.to_html(markup))
        if content.get("type") == "text":
            markup = escape(unescape(markup), quote=False)
        return text_of_fragment(markup if _BLOCK.search(markup) else wordpress.mark_breaks(markup))


class _Fields:
    """The children of an element by their names, with a prefix for each of the namespaces that feeds use."""

    def __init__(self, node: etree._Element) -> None:
        self._nodes: dict[str, list[etree._Element]] = defaultdict(list)
        for child in node.iterchildren(etree.Element):
            namespace, _, name = child.tag.rpartition("}")
            prefix = _PREFIXES.get(namespace.removeprefix("{"))
            if prefix is not None:
                self._nodes[prefix + name].append(child)

    def __getitem__(self, name: str) -> list[etree._Element]:
        return self._nodes.get(name, [])

    def text(self, *names: str) -> str:
        """The first text that stands in a child of these names, on one line."""
        lines = (_line_of(node) for name in names for node in self[name])
        return next((line for line in lines if line), "")


def _line_of(node: etree._Element) -> str:
    """Its text on one line; a link of Atom has its address in an attribute."""
    return " ".join(unescape("".join(node.itertext()) or node.get("href", "")).split())


def _name_of(author: etree._Element) -> str:
    stated = author.findtext("{*}name") or _line_of(author)
    behind_address = _NAME_BEHIND_ADDRESS.fullmatch(stated)
    return behind_address[1] if behind_address else stated.strip()


def _distinct(names: Iterator[str] | list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _to_iso(stated: str) -> str | None:
    if match := _ISO_DATE.match(stated):
        return match[0]
    try:
        return parsedate_to_datetime(stated).date().isoformat()
    except (ValueError, OverflowError):
        return None

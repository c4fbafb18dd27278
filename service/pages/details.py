"""A detail that readers, jobs and problems state in English → the same in the language of a page, where it is known."""

import re
from functools import cache
from gettext import NullTranslations

from markupsafe import Markup

from service.pages.languages import names
from service.pages.page import mark

DETAILS = (
    mark("a quotation mark opens a field and none closes it"),
    mark("no text in '%(column)s'"),
    mark("no column '%(column)s'; name the one of the texts: %(columns)s"),
    mark("%(n)s fields under a header of %(columns)s"),
    mark("no JSON object"),
    mark("no JSON: %(error)s"),
    mark("JSON, but not one object a line; write JSON Lines"),
    mark("more than %(n)s characters; split it"),
    mark("a page of more than %(n)s characters; split it"),
    mark("a page of more than %(n)s MB; save its text alone"),
    mark("%(n)s bytes; at most %(most)s are read of one %(kind)s document"),
    mark("the name says %(named)s, the content is %(kind)s"),
    mark("elements that are nested too deep"),
    mark("%(n)s of %(pages)s pages cannot be read"),
    mark("images and hardly a word on %(n)s of %(pages)s pages; if they are scans, run OCR first"),
    mark("images only on %(n)s of %(pages)s pages; run OCR first"),
    mark("nothing to read on any page (%(pages)s), nor an image of it"),
    mark("%(language)s, %(share)s of the words: characters %(where)s and %(n)s more"),
    mark("%(language)s, %(share)s of the words: characters %(where)s"),
    mark("tagging it ended the process that did it"),
    mark("a PDF with a password; save it without one"),
    mark("a PDF that is cut off or damaged"),
    mark("an Office file with a password; save it without one"),
    mark("an old Office file; save it as DOCX or PDF"),
    mark("a file with a password; save it without one"),
    mark("only images in it; recognise their text (OCR) first"),
    mark("no text in it"),
    mark("RTF that is damaged; save the document anew"),
    mark("no RTF: it does not begin with {\\rtf"),
    mark("a workbook; save the sheet as CSV"),
    mark("slides"),
    mark("unpacks from %(packed)s to %(unpacked)s bytes; save it anew"),
    mark("%(part)s has more than %(n)s nodes; split the document"),
    mark("%(part)s has more than %(n)s bytes; split the document"),
    mark("%(part)s declares a document type, which may hide an attack"),
    mark("%(part)s is packed in a way that office files are not"),
    mark("%(part)s is damaged; save the document anew"),
    mark("%(part)s, the text, is missing; save the document anew"),
    mark("bytes that are no text"),
    mark("a Markdown file without text"),
    mark("a page without text; if scripts write it, open it in a browser and save what is shown"),
    mark("a feed without a published post"),
    mark("neither text nor a kind of document that is read"),
    mark("XML of an unknown kind, <%(tag)s>"),
    mark("%(kind)s may hold many documents; tag it with `policy-tagger tag`"),
    mark("a zip file that is cut off or damaged"),
    mark("a zip of too many files; hand it in as several"),
    mark("protected by a password; unpack it with the password first"),
    mark("a path that leads out of the archive"),
    mark("a link or device, which is not followed"),
    mark("shares its bytes with another file, as bombs do"),
    mark("damaged within the zip"),
    mark("over %(n)s MiB when unpacked"),
    mark("a body of at most %(n)s bytes is allowed"),
    mark("this needs a key with the scope %(scopes)s"),
    mark("this was sent from a page of another site; open the form on this one and send it again"),
    mark("sign in with a key"),
    mark("Not Found"),
    mark("Method Not Allowed"),
    mark("there is no such job"),
    mark("there is no such document"),
    mark("there is no such text"),
    mark("there is no such training"),
    mark("there is no model version %(version)s; GET /v1/models lists them"),
    mark("version %(version)s has no report in this language"),
    mark("the files of the job are gone"),
    mark("the job is queued"),
    mark("the job is running"),
    mark("the job is cancelled"),
    mark("the upload is gone"),
    mark("the archive is gone; upload it again"),
    mark("the request does not fit the schema; see errors"),
    mark("there is no space left for the upload"),
    mark("the body is cut off"),
    mark("the form does not carry its document"),
    mark("the model is not loaded yet"),
    mark("no model version in %(folder)s; make one with `policy-tagger train`"),
    mark("the process that did it ended: %(status)s"),
    mark("the process that did it was lost"),
    mark("given up after %(n)s attempts: %(message)s"),
    mark("no CSV: %(error)s"),
    mark("after %(seconds)s seconds only %(n)s bytes of the body have come; send it faster"),
    mark("this host name is not served here; the setting allowed_hosts names those that are"),
    mark("more than %(n)s requests in %(period)s seconds; wait %(seconds)s seconds"),
    mark("there is no space left to store anything"),
    mark("there is no space left for the database; nothing was changed"),
    mark("the database cannot be used (%(error)s)"),
    mark("the file of the database is gone"),
    mark("No space left on device"),
    mark("choose a version that can serve, for an archive that was tagged with its texts"),
    mark("nobody has asked for it"),
    mark("something went wrong here; name the request id when you report it"),
)
BLANK = re.compile(r"%\\\((\w+)\\\)s")


def say(detail: str, catalogue: NullTranslations, language: str) -> Markup:
    """The detail in a language; one that is not known stays in English, and is marked as such.

    >>> say("slides", NullTranslations(), "en"), say("<odd>", NullTranslations(), "es")
    (Markup('slides'), Markup('<span lang="en">&lt;odd&gt;</span>'))
    """
    if language == "en":
        return Markup.escape(detail)
    for message, pattern in _patterns().items():
        if found := pattern.fullmatch(detail):
            return Markup.escape(_fill(catalogue.gettext(message), found.groupdict(), catalogue, language))
    return Markup('<span lang="en">{}</span>').format(detail)


def _fill(text: str, blanks: dict[str, str], catalogue: NullTranslations, language: str) -> str:
    """The text with its blanks filled in; a language, and a detail within a detail, are put in the language too."""
    if code := blanks.get("language"):
        blanks = blanks | {"language": names(language).get(code) or catalogue.gettext(code)}
    if "message" in blanks:
        blanks = blanks | {"message": say(blanks["message"], catalogue, language).striptags()}
    return text % blanks if blanks else text


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """What each message looks like once its blanks are filled in."""
    return {message: re.compile(BLANK.sub(r"(?P<\1>.*?)", re.escape(message)), re.DOTALL) for message in DETAILS}

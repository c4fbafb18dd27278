"""Texts → PDFs as word processors, layout programs and scanners write them, for tests of the reader."""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from PIL import Image
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4, A5
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, FrameBreak, PageTemplate, Paragraph

MARGIN = 48.0
GUTTER = 18.0
TITLE_HEIGHT = 64.0
HEIGHTS = (A5[1], 420.0, 300.0, 230.0, 180.0, 150.0, 136.0, 124.0)

BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=10, leading=12.5, spaceAfter=5, allowOrphans=1)
JUSTIFIED = ParagraphStyle("justified", parent=BODY, alignment=TA_JUSTIFY)
ITEM = ParagraphStyle("item", parent=BODY, leftIndent=14, bulletIndent=2, spaceAfter=1)
HEADING = ParagraphStyle("heading", fontName="Helvetica-Bold", fontSize=12, leading=15, spaceBefore=6, spaceAfter=4)
TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=14, leading=17)

Draw = Callable[[Canvas], object]


def to_pdf(
    text: str,
    columns: int = 1,
    title: str | None = None,
    header: str = "",
    footer: str = "",
    page_numbers: bool = True,
    *,
    justify: bool = True,
    hyphenate: bool = False,
    least_pages: int | None = None,
    info: dict[str, str] | None = None,
) -> bytes:
    """Set a text, a paragraph a line ("# heading", "- item"), in columns below its title on pages as wide as A5.

    Pages are made lower until there are `least_pages`: by default three where there is a header or footer, since
    these show only by standing on page after page; else one.
    """
    text = _with_soft_hyphens(text) if hyphenate else text
    wanted = least_pages or (3 if header or footer else 1)
    content = b""
    for height in HEIGHTS:
        sheet = _Sheet(height, columns, title, header, footer, page_numbers)
        content, pages = sheet.print(text, JUSTIFIED if justify else BODY, info or {})
        if pages >= wanted:
            break
    return content


def to_long_pdf(pages: int, words_a_page: int = 450) -> bytes:
    """A report of so many A4 pages, each with a running head, its number and so many words."""
    sentence = "la policía local y los vecinos acordaron un plan de seguridad para calles del barrio norte"
    words = sentence.split()

    def draw(canvas: Canvas, page: int) -> None:
        canvas.drawString(72, 800, "Informe anual de seguridad")
        canvas.drawCentredString(A4[0] / 2, 30, str(page))
        text = [words[(page * 7 + i) % len(words)] for i in range(words_a_page)]
        for row, start in enumerate(range(0, words_a_page, 14)):
            canvas.drawString(72, 760 - 15 * row, " ".join(text[start : start + 14]))

    return draw_pdf([lambda canvas, page=page: draw(canvas, page) for page in range(1, pages + 1)])


def to_encrypted_pdf(text: str, user_password: str = "secret", owner_password: str = "owner") -> bytes:
    """A page that opens with a password only; with an empty one for users it opens, but for the owner alone to edit."""
    encryption = StandardEncryption(user_password, owner_password)
    return draw_pdf([lambda canvas: canvas.drawString(72, 700, text)], encrypt=encryption)


def to_image_pdf(pages: int = 2, text: str = "", *, stamps: Sequence[str] = ()) -> bytes:
    """Pages that are an image each, as a scanner writes them, and one with a text, if any, before them.

    stamps : lines that stand upon the image of each.
    """
    image = ImageReader(Image.new("L", (40, 60), 200))

    def scan(stamp: str) -> Draw:
        def draw(canvas: Canvas) -> None:
            canvas.drawImage(image, 0, 0, *A4)
            draw_lines(stamp.split("\n"))(canvas)

        return draw

    scans = [scan(stamp) for stamp in stamps or [""] * pages]
    return draw_pdf([draw_lines(text.split("\n")), *scans] if text else scans)


def draw_pdf(pages: Sequence[Draw], **options: object) -> bytes:
    """A4 pages as each draws itself, in points from the bottom left."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1, **options)
    for draw in pages:
        canvas.setFont("Times-Roman", 11)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def draw_lines(lines: Sequence[str], left: float = 72, top: float = 750, leading: float = 13) -> Draw:
    """Lines below one another, each written on its own."""

    def draw(canvas: Canvas) -> None:
        for row, line in enumerate(lines):
            canvas.drawString(left, top - leading * row, line)

    return draw


@dataclass(frozen=True)
class _Sheet:
    """What all pages of a document have in common; the first is higher by its title."""

    height: float
    columns: int
    title: str | None
    header: str
    footer: str
    page_numbers: bool

    def print(self, text: str, body: ParagraphStyle, info: dict[str, str]) -> tuple[bytes, int]:
        """The PDF and the number of its pages."""
        buffer = io.BytesIO()
        document = BaseDocTemplate(buffer, invariant=1, **info)
        document.addPageTemplates([self._template("first", bool(self.title)), self._template("later", False)])
        head = [Paragraph(escape(self.title), TITLE), FrameBreak()] if self.title else []
        document.build([*head, *_flowables(text, body)])
        return buffer.getvalue(), document.page

    def _template(self, name: str, is_titled: bool) -> PageTemplate:
        size = (A5[0], self.height + (TITLE_HEIGHT if is_titled else 0))
        frames = [self._frame(MARGIN, self.height - MARGIN, A5[0] - 2 * MARGIN, TITLE_HEIGHT)] if is_titled else []
        width = (A5[0] - 2 * MARGIN - (self.columns - 1) * GUTTER) / self.columns
        for column in range(self.columns):
            left = MARGIN + column * (width + GUTTER)
            frames.append(self._frame(left, MARGIN, width, self.height - 2 * MARGIN))
        return PageTemplate(name, frames, pagesize=size, onPage=self._draw_furniture, autoNextPageTemplate="later")

    def _frame(self, left: float, bottom: float, width: float, height: float) -> Frame:
        return Frame(left, bottom, width, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)

    def _draw_furniture(self, canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont("Times-Italic", 8)
        canvas.drawString(MARGIN, canvas._pagesize[1] - 26, self.header)
        canvas.drawString(MARGIN, 26, self.footer)
        if self.page_numbers:
            canvas.drawCentredString(A5[0] / 2, 14, str(document.page))


def _flowables(text: str, body: ParagraphStyle) -> Iterator[Flowable]:
    for line in text.split("\n"):
        markup = escape(line)
        if line.startswith("# "):
            yield Paragraph(markup[2:], HEADING)
        elif line.startswith("- "):
            yield Paragraph(markup[2:], ITEM, bulletText="•")
        elif line.strip():
            yield Paragraph(markup, body)


def _with_soft_hyphens(text: str) -> str:
    """Roughly where both languages divide words: after a vowel, before a consonant and a vowel."""
    return re.sub(r"(?<=\w{2}[aeiouáéíóú])(?=[bcdfglmnpqrstv][aeiouáéíóú]\w)", "\u00ad", text)

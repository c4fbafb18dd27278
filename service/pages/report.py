"""A report, which is a page by itself → a page of the site, with a policy that its style needs and a way back."""

from fastapi.responses import HTMLResponse
from markupsafe import Markup

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
BODY = b"<body>"


def as_page(report: bytes, path: str, back: str) -> HTMLResponse:
    """The report, with a link to a path of the site; back: what the link says."""
    link = Markup('<nav><a href="{}">{}</a></nav>').format(path, back)
    content = report.replace(BODY, BODY + link.encode(), 1)
    return HTMLResponse(content, headers={"Content-Security-Policy": POLICY})

"""The site: which pages there are. A page is added by its line in PAGES."""

from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from service.job_watch import JobWatch
from service.pages.archive_page import ARCHIVE
from service.pages.help_page import HELP
from service.pages.models_page import MODELS
from service.pages.people import people
from service.pages.rendering import Site
from service.pages.review_page import REVIEW
from service.pages.signing import signing
from service.pages.tag_page import TAG

STATIC = Path(__file__).with_name("static")
PAGES = (TAG, REVIEW, ARCHIVE, MODELS, HELP)


def add_pages(app: FastAPI) -> None:
    """Serve the pages and the files that they load."""
    app.state.site, app.state.job_watch = Site(PAGES), JobWatch()
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for router in (*(page.router for page in PAGES), people, signing):
        app.include_router(router)

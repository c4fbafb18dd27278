"""The page /docs: Swagger UI from files that ship with the service, so that it works without any other host."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

SWAGGER_UI = Path(__file__).parent / "vendor" / "swagger-ui"
ASSETS = "/docs/assets"


def add_docs(app: FastAPI) -> None:
    """Serve /docs and the files that it loads."""
    app.mount(ASSETS, StaticFiles(directory=SWAGGER_UI), name="docs assets")

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url=str(app.openapi_url),
            title=app.title,
            swagger_js_url=f"{ASSETS}/swagger-ui-bundle.js",
            swagger_css_url=f"{ASSETS}/swagger-ui.css",
            swagger_favicon_url=f"{ASSETS}/favicon-32x32.png",
        )

"""Which pages the journeys have seen: all a browser asked the shop for, as documents, fragments and downloads."""

from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import BrowserContext, Download, Page, Request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

PAGE_LIKE = {"document", "fetch", "xhr"}


class Visited:
    """Paths by method GET that browsers of this run asked for."""

    def __init__(self) -> None:
        self.paths: set[str] = set()

    def watch(self, context: BrowserContext) -> None:
        """Note what every page of a browser asks for from now on."""
        context.on("request", self._note)
        context.on("page", self._watch_downloads)

    def endpoints(self, app: Flask) -> set[str]:
        """Give the views that answer what was asked for."""
        return {endpoint for path in self.paths if (endpoint := endpoint_of(app, path))}

    def _watch_downloads(self, page: Page) -> None:
        page.on("download", self._note_download)

    def _note_download(self, download: Download) -> None:
        """Note a file that a link saves: a browser does not count it among its requests."""
        self.paths.add(urlsplit(download.url).path)

    def _note(self, request: Request) -> None:
        if request.method == "GET" and request.resource_type in PAGE_LIKE:
            self.paths.add(urlsplit(request.url).path)


def endpoint_of(app: Flask, path: str) -> str:
    """Give the view that answers a path, or nothing."""
    try:
        return str(app.url_map.bind("localhost").match(path)[0])
    except (HTTPException, RequestRedirect):
        return ""

"""The one window through which workers see web: finished words and finished pages."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Flask, g, render_template
from flask_babel import force_locale

from core.invoices.types import InvoiceDetail
from core.publishing.types import Address, Drawn
from core.sites.types import SiteDetail
from web.shared import site as sites


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """A mail ready to be sent."""

    subject: str
    text: str
    html: str


@cache
def _app() -> Flask:
    from web.app import create_app  # workers that never render need no application

    return create_app()


def render_email(kind: str, *, language: str, site: SiteDetail, facts: dict[str, Any]) -> RenderedMail:
    """Render web/emails/<kind>/{subject.txt, body.txt, body.html} in a language, as a site's mail."""
    view = sites.view_of(site, language)
    with _app().test_request_context(base_url=view.url), force_locale(sites.page_language(language).locale):
        g.language, g.site, g.is_mail = language, site, True
        parts = {
            name: render_template(f"emails/{kind}/{name}", mail_site=view, facts=facts)
            for name in ("subject.txt", "body.txt", "body.html")
        }
    subject = " ".join(parts["subject.txt"].split())
    return RenderedMail(subject, parts["body.txt"].strip() + "\n", parts["body.html"])


def render_invoice(invoice: InvoiceDetail) -> bytes:
    """Draw the paper of an invoice in its own language."""
    from web.documents import invoice as papers

    with _app().test_request_context():
        return papers.draw(invoice)


def unsubscribe_address(token: str, language: str, site: SiteDetail) -> str:
    """Give the address at which a reader says no more, by a click in a mail or by a mail program."""
    return f"{sites.site_url(site)}/{language}/unsubscribe/{token}"


def render_page(address: Address) -> Drawn:
    """Draw the page at an address by the live route itself; raises NotForAll where it is somebody's own."""
    from web.windows.drawing import draw

    return draw(_app(), address)


def page_headers() -> tuple[tuple[str, str], ...]:
    """Give the headers that say what browsers may do with any page, for a proxy that serves the files itself."""
    from flask import Response

    from web.shared import security

    with _app().test_request_context():
        sealed = security.seal(Response())
    return tuple(one for one in sealed.headers if one[0] not in {"Content-Type", "Content-Length"})


def shared_pages_rule() -> str:
    """Give the Cache-Control of pages that everybody shares."""
    from web.shared.caching import SHARED

    return SHARED


def page_release() -> str:
    """Give what pages are drawn with, as a hash: templates, words, code and settings."""
    from web.release import template_release

    return template_release()

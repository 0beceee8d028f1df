"""Links to the pages that people of the shop wrote: for the footer, the menu and the links of blocks."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import g, url_for

from core.content import queries as content
from core.content.types import Column, PageKind
from web.shared import made_of
from web.shared import site as sites
from web.shared.pay_marks import PayMarks


@dataclass(frozen=True, slots=True)
class PageHref:
    """A published page as pages link to it."""

    code: str
    kind: PageKind
    column: Column
    title: str
    href: str


def page_links() -> tuple[PageHref, ...]:
    """Give the site's published pages, read once per request."""
    if "page_links" not in g:
        made_of.note("links", sites.current_site().id)
        found = content.list_links(sites.current_site().id, sites.current_chain())
        g.page_links = tuple(
            PageHref(one.code, one.kind, one.column, one.title, _address(one.kind, one.slug)) for one in found
        )
    return g.page_links


class PageLinks:
    """The links of one column of the footer, or the channels; read where a page draws them, which fragments do not."""

    def __init__(self, column: Column | None = None, kind: PageKind | None = None) -> None:
        self._column, self._kind = column, kind

    def __iter__(self) -> Iterator[PageHref]:
        fits = (one for one in page_links() if self._kind is None or one.kind == self._kind)
        return iter([one for one in fits if self._column is None or one.column == self._column])


def layout_links() -> dict[str, object]:
    """Give what the storefront's layout links to besides categories."""
    here = sites.current_site()
    return {
        "channels": PageLinks(kind=PageKind.CHANNEL),
        "help_pages": PageLinks(Column.HELP),
        "shop_pages": PageLinks(Column.SHOP),
        "legal_pages": PageLinks(Column.LEGAL),
        "pay_marks": PayMarks(),
        "all_sites": [
            (
                sites.view_of(site, sites.current_language()).name,
                f"{sites.site_url(site)}/",
                site.code == here.code,
            )
            for site in sites.known_sites()
        ],
    }


def _address(kind: PageKind, slug: str) -> str:
    endpoint = "content.channel" if kind == PageKind.CHANNEL else "content.text"
    return url_for(endpoint, lang=sites.current_language(), slug=slug)

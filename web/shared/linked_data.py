"""What machines read in a page: schema.org in JSON-LD.

A script element of this type is data and never runs, so the content security policy lets it be.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup

from web.shared.alternates import absolute

Thing = dict[str, Any]


def script(*things: Thing) -> Markup:
    """Write things as elements for the head of a page."""
    return Markup("").join(_element(thing) for thing in things)


def breadcrumb_list(trail: Sequence[tuple[str, str]], here: str) -> Thing:
    """Describe the way to a page: (text, path) from the top; the last one is `here`, an absolute address."""
    places = [(text, absolute(path)) for text, path in trail[:-1]] + [(trail[-1][0], here)]
    entries = [
        {"@type": "ListItem", "position": number, "name": text, "item": address}
        for number, (text, address) in enumerate(places, 1)
    ]
    return _thing("BreadcrumbList", itemListElement=entries)


def item_list(name: str, paths: Iterable[str], first: int = 1) -> Thing:
    """Describe a page of a listing by its products' paths; `first` is the number of the first one."""
    entries = [
        {"@type": "ListItem", "position": number, "url": absolute(path)}
        for number, path in enumerate(paths, first)
    ]
    return _thing("ItemList", name=name, numberOfItems=len(entries), itemListElement=entries)


def web_site(name: str, here: str, search: str, language: str) -> Thing:
    """Describe the shop and how to search it: `search` is an address with {query} where the words go."""
    action = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": search},
        "query-input": "required name=query",
    }
    return _thing("WebSite", name=name, url=here, inLanguage=language, potentialAction=action)


def organization(name: str, legal_name: str, here: str, logo: str, tax_id: str = "") -> Thing:
    """Describe who runs the shop."""
    facts = {"name": name, "legalName": legal_name, "url": here, "logo": logo, "taxID": tax_id}
    return thing("Organization", **facts)


def thing(kind: str, **facts: Any) -> Thing:
    """Describe anything else; facts that are empty are left out."""
    return _thing(kind, **{name: fact for name, fact in facts.items() if fact})


def aggregate_rating(count: int, average: int) -> Thing:
    """Describe a rating for machines; `average` is in hundredths of a star."""
    mean = f"{average / 100:.2f}".rstrip("0").rstrip(".")
    return {
        "@type": "AggregateRating",
        "ratingValue": mean,
        "reviewCount": count,
        "bestRating": 5,
        "worstRating": 1,
    }


def _thing(kind: str, **facts: Any) -> Thing:
    return {"@context": "https://schema.org", "@type": kind, **facts}


def _element(thing: Thing) -> Markup:
    written = json.dumps(thing, ensure_ascii=False, separators=(",", ":"))
    for sign, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        written = written.replace(sign, escape)
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(written))  # noqa: S704 - escaped above

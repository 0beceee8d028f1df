"""What sites that share a language say to search engines: each speaks for itself, and each set is returned."""

from urllib.parse import urlsplit

import pytest

from tests.factories.shop import Shop
from tests.web.storefront.reading import EU, GLOBAL, RU, alternates, canonical, visit

PAGES = ["/en/", "/en/c/home", "/en/p/moon-lamp", "/en/m/lumen-works"]


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("site", [GLOBAL, EU, RU])
def test_every_alternate_returns_the_whole_set_and_is_its_own_canonical(site: str, path: str) -> None:
    page = visit(path, site)
    assert page.status_code == 200
    named = alternates(page)
    assert len(named) > 2
    assert canonical(page) == named["en"]
    for code, address in named.items():
        other = visit(urlsplit(address).path, site)
        assert alternates(other) == named, code
        assert canonical(other) == address


@pytest.mark.parametrize("path", PAGES)
def test_no_site_names_anothers_page_as_an_alternate_or_as_the_true_one(shop: Shop, path: str) -> None:
    shared = set.intersection(*(set(site.languages) for site in shop.sites.values()))
    assert "en" in shared
    found = {site: visit(path, site) for site in (GLOBAL, EU, RU)}
    for site, page in found.items():
        addresses = {*alternates(page).values(), canonical(page)}
        assert {f"{part.scheme}://{part.netloc}" for part in map(urlsplit, addresses)} == {site}
    assert len({canonical(page) for page in found.values()}) == len(found)

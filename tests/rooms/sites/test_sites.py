import pytest

from core.platform.db import reading, transaction
from core.sites import queries
from tests.factories.shop import Shop
from tests.factories.sites import make_site


def test_the_default_site_comes_first(shop: Shop) -> None:
    with reading():
        assert [site.code for site in queries.list_sites()] == ["global", "ru", "eu"]
        assert queries.get_site(shop.sites["eu"].id) == shop.sites["eu"]
        assert queries.find_site_by_code("mars") is None


def test_the_first_of_each_list_is_the_default(shop: Shop) -> None:
    eu = shop.sites["eu"]
    assert (eu.default_language, eu.default_currency, eu.default_country) == ("de", "EUR", "DE")
    assert shop.sites["ru"].prices_include_tax
    assert not shop.sites["global"].prices_include_tax


@pytest.mark.usefixtures("db")
def test_texts_are_looked_for_in_the_asked_language_then_the_sites_then_english() -> None:
    with transaction():
        site = make_site(code="polish", languages=["pl", "de", "en"])
    assert site.chain("de") == ("de", "pl", "en")
    assert site.chain("pl") == ("pl", "en")
    assert site.chain("en") == ("en", "pl")

"""What goes wrong is said on a page, even where the page itself needs what is broken."""

import pytest
from sqlalchemy.exc import OperationalError

from tests.factories.shop import Shop
from web.app import create_app
from web.shared import frame

EU = "http://eu.localhost:8000"


@pytest.mark.usefixtures("shop")
def test_a_language_the_site_does_not_speak_is_not_found() -> None:
    answer = create_app().test_client().get("/xx/cart", base_url=EU, headers={"Accept-Language": "fr"})
    assert answer.status_code == 404
    assert '<html lang="fr"' in answer.text


def test_a_broken_layout_leaves_a_plain_page(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_away(_site: object) -> None:
        raise OperationalError("select", {}, Exception("the database is away"))

    monkeypatch.setattr(frame, "offered", is_away)
    answer = create_app().test_client().get("/de/cart", base_url=EU)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert '<html lang="de"' in answer.text
    assert "OperationalError" not in answer.text


@pytest.mark.usefixtures("shop")
def test_an_address_that_leads_nowhere_says_so_in_its_own_language() -> None:
    answer = create_app().test_client().get("/de/nowhere", base_url=EU, headers={"Accept-Language": "fr"})
    assert answer.status_code == 404
    assert '<html lang="de"' in answer.text

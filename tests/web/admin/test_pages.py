"""What operators see of generated pages."""

from pathlib import Path
from urllib.parse import urlencode

import pytest

from core.kernel.page import PageAsk
from core.platform.db import reading, transaction
from core.publishing import queries, service
from core.publishing.types import Address, PageRow, PageState, Urgency
from tests.factories.consoles import Console
from tests.factories.shop import Shop
from tests.factories.windows import generate

LAMP = Address("global", "USD", "/en/p/moon-lamp")


@pytest.fixture
def lamp(shop: Shop, data: Path) -> PageRow:
    """Give a product's generated page."""
    assert generate(LAMP, as_of=0)
    return row()


def row() -> PageRow:
    with reading():
        (found,) = queries.list_rows(PageAsk(), group="asked").items
    return found


def test_pages_are_listed_and_found_by_their_address(console: Console, lamp: PageRow) -> None:
    page = console.get("/generated-pages?group=slow").text
    assert LAMP.path in page
    assert f"/admin/generated-pages/{lamp.id}" in page
    for address in ("/en/p/moon-lamp", "http://localhost:8000/en/p/moon-lamp"):
        found = console.get(f"/generated-pages?address={address}").text
        assert "· USD</a>" in found
    nothing = console.get("/generated-pages?address=http://ru.localhost/en/p/moon-lamp").text
    assert "No page has been generated at this address." in nothing


def test_a_search_is_found_by_its_address_with_the_query(console: Console, lamp: PageRow) -> None:
    assert generate(Address("global", "USD", "/en/search?q=moon+lamp"), as_of=0)
    asked = {"address": "http://localhost:8000/en/search?q=moon+lamp"}
    assert "· USD</a>" in console.get(f"/generated-pages?{urlencode(asked)}").text
    asked = {"address": f"{LAMP.path}?variant=1"}
    assert "· USD</a>" in console.get(f"/generated-pages?{urlencode(asked)}").text


def test_a_page_says_what_it_is_made_of_and_is_drawn_anew_when_asked(
    console: Console, shop: Shop, lamp: PageRow
) -> None:
    key = f"product-page:{shop.products['lamp']}"
    with transaction():
        service.mark(["menu"], Urgency.LATER)
    shown = console.get(f"/generated-pages/{lamp.id}").text
    assert f"<code>{key}</code>" in shown
    assert "<td>No</td>" in shown  # the menu has changed since
    done = console.post(f"/generated-pages/{lamp.id}/drawing")
    assert (done.status_code, done.location) == (303, f"/admin/generated-pages/{lamp.id}")
    assert row().state is PageState.STALE
    with transaction():
        assert service.take(8, "another") == ([LAMP], True)


def test_a_page_that_is_not_there_is_not_found(console: Console) -> None:
    assert console.get("/generated-pages/999").status_code == 404
    assert console.post("/generated-pages/999/drawing").status_code == 404

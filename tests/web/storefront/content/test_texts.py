"""Pages of text: what is written is shown safely, and found from every page's foot."""

import pytest

from core.content.types import Column
from core.platform.db import transaction
from tests.factories.content import make_page
from tests.factories.shop import Shop
from tests.factories.shopping import words_of
from tests.statements import counted
from tests.web.storefront.reading import EU, GLOBAL, RU, alternates, canonical, visit
from web.shared.prose import plain, prose

BODY = "## How\n\nBy **courier**.\n\n| From | Days |\n| --- | --- |\n| Warsaw | 2 |"


def test_a_text_is_shown_with_its_neighbors_and_falls_back_to_what_there_is(shop: Shop) -> None:
    with transaction():
        make_page(shop.sites["eu"].id, bodies={"en": BODY}, column=Column.HELP)
        make_page(shop.sites["eu"].id, titles={"en": "Returns"}, column=Column.HELP, position=-1)
    page = visit("/de/pages/so-liefern-wir", EU)
    assert page.status_code == 200
    for part in ("<h2>How</h2>", "<strong>courier</strong>", "<td>Warsaw</td>"):
        assert part in page.text
    assert '<a href="/de/pages/so-liefern-wir" aria-current="page">So liefern wir</a>' in page.text
    assert '<a href="/de/pages/returns">Returns</a>' in page.text
    assert canonical(page) == f"{EU}/de/pages/so-liefern-wir"
    assert alternates(page)["en"] == f"{EU}/en/pages/how-delivery-works"
    assert '<meta name="description" content="How By courier. From Days Warsaw 2">' in page.text


def test_the_footer_of_every_page_leads_there_and_to_the_other_sites(shop: Shop) -> None:
    with transaction():
        make_page(shop.sites["eu"].id, column=Column.LEGAL)
        make_page(shop.sites["eu"].id, titles={"en": "Unlisted"})
    foot = visit("/en/c/home", EU).text.partition("<footer")[2]
    assert 'href="/en/pages/how-delivery-works"' in foot
    assert "Unlisted" not in foot
    assert f'href="{RU}/"' in foot
    assert f'href="{EU}/" aria-current="true"' in foot
    assert "How delivery works" not in visit("/en/c/home", GLOBAL).text


def test_a_draft_and_an_unknown_page_are_not_found(shop: Shop) -> None:
    with transaction():
        make_page(shop.sites["eu"].id, is_published=False)
    for path in ("/en/pages/how-delivery-works", "/en/pages/nothing", "/en/e/nothing", "/en/pages/a%00b"):
        assert visit(path, EU).status_code == 404, path


def test_a_text_keeps_its_budget_of_statements(shop: Shop) -> None:
    with transaction():
        make_page(shop.sites["eu"].id, bodies={"en": BODY}, column=Column.HELP)
    visit("/en/pages/how-delivery-works", EU)
    with counted() as sent:
        visit("/en/pages/how-delivery-works", EU)
    assert len(sent) <= 8, sent


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "![x](/y.png)",
        "[x](data:text/html;base64,xx)", "<a href='https://evil.example'>x</a>", "[x](vbscript:y)",
    ],
)  # fmt: skip
def test_what_could_run_is_shown_as_letters(text: str) -> None:
    made = str(prose(text))
    for bad in ("<script", "<img", 'href="javascript', 'href="data', 'href="vbscript', "<a href='"):
        assert bad not in made


def test_headings_begin_below_the_pages_own() -> None:
    assert str(prose("# One\n\n###### Six")) == "<h2>One</h2>\n<h4>Six</h4>\n"
    assert plain("# One\n\nTwo **three** [four](/five)") == "One Two three four"


def test_the_menu_shows_a_top_categorys_brands_and_only_those(shop: Shop) -> None:
    assert visit("/en/menu/home").status_code == 200
    assert 'href="/en/c/home"' in visit("/en/menu/home").text
    assert visit("/en/menu/lighting").status_code == 404
    menu = visit("/en/").text.partition("<header")[2].partition("</header>")[0]
    said = words_of(menu)
    assert said.index("Home") < said.index("Lighting") < said.index("Lamps")

"""The demo world comes whole, through the doors."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from cli.demo import album, load, people
from cli.demo.reading import read_goods
from cli.progress import Progress
from core.accounts import queries as accounts
from core.accounts import service as entering
from core.accounts.types import OperatorRole, Portal
from core.catalog import queries as catalog
from core.catalog.models import Variant
from core.catalog.types import CategoryNode, ProductState
from core.fx import queries as fx
from core.inventory import queries as inventory
from core.inventory.types import MovementKind
from core.kernel import clock
from core.kernel.ids import AccountId, VariantId
from core.kernel.money import BASIS_POINTS
from core.media import queries as media
from core.media.types import MediaState
from core.merchants import queries as merchants
from core.platform import settings as configuration
from core.platform.db import reading, session, transaction
from core.platform.outbox import Message
from core.platform.storage import storage
from core.pricing import queries as pricing
from core.pricing.types import PriceOrigin
from core.sites import queries as sites
from core.taxes import queries as taxes
from core.taxes import service as proposing
from tests import database
from tests.database import Databases
from tests.rooms.demo.small_world import count_of, item_of, product_of, small

KEYS = ("garden-fruit-jam", "cappuccino-cup-saucer", "precision-dice", "ridge-tent")


@pytest.fixture(scope="module")
def _loaded(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    folder, before = tmp_path_factory.mktemp("demo"), configuration.settings()
    url = databases.create("demo", like="empty")
    configuration.override(data=folder)
    storage.cache_clear()
    with database.at(url), pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "read_goods", lambda: small(*KEYS))
        patch.setattr(album, "read_goods", lambda: small(*KEYS))
        assert load.load_if_empty()
        assert album.complete() == len(KEYS)
    configuration._current = before
    storage.cache_clear()
    return url, folder


@pytest.fixture
def world(_loaded: tuple[str, Path]) -> Iterator[None]:
    url, folder = _loaded
    configuration.override(data=folder)
    storage.cache_clear()
    with database.at(url), reading():
        yield
    storage.cache_clear()


def account_of(role: str) -> AccountId:
    found = accounts.find_account_by_email(f"{role}@demo.example")
    assert found is not None
    return found.id


def everything_in(tree: Sequence[CategoryNode]) -> list[CategoryNode]:
    return [node for root in tree for node in (root, *everything_in(root.children))]


@pytest.mark.usefixtures("world")
def test_every_item_is_on_sale_with_all_its_forms() -> None:
    for key in KEYS:
        product, item = product_of(key), item_of(key)
        assert product.state is ProductState.LIVE
        assert len(product.variants) == len(item.forms)
        assert [axis.code for axis in product.options] == list(item.options)
        assert product.hs_code == item.hs_code
        assert product.brand == read_goods().brands[item.brand]
    assert product_of("precision-dice", "ru").title == item_of("precision-dice").titles["ru"]


@pytest.mark.usefixtures("world")
def test_every_form_has_a_price_on_every_site_in_every_currency() -> None:
    ids = catalog.list_all_variant_ids()
    for site in sites.list_sites():
        for currency in site.currencies:
            assert set(pricing.list_prices(site.id, currency, ids)) == set(ids), (site.code, currency)


@pytest.mark.usefixtures("world")
def test_what_a_merchant_asked_is_asked_for_the_cheapest_form_and_more_for_the_others() -> None:
    item, variants = item_of("cappuccino-cup-saucer"), product_of("cappuccino-cup-saucer").variants
    least = min(form.price_plus for form in item.forms)
    for asked in item.set_prices:
        site = sites.find_site_by_code(asked.site)
        assert site is not None
        prices = pricing.list_prices(site.id, asked.currency, [variant.id for variant in variants])
        for form, variant in zip(item.forms, variants, strict=True):
            price = prices[variant.id]
            assert price.origin is PriceOrigin.EXPLICIT
            if form.price_plus == least:
                assert price.amount.decimal == asked.amount
            else:
                assert price.amount.decimal > asked.amount
    assert any(form.price_plus > least for form in item.forms)


@pytest.mark.usefixtures("world")
def test_proposals_hold_the_tax_of_food_for_food_and_the_usual_one_for_the_rest() -> None:
    europe, today = sites.find_site_by_code("eu"), clock.today()
    assert europe is not None
    rates = taxes.list_rates(europe.tax_country, ["reduced_food", "standard"], today)
    for key, category in (("garden-fruit-jam", "reduced_food"), ("precision-dice", "standard")):
        product = product_of(key)
        assert product.tax_category == category
        variant_ids = [variant.id for variant in product.variants]
        bases = pricing.list_base_prices(variant_ids)
        dearness = fx.get_quote("USD", "PLN").rate * (BASIS_POINTS + rates[category].rate_bp) / BASIS_POINTS
        for id, price in pricing.list_prices(europe.id, "PLN", variant_ids).items():
            assert price.origin is PriceOrigin.PROPOSED
            assert price.amount == pricing.charm(bases[id].decimal * dearness, "PLN")


@pytest.mark.usefixtures("world")
def test_nothing_is_left_to_propose() -> None:
    with transaction():
        assert proposing.propose_shown_prices(catalog.list_all_variant_ids()) == 0


@pytest.mark.usefixtures("world")
def test_pictures_of_lists_are_ready_and_the_others_wait_for_the_workers() -> None:
    for key in KEYS:
        pictures = product_of(key).pictures
        faces = media.list_by_ids([picture.media_id for picture in pictures])
        states = [faces[picture.media_id].state for picture in pictures]
        assert states == [MediaState.READY] + [MediaState.PENDING] * (len(states) - 1), key
        main = faces[pictures[0].media_id]
        assert {file.width for file in main.renditions} == {160, 320, 480, 960, 1200}
        assert all(media.read_public_file(file.name).content for file in main.renditions)
        assert all(picture.alt for picture in pictures)


@pytest.mark.usefixtures("world")
def test_every_category_has_a_picture_that_is_ready() -> None:
    tiles = [node.media_id for node in everything_in(catalog.list_category_tree(("en",)))]
    assert len(tiles) == len(small(*KEYS).categories)
    faces = media.list_by_ids([id for id in tiles if id])
    assert all(id in faces and faces[id].is_ready for id in tiles)


@pytest.mark.usefixtures("world")
def test_choosing_a_color_or_flavor_changes_the_picture() -> None:
    for key in ("garden-fruit-jam", "precision-dice"):
        product = product_of(key)
        axis = product.options[0]
        shown = {
            variant.choices[axis.attribute_id].code: picture.media_id
            for variant in product.variants
            if (picture := product.picture_of(variant))
        }
        assert len(set(shown.values())) == len(axis.choices), key


@pytest.mark.usefixtures("world")
def test_stock_is_on_the_shelves_and_in_the_ledger() -> None:
    locations = {location.id: location.code for location in inventory.list_locations(("en",)).values()}
    for key in KEYS:
        for variant in product_of(key).variants:
            movements = inventory.list_movements(variant.id, limit=1000)
            opened = sorted(one.on_hand_delta for one in movements if one.kind is MovementKind.OPENING)
            assert opened == sorted(units for units in item_of(key).stock.values() if units)
            levels = inventory.list_levels_everywhere([variant.id])
            assert {locations[level.location_id] for level in levels} <= set(item_of(key).stock)
    assert inventory.list_unproven() == []


@pytest.mark.usefixtures("world")
def test_the_european_site_prefers_warsaw() -> None:
    europe = sites.find_site_by_code("eu")
    assert europe is not None
    variants = [VariantId(id) for id in session().scalars(select(Variant.id))]
    locations = inventory.list_locations(("en",))
    orders = {
        tuple(locations[level.location_id].code for level in levels)
        for levels in inventory.list_levels(variants, europe.id).values()
    }
    assert all("warsaw" not in order or order[0] == "warsaw" for order in orders)


@pytest.mark.usefixtures("world")
def test_sites_stand_as_described() -> None:
    found = {site.code: site for site in sites.list_sites()}
    assert next(iter(found)) == "global"
    assert found["global"].is_default
    assert not found["global"].prices_include_tax
    assert (found["ru"].default_language, found["ru"].default_currency) == ("ru", "RUB")
    assert (found["eu"].tax_country, found["eu"].prices_include_tax) == ("DE", True)
    assert found["eu"].legal_entity["tax_id"] == "NIP 1234563218, VAT PL1234563218"
    assert found["ru"].legal_entity["name"] == "ООО «Антрепо Рус»"
    assert all(set(site.legal_entity) == {"name", "address", "tax_id"} for site in found.values())


@pytest.mark.usefixtures("world")
def test_everybody_can_log_in() -> None:
    for role, email, password in people.list_log_ins():
        portal = Portal.ADMIN if role == "admin" else Portal.STOREFRONT
        with transaction():
            token = entering.log_in(email, password, portal, ip="127.0.0.1", user_agent="")
        found = accounts.find_session(token, portal)
        assert found is not None
        assert found.email == email == f"{role}@demo.example"


@pytest.mark.usefixtures("world")
def test_people_are_who_they_say() -> None:
    shopper, owner, operator = (account_of(role) for role in ("shopper", "merchant", "admin"))
    book = accounts.list_addresses_of(shopper)
    assert [entry.address.country for entry in book if entry.is_default] == ["US"]
    assert {entry.address.country for entry in book} == {"US", "DE", "RU"}
    membership = merchants.find_membership(owner)
    assert membership is not None
    assert membership.merchant_name == "Jade Courtyard"
    roles = [accounts.get_account(id).operator_role for id in (shopper, owner, operator)]
    assert roles == [None, None, OperatorRole.ADMIN]
    assert all(accounts.get_account(id).is_verified for id in (shopper, owner, operator))


@pytest.mark.usefixtures("world")
def test_a_second_start_leaves_the_world_alone() -> None:
    before = count_of(Message)
    assert load.load_if_empty()
    assert count_of(Message) == before
    with pytest.raises(load.ShopInUse):
        load.load(Progress())


@pytest.mark.usefixtures("world")
def test_facts_of_the_goods_are_put_away_but_every_picture_is_drawn() -> None:
    waiting = set(session().scalars(select(Message.name).where(Message.fanned_out_at.is_(None))))
    assert "PictureAccepted" in waiting
    assert waiting.isdisjoint({"ProductPublished", "ProductListed", "ContentChanged"})

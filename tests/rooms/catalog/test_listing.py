"""A merchant describes products; they go live complete, and come off again without being lost."""

from typing import Any

import pytest

from core.catalog import queries, service
from core.catalog.errors import ProductIncomplete, ProductNotFound, ProductOutdated, SkuTaken, UnknownCode
from core.catalog.types import NewProduct, ProductState
from core.kernel.actor import SYSTEM
from core.kernel.page import PageAsk
from core.kernel.states import IllegalMove
from core.platform import audit
from core.platform.db import reading, transaction
from tests.factories import goods as make
from tests.factories.goods import make_variant
from tests.factories.shop import Shop
from tests.witness import facts, newest_fact, refused

EN = ("en",)


def new_product(shop: Shop, **changes: Any) -> NewProduct:
    values: dict[str, Any] = {
        "merchant_id": shop.lumen,
        "category": "lamps",
        "brand": None,
        "titles": {"en": "Sun lamp"},
        "descriptions": {"en": "Bright."},
        "hs_code": "940520",
        "origin": "CN",
        "attributes": {},
        "options": (),
        "variants": (make_variant("SUN"),),
    }
    return NewProduct(**values | changes)


def test_a_listed_product_is_a_draft_that_only_its_merchant_sees(shop: Shop) -> None:
    mark = newest_fact()
    with transaction():
        product_id, variants = service.list_product(new_product(shop), by=SYSTEM)
    with reading():
        mine = queries.get_product(product_id, EN, merchant_id=shop.lumen)
        assert (mine.state, mine.version, mine.title, mine.slug) == (
            ProductState.DRAFT,
            1,
            "Sun lamp",
            "sun-lamp",
        )
        assert [variant.id for variant in mine.variants] == [variants["SUN"]]
        for merchant_id in (None, shop.nordwind):
            with pytest.raises(ProductNotFound):
                queries.get_product(product_id, EN, merchant_id=merchant_id)
    assert facts(mark) == [("ProductListed", {"product_id": product_id, "merchant_id": shop.lumen})]


@pytest.mark.parametrize(
    ("changes", "facts"),
    [
        ({"category": "caves"}, {"kind": "category", "code": "caves"}),
        ({"brand": "acme"}, {"kind": "brand", "code": "acme"}),
        ({"attributes": {"taste": "sweet"}}, {"kind": "attribute", "code": "taste"}),
        ({"attributes": {"color": "green"}}, {"kind": "color", "code": "green"}),
        ({"options": ("size",)}, {"kind": "attribute", "code": "size"}),
        (
            {"options": ("color",), "variants": (make_variant("SUN", color="green"),)},
            {"kind": "color", "code": "green"},
        ),
    ],
)
def test_codes_the_catalog_does_not_know_are_refused(
    shop: Shop, changes: dict[str, object], facts: dict[str, str]
) -> None:
    with refused(UnknownCode) as told, transaction():
        service.list_product(new_product(shop, **changes), by=SYSTEM)
    assert told.value.facts == facts


def test_a_merchant_has_a_sku_once_and_another_merchant_may_have_it_too(shop: Shop) -> None:
    with refused(SkuTaken) as told, transaction():
        service.list_product(new_product(shop, variants=(make_variant("BULB"),)), by=SYSTEM)
    assert told.value.facts == {"sku": "BULB"}
    twice = (make_variant("SUN"), make_variant("SUN"))
    with refused(SkuTaken), transaction():
        service.list_product(new_product(shop, variants=twice), by=SYSTEM)
    with transaction():
        service.list_product(
            new_product(shop, merchant_id=shop.nordwind, variants=(make_variant("BULB"),)), by=SYSTEM
        )


def test_a_product_goes_live_with_everything_and_not_before(shop: Shop) -> None:
    with transaction():
        product_id, _ = service.list_product(
            new_product(shop, titles={"en": " "}, hs_code="94", variants=()), by=SYSTEM
        )
    with refused(ProductIncomplete) as told, transaction():
        service.publish_product(product_id, shop.lumen, by=SYSTEM)
    assert told.value.facts == {"missing": ["title", "hs_code", "variants", "pictures"]}


def test_a_published_product_is_everybodys_and_told(shop: Shop) -> None:
    with transaction():
        product_id, _ = make.make_product(shop.lumen, is_live=False)
    mark = newest_fact()
    with transaction():
        service.publish_product(product_id, shop.lumen, by=shop.cast.merchant.actor)
    with reading():
        assert queries.get_product(product_id, EN).state is ProductState.LIVE
        newest = audit.history_of("products", product_id)[-1]
    assert (newest.action, newest.before, newest.after) == ("publish", {"state": "draft"}, {"state": "live"})
    assert newest.actor_name == "Mei Lin"
    assert facts(mark) == [("ProductPublished", {"product_id": product_id, "merchant_id": shop.lumen})]


def test_a_product_taken_offline_is_kept_and_comes_back(shop: Shop) -> None:
    lamp = shop.products["lamp"]
    mark = newest_fact()
    with transaction():
        service.take_offline(lamp, shop.lumen, by=SYSTEM)
    with reading():
        with pytest.raises(ProductNotFound):
            queries.get_product(lamp, EN)
        variant = queries.list_variants([shop.variants["LAMP-BLACK"]], EN)[shop.variants["LAMP-BLACK"]]
        assert (variant.is_live, variant.title) == (False, "Moon lamp")
    with transaction():
        service.publish_product(lamp, shop.lumen, by=SYSTEM)
    with reading():
        assert queries.get_product(lamp, EN).title == "Moon lamp"
    assert [name for name, _ in facts(mark)] == ["ProductTakenOffline", "ProductPublished"]


def test_what_is_not_live_cannot_be_taken_offline_nor_what_is_live_be_published(shop: Shop) -> None:
    with refused(IllegalMove), transaction():
        service.take_offline(shop.products["kettle"], shop.nordwind, by=SYSTEM)
    with refused(IllegalMove), transaction():
        service.publish_product(shop.products["lamp"], shop.lumen, by=SYSTEM)


def test_another_merchant_touches_nothing(shop: Shop) -> None:
    lamp, other = shop.products["lamp"], shop.nordwind
    with refused(ProductNotFound), transaction():
        service.take_offline(lamp, other, by=SYSTEM)
    with refused(ProductNotFound), transaction():
        service.publish_product(lamp, other, by=SYSTEM)
    with refused(ProductNotFound), transaction():
        service.edit_texts(lamp, other, titles={"en": "Mine"}, descriptions={}, version=1, by=SYSTEM)


def test_whoever_read_an_older_version_is_told_so(shop: Shop) -> None:
    mug = shop.products["mug"]
    with reading():
        version = queries.get_product(mug, EN).version
    texts = {"titles": {"en": "Harbor cup"}, "descriptions": {"en": "Sturdier."}}
    with transaction():
        service.edit_texts(mug, shop.nordwind, **texts, version=version, by=SYSTEM)
    with refused(ProductOutdated) as told, transaction():
        service.edit_texts(mug, shop.nordwind, **texts, version=version, by=SYSTEM)
    assert told.value.facts == {"read": version, "now": version + 1}


def test_editing_texts_is_told_with_the_new_version_and_kept_in_history(shop: Shop) -> None:
    mug = shop.products["mug"]
    with reading():
        before = queries.get_product(mug, EN)
    mark = newest_fact()
    with transaction():
        service.edit_texts(
            mug,
            shop.nordwind,
            titles={"en": "Harbor cup"},
            descriptions={},
            version=before.version,
            by=shop.cast.other_merchant.actor,
        )
    with reading():
        newest = audit.history_of("products", mug)[-1]
    assert newest.before["titles"]["en"] == "Harbor mug"
    assert newest.after == {"titles": {"en": "Harbor cup"}, "descriptions": {}}
    assert facts(mark) == [
        (
            "ProductChanged",
            {"product_id": mug, "merchant_id": shop.nordwind, "version": before.version + 1},
        )
    ]


def test_options_attributes_and_pictures_are_read_in_order_and_language(shop: Shop) -> None:
    with reading():
        lamp = queries.get_product(shop.products["lamp"], ("de", "en"))
    (axis,) = lamp.options
    assert (axis.name, [choice.name for choice in axis.choices]) == ("Farbe", ["Schwarz", "Weiß"])
    assert [(value.name, value.number, value.flag, value.unit) for value in lamp.attributes] == [
        ("Höhe", 400, None, "mm"),
        ("Dimmbar", None, True, ""),
    ]
    assert [variant.label for variant in lamp.variants] == ["Schwarz", "Weiß"]
    assert [picture.alt for picture in lamp.pictures] == ["Mondlampe"]


def test_a_choices_own_picture_shows_its_variants(shop: Shop) -> None:
    with transaction():
        white = make.make_picture()
        service.add_picture(
            shop.products["lamp"], white, {"en": "White lamp"}, by=SYSTEM, choice=("color", "white")
        )
    with reading():
        lamp = queries.get_product(shop.products["lamp"], EN)
        pictures = {variant.sku: lamp.picture_of(variant) for variant in lamp.variants}
        cards = queries.list_variants(shop.variants.values(), EN)
    assert pictures["LAMP-WHITE"] is not None
    assert pictures["LAMP-WHITE"].media_id == white
    assert pictures["LAMP-BLACK"] is not None
    assert pictures["LAMP-BLACK"].media_id != white
    assert cards[shop.variants["LAMP-WHITE"]].media_id == white


def test_the_same_picture_again_is_one_picture(shop: Shop) -> None:
    with transaction():
        picture = make.make_picture()
        for _ in range(2):
            service.add_picture(shop.products["mug"], picture, {"en": "Mug"}, by=SYSTEM)
    with reading():
        assert len(queries.get_product(shop.products["mug"], EN).pictures) == 2


def test_missing_texts_fall_back_field_by_field_and_are_never_blank(shop: Shop) -> None:
    with reading():
        honey = queries.get_product(shop.products["honey"], ("ru", "en"))
        lamp = queries.get_product(shop.products["lamp"], ("ru", "en"))
    assert (honey.title, honey.description) == ("Linden honey", "A thing to like.")
    assert (lamp.title, lamp.description) == ("Лампа Луна", "A thing to like.")
    assert lamp.options[0].name == "Цвет"


def test_a_merchants_list_shows_its_own_in_every_state_newest_first(shop: Shop) -> None:
    with reading():
        page = queries.list_products_of_merchant(shop.nordwind, PageAsk(size=2), EN)
        rest = queries.list_products_of_merchant(shop.nordwind, PageAsk(number=2, size=2), EN)
    assert (page.total, page.last) == (3, 2)
    assert [row.title for row in (*page.items, *rest.items)] == ["Storm kettle", "Linden honey", "Harbor mug"]
    assert page.items[0].state is ProductState.DRAFT


def test_an_attribute_gets_further_choices_and_keeps_those_it_has(shop: Shop) -> None:
    with transaction():
        service.add_attribute(
            code="color",
            kind=make.AttributeKind.CHOICE,
            names={"en": "Hue"},
            choices=[("white", {"en": "Snow"}, ""), ("green", {"en": "Green"}, "#00ff00")],
        )
        make.make_product(
            shop.lumen,
            options=("color",),
            variants=[make_variant("G", color="green"), make_variant("W", color="white")],
        )
    with reading():
        found = queries.list_products_of_merchant(shop.lumen, PageAsk(), EN).items[0]
        product = queries.get_product(found.id, EN)
    assert [choice.name for choice in product.options[0].choices] == ["Green", "White"]


def test_a_brand_is_renamed_by_its_code(shop: Shop) -> None:
    with transaction():
        service.add_brand(code="acme", name="Acme")
        service.add_brand(code="acme", name="ACME & Co.")
        product_id, _ = service.list_product(new_product(shop, brand="acme"), by=SYSTEM)
    with reading():
        assert queries.get_product(product_id, EN, merchant_id=shop.lumen).brand == "ACME & Co."

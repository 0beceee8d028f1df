import pytest

from core.kernel.actor import SYSTEM
from core.merchants import queries, service
from core.merchants.errors import MerchantNotFound
from core.platform.db import reading, transaction
from tests.factories.merchants import make_merchant
from tests.factories.shop import Shop
from tests.witness import facts, newest_fact


def test_a_merchant_opens_and_is_told(shop: Shop) -> None:
    mark = newest_fact()
    with transaction():
        merchant_id = make_merchant(code="quiet-bay", name="Quiet Bay")
    assert facts(mark) == [("MerchantOpened", {"merchant_id": merchant_id})]
    with reading():
        face, slugs = queries.get_merchant_by_slug("quiet-bay", ("fr", "en"))
    assert (face.id, face.name, face.slug) == (merchant_id, "Quiet Bay", "quiet-bay")
    assert slugs["fr"] == "quiet-bay"
    assert face.about == "Quiet Bay makes fine things."
    assert shop.lumen != merchant_id


def test_texts_of_a_merchant_fall_back_one_by_one(shop: Shop) -> None:
    with reading():
        face = queries.list_by_ids([shop.lumen], ("de", "en"))[shop.lumen]
    assert (face.about, face.return_policy) == ("Lumen Works macht feine Dinge.", "Thirty days.")


@pytest.mark.usefixtures("shop")
def test_active_merchants_are_listed_by_name() -> None:
    with reading():
        assert [face.code for face in queries.list_active(("en",))] == ["lumen", "nordwind"]
        with pytest.raises(MerchantNotFound):
            queries.get_merchant_by_slug("nobody", ("en",))


def test_a_member_belongs_to_its_merchant_and_a_shopper_to_none(shop: Shop) -> None:
    with reading():
        found = queries.find_membership(shop.cast.merchant.account_id)
        assert found is not None
        assert (found.merchant_id, found.merchant_name, found.role) == (shop.lumen, "Lumen Works", "owner")
        assert queries.find_membership(shop.cast.shopper.account_id) is None
        assert queries.find_id_by_code("nordwind") == shop.nordwind
        assert queries.find_id_by_code("nobody") is None


def test_who_works_for_two_merchants_is_shown_the_first(shop: Shop) -> None:
    with transaction():
        service.add_member(shop.nordwind, shop.cast.merchant.account_id, role="editor", by=SYSTEM)
    with reading():
        found = queries.find_membership(shop.cast.merchant.account_id)
    assert found is not None
    assert found.merchant_id == shop.lumen

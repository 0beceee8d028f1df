"""What keeps a flash sale from being scheduled, and what may follow what."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.flash_sales import service
from core.flash_sales.errors import FlashSaleMeets, FlashSaleNotFound, FlashSaleOutdated, FlashTermsWrong
from core.flash_sales.types import FlashSaleId
from core.inventory.types import PoolFigures
from core.kernel.actor import SYSTEM
from core.kernel.money import Money
from core.kernel.states import IllegalMove
from core.platform.db import transaction
from tests.factories import flash
from tests.factories.shop import Shop
from tests.rooms.flash_sales.lamps import at_home, available, figures


class TestRefusals:
    @pytest.mark.parametrize(
        ("terms", "field", "why"),
        [
            ({"units": 0}, "units", "range"),
            ({"units": 51}, "units", "short"),
            ({"units": 2, "per_shopper": 3}, "per_shopper", "range"),
            ({"per_second": -1}, "per_second", "range"),
            ({"minutes": 61}, "minutes", "range"),
            ({"lasts": timedelta(0)}, "ends_at", "order"),
            ({"lasts": timedelta(days=15)}, "ends_at", "long"),
            ({"starts_in": timedelta(days=-2), "lasts": flash.HOUR}, "ends_at", "order"),
        ],
    )
    def test_wrong_terms_are_named(self, shop: Shop, terms: dict[str, object], field: str, why: str) -> None:
        sale = flash.make_draft(shop, **terms)
        with pytest.raises(FlashTermsWrong) as refused, transaction():
            service.schedule_sale(sale.id, version=sale.version, by=SYSTEM)
        assert (refused.value.facts["field"], refused.value.facts["why"]) == (field, why)
        assert at_home(shop) == (50, 0)

    def test_a_price_has_to_be_lower_in_every_currency(self, shop: Shop) -> None:
        sale = flash.make_draft(shop)
        dear = [Money(299_000, one.currency) for one in sale.terms.prices]
        for amounts, why in ((dear, "not_lower"), (dear[:0], "missing")):
            now = flash.look(sale.id)
            with transaction():
                service.change_terms(
                    sale.id, replace(now.terms, prices=amounts), version=now.version, by=SYSTEM
                )
            with pytest.raises(FlashTermsWrong) as refused, transaction():
                service.schedule_sale(sale.id, version=now.version + 1, by=SYSTEM)
            assert refused.value.facts["why"] == why

    def test_two_sales_of_one_variant_do_not_meet(self, shop: Shop) -> None:
        flash.make_scheduled(shop)
        other = flash.make_draft(shop)
        with pytest.raises(FlashSaleMeets), transaction():
            service.schedule_sale(other.id, version=other.version, by=SYSTEM)
        assert at_home(shop) == (47, 0)

    def test_on_another_site_there_may_be_one(self, shop: Shop) -> None:
        flash.make_live(shop, units=3)
        flash.make_live(shop, site="global", units=4)
        assert (available(shop), available(shop, site="global"), available(shop, site="ru")) == (3, 4, 43)

    def test_moves_follow_the_table(self, shop: Shop) -> None:
        sale = flash.make_draft(shop)
        with pytest.raises(IllegalMove), transaction():
            service.start_sale(sale.id, by=SYSTEM)
        with pytest.raises(IllegalMove), transaction():
            service.end_sale(sale.id, by=SYSTEM)
        with pytest.raises(FlashSaleOutdated), transaction():
            service.schedule_sale(sale.id, version=sale.version - 1, by=SYSTEM)
        with pytest.raises(FlashSaleNotFound), transaction():
            service.end_sale(FlashSaleId(0), by=SYSTEM)

    def test_a_scheduled_sale_becomes_a_draft_again_and_may_come_back(self, shop: Shop) -> None:
        sale = flash.make_scheduled(shop)
        with pytest.raises(FlashTermsWrong), transaction():
            service.change_terms(sale.id, sale.terms, version=sale.version, by=SYSTEM)
        with transaction():
            service.withdraw_sale(sale.id, version=sale.version, by=SYSTEM)
        assert at_home(shop) == (50, 0)
        again = flash.look(sale.id)
        with transaction():
            service.schedule_sale(sale.id, version=again.version, by=SYSTEM)
        assert at_home(shop) == (47, 0)
        assert figures(flash.look(sale.id)) == PoolFigures(moved_in=3, left=3)

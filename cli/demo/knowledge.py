"""What the demo goods say beyond words and pictures: content, safety, sizes, reductions, and what goes with what."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from cli.demo.frame import DEMO, Frame
from cli.demo.listing import Listed
from cli.demo.reading import Form, Item, Json, read_world
from core.catalog import service as catalog
from core.catalog.types import Safety
from core.platform.db import transaction
from core.pricing import queries as prices
from core.pricing import service as pricing
from core.recommendations import service as recommendations

_NUMBER = re.compile(r"\d+")
_UNION = ("PL", "EE", "DE")
_COUNTRIES = {"CN": "China", "PL": "Poland", "EE": "Estonia"}


def tell(everything: Sequence[Listed], frame: Frame) -> None:
    """Say what is in the goods, who answers for them and what is reduced; their prices are there already."""
    told = read_world("knowledge")
    makers = {raw["key"]: raw for raw in read_world("merchants")}
    for listed in everything:
        _say_contents(listed, told)
        catalog.set_safety(
            listed.product_id,
            listed.merchant_id,
            _safety(listed.item, makers[listed.item.merchant], told),
            by=DEMO,
        )
    _lay_tables(everything, told["sizes"])
    _reduce(everything, told["reduced"])


def learn() -> None:
    """Work out what goes with what, as every night: neighbors have bought something."""
    with transaction():
        recommendations.rebuild()


def _say_contents(listed: Listed, told: Json) -> None:
    for form, variant_id in listed.variants:
        content = _content(listed.item, form, told["contents"])
        if content is not None:
            catalog.set_net_content(variant_id, listed.merchant_id, *content, by=DEMO)


def _content(item: Item, form: Form, kinds: Mapping[str, Sequence[str]]) -> tuple[Decimal, str] | None:
    facts = {**item.attributes, **form.choices}
    weighed, packed = _number(facts.get("net_weight")), _number(facts.get("pack"))
    if weighed:
        return weighed, "g"
    return (packed, "pcs") if packed and packed > 1 and item.key in kinds["pcs"] else None


def _number(code: object) -> Decimal | None:
    found = _NUMBER.search(str(code or ""))
    return Decimal(found[0]) if found else None


def _safety(item: Item, maker: Json, told: Json) -> Safety:
    parts = [
        maker["address"].get(name, "") for name in ("street_address", "city_area", "city", "postal_code")
    ]
    address = ", ".join([*filter(None, parts), _COUNTRIES[maker["country"]]])
    agent = (
        told["responsible"] if maker["country"] not in _UNION else {"name": "", "address": "", "contact": ""}
    )
    warnings = [one["texts"] for one in told["warnings"] if item.category in one["categories"]]
    return Safety(
        maker["legal_name"], address, maker["contact_email"],
        agent["name"], agent["address"], agent["contact"],
        warnings[0] if warnings else {},
    )  # fmt: skip


def _lay_tables(everything: Iterable[Listed], tables: Sequence[Json]) -> None:
    for table in tables:
        for merchant_id in sorted(
            {one.merchant_id for one in everything if one.item.category == table["category"]}
        ):
            catalog.add_size_guide(
                merchant_id, category=table["category"], brand=None, notes=table["notes"],
                columns=table["columns"], rows=table["rows"], by=DEMO,
            )  # fmt: skip


def _reduce(everything: Iterable[Listed], percents: Mapping[str, int]) -> None:
    """Let the price of before be the list price, and put the lower one in force: the history holds both."""
    off = {
        variant_id: percents[listed.item.key]
        for listed in everything
        if listed.item.key in percents
        for _, variant_id in listed.variants
    }
    before = [((site_id, price.variant_id), price.amount) for site_id, price in prices.list_all_prices(off)]
    lower = [
        (place, prices.charm(amount.decimal * (100 - off[place[1]]) / 100, amount.currency))
        for place, amount in before
    ]
    pricing.set_list_prices(before, by=DEMO)
    pricing.set_prices(lower)

"""Telling what listings show otherwise since the index was written: no more than that is drawn anew."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.platform import outbox
from core.search import policy
from core.search.events import ListingsChanged
from core.search.policy.labels import PLACES
from core.search.service.tallying import Row, Share, Spot
from core.search.types import Shelves

CARD = ("lowest_minor", "highest_minor", "was_minor", "discount")
STARS = ("rating", "reviews")


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of a product in a site and currency: what its card says, and what it counts for."""

    card: tuple[Any, ...]
    share: Share
    discount: int

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(label for label in self.share.labels if label.split(":", 1)[0] in PLACES)

    @property
    def stand(self) -> tuple[tuple[str, ...], int]:
        """Give what decides on which shelves it may stand, whatever it costs."""
        return self.places, self.share.available


def seen_of(facts: Iterable[Row], prices: Iterable[Row], shares: Mapping[Spot, Share]) -> dict[Spot, Seen]:
    """Give what is seen of products by their rows in the index, and the shares made of the same."""
    said = {
        (fact["site_id"], fact["product_id"]): (
            *(fact[name] for name in STARS),
            policy.stock_of(fact["available"]),
        )
        for fact in facts
    }
    found = {}
    for price in prices:
        site_id, currency, id = price["site_id"], price["currency"], price["product_id"]
        share = shares.get((site_id, currency, id))
        if share is not None:
            card = (*(price[name] for name in CARD), *said[site_id, id])
            found[site_id, currency, id] = Seen(card, share, price["discount"])
    return found


def tell_changes(before: Mapping[Spot, Seen], after: Mapping[Spot, Seen]) -> None:
    """Tell what is seen otherwise than before; nothing where all is the same."""
    changed = [spot for spot in {*before, *after} if before.get(spot) != after.get(spot)]
    counted, shelves = set[str](), set[Shelves]()
    for spot in changed:
        was, now = before.get(spot), after.get(spot)
        if not _counts_alike(was, now):
            counted.update(place for seen in (was, now) if seen for place in seen.places)
        shelves.update(_shelves(spot[1], was, now))
    if changed:
        outbox.record(
            ListingsChanged(
                product_ids=sorted({id for _, _, id in changed}),
                places=sorted({(site_id, currency) for site_id, currency, _ in changed}),
                priced=sorted(shelves - {Shelves.ANY}),
                category_ids=_ids("category", counted),
                merchant_ids=_ids("merchant", counted),
                brand_ids=_ids("brand", counted),
                is_stocked_otherwise=Shelves.ANY in shelves,
            )
        )


def tell_words(product_ids: Iterable[int]) -> None:
    """Tell that cards say another word for what is left, and nothing else changed."""
    ids = sorted(set(product_ids))
    if ids:
        nowhere: dict[str, list[int]] = {"category_ids": [], "merchant_ids": [], "brand_ids": []}
        told = ListingsChanged(product_ids=ids, places=[], priced=[], is_stocked_otherwise=False, **nowhere)
        outbox.record(told)


def _counts_alike(was: Seen | None, now: Seen | None) -> bool:
    """Say whether every number beside a listing stays; the ends of its prices are hints, and follow some day."""
    if was is None or now is None:
        return False
    return (was.share.labels, was.share.available) == (now.share.labels, now.share.available)


def _shelves(currency: str, was: Seen | None, now: Seen | None) -> Iterable[Shelves]:
    if was is None or now is None or was.stand != now.stand:
        yield Shelves.ANY
    if (was.discount if was else 0) != (now.discount if now else 0):
        yield Shelves.REDUCED
    small = policy.small_price(currency)
    prices = {seen.share.price for seen in (was, now) if seen}
    if small and len(prices) > 1 and any(price is not None and price <= small.minor for price in prices):
        yield Shelves.SMALL_PRICES


def _ids(kind: str, places: Iterable[str]) -> list[int]:
    own = (place.split(":", 1) for place in places)
    return sorted(int(id) for name, id in own if name == kind)

"""Keeping the numbers beside listings: what changes is noted without waiting for anybody, and folded in later."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from sqlalchemy import CTE, and_, delete, func, insert, literal, or_, select
from sqlalchemy.dialects import postgresql

from core.kernel.ids import SiteId
from core.platform import locks
from core.platform.db import session
from core.search.models import Tally, TallyChange
from core.search.policy.labels import labels_of
from core.search.queries.narrowing import AnySelect
from core.search.queries.sums import NUMBERS, added_up, by_place, counted, told

AT_ONCE = 5_000
FOLDING = "search.tallies"
COUNTED = ("products", "available")

Row: TypeAlias = Mapping[str, Any]
Spot: TypeAlias = tuple[int, str, int]  # site, currency, product


@dataclass(frozen=True, slots=True)
class Share:
    """What a product counts for: its labels, 1 where it is in stock, and its price in minor units, if it counts."""

    labels: tuple[str, ...]
    available: int
    price: int | None


def shares_of(facts: Iterable[Row], prices: Iterable[Row]) -> dict[Spot, Share]:
    """Give what products count for, by site and currency; a product without a price there counts for nothing."""
    known = {(fact["site_id"], fact["product_id"]): fact for fact in facts}
    found = {}
    for price in prices:
        fact = known.get((price["site_id"], price["product_id"]))
        if fact is not None:
            spot = price["site_id"], price["currency"], price["product_id"]
            labels = labels_of(fact, price["discount"])
            found[spot] = Share(labels, int(fact["available"] > 0), price["lowest_minor"])
    return found


def note_changes(before: Mapping[Spot, Share], after: Mapping[Spot, Share]) -> None:
    """Note what products count for otherwise than before. The caller holds their locks, so nothing is noted twice."""
    rows: list[Row] = []
    for spot in sorted({*before, *after}):
        rows.extend(_changes(spot, before.get(spot), after.get(spot)))
    if rows:
        session().execute(insert(TallyChange), rows)


def fold_tallies() -> int:
    """Add the oldest changes to the tallies; gives how many were taken, at most AT_ONCE. No number becomes another."""
    locks.advisory(FOLDING)
    oldest = select(TallyChange.id).order_by(TallyChange.id).limit(AT_ONCE)
    columns = TallyChange.__table__.columns
    taken = delete(TallyChange).where(TallyChange.id.in_(oldest)).returning(*columns).cte("taken")
    spread = by_place(taken).add_columns(taken.c.site_id, taken.c.currency).subquery()
    keys = [spread.c[name] for name in ("site_id", "currency", "place", "label")]
    changed = select(*keys, *added_up(spread)).group_by(*keys).cte("changed")
    added = _upserted(changed, {"lowest_minor": func.least, "highest_minor": func.greatest})
    return session().scalar(select(func.count()).select_from(taken).add_cte(added)) or 0


def settle_tallies(site_id: SiteId, currency: str) -> int:
    """Count all that a site sells in a currency, and put right what was told otherwise; gives how many numbers.

    Ends of prices are drawn together, which is no error.
    """
    locks.advisory(FOLDING)
    is_now = _one_each(counted(site_id, currency), "is_now")
    as_told = _one_each(told(site_id, currency), "as_told")
    same = and_(is_now.c.place == as_told.c.place, is_now.c.label == as_told.c.label)
    missing = [func.coalesce(is_now.c[name], 0) - func.coalesce(as_told.c[name], 0) for name in COUNTED]
    ends = [name for name in NUMBERS if name not in COUNTED]
    moved = [is_now.c[name].is_distinct_from(as_told.c[name]) for name in ends]
    differing = (
        select(
            literal(site_id).label("site_id"), literal(currency).label("currency"),
            func.coalesce(is_now.c.place, as_told.c.place).label("place"),
            func.coalesce(is_now.c.label, as_told.c.label).label("label"),
            *(number.label(name) for number, name in zip(missing, COUNTED, strict=True)),
            *(is_now.c[name] for name in ends),
        )
        .select_from(is_now.join(as_told, same, full=True))
        .where(or_(*(number != 0 for number in missing), *moved))
        .cte("differing")
    )  # fmt: skip
    corrected = _upserted(differing, dict.fromkeys(ends, lambda _was, now: now))
    wrong = select(func.count()).where(or_(*(differing.c[name] != 0 for name in COUNTED)))
    found = session().scalar(wrong.select_from(differing).add_cte(corrected)) or 0
    _forget_nothings(site_id, currency)
    return found


def _forget_nothings(site_id: SiteId, currency: str) -> None:
    nothing = [getattr(Tally, name) == 0 for name in COUNTED]
    session().execute(delete(Tally).where(Tally.site_id == site_id, Tally.currency == currency, *nothing))


def _one_each(rows: AnySelect, name: str) -> CTE:
    """Make one row of several of each place and label."""
    each = rows.subquery()
    return select(each.c.place, each.c.label, *added_up(each)).group_by(each.c.place, each.c.label).cte(name)


def _upserted(changes: CTE, ends: Mapping[str, Callable[[Any, Any], Any]]) -> CTE:
    """Add numbers to those in the tallies; `ends` says what becomes of an end that is there and a new one."""
    row = postgresql.insert(Tally).from_select(changes.c.keys(), select(changes))
    values = {name: getattr(Tally, name) + row.excluded[name] for name in COUNTED}
    values |= {name: join(getattr(Tally, name), row.excluded[name]) for name, join in ends.items()}
    keys = [column.name for column in Tally.__table__.primary_key]
    return row.on_conflict_do_update(index_elements=keys, set_=values).returning(literal(1)).cte("upserted")


def _changes(spot: Spot, before: Share | None, after: Share | None) -> Iterable[Row]:
    if before == after:
        return
    if before and after and before.labels == after.labels:
        yield _change(spot, after, 0, after.available - before.available)
        return
    if before:
        yield _change(spot, replace(before, price=None), -1, -before.available)
    if after:
        yield _change(spot, after, 1, after.available)


def _change(spot: Spot, share: Share, products: int, available: int) -> Row:
    site_id, currency, _ = spot
    numbers = (products, available, share.price, share.price)
    return {"site_id": site_id, "currency": currency, "labels": list(share.labels)} | dict(
        zip(NUMBERS, numbers, strict=True)
    )

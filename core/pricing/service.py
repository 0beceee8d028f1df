from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from core.fx import queries as fx
from core.fx.types import FxQuote
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.ids import SiteId, VariantId
from core.kernel.money import Money
from core.platform import audit, locks, outbox
from core.platform.db import session
from core.pricing import policy
from core.pricing.errors import PriceMustBePositive
from core.pricing.events import BasePriceSet, PricesChanged
from core.pricing.models import BasePrice, ListPriceRow, PriceChange, PriceRow, WaitingPrice
from core.pricing.types import PriceOrigin
from core.sites.types import SiteDetail

FACTS = ("amount_minor", "origin", "raw", "fx", "rule", "updated_at")
PLACE = ("variant_id", "site_id", "currency")
TaxOf = Callable[[SiteDetail, VariantId], int]


@dataclass(frozen=True, slots=True)
class _Proposal:
    site: SiteDetail
    currency: str
    quote: FxQuote


def set_base_prices(prices: Mapping[VariantId, Money]) -> None:
    """Set what variants cost, net; shown prices follow by proposal. Raises PriceMustBePositive."""
    for amount in prices.values():
        _refuse_nothing(amount)
    rows = [
        {
            "variant_id": id,
            "amount_minor": amount.minor,
            "currency": amount.currency,
            "updated_at": clock.now(),
        }
        for id, amount in sorted(prices.items())
    ]
    upsert = insert(BasePrice).values(rows)
    changed = {name: upsert.excluded[name] for name in ("amount_minor", "currency", "updated_at")}
    session().execute(upsert.on_conflict_do_update(index_elements=["variant_id"], set_=changed))
    outbox.record(BasePriceSet(variant_ids=sorted(prices)))


def set_price(site_id: SiteId, variant_id: VariantId, amount: Money) -> None:
    """Set an explicit price, gross or net as the site shows prices; proposals leave it alone from now on."""
    _refuse_nothing(amount)
    _write([_row(site_id, variant_id, amount, PriceOrigin.EXPLICIT, amount.decimal, "", "")])


def set_prices(amounts: Sequence[tuple[tuple[SiteId, VariantId], Money]]) -> None:
    """Set many explicit prices at once, each by its site and variant. Raises PriceMustBePositive."""
    for _, amount in amounts:
        _refuse_nothing(amount)
    _write(
        [
            _row(site_id, variant_id, amount, PriceOrigin.EXPLICIT, amount.decimal, "", "")
            for (site_id, variant_id), amount in amounts
        ]
    )


def set_list_prices(amounts: Sequence[tuple[tuple[SiteId, VariantId], Money]], *, by: Actor) -> None:
    """Declare many list prices at once, each by its site and variant. Raises PriceMustBePositive."""
    for (site_id, variant_id), amount in amounts:
        _keep_list_price(site_id, variant_id, amount, by)
    _tell([(site_id, variant_id, amount.currency) for (site_id, variant_id), amount in amounts])


def set_list_price(site_id: SiteId, variant_id: VariantId, amount: Money, *, by: Actor) -> None:
    """Declare what a variant costs when it is not reduced, as the site shows prices. Raises PriceMustBePositive.

    It is announced only while it is above the price in force, and only as the law of the site's country allows.
    """
    _keep_list_price(site_id, variant_id, amount, by)
    _tell([(site_id, variant_id, amount.currency)])


def drop_list_price(site_id: SiteId, variant_id: VariantId, currency: str, *, by: Actor) -> None:
    """Declare no reduction any more; a list price that is not there changes nothing."""
    place = {"variant_id": variant_id, "site_id": site_id, "currency": currency}
    gone = delete(ListPriceRow).filter_by(**place).returning(ListPriceRow.variant_id)
    if session().scalars(gone).one_or_none() is not None:
        _note_list_price(place, None, by)
        _tell([(site_id, variant_id, currency)])


def begin_window(site_id: SiteId, variant_id: VariantId, amounts: Sequence[Money]) -> None:
    """Let lower prices of a variant be in force on a site for a while; those there now wait, and may change meanwhile.

    Raises PriceMustBePositive. A currency without a price gets none, and one whose price is as low keeps it.
    """
    for amount in amounts:
        _refuse_nothing(amount)
    lower = {amount.currency: amount for amount in amounts}
    place = (PriceRow.site_id == site_id, PriceRow.variant_id == variant_id)
    rows = locks.matching(PriceRow, *place, PriceRow.origin != PriceOrigin.WINDOW)
    there = [row for row in rows if row.currency in lower and lower[row.currency].minor < row.amount_minor]
    waiting = [
        {"site_id": site_id, "variant_id": variant_id, "currency": row.currency}
        | {name: getattr(row, name) for name in FACTS}
        for row in there
    ]
    if waiting:
        session().execute(insert(WaitingPrice).on_conflict_do_nothing(), waiting)
    wanted = [lower[row.currency] for row in there]
    _write([_row(site_id, variant_id, one, PriceOrigin.WINDOW, one.decimal, "", "") for one in wanted])


def end_window(site_id: SiteId, variant_id: VariantId) -> None:
    """Let the prices be in force that waited; without any nothing changes."""
    place = (WaitingPrice.site_id == site_id, WaitingPrice.variant_id == variant_id)
    locks.matching(PriceRow, PriceRow.site_id == site_id, PriceRow.variant_id == variant_id)
    gone = session().execute(delete(WaitingPrice).where(*place).returning(WaitingPrice)).scalars().all()
    rows = [
        {"site_id": site_id, "variant_id": variant_id, "currency": row.currency}
        | {name: getattr(row, name) for name in FACTS}
        | {"updated_at": clock.now()}
        for row in gone
    ]
    session().execute(
        update(PriceRow)
        .where(PriceRow.site_id == site_id, PriceRow.variant_id == variant_id)
        .where(PriceRow.origin == PriceOrigin.WINDOW)
        .values(origin=PriceOrigin.PROPOSED)
    )
    _write(rows)


def propose_prices(
    variant_ids: Sequence[VariantId],
    sites: Sequence[SiteDetail],
    tax_of: TaxOf,
    *,
    keep_small_moves: bool = False,
) -> int:
    """Propose every price that no merchant set; gives how many changed.

    `tax_of(site, variant)` gives the basis points a gross price contains. With `keep_small_moves`, as when
    only rates moved, a proposal under two per cent away from the price in force changes nothing.
    """
    bases = {
        row.variant_id: row
        for row in session().scalars(select(BasePrice).where(BasePrice.variant_id.in_(variant_ids)))
    }
    now_there = {
        (row.variant_id, row.site_id, row.currency): row
        for row in session().scalars(select(PriceRow).where(PriceRow.variant_id.in_(variant_ids)))
    }
    rows = []
    for proposal in _proposals(sites, {base.currency for base in bases.values()}):
        for id, base in bases.items():
            if base.currency == proposal.quote.base:
                row = _proposed(VariantId(id), base, proposal, tax_of)
                if _is_news(row, now_there.get((id, proposal.site.id, proposal.currency)), keep_small_moves):
                    rows.append(row)
    return _write(rows)


def _keep_list_price(site_id: SiteId, variant_id: VariantId, amount: Money, by: Actor) -> None:
    _refuse_nothing(amount)
    place = {"variant_id": variant_id, "site_id": site_id, "currency": amount.currency}
    fact = {"amount_minor": amount.minor, "updated_at": clock.now()}
    upsert = insert(ListPriceRow).values(place | fact)
    session().execute(upsert.on_conflict_do_update(index_elements=list(place), set_=fact))
    _note_list_price(place, amount.minor, by)


def _note_list_price(place: Mapping[str, Any], minor: int | None, by: Actor) -> None:
    audit.changed(ListPriceRow(**place), "set", by=by, after={**place, "amount_minor": minor})


def _proposals(sites: Sequence[SiteDetail], bases: Iterable[str]) -> list[_Proposal]:
    return [
        _Proposal(site, currency, fx.get_quote(base, currency))
        for base in sorted(bases)
        for site in sites
        for currency in site.currencies
    ]


def _proposed(variant_id: VariantId, base: BasePrice, to: _Proposal, tax_of: TaxOf) -> dict[str, Any]:
    tax_bp = tax_of(to.site, variant_id) if to.site.prices_include_tax else 0
    raw = policy.raw_price(Money(base.amount_minor, base.currency), to.quote.rate, tax_bp=tax_bp)
    same_as_base = to.currency == base.currency and not tax_bp
    amount, rule = (
        (Money(base.amount_minor, base.currency), "base") if same_as_base else policy.charm(raw, to.currency)
    )
    return _row(to.site.id, variant_id, amount, PriceOrigin.PROPOSED, raw, to.quote.as_text(), rule)


def _is_news(row: dict[str, Any], old: PriceRow | None, keep_small_moves: bool) -> bool:
    if old is None or old.origin == PriceOrigin.WINDOW:
        return True
    if old.origin == PriceOrigin.EXPLICIT:
        return False
    there, proposed = Money(old.amount_minor, old.currency), Money(row["amount_minor"], row["currency"])
    return there != proposed and not (keep_small_moves and policy.keeps(there, proposed))


def _row(
    site_id: SiteId,
    variant_id: VariantId,
    amount: Money,
    origin: PriceOrigin,
    raw: Decimal,
    quote: str,
    rule: str,
) -> dict[str, Any]:
    return {
        "site_id": site_id,
        "variant_id": variant_id,
        "currency": amount.currency,
        "amount_minor": amount.minor,
        "origin": origin.value,
        "raw": raw,
        "fx": quote,
        "rule": rule,
        "updated_at": clock.now(),
    }


def _write(rows: list[dict[str, Any]]) -> int:
    written: list[dict[str, Any]] = []
    in_order = sorted(rows, key=_place)  # so that two writers never wait for each other in a circle
    for start in range(0, len(rows), 1000):
        written += _upsert(in_order[start : start + 1000])
    if written:
        _tell([(row["site_id"], row["variant_id"], row["currency"]) for row in written])
    return len(written)


def _tell(changed: Sequence[tuple[int, int, str]]) -> None:
    """Tell which prices are others now, each by site, variant and currency."""
    variant_ids = sorted({variant_id for _, variant_id, _ in changed})
    places = sorted({(site_id, currency) for site_id, _, currency in changed})
    outbox.record(PricesChanged(variant_ids=variant_ids, places=places))


def _upsert(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Write rows and their history, but no proposal over a price that a merchant set, and none over a window's."""
    upsert = insert(PriceRow)
    merged = upsert.on_conflict_do_update(
        index_elements=["variant_id", "site_id", "currency"],
        set_={name: upsert.excluded[name] for name in FACTS},
        where=(PriceRow.origin == PriceOrigin.PROPOSED)
        | (upsert.excluded.origin == PriceOrigin.WINDOW)
        | ((PriceRow.origin == PriceOrigin.EXPLICIT) & (upsert.excluded.origin == PriceOrigin.EXPLICIT)),
    )
    kept = session().execute(merged.returning(PriceRow.variant_id, PriceRow.site_id, PriceRow.currency), rows)
    places = {tuple(place) for place in kept}
    written = [row for row in rows if _place(row) in places]
    history = [
        {name: value for name, value in row.items() if name not in {"raw", "updated_at"}}
        | {"at": row["updated_at"]}
        for row in written
    ]
    if history:
        session().execute(insert(PriceChange), history)
    _let_wait([row for row in rows if _place(row) not in places])
    return written


def _let_wait(rows: Sequence[dict[str, Any]]) -> None:
    """Keep what could not be written because a window price is in force, for the time after it."""
    for row in rows:
        mine = update(WaitingPrice).filter_by(**{name: row[name] for name in PLACE})
        if row["origin"] != PriceOrigin.EXPLICIT:
            mine = mine.where(WaitingPrice.origin != PriceOrigin.EXPLICIT)
        session().execute(mine.values({name: row[name] for name in FACTS}))


def _place(row: Mapping[str, Any]) -> tuple[int, int, str]:
    return row["variant_id"], row["site_id"], row["currency"]


def _refuse_nothing(amount: Money) -> None:
    if amount.minor <= 0:
        raise PriceMustBePositive(minor=amount.minor)

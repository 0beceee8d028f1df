from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, String, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import selectinload

from core.kernel import clock
from core.kernel.ids import (
    AccountId,
    CartId,
    MerchantId,
    OrderId,
    OrderLineId,
    PurchaseId,
    SiteId,
    tidy_number,
)
from core.kernel.money import Money
from core.kernel.page import Page, PageAsk
from core.kernel.texts import pick
from core.merchants import queries as merchants
from core.merchants.types import MerchantFace
from core.orders import policy
from core.orders.errors import OrderNotFound
from core.orders.models import Order, Purchase
from core.orders.queries.reading import LINES, ORDERS, PURCHASES, find_purchase
from core.orders.types import OrderState, PurchaseCard, PurchaseDetail, PurchaseStanding, PurchaseState
from core.platform import reference
from core.platform.composed import Composed
from core.platform.db import read_rows, session

P = PURCHASES.c
_LINE_IDS = Composed(
    select(LINES.c.id)
    .join(ORDERS, ORDERS.c.id == LINES.c.order_id)
    .where(ORDERS.c.purchase_id == bindparam("id"))
    .order_by(LINES.c.id)
)
_STANDING = Composed(select(P.number, P.state, P.email, P.cart_id).where(P.id == bindparam("id")))

_NUMBERED = select(PURCHASES).where(P.number == bindparam("number"))
_NUMBERED_ALONE = Composed(_NUMBERED)
_OF_SHOPPER = Composed(_NUMBERED.where(P.account_id == bindparam("account")))
_OF_GUEST = Composed(_NUMBERED.where(func.lower(P.email) == bindparam("email")))
_OF_BROWSER = Composed(_NUMBERED.where(P.number == any_(bindparam("known", type_=ARRAY(String)))))
_BY_ID = Composed(select(PURCHASES).where(P.id == bindparam("id")))
_BY_KEY = Composed(
    select(PURCHASES).where(P.site_id == bindparam("site"), P.idempotency_key == bindparam("key"))
)
_KNOWN_KEYS = Composed(
    select(P.idempotency_key).where(
        P.site_id == bindparam("site"), P.idempotency_key == any_(bindparam("keys", type_=ARRAY(String)))
    )
)
_OF_CART = Composed(select(PURCHASES).where(P.cart_id == bindparam("cart")))
_LAST_OF_SHOPPER = Composed(
    select(PURCHASES)
    .where(P.account_id == bindparam("account"), P.paid_at.is_not(None))
    .order_by(P.id.desc())
    .limit(1)
)


def get_purchase(purchase_id: PurchaseId) -> PurchaseDetail:
    """Give a purchase by id, for the house itself; raises OrderNotFound."""
    return _one(_BY_ID, id=purchase_id)


def get_standing(purchase_id: PurchaseId) -> PurchaseStanding:
    """Give how a purchase stands, for the house itself; one statement. Raises OrderNotFound."""
    found = read_rows(_STANDING, {"id": purchase_id})
    if not found:
        raise OrderNotFound
    one = found[0]
    return PurchaseStanding(one.number, PurchaseState(one.state), one.email, CartId(one.cart_id))


def list_line_ids(purchase_id: PurchaseId) -> list[OrderLineId]:
    """List the ids of a purchase's lines, for the house itself."""
    return [OrderLineId(row.id) for row in read_rows(_LINE_IDS, {"id": purchase_id})]


def list_sellers(purchase: PurchaseDetail, chain: Sequence[str]) -> dict[MerchantId, MerchantFace]:
    """Give the faces of a purchase's merchants, as far as they still sell; kept as reference data."""
    with reference.proven():
        return merchants.list_by_ids({order.merchant_id for order in purchase.orders}, chain)


def get_purchase_of_shopper(account_id: AccountId, number: str) -> PurchaseDetail:
    """Give an account's purchase by its number or one of its orders' numbers; raises OrderNotFound."""
    return _one(_OF_SHOPPER, number=_tidy(number), account=account_id)


def get_purchase_of_guest(number: str, email: str) -> PurchaseDetail:
    """Give a purchase to who knows its number and the e-mail address it was placed with; raises OrderNotFound."""
    return _one(_OF_GUEST, number=_tidy(number), email=email.strip().lower())


def get_purchase_of_browser(known: Sequence[str], number: str) -> PurchaseDetail:
    """Give a purchase to a browser that has proven before to know it by number; raises OrderNotFound."""
    return _one(_OF_BROWSER, number=_tidy(number), known=list(known))


def get_purchase_for_operator(number: str) -> PurchaseDetail:
    """Give any purchase by number, for operators; raises OrderNotFound."""
    return _one(_NUMBERED_ALONE, number=_tidy(number))


def find_purchase_by_key(site_id: SiteId, key: str) -> PurchaseDetail | None:
    """Give the purchase that was placed with an idempotency key."""
    return find_purchase(_BY_KEY, site=site_id, key=key)


def list_known_keys(site_id: SiteId, keys: Iterable[str]) -> set[str]:
    """Give those idempotency keys with which purchases were placed."""
    return {row.idempotency_key for row in read_rows(_KNOWN_KEYS, {"site": site_id, "keys": list(keys)})}


def find_purchase_of_cart(cart_id: CartId) -> PurchaseDetail | None:
    """Give the purchase that a cart became."""
    return find_purchase(_OF_CART, cart=cart_id)


def find_last_purchase_of_shopper(account_id: AccountId) -> PurchaseDetail | None:
    """Give the newest purchase that an account paid."""
    return find_purchase(_LAST_OF_SHOPPER, account=account_id)


def list_purchases_of_shopper(
    account_id: AccountId, ask: PageAsk, chain: Sequence[str] = ()
) -> Page[PurchaseCard]:
    """List an account's purchases, newest first; titles in the reader's language where a chain is given."""
    return _cards(select(Purchase).where(Purchase.account_id == account_id), ask, chain)


def list_purchases(ask: PageAsk, *, search: str = "", state: str = "") -> Page[PurchaseCard]:
    """List all purchases for operators, newest first, up to `policy.LEADS_BACK`; `search` is a number or an address."""
    rows = select(Purchase)
    if "@" in search:
        rows = rows.where(func.lower(Purchase.email) == search.strip().lower())
    elif search.strip():
        rows = rows.where(Purchase.number.startswith(tidy_number(search)[:15], autoescape=True))
    return _cards(rows.where(Purchase.state == state) if state else rows, ask, leads_back=policy.LEADS_BACK)


def list_expired_ids(now: object, limit: int) -> list[PurchaseId]:
    """List purchases whose time to be paid is over."""
    late = select(Purchase.id).where(Purchase.state == PurchaseState.PLACED, Purchase.expires_at <= now)
    return [PurchaseId(id) for id in session().scalars(late.order_by(Purchase.expires_at).limit(limit))]


def count_open_orders_of_shopper(
    account_id: AccountId, *, given_up_after: timedelta = timedelta(days=90)
) -> int:
    """Count an account's orders that still wait for money, goods or a carrier; one sent long ago has arrived."""
    states = [OrderState.PLACED, OrderState.PAID, OrderState.FULFILLING]
    on_its_way = (Order.state == OrderState.SHIPPED) & (Purchase.placed_at > clock.now() - given_up_after)
    mine = (
        select(func.count(Order.id))
        .join(Purchase, Purchase.id == Order.purchase_id)
        .where(Purchase.account_id == account_id, Order.state.in_(states) | on_its_way)
    )
    return session().execute(mine).scalar_one()


def list_recent_orders_of_shopper(account_id: AccountId, limit: int = 20) -> dict[OrderId, str]:
    """Give an account's newest orders with the number of the purchase of each."""
    mine = (
        select(Order.id, Purchase.number)
        .join(Purchase, Purchase.id == Order.purchase_id)
        .where(Purchase.account_id == account_id)
        .order_by(Order.id.desc())
        .limit(limit)
    )
    return {OrderId(id): number for id, number in session().execute(mine)}


def count_purchases_by_state() -> dict[str, int]:
    """Count purchases by state."""
    rows = session().execute(select(Purchase.state, func.count()).group_by(Purchase.state))
    return {row[0]: row[1] for row in rows}


def _tidy(number: str) -> str:
    return tidy_number(number)[:15]


def _one(wanted: Composed, **asked: Any) -> PurchaseDetail:
    found = find_purchase(wanted, **asked)
    if found is None:
        raise OrderNotFound
    return found


def _cards(
    rows: Select[Purchase], ask: PageAsk, chain: Sequence[str] = (), *, leads_back: int | None = None
) -> Page[PurchaseCard]:
    counted = rows.with_only_columns(Purchase.id).limit(leads_back)
    count = session().scalar(select(func.count()).select_from(counted.subquery())) or 0
    found = rows.order_by(Purchase.id.desc()).offset(ask.offset).limit(ask.size)
    purchases = (
        session().scalars(found.options(selectinload(Purchase.orders).selectinload(Order.lines))).all()
    )
    return Page([_card(purchase, chain) for purchase in purchases], ask, count)


def _card(purchase: Purchase, chain: Sequence[str]) -> PurchaseCard:
    lines = [line for order in purchase.orders for line in order.lines]
    titles = [(pick(line.titles, chain) if chain else "") or line.title for line in lines]
    return PurchaseCard(
        purchase.number,
        PurchaseState(purchase.state),
        Money(purchase.total_minor, purchase.currency),
        purchase.placed_at,
        purchase.email,
        SiteId(purchase.site_id),
        len(purchase.orders),
        tuple(titles),
        tuple(state for state in OrderState if state in {order.state for order in purchase.orders}),
    )

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from core.cart.models import Cart, Line
from core.cart.types import CartDetail, CartLine, CartState
from core.kernel.ids import AccountId, CartId, SiteId, VariantId
from core.kernel.money import Money
from core.platform.composed import Composed
from core.platform.db import read_rows, session

CART = (Cart.id, Cart.token, Cart.site_id, Cart.account_id, Cart.returned_of)
LINE = (Line.variant_id, Line.quantity, Line.seen_minor, Line.seen_currency)


def find_cart(site_id: SiteId, token: str) -> CartDetail | None:
    """Give the open cart of a browser on a site."""
    return _only(_of_token(is_open=True), site=site_id, token=token)


def find_cart_by_token(site_id: SiteId, token: str) -> CartDetail | None:
    """Give a browser's cart on a site whatever its state, for placing: an ordered one still knows its purchase."""
    return _only(_of_token(is_open=False), site=site_id, token=token)


def find_cart_of_account(site_id: SiteId, account_id: AccountId) -> CartDetail | None:
    """Give the open cart of an account on a site."""
    return _only(_of_account(), site=site_id, account=account_id)


def count_units(site_id: SiteId, token: str) -> int:
    """Count the units in a browser's open cart."""
    units = (
        select(func.coalesce(func.sum(Line.quantity), 0))
        .join(Cart, Cart.id == Line.cart_id)
        .where(Cart.site_id == site_id, Cart.token == token, Cart.state == CartState.OPEN)
    )
    return session().scalar(units) or 0


@lru_cache
def _of_token(*, is_open: bool) -> Composed:
    mine = _with_lines(Cart.site_id == bindparam("site"), Cart.token == bindparam("token"))
    return Composed(mine.where(Cart.state == CartState.OPEN) if is_open else mine)


@lru_cache
def _of_account() -> Composed:
    mine = _with_lines(Cart.site_id == bindparam("site"), Cart.account_id == bindparam("account"))
    return Composed(mine.where(Cart.state == CartState.OPEN))


def _with_lines(*wanted: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Write the statement that reads a cart, a row for each of its lines, or one without a variant."""
    whole: Select[*tuple[Any, ...]] = select(*CART, *LINE)
    return whole.outerjoin(Line, Line.cart_id == Cart.id).where(*wanted).order_by(Line.id)


def _only(statement: Composed, **asked: Any) -> CartDetail | None:
    rows = read_rows(statement, asked)
    return made_of(rows[0], lines_of(rows)) if rows else None


def made_of(cart: Any, lines: Iterable[CartLine]) -> CartDetail:
    """Give a cart as others may hold it, from a row that names its columns."""
    account_id = None if cart.account_id is None else AccountId(cart.account_id)
    site_id, held = SiteId(cart.site_id), tuple(lines)
    return CartDetail(CartId(cart.id), cart.token, site_id, account_id, held, cart.returned_of)


def lines_of(rows: Iterable[Any]) -> list[CartLine]:
    """Give lines as others may hold them, from rows that name their columns; a row without a variant is none."""
    return [_line(row) for row in rows if row.variant_id is not None]


def _line(row: Any) -> CartLine:
    seen = None if row.seen_minor is None else Money(row.seen_minor, row.seen_currency)
    return CartLine(VariantId(row.variant_id), row.quantity, seen)


def detail_of(cart: Cart) -> CartDetail:
    """Give a cart row as others may hold it."""
    return made_of(cart, lines_of(cart.lines))

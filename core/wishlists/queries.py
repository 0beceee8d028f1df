from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, false, func, select

from core.kernel.ids import AccountId, ProductId, VariantId
from core.platform.composed import Composed
from core.platform.db import read_rows, session
from core.wishlists import policy
from core.wishlists.errors import WishlistNotFound
from core.wishlists.models import Viewed, Wishlist, WishRow
from core.wishlists.types import (
    MOST_VIEWED,
    MOST_WISHES,
    Keeper,
    Wish,
    WishId,
    WishlistCard,
    WishlistDetail,
    WishlistId,
)


def list_wishlists_of(keeper: Keeper) -> list[WishlistCard]:
    """List somebody's lists, the first one first."""
    counts = select(WishRow.wishlist_id, func.count().label("count")).group_by(WishRow.wishlist_id).subquery()
    rows = (
        select(Wishlist, func.coalesce(counts.c.count, 0))
        .outerjoin(counts, counts.c.wishlist_id == Wishlist.id)
        .where(keeps_list(keeper))
        .order_by(Wishlist.id)
    )
    return [_card(row, count) for row, count in session().execute(rows)]


def get_wishlist_of(keeper: Keeper, wishlist_id: WishlistId) -> WishlistDetail:
    """Give one of somebody's lists; raises WishlistNotFound, for somebody else's too."""
    row = session().scalar(select(Wishlist).where(Wishlist.id == wishlist_id, keeps_list(keeper)))
    return _detail(row)


def get_shared_wishlist(share_token: str) -> WishlistDetail:
    """Give the list that a link shares; raises WishlistNotFound, also where its owner took the link back."""
    return _detail(session().scalar(select(Wishlist).where(Wishlist.share_token == share_token)))


def list_wished_products(keeper: Keeper, among: Sequence[ProductId] = ()) -> set[ProductId]:
    """Give which products are on any of somebody's lists, perhaps only among some."""
    if keeper.is_nobody:
        return set()
    mine = select(WishRow.product_id).join(Wishlist, Wishlist.id == WishRow.wishlist_id)
    narrowed = mine.where(WishRow.product_id.in_(among)) if among else mine
    return {ProductId(found) for found in session().scalars(narrowed.where(keeps_list(keeper)))}


def list_viewed_of(keeper: Keeper, *, limit: int = MOST_VIEWED) -> list[ProductId]:
    """List the products somebody looked at last, the newest first."""
    if keeper.is_nobody:
        return []
    rows = read_rows(_seen(of_account=keeper.account_id is not None), {**viewer_of(keeper), "most": limit})
    return [ProductId(row.product_id) for row in rows]


@lru_cache
def _seen(*, of_account: bool) -> Composed:
    return Composed(newest_views(of_account=of_account, most=bindparam("most", type_=Integer)))


def list_of_account(account_id: AccountId) -> dict[str, object]:
    """Give all that the room keeps of an account as plain values, for a copy of its data."""
    keeper = Keeper(account_id)
    lists = [get_wishlist_of(keeper, card.id) for card in list_wishlists_of(keeper)]
    seen = select(Viewed).where(Viewed.account_id == account_id).order_by(Viewed.viewed_at.desc())
    return {
        "wishlists": [_plain(one) for one in lists],
        "viewed_products": [
            {"product_id": row.product_id, "viewed_at": row.viewed_at} for row in session().scalars(seen)
        ],
    }


def keeps_list(keeper: Keeper) -> ColumnElement[bool]:
    """Give the condition that a list is a keeper's."""
    if keeper.account_id is not None:
        return Wishlist.account_id == keeper.account_id
    return Wishlist.token_hash == policy.digest_of(keeper.token) if keeper.token else false()


def keeps_view(keeper: Keeper) -> ColumnElement[bool]:
    """Give the condition that a look at a product was a keeper's."""
    if keeper.account_id is not None:
        return Viewed.account_id == keeper.account_id
    return Viewed.token_hash == policy.digest_of(keeper.token) if keeper.token else false()


def newest_views(*, of_account: bool, most: Any) -> Select[int, int]:
    """Compose what somebody looked at last, for whom `viewer_of` names."""
    mine = (
        Viewed.account_id == bindparam("account") if of_account else Viewed.token_hash == bindparam("token")
    )
    newest = select(Viewed.product_id, Viewed.id).where(mine)
    return newest.order_by(Viewed.viewed_at.desc(), Viewed.id.desc()).limit(most)


def viewer_of(keeper: Keeper) -> dict[str, object]:
    """Give whose looks are meant, as statements are told."""
    token = policy.digest_of(keeper.token) if keeper.account_id is None else None
    return {"account": keeper.account_id, "token": token}


def _plain(one: WishlistDetail) -> dict[str, object]:
    return {
        "name": one.card.name,
        "is_shared": one.card.share_token is not None,
        "products": [
            {
                "product_id": wish.product_id,
                "variant_id": wish.variant_id,
                "note": wish.note,
                "added_at": wish.added_at,
            }
            for wish in one.wishes
        ],
    }


def _detail(row: Wishlist | None) -> WishlistDetail:
    if row is None:
        raise WishlistNotFound
    held = (
        select(WishRow)
        .where(WishRow.wishlist_id == row.id)
        .order_by(WishRow.added_at.desc(), WishRow.id.desc())
    )
    wishes = tuple(_wish(wish) for wish in session().scalars(held.limit(MOST_WISHES)))
    return WishlistDetail(_card(row, len(wishes)), wishes)


def _card(row: Wishlist, count: int) -> WishlistCard:
    return WishlistCard(WishlistId(row.id), row.name, count, row.share_token)


def _wish(row: WishRow) -> Wish:
    variant_id = None if row.variant_id is None else VariantId(row.variant_id)
    return Wish(WishId(row.id), ProductId(row.product_id), variant_id, row.note, row.added_at)

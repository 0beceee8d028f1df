from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from core.kernel import clock
from core.kernel.ids import AccountId, ProductId, VariantId, new_token
from core.platform import locks
from core.platform.db import session
from core.wishlists import policy
from core.wishlists.errors import TooManyLists, WishlistFull, WishlistNotFound, WishNotFound
from core.wishlists.models import Wishlist, WishRow
from core.wishlists.queries import keeps_list
from core.wishlists.service.viewing import drop_views_of_account, forget_old_views, take_over
from core.wishlists.types import MOST_LISTS, MOST_WISHES, Keeper, WishId, WishlistId


def add_wish(
    keeper: Keeper,
    product_id: ProductId,
    variant_id: VariantId | None = None,
    *,
    wishlist_id: WishlistId | None = None,
) -> WishlistId:
    """Put a product on a list, by default on the first, which comes into being here; once is enough.

    Raises WishlistNotFound, WishlistFull.
    """
    _hold(keeper)
    held = _lock_list(keeper, wishlist_id) if wishlist_id else _first_list(keeper)
    if _count(held) >= MOST_WISHES and not _holds(held, product_id, variant_id):
        raise WishlistFull(most=MOST_WISHES)
    wish = insert(WishRow).values(
        wishlist_id=held.id, product_id=product_id, variant_id=variant_id, added_at=clock.now()
    )
    session().execute(wish.on_conflict_do_nothing())
    held.touched_at = clock.now()
    return WishlistId(held.id)


def remove_wish(keeper: Keeper, wishlist_id: WishlistId, wish_id: WishId) -> None:
    """Take something off a list; raises WishlistNotFound, WishNotFound."""
    session().delete(_lock_wish(keeper, wishlist_id, wish_id))


def move_wish(keeper: Keeper, wishlist_id: WishlistId, wish_id: WishId, *, into: WishlistId) -> None:
    """Put something on another list of the same person instead; raises WishlistNotFound, WishNotFound, WishlistFull."""
    _hold(keeper)
    wish, other = _lock_wish(keeper, wishlist_id, wish_id), _lock_list(keeper, into)
    if _count(other) >= MOST_WISHES:
        raise WishlistFull(most=MOST_WISHES)
    if into == wishlist_id:
        return
    _copy(wish, other)
    session().delete(wish)


def note_wish(keeper: Keeper, wishlist_id: WishlistId, wish_id: WishId, note: str) -> None:
    """Write a note beside a wish; raises WishlistNotFound, WishNotFound."""
    _lock_wish(keeper, wishlist_id, wish_id).note = policy.tidy_note(note)


def create_wishlist(keeper: Keeper, name: str) -> WishlistId:
    """Begin another list; raises WishlistUnnamed and TooManyLists."""
    called = policy.checked_name(name)
    _hold(keeper)
    if len(_lock_lists(keeper)) >= MOST_LISTS:
        raise TooManyLists(most=MOST_LISTS)
    return WishlistId(_new_list(keeper, called).id)


def rename_wishlist(keeper: Keeper, wishlist_id: WishlistId, name: str) -> None:
    """Call a list by another name; raises WishlistNotFound, WishlistUnnamed."""
    _lock_list(keeper, wishlist_id).name = policy.checked_name(name)


def delete_wishlist(keeper: Keeper, wishlist_id: WishlistId) -> None:
    """Drop a list with all that is on it; raises WishlistNotFound."""
    _drop(_lock_list(keeper, wishlist_id))


def share_wishlist(keeper: Keeper, wishlist_id: WishlistId) -> str:
    """Give the token of the link that shows a list to others, made where there is none yet."""
    held = _lock_list(keeper, wishlist_id)
    held.share_token = held.share_token or new_token(24)
    return held.share_token


def unshare_wishlist(keeper: Keeper, wishlist_id: WishlistId) -> None:
    """Take a list's link back: the next one will be another."""
    _lock_list(keeper, wishlist_id).share_token = None


def merge_at_log_in(account_id: AccountId, wish_token: str, view_token: str) -> None:
    """Make a browser's lists and looks the account's.

    A list without a name flows into the account's first list; a named one joins the list of the same name,
    or becomes one of the account's. Of a product in both, the account's own entry stays, with its note. A
    shared link of a list that flows into another ends. Lists beyond the most flow into the first.
    """
    if wish_token:
        _hold(Keeper(account_id))
        for theirs in _lock_lists(Keeper(token=wish_token)):
            _merge(theirs, Keeper(account_id))
    if view_token:
        take_over(account_id, view_token)


def forget_account(account_id: AccountId) -> None:
    """Drop every list and look of an account."""
    for held in _lock_lists(Keeper(account_id)):
        _drop(held)
    drop_views_of_account(account_id)


def forget_old_guests(older_than: timedelta) -> int:
    """Drop guests' lists that nobody touched for long, and looks of as long ago; gives how many."""
    old = Wishlist.token_hash.is_not(None), Wishlist.touched_at < clock.now() - older_than
    lists = locks.matching(Wishlist, *old, limit=500, skip_locked=True)
    for held in lists:
        _drop(held)
    return len(lists) + forget_old_views(older_than)


def _merge(theirs: Wishlist, account: Keeper) -> None:
    mine = _lock_lists(account)
    same = next((held for held in mine if held.name == theirs.name), None)
    into = same or (mine[0] if mine and (not theirs.name or len(mine) >= MOST_LISTS) else None)
    if into is None:
        theirs.account_id, theirs.token_hash = account.account_id, None
        session().flush()
        return
    moved = select(WishRow).where(WishRow.wishlist_id == theirs.id).order_by(WishRow.id)
    for wish in session().scalars(moved).all():
        if _count(into) >= MOST_WISHES:
            break
        _copy(wish, into)
    _drop(theirs)


def _copy(wish: WishRow, into: Wishlist) -> None:
    again = insert(WishRow).values(
        wishlist_id=into.id,
        product_id=wish.product_id,
        variant_id=wish.variant_id,
        note=wish.note,
        added_at=wish.added_at,
    )
    session().execute(again.on_conflict_do_nothing())


def _hold(keeper: Keeper) -> None:
    # There is no row to lock before the first list.
    who = keeper.account_id if keeper.account_id is not None else policy.digest_of(keeper.token).hex()
    locks.advisory(f"wishlists of {who}")


def _first_list(keeper: Keeper) -> Wishlist:
    lists = _lock_lists(keeper)
    return lists[0] if lists else _new_list(keeper, "")


def _new_list(keeper: Keeper, name: str) -> Wishlist:
    digest = None if keeper.account_id is not None else policy.digest_of(keeper.token)
    held = Wishlist(account_id=keeper.account_id, token_hash=digest, name=name)
    session().add(held)
    session().flush()
    return held


def _lock_lists(keeper: Keeper) -> list[Wishlist]:
    return locks.matching(Wishlist, keeps_list(keeper))


def _lock_list(keeper: Keeper, wishlist_id: WishlistId) -> Wishlist:
    found = locks.matching(Wishlist, Wishlist.id == wishlist_id, keeps_list(keeper))
    if not found:
        raise WishlistNotFound
    return found[0]


def _lock_wish(keeper: Keeper, wishlist_id: WishlistId, wish_id: WishId) -> WishRow:
    held = _lock_list(keeper, wishlist_id)
    found = locks.matching(WishRow, WishRow.id == wish_id, WishRow.wishlist_id == held.id)
    if not found:
        raise WishNotFound
    held.touched_at = clock.now()
    return found[0]


def _holds(held: Wishlist, product_id: ProductId, variant_id: VariantId | None) -> bool:
    same = WishRow.variant_id.is_not_distinct_from(variant_id), WishRow.product_id == product_id
    return session().scalar(select(WishRow.id).where(WishRow.wishlist_id == held.id, *same)) is not None


def _count(held: Wishlist) -> int:
    return session().execute(select(func.count()).where(WishRow.wishlist_id == held.id)).scalar_one()


def _drop(held: Wishlist) -> None:
    session().execute(delete(WishRow).where(WishRow.wishlist_id == held.id))
    session().delete(held)
    session().flush()

from datetime import timedelta
from functools import cache, lru_cache

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from core.kernel import clock
from core.kernel.ids import AccountId, ProductId
from core.platform.composed import Composed
from core.platform.db import session, write
from core.wishlists import policy
from core.wishlists.models import Viewed
from core.wishlists.queries import keeps_view, newest_views, viewer_of
from core.wishlists.types import MOST_VIEWED, Keeper


def note_view(keeper: Keeper, product_id: ProductId) -> None:
    """Remember that somebody looked at a product; of more than twenty-four the oldest are forgotten."""
    if keeper.is_nobody:
        return
    write(_look(), {**viewer_of(keeper), "product": product_id, "now": clock.now()})
    _forget_beyond(keeper)


def forget_views(keeper: Keeper) -> None:
    """Forget everything somebody looked at."""
    session().execute(delete(Viewed).where(keeps_view(keeper)))


def take_over(account_id: AccountId, token: str) -> None:
    """Make what a browser looked at the account's; of a product in both the later look counts."""
    guests, account = Keeper(token=token), Keeper(account_id)
    theirs = select(Viewed.product_id, func.max(Viewed.viewed_at)).where(keeps_view(guests))
    for product_id, viewed_at in session().execute(theirs.group_by(Viewed.product_id)).all():
        values = {"product_id": product_id, "viewed_at": viewed_at, **_columns(account)}
        later = (
            insert(Viewed)
            .values(values)
            .on_conflict_do_update(
                index_elements=["account_id", "token_hash", "product_id"],
                set_={"viewed_at": func.greatest(Viewed.viewed_at, viewed_at)},
            )
        )
        session().execute(later)
    forget_views(guests)
    _forget_beyond(account)


def forget_old_views(older_than: timedelta) -> int:
    """Forget what was looked at long ago; gives how many."""
    old = delete(Viewed).where(Viewed.viewed_at < clock.now() - older_than).returning(Viewed.id)
    return len(session().execute(old).all())


def drop_views_of_account(account_id: AccountId) -> None:
    """Forget everything an account looked at."""
    session().execute(delete(Viewed).where(Viewed.account_id == account_id))


def _columns(keeper: Keeper) -> dict[str, object]:
    if keeper.account_id is not None:
        return {"account_id": keeper.account_id, "token_hash": None}
    return {"account_id": None, "token_hash": policy.digest_of(keeper.token)}


@cache
def _look() -> Composed:
    look = insert(Viewed).values(
        account_id=bindparam("account"),
        token_hash=bindparam("token"),
        product_id=bindparam("product"),
        viewed_at=bindparam("now"),
    )
    return Composed(
        look.on_conflict_do_update(
            index_elements=["account_id", "token_hash", "product_id"],
            set_={"viewed_at": look.excluded.viewed_at},
        )
    )


def _forget_beyond(keeper: Keeper) -> None:
    write(_beyond(of_account=keeper.account_id is not None), viewer_of(keeper))


@lru_cache
def _beyond(*, of_account: bool) -> Composed:
    older = newest_views(of_account=of_account, most=None).offset(MOST_VIEWED).subquery()
    return Composed(delete(Viewed).where(Viewed.id.in_(select(older.c.id))))

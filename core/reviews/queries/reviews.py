from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import selectinload

from core.catalog import queries as catalog
from core.kernel import clock
from core.kernel.ids import AccountId, MerchantId, OrderLineId, ProductId, SiteId
from core.kernel.page import Page, PageAsk
from core.kernel.refusal import Refusal
from core.orders import queries as orders
from core.orders.types import BoughtLine
from core.platform.db import session
from core.reviews import policy
from core.reviews.errors import ReviewNotFound
from core.reviews.models import Review, ReviewPhoto
from core.reviews.queries.reading import review_of
from core.reviews.types import AboutProduct, Reviewable, ReviewAsk, ReviewId, ReviewText, SaidState, Sort
from core.reviews.types import Review as Shown

PARTS = selectinload(Review.photos)


def list_reviews(ask: ReviewAsk, page: PageAsk) -> Page[Shown]:
    """List published reviews of a product, those in the reader's own language first."""
    wanted = _wanted(ask)
    count = session().scalar(select(func.count()).select_from(Review).where(*wanted)) or 0
    foreign = case((Review.language == ask.first_language, 0), else_=1)
    order = [Review.helpful_count.desc()] if ask.sort == Sort.HELPFUL else []
    rows = select(Review).where(*wanted).order_by(foreign, *order, Review.written_at.desc(), Review.id.desc())
    found = session().scalars(rows.offset(page.offset).limit(page.size).options(PARTS))
    return Page([review_of(row) for row in found], page, count)


def count_by_language(product_id: ProductId) -> dict[str, int]:
    """Count the published reviews of a product by language, the commonest first."""
    number = func.count()
    rows = select(Review.language, number).where(*_published(product_id)).group_by(Review.language)
    counted: dict[str, int] = {}
    for language, count in session().execute(rows.order_by(number.desc(), Review.language)):
        counted[language] = count
    return counted


def count_with_photos(product_id: ProductId) -> int:
    """Count the published reviews of a product that have photos."""
    rows = select(func.count()).select_from(Review).where(*_published(product_id), _has_photos())
    return session().scalar(rows) or 0


def get_published_review(review_id: ReviewId) -> Shown:
    """Give a review that everybody may read; raises ReviewNotFound."""
    row = session().get(Review, review_id)
    if row is None or row.state != SaidState.PUBLISHED:
        raise ReviewNotFound(id=review_id)
    return review_of(row)


def get_review_to_tell(review_id: ReviewId) -> tuple[Shown, AccountId | None, SiteId]:
    """Give a review in any state, whose it is and of which site, for the house itself; raises ReviewNotFound."""
    row = session().get(Review, review_id)
    if row is None:
        raise ReviewNotFound(id=review_id)
    author = None if row.account_id is None else AccountId(row.account_id)
    return review_of(row), author, SiteId(row.site_id)


def get_reviewable(account_id: AccountId, line_id: OrderLineId) -> Reviewable:
    """Give a bought line with what its shopper said of it; raises OrderNotFound, for somebody else's too."""
    bought = orders.get_bought_line(account_id, line_id)
    found = session().scalar(select(Review).where(Review.order_line_id == line_id).options(PARTS))
    return _reviewable(bought, review_of(found) if found else None, list_aspects(bought.line.product_id))


def list_aspects(product_id: ProductId) -> tuple[str, ...]:
    """List the codes of what a product is rated on besides the overall stars."""
    return policy.aspects_of(catalog.get_top_category_code(product_id))


def list_complaints(product_id: ProductId, said: ReviewText) -> list[Refusal]:
    """List everything that `write_review` would refuse in what somebody wants to say."""
    return policy.complaints_of(said, list_aspects(product_id))


def list_unreviewed(account_id: AccountId, page: PageAsk) -> Page[Reviewable]:
    """List what an account has bought, holds and has not reviewed yet, newest first."""
    done = select(Review.order_line_id).where(Review.account_id == account_id)
    found = orders.list_bought_lines(
        account_id, page, states=policy.REVIEWABLE, without=session().scalars(done).all()
    )
    return Page([_reviewable(bought, None, ()) for bought in found.items], page, found.total)


def list_reviews_of_shopper(account_id: AccountId, page: PageAsk, chain: Sequence[str]) -> Page[AboutProduct]:
    """List what an account has said of its goods, in every state, newest first."""
    return _about(select(Review).where(Review.account_id == account_id), page, chain)


def list_states_of_lines(line_ids: Iterable[OrderLineId]) -> dict[OrderLineId, SaidState]:
    """Give the states of the reviews of order lines; lines without one are missing."""
    rows = select(Review.order_line_id, Review.state).where(Review.order_line_id.in_(set(line_ids)))
    return {OrderLineId(line_id): SaidState(state) for line_id, state in session().execute(rows)}


def list_reviews_of_merchant(
    merchant_id: MerchantId,
    page: PageAsk,
    chain: Sequence[str],
    *,
    unreplied_only: bool = False,
    stars: int | None = None,
) -> Page[AboutProduct]:
    """List the published reviews of a merchant's goods, newest first."""
    mine = [Review.merchant_id == merchant_id, Review.state == SaidState.PUBLISHED]
    mine += [Review.replied_at.is_(None)] if unreplied_only else []
    mine += [Review.stars == stars] if stars else []
    return _about(select(Review).where(*mine), page, chain)


def _wanted(ask: ReviewAsk) -> list[ColumnElement[bool]]:
    wanted = _published(ask.product_id)
    if ask.stars:
        wanted.append(Review.stars == ask.stars)
    if ask.language:
        wanted.append(Review.language == ask.language)
    return [*wanted, _has_photos()] if ask.with_photos else wanted


def _published(product_id: ProductId) -> list[ColumnElement[bool]]:
    return [Review.product_id == product_id, Review.state == SaidState.PUBLISHED]


def _has_photos() -> ColumnElement[bool]:
    return select(ReviewPhoto.review_id).where(ReviewPhoto.review_id == Review.id).exists()


def _about(rows: Select[Review], page: PageAsk, chain: Sequence[str]) -> Page[AboutProduct]:
    count = session().scalar(select(func.count()).select_from(rows.subquery())) or 0
    newest = rows.order_by(Review.id.desc()).offset(page.offset).limit(page.size).options(PARTS)
    found = session().scalars(newest).all()
    names = catalog.list_names({ProductId(row.product_id) for row in found}, chain)
    items = [
        AboutProduct(name.title, name.slug, review=review_of(row))
        for row in found
        for name in (names[ProductId(row.product_id)],)
    ]
    return Page(items, page, count)


def _reviewable(bought: BoughtLine, said: Shown | None, aspects: tuple[str, ...]) -> Reviewable:
    line = bought.line
    return Reviewable(
        line_id=line.id,
        product_id=line.product_id,
        titles=line.titles,
        labels=line.labels,
        slug=line.slug,
        media_id=line.media_id,
        site_id=bought.site_id,
        bought_at=bought.placed_at,
        aspects=aspects,
        may_write=policy.may_write(bought.state),
        may_edit=said is None or policy.may_edit(said.written_at, clock.now()),
        review=said,
    )

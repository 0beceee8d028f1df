from collections.abc import Sequence

from core.accounts import queries as accounts
from core.catalog import queries as catalog
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.ids import AccountId, MediaId, OrderLineId
from core.orders import queries as orders
from core.orders.types import BoughtLine
from core.platform import audit, locks, outbox
from core.platform.db import session
from core.reviews import policy
from core.reviews.errors import EditingOver, NotReviewable, SaidOutdated
from core.reviews.events import ReviewsChanged
from core.reviews.models import Review, ReviewPhoto
from core.reviews.types import HeldFor, ReviewId, ReviewText, SaidState


def write_review(
    account_id: AccountId, line_id: OrderLineId, said: ReviewText, *, version: int, by: Actor
) -> ReviewId:
    """Say something about a bought line, or change what was said: `version` is 0 the first time.

    It is public at once unless its photos or words want an operator's eyes. Raises OrderNotFound for who did
    not buy it, NotReviewable before it is handed over, EditingOver after thirty days, SaidOutdated where it was
    changed since it was read, and the refusals of its words.
    """
    bought = orders.get_bought_line(account_id, line_id)
    if not policy.may_write(bought.state):
        raise NotReviewable
    policy.check_review(said, policy.aspects_of(catalog.get_top_category_code(bought.line.product_id)))
    locks.advisory(f"review:{line_id}")
    written = locks.matching(Review, Review.order_line_id == line_id)
    if written:
        return _edit(written[0], said, version=version, by=by)
    return _write(account_id, bought, said, by=by)


def _write(account_id: AccountId, bought: BoughtLine, said: ReviewText, *, by: Actor) -> ReviewId:
    held = _held(said, said.photos)
    review = Review(
        order_line_id=bought.line.id,
        product_id=bought.line.product_id,
        merchant_id=bought.merchant_id,
        site_id=bought.site_id,
        account_id=account_id,
        author_initial=policy.initial_of(accounts.get_account(account_id).name),
        country=bought.country,
        labels=dict(bought.line.labels),
        state=SaidState.PENDING if held else SaidState.PUBLISHED,
        held_for=held,
        written_at=clock.now(),
    )
    _say(review, said)
    session().add(review)
    session().flush()
    _show_photos(review, said.photos)
    audit.moved(review, "write", before="", after=review.state, by=by)
    _tell(review, before="")
    return ReviewId(review.id)


def _edit(review: Review, said: ReviewText, *, version: int, by: Actor) -> ReviewId:
    if review.version != version:
        raise SaidOutdated
    if not policy.may_edit(review.written_at, clock.now()):
        raise EditingOver(days=policy.EDITABLE.days)
    before = review.state
    shown = {photo.media_id for photo in review.photos}
    held = _held(said, [photo for photo in said.photos if photo not in shown])
    if before != SaidState.PUBLISHED:  # who was told no, or still waits, is read by a person again
        held = held or [HeldFor(reason) for reason in review.held_for] or [HeldFor.WORDS]
    _say(review, said)
    _show_photos(review, said.photos)
    review.held_for, review.reason = list(held), ""
    review.state = SaidState.PENDING if held else SaidState.PUBLISHED
    review.version += 1
    review.edited_at = clock.now()
    audit.moved(review, "edit", before=before, after=review.state, by=by)
    _tell(review, before=before)
    return ReviewId(review.id)


def _say(review: Review, said: ReviewText) -> None:
    review.author_name = said.author_name.strip()[: policy.MOST_NAME]
    review.language = said.language
    review.stars = said.stars
    review.aspects = dict(said.aspects)
    review.title = said.title.strip()
    review.text = said.text.strip()


def _held(said: ReviewText, new_photos: Sequence[MediaId]) -> list[HeldFor]:
    return list(policy.held_for(said.title, said.text, said.author_name, photos=len(new_photos)))


def _show_photos(review: Review, photos: Sequence[MediaId]) -> None:
    review.photos = []
    session().flush()
    review.photos = [
        ReviewPhoto(media_id=media_id, position=position)
        for position, media_id in enumerate(dict.fromkeys(photos))
    ]


def _tell(review: Review, *, before: str) -> None:
    if SaidState.PUBLISHED in {before, review.state}:
        outbox.record(ReviewsChanged(product_id=review.product_id))

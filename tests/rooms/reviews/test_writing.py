from datetime import timedelta

from core.kernel.ids import OrderLineId
from core.kernel.page import PageAsk
from core.orders.errors import OrderNotFound
from core.platform.db import reading, transaction
from core.reviews import errors, queries, service
from core.reviews.types import Author, HeldFor, Kind, RejectReason, Review, SaidState
from tests.conftest import Later
from tests.factories import purchases
from tests.factories.goods import make_picture
from tests.factories.reviews import make_held_lines, make_review, said, write
from tests.factories.shop import Shop
from tests.witness import facts, newest_fact, refused

PAGE = PageAsk(1, 20)


def review_of(shop: Shop, line_id: OrderLineId) -> Review | None:
    with reading():
        return queries.get_reviewable(shop.cast.shopper.account_id, line_id).review


def test_who_bought_and_holds_it_reviews_it(shop: Shop) -> None:
    (line,) = make_held_lines(shop)
    mark = newest_fact()
    write(shop, line.id, said(stars=4, aspects={"quality": 5, "delivery": 3}))
    review = review_of(shop, line.id)
    assert review is not None
    assert (review.stars, review.aspects, review.state) == (
        4,
        {"quality": 5, "delivery": 3},
        SaidState.PUBLISHED,
    )
    assert (review.author, review.language) == (Author("", "R", "DE"), "en")
    assert facts(mark) == [("ReviewsChanged", {"product_id": shop.products["lamp"]})]


def test_nobody_reviews_what_is_still_at_the_merchants(shop: Shop) -> None:
    purchase = purchases.make_paid_purchase(shop, {"MUG": 1}, account_id=shop.cast.shopper.account_id)
    with refused(errors.NotReviewable):
        write(shop, purchase.orders[0].lines[0].id, said())


def test_nobody_reviews_what_another_bought(shop: Shop) -> None:
    (line,) = make_held_lines(shop)
    with refused(OrderNotFound):
        write(shop, line.id, said(), by=shop.cast.other_shopper)


def test_a_line_has_one_review_and_a_second_writing_changes_it(shop: Shop) -> None:
    (line,) = make_held_lines(shop)
    first = write(shop, line.id, said(stars=2))
    again = write(
        shop, line.id, said(stars=5, text="After a week I like it much better than at first."), version=1
    )
    review = review_of(shop, line.id)
    assert review is not None
    assert (again, review.stars, review.version) == (first, 5, 2)
    assert review.edited_at is not None


def test_an_older_page_does_not_overwrite_a_newer_review(shop: Shop) -> None:
    (line,) = make_held_lines(shop)
    write(shop, line.id, said(stars=2))
    with refused(errors.SaidOutdated):
        write(shop, line.id, said(stars=5))


def test_after_thirty_days_a_review_stays_as_it_is(shop: Shop, later: Later) -> None:
    (line,) = make_held_lines(shop)
    write(shop, line.id, said())
    later(timedelta(days=31))
    with refused(errors.EditingOver):
        write(shop, line.id, said(stars=1), version=1)


def test_photos_wait_for_an_operator_and_nobody_hears_of_the_rating(shop: Shop) -> None:
    (line,) = make_held_lines(shop)
    with transaction():
        photos = [make_picture()]
    mark = newest_fact()
    write(shop, line.id, said(photos=photos))
    review = review_of(shop, line.id)
    assert review is not None
    assert (review.state, review.photos) == (SaidState.PENDING, tuple(photos))
    assert facts(mark) == []
    with reading():
        (task,) = queries.list_tasks(PAGE, ("en",)).items
    assert (task.kind, task.held_for, task.about.product_title) == (
        Kind.REVIEW,
        (HeldFor.PHOTOS,),
        "Moon lamp",
    )


def test_photos_that_were_let_through_do_not_wait_again(shop: Shop) -> None:
    (line,) = make_held_lines(shop)
    with transaction():
        photos = [make_picture()]
    review_id = write(shop, line.id, said(photos=photos))
    with transaction():
        service.publish(Kind.REVIEW, review_id, version=1, by=shop.cast.operator.actor)
    write(shop, line.id, said(photos=photos, stars=3), version=2)
    review = review_of(shop, line.id)
    assert review is not None
    assert (review.state, review.stars) == (SaidState.PUBLISHED, 3)


def test_who_was_told_no_is_read_again_by_a_person(shop: Shop) -> None:
    (line,) = make_held_lines(shop)
    review_id = write(shop, line.id, said(text="Go to www.better.example, all cheaper there!"))
    with transaction():
        service.reject(
            Kind.REVIEW, review_id, RejectReason.ADVERTISING, version=1, by=shop.cast.operator.actor
        )
    told = review_of(shop, line.id)
    assert told is not None
    assert (told.state, told.reason) == (SaidState.REJECTED, "advertising")
    write(shop, line.id, said(), version=2)
    again = review_of(shop, line.id)
    assert again is not None
    assert (again.state, again.reason) == (SaidState.PENDING, "")


def test_what_is_held_and_unreviewed_is_listed_until_it_is_reviewed(shop: Shop) -> None:
    lines = make_held_lines(shop, {"MUG": 1, "HONEY": 1})
    mine = shop.cast.shopper.account_id
    with reading():
        assert {one.line_id for one in queries.list_unreviewed(mine, PAGE).items} == {
            line.id for line in lines
        }
    write(shop, lines[0].id, said())
    with reading():
        assert [one.line_id for one in queries.list_unreviewed(mine, PAGE).items] == [lines[1].id]
        assert queries.list_states_of_lines([line.id for line in lines]) == {lines[0].id: SaidState.PUBLISHED}


def test_leaving_takes_the_name_and_the_photos_but_not_the_words(shop: Shop) -> None:
    review_id = make_review(shop, words=said(author_name="Robin L."))
    mine = shop.cast.shopper.account_id
    with reading():
        before = queries.list_of_account(mine)
    assert [entry["id"] for entry in before.reviews] == [review_id]
    anothers = make_review(shop, by=shop.cast.other_shopper)
    with transaction():
        service.vote_helpful(Kind.REVIEW, anothers, queries.voter_of(mine), helpful=True, origin="")
    with transaction():
        service.anonymize_account(mine)
    with reading():
        assert queries.get_published_review(review_id).author == Author("", "", "DE")
        after = queries.list_of_account(mine)
    assert (after.reviews, after.helpful) == ((), ())

from core.accounts.events import AccountDeleted
from core.platform.db import reading, transaction
from core.reviews import queries, reactions, service
from core.reviews.events import ReviewsChanged
from core.reviews.types import Kind, Rating, RatingSummary, RejectReason
from tests.factories.reviews import make_review, said
from tests.factories.shop import Shop
from tests.witness import facts, newest_fact


def recount(shop: Shop) -> None:
    with transaction():
        service.recount_product(shop.products["lamp"])


def test_ratings_are_counted_per_site_and_over_all(shop: Shop) -> None:
    make_review(shop, words=said(stars=5, aspects={"quality": 4}))
    make_review(shop, words=said(stars=2, aspects={"quality": 5, "delivery": 1}))
    make_review(shop, site="ru", words=said(stars=4, aspects={"quality": 4}))
    lamp = shop.products["lamp"]
    mark = newest_fact()
    recount(shop)
    assert facts(mark) == [("ProductRatingChanged", {"product_id": lamp, "count": 3, "average": 367})]
    with reading():
        assert queries.list_ratings([lamp, shop.products["mug"]]) == {lamp: Rating(3, 367)}
        assert queries.get_rating_summary(lamp) == RatingSummary(
            Rating(3, 367), (0, 1, 0, 1, 1), {"quality": Rating(3, 433), "delivery": Rating(1, 100)}
        )
        assert queries.get_rating_summary(lamp, shop.sites["ru"].id).rating == Rating(1, 400)
        assert queries.get_rating_summary(lamp, shop.sites["global"].id).rating == Rating(0, 0)
        assert queries.list_merchant_ratings([shop.lumen, shop.nordwind]) == {shop.lumen: Rating(3, 367)}


def test_counting_again_changes_nothing_and_tells_nobody(shop: Shop) -> None:
    make_review(shop)
    recount(shop)
    mark = newest_fact()
    recount(shop)
    assert facts(mark) == []


def test_a_rejected_review_leaves_the_rating(shop: Shop) -> None:
    review_id = make_review(shop)
    recount(shop)
    with transaction():
        service.reject(Kind.REVIEW, review_id, RejectReason.UNTRUE, version=1, by=shop.cast.operator.actor)
    mark = newest_fact()
    recount(shop)
    assert facts(mark) == [
        ("ProductRatingChanged", {"product_id": shop.products["lamp"], "count": 0, "average": 0})
    ]
    with reading():
        assert queries.list_ratings([shop.products["lamp"]]) == {}


def test_an_account_that_is_deleted_is_forgotten_and_its_stars_are_not(shop: Shop) -> None:
    review_id = make_review(shop, words=said(stars=4, author_name="Robin"))
    recount(shop)
    with transaction():
        reactions.forget_author_of_deleted_account(
            AccountDeleted(account_id=shop.cast.shopper.account_id, email_digest="")
        )
        reactions.count_rating_of_reviewed_product(ReviewsChanged(product_id=shop.products["lamp"]))
    with reading():
        assert queries.get_published_review(review_id).author.name == ""
        assert queries.list_ratings([shop.products["lamp"]]) == {shop.products["lamp"]: Rating(1, 400)}

"""Reading, writing, voting and reporting, as browsers do it."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from core.kernel.page import PageAsk
from core.platform.db import reading, transaction
from core.reviews import queries, service
from core.reviews.types import ReviewId, SaidState
from tests.cast import PASSWORD
from tests.factories.photos import a_photo
from tests.factories.reviews import WORDS, make_held_lines, make_question, make_review, said
from tests.factories.shop import Shop
from tests.factories.shopping import words_of
from tests.statements import counted
from tests.web.storefront.account.conftest import Browser
from tests.web.storefront.reading import EU, SWAP, linked, visit

PAGE = PageAsk(1, 20)
Opened = Callable[..., Browser]


def log_in(browser: Browser, email: str) -> Browser:
    assert browser.post("/en/login", email=email, password=PASSWORD).status_code == 303
    return browser


def reviewed(shop: Shop) -> int:
    review_id = make_review(shop, words=said(stars=4))
    with transaction():
        service.recount_product(shop.products["lamp"])
    return review_id


def test_everybody_reads_reviews_and_machines_their_rating(shop: Shop) -> None:
    reviewed(shop)
    page = visit("/en/p/moon-lamp/reviews", EU)
    text = words_of(page.text)
    assert WORDS in text
    assert "R. · Germany" in text
    assert "Verified purchase" in text
    rating = linked(page, "Product")["aggregateRating"]
    assert (rating["ratingValue"], rating["reviewCount"]) == ("4", 1)
    assert page.headers["Cache-Control"].startswith("public")
    assert "csrf_token" not in page.text


def test_the_products_page_says_the_rating_and_never_waits_for_the_reviews(shop: Shop) -> None:
    reviewed(shop)
    page = visit("/en/p/moon-lamp", EU)
    assert "4.0 of 5 stars" in words_of(page.text)
    assert linked(page, "Product")["aggregateRating"]["ratingValue"] == "4"
    assert WORDS not in page.text


def test_a_fragment_is_the_section_alone_and_takes_few_statements(shop: Shop) -> None:
    for person in (shop.cast.shopper, shop.cast.other_shopper):
        make_review(shop, by=person)
    with transaction():
        service.recount_product(shop.products["lamp"])
    with counted() as statements:
        page = visit("/en/p/moon-lamp/reviews", EU, **SWAP)
    assert page.text.lstrip().startswith("<section") or "<html" not in page.text
    assert page.text.count('class="review"') == 2
    assert len(statements) <= 12


def test_reviews_are_narrowed_down_by_stars_and_language(shop: Shop) -> None:
    reviewed(shop)
    assert WORDS in visit("/en/p/moon-lamp/reviews?stars=4", EU).text
    assert WORDS not in visit("/en/p/moon-lamp/reviews?stars=5", EU).text
    assert WORDS not in visit("/en/p/moon-lamp/reviews?in=de", EU).text
    assert visit("/en/p/moon-lamp/reviews?page=9", EU).status_code == 404
    assert visit("/en/p/moon-lamp/reviews?stars=x&in=x&sort=x&page=x", EU).status_code == 200


def test_another_languages_slug_leads_to_ours_and_an_unknown_one_nowhere(shop: Shop) -> None:
    assert visit("/en/p/mondlampe/reviews", EU).headers["Location"].endswith("/en/p/moon-lamp/reviews")
    assert visit("/en/p/storm-kettle/reviews", EU).status_code == 404
    assert visit("/en/p/nothing/questions", EU).status_code == 404


def test_a_shopper_writes_what_is_published_at_once(shop: Shop, open_browser: Opened) -> None:
    (line,) = make_held_lines(shop)
    browser = log_in(open_browser(), shop.cast.shopper.email)
    assert "Moon lamp" in browser.get("/en/account/reviews").text
    path = f"/en/account/reviews/lines/{line.id}"
    done = browser.post(path, stars="5", text=WORDS, language="de", author_name="Robin")
    assert (done.status_code, done.headers["Location"]) == (303, "/en/account/reviews")
    with reading():
        review = queries.get_reviewable(shop.cast.shopper.account_id, line.id).review
    assert review is not None
    assert (review.state, review.language, review.author.name) == (SaidState.PUBLISHED, "de", "Robin")


def test_every_complaint_stands_beside_its_field_and_nothing_typed_is_lost(
    shop: Shop, open_browser: Opened
) -> None:
    (line,) = make_held_lines(shop)
    browser = log_in(open_browser(), shop.cast.shopper.email)
    page = browser.post(f"/en/account/reviews/lines/{line.id}", text="Too short", title="My headline")
    assert page.status_code == 422
    text = words_of(page.text)
    assert "Please choose one to five stars." in text
    assert "Please write at least 20 characters." in text
    assert "Too short" in page.text
    assert "My headline" in page.text


def test_a_photo_is_checked_and_waits_for_a_person(shop: Shop, data: Path, open_browser: Opened) -> None:
    (line,) = make_held_lines(shop)
    browser = log_in(open_browser(), shop.cast.shopper.email)
    path = f"/en/account/reviews/lines/{line.id}"
    bad = browser.post(path, stars="5", text=WORDS, photos=(BytesIO(b"no picture"), "x.jpg"))  # type: ignore[arg-type]
    assert bad.status_code == 422
    assert "We cannot read this picture." in bad.text
    done = browser.post(path, stars="5", text=WORDS, photos=(BytesIO(a_photo()), "x.jpg"))  # type: ignore[arg-type]
    assert done.status_code == 303
    with reading():
        review = queries.get_reviewable(shop.cast.shopper.account_id, line.id).review
    assert review is not None
    assert (review.state, len(review.photos)) == (SaidState.PENDING, 1)
    assert "Keep photo 1" in browser.get(path).text


def test_another_shoppers_line_does_not_exist(shop: Shop, open_browser: Opened) -> None:
    (line,) = make_held_lines(shop)
    browser = log_in(open_browser(), shop.cast.other_shopper.email)
    path = f"/en/account/reviews/lines/{line.id}"
    assert browser.get(path).status_code == 404
    assert browser.post(path, page="/en/account", stars="5", text=WORDS).status_code == 404


def test_nobody_writes_or_asks_without_an_account(shop: Shop, open_browser: Opened) -> None:
    for path in ("/en/account/reviews", "/en/account/questions", "/en/p/moon-lamp/questions/new"):
        assert "/login" in open_browser().get(path).headers["Location"]


def test_a_guest_votes_once_and_takes_it_back(shop: Shop, open_browser: Opened) -> None:
    review_id = reviewed(shop)
    browser, path = open_browser(), f"/en/reviews/{review_id}"
    own = {"Sec-Fetch-Site": "same-origin"}
    for _ in range(2):
        assert browser.client.post(f"{path}/helpful", base_url=browser.root, headers=own).status_code == 303
    assert helpful(review_id) == 1
    answer = browser.get(path, **SWAP)
    assert "You found this helpful." in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    browser.client.post(f"{path}/helpful", base_url=browser.root, headers=own, data={"helpful": "0"})
    assert helpful(review_id) == 0
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert browser.client.post(f"{path}/helpful", base_url=browser.root, headers=foreign).status_code == 403


def helpful(review_id: int) -> int:
    with reading():
        return queries.get_published_review(ReviewId(review_id)).helpful


def test_a_reader_reports_a_review_with_a_reason(shop: Shop, open_browser: Opened) -> None:
    review_id = reviewed(shop)
    browser, path = open_browser(), f"/en/reviews/{review_id}"
    browser.post(f"{path}/report", page=path)
    with reading():
        assert queries.list_tasks(PAGE, ("en",), reported=True).total == 0
    browser.post(f"{path}/report", page=path, reason="offensive")
    with reading():
        assert queries.list_tasks(PAGE, ("en",), reported=True).total == 1


def test_a_shopper_asks_and_finds_the_question_again(shop: Shop, open_browser: Opened) -> None:
    browser = log_in(open_browser(), shop.cast.shopper.email)
    path = "/en/p/moon-lamp/questions/new"
    short = browser.post(path, text="Plug?")
    assert (short.status_code, "Plug?" in short.text) == (422, True)
    assert browser.post(path, text="Which plug does it come with?").status_code == 303
    assert "Which plug does it come with?" in browser.get("/en/account/questions").text
    assert "Which plug does it come with?" in visit("/en/p/moon-lamp/questions").text
    assert "Which plug does it come with?" not in open_browser().get("/en/p/warm-bulb/questions").text


def test_a_question_has_a_page_for_votes_and_reports(shop: Shop, open_browser: Opened) -> None:
    question_id = make_question(shop)
    browser, path = open_browser(), f"/en/questions/{question_id}"
    own = {"Sec-Fetch-Site": "same-origin"}
    assert browser.client.post(f"{path}/helpful", base_url=browser.root, headers=own).status_code == 303
    assert "You found this helpful." in browser.get(path).text
    browser.post(f"{path}/report", page=path, reason="off_topic")
    with reading():
        assert queries.list_tasks(PAGE, ("en",), reported=True).total == 1
    assert browser.get("/en/questions/999999").status_code == 404

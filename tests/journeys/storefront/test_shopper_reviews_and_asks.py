import re
from collections.abc import Callable
from urllib.parse import quote
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.factories.photos import a_photo
from tests.pages.storefront import Storefront

SHOPPER, PASSWORD = "shopper@demo.example", "entrepot-demo"
BOUGHT = {  # what the demo shopper holds of the demo merchant's goods, and how an English reader finds it
    "Geschenkbox Tee und Honig": "tea and honey gift box",
    "Henkellose Teeschalen": "handleless tea cups",
    "Ingwer-Zitrone-Aufguss": "ginger lemon infusion",
    "Kochmesser mit blauem Griff": "kitchen knife blue handle",
}


@pytest.mark.journey
def test_a_review_with_a_photo_is_published_found_helpful_and_replied_to(
    storefront: Callable[..., Storefront], visit: Callable[..., Page], shop: str
) -> None:
    author = storefront("eu", "de")
    author.log_in(SHOPPER, PASSWORD)
    words = f"Schneidet Tomaten hauchdünn, selbst nach Wochen noch. {uuid4().hex[:6]}"
    new_color = (uuid4().int % 256, uuid4().int % 256, uuid4().int % 256)
    title = _open_form(author)
    form = author.page.locator("main form[enctype]")
    author.page.locator("[name=text]").fill("Zu kurz")
    form.get_by_role("button").last.click()
    expect(author.page.locator("[name=text]")).to_have_attribute("aria-invalid", "true")
    _star(author.page, "stars", 4)
    author.page.locator("label:has([name^='aspect-'][value='5'])").first.click()
    author.page.locator("[name=text]").fill(words)
    author.page.locator("[name=photos]").set_input_files(
        [{"name": "knife.jpg", "mimeType": "image/jpeg", "buffer": a_photo(color=new_color)}]
    )
    form.get_by_role("button").last.click()
    expect(author.page).to_have_url(re.compile("/account/reviews$"))
    expect(author.page.locator("main .panel", has_text=words).locator(".badge").first).to_have_text(
        author.words("Pending")
    )
    reader = storefront("eu", "en")
    product = _find(reader, BOUGHT[title])
    reader.page.goto(f"{product}/reviews")
    expect(reader.page.get_by_text(words)).to_have_count(0)

    operator = _console(visit, f"{shop}/admin/moderation", "admin@demo.example")
    task = operator.locator("section.card", has_text=words)
    task.get_by_role("button", name="Publish", exact=True).click()
    expect(operator.get_by_role("status")).to_contain_text("It is published.")
    operator.get_by_role("link", name="Reported", exact=True).click()

    reader.page.reload()
    review = reader.page.locator(".review", has_text=words)
    expect(review.get_by_text("Deutsch")).to_be_visible()
    expect(review.get_by_text("4 of 5 stars")).to_have_count(1)
    review.get_by_role("button", name="Helpful").click()
    expect(review.get_by_text("You found this helpful.")).to_be_visible()
    review.get_by_role("link", name="Report").click()
    reader.page.get_by_role("radio", name="It advertises something else.").check()
    reader.page.get_by_role("button", name="Report").click()
    expect(reader.page.locator("#flashes")).to_contain_text("Thank you.")

    merchant = _console(visit, f"{shop}/merchant/reviews", "merchant@demo.example")
    card = merchant.locator("section.card", has_text=words)
    card.get_by_role("textbox").fill("Vielen Dank, das freut unsere Schmiede!")
    card.get_by_role("button", name="Reply").click()
    expect(merchant.get_by_role("status")).to_contain_text("Your reply is published.")
    reader.page.goto(f"{product}/reviews?in=de")
    expect(reader.page.locator(".review", has_text=words)).to_contain_text("das freut unsere Schmiede")
    reader.page.goto(product)
    reader.page.locator("#reviews").scroll_into_view_if_needed()
    expect(reader.page.locator("#reviews .histogram")).to_be_visible()


@pytest.mark.journey
@pytest.mark.parametrize(
    ("site", "language", "sought", "question", "answer"),
    [
        (
            "ru", "ru", "Чайные пиалы без ручки", "Можно ли мыть их в посудомоечной машине?",
            "Да, в верхней корзине.",
        ),
        (
            "global", "fr", "bols à thé sans anse", "Passent-ils au lave-vaisselle ?",
            "Oui, dans le panier du haut.",
        ),
    ],
)  # fmt: skip
def test_a_question_is_answered_and_its_asker_hears_of_it(
    storefront: Callable[..., Storefront],
    visit: Callable[..., Page],
    shop: str,
    site: str,
    language: str,
    sought: str,
    question: str,
    answer: str,
) -> None:
    asker = storefront(site, language)
    asker.log_in(SHOPPER, PASSWORD)
    words = f"{question} {uuid4().hex[:6]}"
    address = _find(asker, sought)
    asker.page.goto(f"{address}/questions")
    asker.link("Ask a question").click()
    asker.page.locator("[name=text]").fill(words)
    asker.button("Send the question").click()
    expect(asker.page).to_have_url(re.compile("/account/questions$"))

    merchant = _console(visit, f"{shop}/merchant/questions?show=open", "merchant@demo.example")
    card = merchant.locator("section.card", has_text=words)
    card.get_by_role("textbox").fill(answer)
    card.get_by_role("button", name="Answer").click()
    expect(merchant.get_by_role("status")).to_contain_text("Your answer is published")

    asker.page.reload()
    expect(asker.page.locator("main .panel", has_text=words)).to_contain_text(answer)
    asker.page.goto(f"{address}/questions")
    asked = asker.page.locator(".question", has_text=words)
    if asked.get_attribute("open") is None:
        asked.locator("summary").click()
    asked.get_by_role("link", name=asker.words("Report")).click()
    expect(asker.page).to_have_url(re.compile(r"/questions/\d+"))


def _open_form(author: Storefront) -> str:
    """Open the form of something that waits for a review, else of something reviewed before; gives its title."""
    author.go("/account/reviews")
    for kind in ("li.reviewed", "section.panel:has(.review)"):
        for title in BOUGHT:
            link = author.page.locator(kind, has_text=title).locator("a[href*='/reviews/lines/']")
            if link.count():
                link.first.click()
                return title
    raise AssertionError("nothing of the demo merchant is there to review")


def _find(reader: Storefront, words: str) -> str:
    """Find a product by its words and give its address."""
    reader.go(f"/search?q={quote(words)}")
    reader.page.locator(".product-card a").first.click()
    expect(reader.page).to_have_url(re.compile("/p/"))
    return reader.page.url.split("?")[0]


def _star(page: Page, name: str, stars: int) -> None:
    page.locator(f"label:has([name='{name}'][value='{stars}'])").click()


def _console(visit: Callable[..., Page], address: str, email: str) -> Page:
    page = visit()
    page.goto(address)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Log in").click()
    return page

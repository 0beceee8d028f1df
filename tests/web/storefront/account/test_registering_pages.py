from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from core.accounts import queries
from core.notifications.models import Mail
from core.platform.db import reading
from tests import cast
from tests.web.storefront.account.conftest import Browser, link_in

NEW = {"name": "Alex Green", "email": "alex@demo.example", "password": "a word nobody guesses"}


def test_registering_verifying_and_being_logged_in(
    browser: Browser, read_mail: Callable[[str], Mail]
) -> None:
    sent = browser.post("/en/register", **NEW)
    assert (sent.status_code, sent.location) == (303, "/en/register/sent")
    assert "We have sent you a mail" in browser.get(sent.location).text
    mail = read_mail(NEW["email"])
    assert mail.subject == "Confirm your e-mail address for Entrepot global"
    assert mail.language == "en"
    link = link_in(mail, "verify")
    assert 'type="password"' not in browser.get(link).text
    verified = browser.post(link)
    assert (verified.status_code, verified.location) == (303, "/en/account")
    page = browser.get("/en/account").text
    assert "Your e-mail address is confirmed, and you are logged in." in page
    assert NEW["email"] in page


def test_opening_the_link_uses_nothing_up(browser: Browser, read_mail: Callable[[str], Mail]) -> None:
    browser.post("/en/register", **NEW)
    link = link_in(read_mail(NEW["email"]), "verify")
    for _ in range(3):
        assert browser.get(link).status_code == 200
    assert browser.post(link).status_code == 303
    used = browser.get(link)
    assert used.status_code == 404
    assert "This link no longer works" in used.text


def test_another_browser_verifies_by_password_only(
    open_browser: Callable[..., Browser], read_mail: Callable[[str], Mail]
) -> None:
    open_browser().post("/en/register", **NEW)
    link = link_in(read_mail(NEW["email"]), "verify")
    phone = open_browser()
    assert 'type="password"' in phone.get(link).text
    wrong = phone.post(link, password="a wrong guess")
    assert wrong.status_code == 422
    assert 'aria-invalid="true" aria-describedby="password-error"' in wrong.text
    assert phone.post(link).status_code == 422
    assert phone.post(link, password=NEW["password"]).status_code == 303


def test_an_existing_address_gets_the_same_page_and_its_owner_a_mail(
    browser: Browser, open_browser: Callable[..., Browser], read_mail: Callable[[str], Mail]
) -> None:
    fresh = browser.post("/en/register", **NEW)
    taken = open_browser().post("/en/register", **{**NEW, "email": "shopper@cast.example"})
    assert (taken.status_code, taken.location) == (fresh.status_code, fresh.location)
    mail = read_mail("shopper@cast.example")
    assert mail.kind == "account_exists"
    assert "http://localhost:8000/en/login" in mail.text
    assert NEW["name"] not in mail.text + mail.html


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"email": "alex@"}, "email", "Enter an e-mail address such as name@example.com."),
        ({"name": " "}, "name", "Enter your full name."),
        ({"password": "short"}, "password", "Choose a password of at least 10 characters."),
        (
            {"password": "password123"},
            "password",
            "This is one of the first passwords that anybody would try.",
        ),
        ({"password": "alex@demo.example"}, "password", "Your password must not be your e-mail address."),
    ],
)
def test_a_complaint_stands_beside_its_field_and_the_rest_is_kept(
    browser: Browser, change: dict[str, str], field: str, sentence: str
) -> None:
    typed = {**NEW, **change}
    answer = browser.post("/en/register", **typed)
    assert answer.status_code == 422
    assert f'aria-invalid="true" aria-describedby="{field}-error' in answer.text
    assert answer.text.count(sentence) == 2
    assert f'value="{typed["email"]}"' in answer.text
    assert typed["password"] not in answer.text.replace(typed["email"], "")
    with reading():
        assert queries.find_account_by_email(NEW["email"]) is None


def test_all_complaints_are_made_at_once(browser: Browser) -> None:
    answer = browser.post("/en/register", name="", email="alex", password="")
    assert answer.status_code == 422
    for field in ("name", "email", "password"):
        assert f'href="#{field}"' in answer.text
    assert "3 things need your attention" in answer.text


def test_mails_speak_the_language_of_the_page(
    open_browser: Callable[..., Browser], read_mail: Callable[[str], Mail]
) -> None:
    browser = open_browser("http://ru.localhost:8000")
    browser.post("/ru/register", **NEW)
    mail = read_mail(NEW["email"])
    assert mail.language == "ru"
    assert '<html lang="ru"' in mail.html
    assert "http://ru.localhost:8000/ru/verify/" in mail.text
    assert f'href="http://ru.localhost:8000{link_in(mail, "verify")}"' in mail.html


def test_a_forged_host_never_reaches_the_mail(browser: Browser, read_mail: Callable[[str], Mail]) -> None:
    browser.root = "http://localhost:8000"
    browser.headers = {"X-Forwarded-Host": "evil.example"}
    browser.post("/en/register", headers={"X-Forwarded-Host": "evil.example"}, **NEW)
    mail = read_mail(NEW["email"])
    assert "evil.example" not in mail.text + mail.html


def test_a_form_without_its_token_from_elsewhere_changes_nothing(browser: Browser) -> None:
    browser.get("/en/register")
    answer = browser.client.post(
        "/en/register", base_url=browser.root, data=NEW, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    with reading():
        assert queries.find_account_by_email(NEW["email"]) is None


def test_a_one_time_link_is_not_in_the_log(browser: Browser, read_mail: Callable[[str], Mail]) -> None:
    browser.post("/en/register", **NEW)
    link = link_in(read_mail(NEW["email"]), "verify")
    with capture_logs() as lines:
        browser.post(link)
    assert [line["path"] for line in lines] == ["/en/verify/•••"] * 2
    assert link.rpartition("/")[2] not in str(lines)


def test_registering_without_end_is_stopped(browser: Browser) -> None:
    answers = [browser.post("/en/register", **NEW).status_code for _ in range(7)]
    assert answers == [303] * 6 + [429]


def test_the_pages_are_kept_in_no_cache(browser: Browser) -> None:
    for path in ("/en/login", "/en/register", "/en/reset"):
        assert browser.get(path).headers["Cache-Control"] == "private, no-store"


def test_the_shared_password_of_the_tests_is_not_common(browser: Browser) -> None:
    assert browser.post("/en/register", **{**NEW, "password": cast.PASSWORD}).status_code == 303

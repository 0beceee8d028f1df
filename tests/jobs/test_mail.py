import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.kernel.ids import SiteId
from core.kernel.money import Money
from core.notifications import queries, service
from core.notifications.events import MailWritten
from core.notifications.types import MailId, MailState, MailToSend
from core.platform import mail as letters
from core.platform import settings as configuration
from core.platform.db import reading, transaction
from core.platform.http import OutageError
from core.sites.types import SiteDetail
from tests.conftest import Later
from tests.factories.shop import Shop
from tests.jobs.conftest import point_at, relay_all, work_all
from tests.jobs.examples import DONE, PENDING, deliveries
from tests.jobs.post_office import PostOffice, open_post_office
from web import rendering
from workers.mail import send_mail

LANGUAGES = ("en", "ru", "zh", "es", "de", "fr", "pl")
ORDER = {
    "number": "ORD-7K3M9-XQ2FD",
    "merchant": "Bär & Söhne <b>",
    "ships_from": "Warsaw",
    "ships_from_country": "PL",
    "service": "Parcel",
    "arrives_from": date(2026, 12, 1),
    "arrives_to": date(2026, 12, 5),
    "lines": [
        {
            "title": "Lamp <i>",
            "label": "Black",
            "sku": "LAMP",
            "quantity": 2,
            "unit": Money(1050, "EUR"),
            "total": Money(2100, "EUR"),
        },
        {
            "title": "Mug",
            "label": "",
            "sku": "MUG",
            "quantity": 1,
            "unit": Money(500, "EUR"),
            "total": Money(500, "EUR"),
        },
    ],
    "shipping": Money(490, "EUR"),
    "total": Money(3090, "EUR"),
}
FACTS: dict[str, Any] = {
    "number": "PUR-AAAAA-BBBBB",
    "name": "Robin <script>alert(1)</script>",
    "is_guest": True,
    "was_paid": True,
    "placed_at": datetime(2026, 11, 21, 8, tzinfo=UTC),
    "address": ["Robin", "Street 1", "10115 Berlin"],
    "country": "DE",
    "prices_include_tax": True,
    "orders": [ORDER, ORDER],
    "order": ORDER,
    "goods": Money(5200, "EUR"),
    "shipping": Money(980, "EUR"),
    "total": Money(6180, "EUR"),
    "taxes": [{"rate": 1900, "included": True, "base": Money(5193, "EUR"), "tax": Money(987, "EUR")}],
    "untaxed": ["export"],
    "amount": Money(6180, "EUR"),
    "expires_at": datetime(2026, 11, 21, 9, tzinfo=UTC),
}
KINDS = (
    "order_confirmed",
    "order_canceled",
    "purchase_expired",
    "order_shipped",
    "payment_declined",
    "refund_made",
    "verify_email",
    "reset_password",
    "account_exists",
    "merchant_order",
)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with open_post_office() as opened:
        configuration.override(smtp_url=opened.url)
        yield opened


def write(site: SiteDetail, kind: str = "refund_made", language: str = "en", **secrets: str) -> MailId:
    with transaction():
        return service.write_mail(
            kind=kind,
            to="robin@cast.example",
            language=language,
            site_id=SiteId(site.id),
            facts=FACTS,
            secrets=secrets,
            source_key=f"{kind}:{language}",
        )


def send(mail_id: MailId) -> None:
    send_mail.act(MailWritten(mail_id=mail_id))


def mail_of(mail_id: MailId) -> MailToSend:
    with reading():
        return queries.get_mail_to_send(mail_id)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_can_be_read_in_every_language(kind: str, language: str, shop: Shop) -> None:
    site = next(site for site in shop.sites.values() if language in site.languages)
    mail_id = write(site, kind, language, token="a-secret-token")
    send(mail_id)
    mail = mail_of(mail_id)
    assert mail.state is MailState.KEPT
    assert mail.subject == mail.subject.strip() != ""
    assert "<script" not in mail.html
    for text in (mail.text, mail.html):
        assert not re.search(r"%\(|\{\{|\{%|None|Undefined", text)
    assert f'lang="{"zh-Hans" if language == "zh" else language}"' in mail.html
    host = "localhost" if site.is_default else site.host
    assert f"http://{host}:" in mail.text


def test_the_numbers_of_a_confirmation_are_those_of_the_order(shop: Shop) -> None:
    mail_id = write(shop.sites["eu"], "order_confirmed", "de")
    send(mail_id)
    mail = mail_of(mail_id)
    for text in (mail.text, mail.html):
        for amount in ("21,00", "5,00", "52,00", "9,80", "61,80", "51,93", "9,87"):
            assert f"{amount}\xa0€" in text
    assert "Lamp &lt;i&gt;" in mail.html
    assert "Lamp <i>" in mail.text


def test_a_mail_server_gets_the_mail_whole_and_the_secret_is_forgotten(
    shop: Shop, office: PostOffice
) -> None:
    mail_id = write(shop.sites["eu"], "reset_password", "de", token="a-secret-token")
    send(mail_id)
    (arrived,) = office.arrived
    text, html = arrived.get_body(("plain",)), arrived.get_body(("html",))
    assert text is not None
    assert html is not None
    assert (arrived["To"], arrived["Content-Language"]) == ("robin@cast.example", "de")
    assert "/de/reset/a-secret-token" in text.get_content()
    assert "/de/reset/a-secret-token" in html.get_content()
    mail = mail_of(mail_id)
    assert (mail.state, mail.text, mail.html) == (MailState.SENT, "", "")


def test_a_mail_that_was_sent_is_not_sent_again(shop: Shop, office: PostOffice) -> None:
    mail_id = write(shop.sites["eu"])
    send(mail_id)
    send(mail_id)
    assert len(office.arrived) == 1


def test_a_second_attempt_says_the_same_under_the_same_id(shop: Shop, office: PostOffice) -> None:
    mail_id = write(shop.sites["eu"])
    office.refuses = True
    with pytest.raises(OutageError):
        send(mail_id)
    failed = mail_of(mail_id)
    assert failed.state is MailState.FAILED
    office.refuses = False
    send(mail_id)
    assert mail_of(mail_id).state is MailState.SENT
    assert re.fullmatch(rf"<mail-{mail_id}-\d+@entrepot\.example>", office.arrived[0]["Message-ID"])
    assert office.arrived[0]["Subject"] == failed.subject


def test_who_rendered_first_is_who_is_sent(
    shop: Shop, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_id = write(shop.sites["eu"])
    render = rendering.render_email

    def render_late(*about: Any, **more: Any) -> rendering.RenderedMail:
        words = render(*about, **more)
        with transaction():
            assert service.keep_words(mail_id, subject="First", text="first", html="<p>first</p>")
        return words

    monkeypatch.setattr(rendering, "render_email", render_late)
    send(mail_id)
    assert [letter["Subject"] for letter in office.arrived] == ["First"]


def test_a_mail_server_that_is_away_is_an_outage() -> None:
    letter = letters.compose(to="a@b.example", subject="s", text="t", html="<p>t</p>", language="en")
    with pytest.raises(OutageError):
        letters.send(letter, "smtp://127.0.0.1:9")


def test_a_mail_goes_from_fact_to_mailbox_through_relay_and_worker(
    committed_shop: Shop, queue: str, office: PostOffice, later: Later
) -> None:
    point_at(redis_url=queue)
    relay_all()
    work_all()
    office.refuses = True
    write(committed_shop.sites["eu"])
    relay_all()
    work_all()
    assert deliveries()[-1] == (PENDING, 1)
    office.refuses = False
    later(timedelta(minutes=1))
    relay_all()
    work_all()
    assert deliveries()[-1] == (DONE, 2)
    assert len(office.arrived) == 1

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.kernel.money import Money
from core.kernel.page import PageAsk
from core.notifications import queries, service
from core.notifications.errors import MailNotFound
from core.notifications.models import Mail
from core.notifications.types import MailId, MailState
from core.platform.db import reading, session, transaction
from core.platform.outbox import Message
from tests.conftest import Later
from tests.factories.shop import Shop

pytestmark = pytest.mark.usefixtures("db")


def write(shop: Shop, key: str = "hello:1", **secrets: str) -> MailId:
    with transaction():
        return service.write_mail(
            kind="hello",
            to="robin@cast.example",
            language="de",
            site_id=shop.sites["eu"].id,
            facts={"total": Money(3090, "EUR")},
            secrets=secrets,
            source_key=key,
        )


def render(mail_id: MailId) -> None:
    with transaction():
        service.keep_words(mail_id, subject="Hello", text="Hello 42", html="<p>Hello 42</p>")


def row(mail_id: MailId) -> Mail:
    with reading():
        return session().get_one(Mail, mail_id)


def test_the_same_reason_writes_one_mail_and_tells_once(shop: Shop) -> None:
    first = write(shop)
    assert write(shop) == first
    second = write(shop, "hello:2")
    with reading():
        told = session().scalars(select(Message.payload).where(Message.name == "MailWritten")).all()
    assert [payload["mail_id"] for payload in told] == [first, second]


def test_amounts_come_back_as_amounts_and_secrets_among_the_facts(shop: Shop) -> None:
    mail_id = write(shop, token="42")
    with reading():
        mail = queries.get_mail_to_send(mail_id)
    assert mail.facts == {"total": Money(3090, "EUR"), "token": "42"}


def test_a_sent_mail_forgets_its_secrets_and_the_words_around_them(shop: Shop) -> None:
    secret, plain = write(shop, "a", token="42"), write(shop, "b")
    for mail_id in (secret, plain):
        render(mail_id)
        with transaction():
            service.mark_sent(mail_id)
    assert (row(secret).secrets, row(secret).text, row(secret).html) == ({}, "", "")
    assert (row(secret).subject, row(secret).state) == ("Hello", MailState.SENT)
    assert row(plain).text == "Hello 42"


def test_only_kept_mails_can_be_read(shop: Shop) -> None:
    kept, sent = write(shop, "a", token="42"), write(shop, "b")
    for mail_id in (kept, sent):
        render(mail_id)
    with transaction():
        service.mark_kept(kept)
        service.mark_sent(sent)
    with reading():
        assert queries.get_mail(kept).text == "Hello 42"
        assert [mail.id for mail in queries.list_kept(PageAsk()).items] == [kept]
        with pytest.raises(MailNotFound):
            queries.get_mail(sent)


def test_a_failed_mail_is_counted_until_it_is_sent(shop: Shop) -> None:
    mail_id = write(shop)
    with transaction():
        service.note_failure(mail_id, "OutageError: mail server: ConnectionRefusedError")
    with reading():
        (failed,) = queries.list_failed(PageAsk()).items
        assert (failed.attempts, queries.count_failed()) == (1, 1)
    with transaction():
        service.mark_sent(mail_id)
        service.note_failure(mail_id, "too late")
    with reading():
        assert queries.count_failed() == 0
    assert (row(mail_id).attempts, row(mail_id).last_error) == (2, "")


def test_what_a_mail_says_is_written_once(shop: Shop) -> None:
    mail_id = write(shop)
    render(mail_id)
    with transaction():
        service.keep_words(mail_id, subject="Other", text="x", html="x")
    assert row(mail_id).subject == "Hello"


def test_old_mails_lose_their_words_and_keep_their_date(shop: Shop, later: Later) -> None:
    sent, waiting = write(shop, "a"), write(shop, "b")
    for mail_id in (sent, waiting):
        render(mail_id)
    with transaction():
        service.mark_kept(sent)
    later(timedelta(days=91))
    with transaction():
        assert service.forget_old_mails(timedelta(days=90)) == 1
    assert (row(sent).text, row(sent).facts, row(sent).sent_at is not None) == ("", {}, True)
    assert row(waiting).text == "Hello 42"

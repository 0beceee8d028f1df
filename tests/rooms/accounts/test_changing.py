from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from core.accounts import queries, service
from core.accounts.errors import (
    CredentialsRefused,
    EmailTaken,
    EmailUnchanged,
    PasswordTooShort,
    PasswordWrong,
    SessionNotFound,
    TokenRefused,
)
from core.accounts.events import EmailChanged, EmailVerified, PasswordResetAsked
from core.accounts.models import ConsentRow
from core.accounts.types import EmailChangeId, Portal, TokenPurpose
from core.kernel.actor import SYSTEM
from core.kernel.ids import AccountId, SiteId
from core.platform.db import attempt, reading, transaction
from core.platform.outbox import Message
from tests.conftest import Later
from tests.factories.accounts import PASSWORD, id_of, log_in, make_account, new_email, register
from tests.factories.shop import Shop

NEW_PASSWORD = "quite another horse"


@pytest.fixture(autouse=True)
def _reading(shop: Shop) -> Iterator[None]:
    with reading():
        yield


def ask_change(account_id: AccountId, email: str) -> EmailChangeId:
    with transaction():
        service.ask_email_change(account_id, email, site_id=SiteId(1), language="en", by=SYSTEM)
    found = queries.find_waiting_email_change(account_id)
    assert found is not None
    return found.id


def token_for(account_id: AccountId, purpose: TokenPurpose, change: EmailChangeId) -> str:
    with transaction():
        return service.issue_token(account_id, purpose, email_change_id=change)


def confirm(token: str) -> None:
    with transaction():
        service.confirm_email_change(token, site_id=SiteId(1), language="en")


def test_a_new_address_counts_once_its_mailbox_is_proven() -> None:
    old, new = new_email(), new_email("new")
    account_id = make_account(email=old)
    change = ask_change(account_id, new.upper())
    log_in(old)
    confirm(token_for(account_id, TokenPurpose.CONFIRM_EMAIL, change))
    log_in(new)
    with pytest.raises(CredentialsRefused):
        log_in(old)
    with reading() as session:
        told = [row.name for row in session.scalars(select(Message).order_by(Message.id))]
    assert told[-2:] == [EmailChanged.__name__, EmailVerified.__name__]


def test_the_old_mailbox_takes_it_back_and_everybody_out() -> None:
    old, new = new_email(), new_email("thief")
    account_id = make_account(email=old)
    change = ask_change(account_id, new)
    confirm(token_for(account_id, TokenPurpose.CONFIRM_EMAIL, change))
    session_of_thief = log_in(new)
    undo = token_for(account_id, TokenPurpose.UNDO_EMAIL, change)
    with transaction():
        service.undo_email_change(undo, site_id=SiteId(1), language="en")
    assert id_of(old) == account_id
    assert queries.find_session(session_of_thief, Portal.STOREFRONT) is None
    with reading() as session:
        assert PasswordResetAsked.__name__ in set(session.scalars(select(Message.name)))
    with pytest.raises(TokenRefused), transaction():
        service.undo_email_change(undo, site_id=SiteId(1), language="en")


def test_after_seven_days_it_stays(later: Later) -> None:
    account_id = make_account()
    change = ask_change(account_id, new_email("new"))
    confirm(token_for(account_id, TokenPurpose.CONFIRM_EMAIL, change))
    undo = token_for(account_id, TokenPurpose.UNDO_EMAIL, change)
    later(timedelta(days=7, seconds=1))
    with pytest.raises(TokenRefused), transaction():
        service.undo_email_change(undo, site_id=SiteId(1), language="en")


def test_an_address_that_somebody_has_proven_stays_theirs() -> None:
    taken = new_email("taken")
    account_id, other = make_account(), make_account(email=taken)
    token = token_for(account_id, TokenPurpose.CONFIRM_EMAIL, ask_change(account_id, taken))
    with pytest.raises(EmailTaken):
        confirm(token)
    assert id_of(taken) == other


def test_a_registration_that_nobody_proved_is_no_obstacle() -> None:
    claimed = new_email("claimed")
    register(email=claimed)
    account_id = make_account()
    confirm(token_for(account_id, TokenPurpose.CONFIRM_EMAIL, ask_change(account_id, claimed)))
    assert id_of(claimed) == account_id


def test_the_same_address_is_no_change() -> None:
    email = new_email()
    account_id = make_account(email=email)
    with pytest.raises(EmailUnchanged), transaction():
        service.ask_email_change(account_id, email, site_id=SiteId(1), language="en", by=SYSTEM)


def test_a_new_password_wants_the_old_one_and_ends_every_session() -> None:
    email = new_email()
    account_id = make_account(email=email)
    token = log_in(email)

    def change(current: str, new: str) -> None:
        with transaction():
            service.change_password(account_id, current, new, site_id=SiteId(1), language="en", by=SYSTEM)

    with pytest.raises(PasswordWrong):
        change("not the password", NEW_PASSWORD)
    with pytest.raises(PasswordTooShort):
        change(PASSWORD, "short")
    assert queries.find_session(token, Portal.STOREFRONT) is not None
    change(PASSWORD, NEW_PASSWORD)
    assert queries.find_session(token, Portal.STOREFRONT) is None
    log_in(email, NEW_PASSWORD)


def test_sessions_are_ended_one_by_one_and_never_somebody_elses() -> None:
    email = new_email()
    account_id, stranger = make_account(email=email), make_account()
    first, second = log_in(email), log_in(email)
    here, other = (queries.find_session(token, Portal.STOREFRONT) for token in (first, second))
    assert here is not None
    assert other is not None
    with pytest.raises(SessionNotFound), transaction():
        service.end_session_of(stranger, other.session_id, by=SYSTEM)
    with transaction():
        service.end_session_of(account_id, other.session_id, by=SYSTEM)
    assert [kept.id for kept in queries.list_sessions_of(account_id)] == [here.session_id]


def test_consents_only_grow_and_the_last_word_counts() -> None:
    account_id = make_account()
    for is_granted in (True, False):
        with transaction():
            service.record_consent(
                account_id=account_id,
                topic="terms",
                version="2026-11",
                is_granted=is_granted,
                source="checkout",
                language="de",
            )
    last = queries.find_consent("terms", account_id=account_id)
    assert last is not None
    assert not last.is_granted
    assert [one.is_granted for one in queries.list_consents_of(account_id)] == [False, True]
    with transaction() as session:
        for act in (update(ConsentRow).values(is_granted=True), text("DELETE FROM consents")):
            with pytest.raises(IntegrityError, match="only grows"), attempt():
                session.execute(act)

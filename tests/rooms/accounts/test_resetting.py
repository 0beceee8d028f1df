from datetime import timedelta

import pytest
from sqlalchemy import select

from core.accounts import queries, service
from core.accounts.errors import CredentialsRefused, EmailInvalid, PasswordTooShort, TokenRefused
from core.accounts.types import Portal, TokenPurpose
from core.kernel.ids import SiteId
from core.platform.db import reading, transaction
from core.platform.outbox import Message
from tests.conftest import Later
from tests.factories import accounts as make

pytestmark = pytest.mark.usefixtures("db")
EMAIL = "robin@demo.example"
NEW = "a completely new word"


def reset(token: str, password: str = NEW) -> None:
    with transaction():
        service.reset_password(token, password)


def asked() -> list[dict[str, object]]:
    with reading() as session:
        return list(session.scalars(select(Message.payload).where(Message.name == "PasswordResetAsked")))


def test_asking_tells_one_fact_for_an_account_and_none_for_a_stranger() -> None:
    account_id = make.make_account(email=EMAIL)
    with transaction():
        service.request_reset("ROBIN@demo.example", site_id=SiteId(1), language="fr")
        service.request_reset("nobody@demo.example", site_id=SiteId(1), language="fr")
    with pytest.raises(EmailInvalid), transaction():
        service.request_reset("not an address", site_id=SiteId(1), language="fr")
    assert asked() == [{"account_id": account_id, "site_id": 1, "language": "fr"}]


def test_a_reset_changes_the_password_and_ends_every_session() -> None:
    make.make_account(email=EMAIL)
    tokens = [make.log_in(EMAIL), make.log_in(EMAIL, portal=Portal.MERCHANT)]
    reset(make.issue_token(EMAIL, TokenPurpose.RESET))
    with reading():
        assert queries.find_session(tokens[0], Portal.STOREFRONT) is None
        assert queries.find_session(tokens[1], Portal.MERCHANT) is None
    with pytest.raises(CredentialsRefused):
        make.log_in(EMAIL)
    make.log_in(EMAIL, NEW)


def test_a_reset_link_is_for_one_use_and_its_siblings_go_with_it() -> None:
    make.make_account(email=EMAIL)
    tokens = [make.issue_token(EMAIL, TokenPurpose.RESET) for _ in range(2)]
    reset(tokens[0])
    for token in [*tokens, "made up"]:
        with pytest.raises(TokenRefused):
            reset(token, "yet another password")
    make.log_in(EMAIL, NEW)


def test_a_refused_password_leaves_the_link_usable() -> None:
    make.make_account(email=EMAIL)
    token = make.issue_token(EMAIL, TokenPurpose.RESET)
    with pytest.raises(PasswordTooShort):
        reset(token, "short")
    reset(token)


def test_a_reset_link_lives_an_hour(later: Later) -> None:
    make.make_account(email=EMAIL)
    token = make.issue_token(EMAIL, TokenPurpose.RESET)
    later(timedelta(seconds=3601))
    with pytest.raises(TokenRefused):
        reset(token)


def test_a_reset_proves_the_mailbox_and_shuts_out_whoever_registered() -> None:
    ticket = make.register(email=EMAIL, password="the stranger's word")
    verify = make.issue_token(EMAIL, TokenPurpose.VERIFY)
    reset(make.issue_token(EMAIL, TokenPurpose.RESET))
    with pytest.raises(TokenRefused), transaction():
        service.verify_email(verify, ticket=ticket)
    with reading() as session:
        assert queries.get_account(make.id_of(EMAIL)).is_verified
        assert "EmailVerified" in session.scalars(select(Message.name)).all()
    make.log_in(EMAIL, NEW)

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.accounts import passwords, queries, service
from core.accounts.errors import (
    CredentialsRefused,
    EmailInvalid,
    NameMissing,
    OwnerUnproven,
    PasswordTooCommon,
    TokenRefused,
)
from core.accounts.models import Account, AccountToken
from core.accounts.types import TokenPurpose
from core.kernel.actor import SYSTEM
from core.platform.db import reading, transaction
from core.platform.outbox import Message
from tests.conftest import Later
from tests.factories import accounts as make

pytestmark = pytest.mark.usefixtures("db")


def facts() -> list[tuple[str, dict[str, object]]]:
    with reading() as session:
        told = session.execute(select(Message.name, Message.payload).order_by(Message.id))
        return [(name, payload) for name, payload in told]


def test_registering_keeps_a_tidy_account_and_tells_one_fact_without_secrets() -> None:
    ticket = make.register(email=" Robin@Demo.Example", name="  Robin   Lane ")
    with reading():
        account = queries.find_account_by_email("robin@demo.example")
    assert account is not None
    assert (account.email, account.name, account.is_verified) == ("robin@demo.example", "Robin Lane", False)
    assert facts() == [("AccountRegistered", {"account_id": account.id, "site_id": 1, "language": "en"})]
    assert len(ticket) >= 43


def test_a_password_is_kept_as_argon2id_only() -> None:
    make.register(email="robin@demo.example")
    with reading() as session:
        kept = session.scalars(select(Account.password_hash)).one()
    assert kept.startswith("$argon2id$")
    assert make.PASSWORD not in kept


def test_registering_an_existing_address_changes_nothing_and_tells_its_owner() -> None:
    account_id = make.make_account(email="robin@demo.example")
    before = facts()
    ticket = make.register(email="ROBIN@demo.example", password="somebody else's idea", name="Mallory")
    assert len(ticket) >= 43
    assert facts()[len(before) :] == [
        ("AccountExistsTold", {"account_id": account_id, "site_id": 1, "language": "en"})
    ]
    with reading():
        assert queries.get_account(account_id).name == "Robin Lane"
        assert not queries.is_ticket_of(account_id, ticket)
    make.log_in("robin@demo.example")


def test_an_existing_address_is_hashed_for_like_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    make.make_account(email="robin@demo.example")
    hashed: list[str] = []
    real = passwords.hash_of
    monkeypatch.setattr(passwords, "hash_of", lambda password: hashed.append(password) or real(password))
    make.register(email="robin@demo.example")
    make.register(email="new@demo.example")
    assert len(hashed) == 2


def test_an_unproven_account_passes_to_the_last_who_registered() -> None:
    first = make.register(email="robin@demo.example", password="the first password")
    token = make.issue_token("robin@demo.example", TokenPurpose.VERIFY)
    second = make.register(email="robin@demo.example", password="the second password")
    with pytest.raises(OwnerUnproven), transaction():
        service.verify_email(token, ticket=first)
    with transaction():
        service.verify_email(token, ticket=second)
    with pytest.raises(CredentialsRefused):
        make.log_in("robin@demo.example", "the first password")
    make.log_in("robin@demo.example", "the second password")


def test_a_click_alone_does_not_verify_what_a_stranger_registered() -> None:
    make.register(email="victim@demo.example", password="the stranger's word")
    token = make.issue_token("victim@demo.example", TokenPurpose.VERIFY)
    for proof in ({}, {"ticket": "made up"}, {"password": "victim's own guess"}):
        with pytest.raises(OwnerUnproven), transaction():
            service.verify_email(token, **proof)
    assert [name for name, _ in facts()] == ["AccountRegistered"]


def test_verifying_by_password_works_in_another_browser_and_tells_it_once() -> None:
    make.register(email="robin@demo.example")
    token = make.issue_token("robin@demo.example", TokenPurpose.VERIFY)
    with transaction():
        account_id = service.verify_email(token, password=make.PASSWORD)
    with reading():
        assert queries.get_account(account_id).is_verified
    assert facts()[1:] == [("EmailVerified", {"account_id": account_id})]


def test_a_verifying_token_is_for_one_use_and_its_siblings_go_with_it() -> None:
    ticket = make.register(email="robin@demo.example")
    tokens = [make.issue_token("robin@demo.example", TokenPurpose.VERIFY) for _ in range(2)]
    with transaction():
        service.verify_email(tokens[0], ticket=ticket)
    for token in tokens:
        with pytest.raises(TokenRefused), transaction():
            service.verify_email(token, password=make.PASSWORD)


@pytest.mark.parametrize(("seconds", "works"), [(3 * 86400 - 2, True), (3 * 86400 + 2, False)])
def test_a_verifying_token_lives_three_days(seconds: int, works: bool, later: Later) -> None:
    ticket = make.register(email="robin@demo.example")
    token = make.issue_token("robin@demo.example", TokenPurpose.VERIFY)
    later(timedelta(seconds=seconds))
    with reading():
        assert (queries.find_owner_of_token(token, TokenPurpose.VERIFY) is not None) is works
    if not works:
        with pytest.raises(TokenRefused), transaction():
            service.verify_email(token, ticket=ticket)


def test_a_token_is_kept_as_its_digest_and_serves_its_own_purpose_only() -> None:
    make.make_account(email="robin@demo.example")
    token = make.issue_token("robin@demo.example", TokenPurpose.RESET)
    with reading() as session:
        kept = session.scalars(select(AccountToken.token_hash).order_by(AccountToken.id.desc())).first()
        assert kept is not None
        assert token.encode() not in kept
        assert queries.find_owner_of_token(token, TokenPurpose.VERIFY) is None
    with pytest.raises(TokenRefused), transaction():
        service.verify_email(token, password=make.PASSWORD)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"email": "nowhere"}, EmailInvalid),
        ({"name": "  "}, NameMissing),
        ({"password": "password123"}, PasswordTooCommon),
    ],
)
def test_a_bad_registration_leaves_no_trace(change: dict[str, str], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        make.register(**{"email": "robin@demo.example", **change})
    assert facts() == []
    with reading():
        assert queries.find_account_by_email("robin@demo.example") is None


def test_a_name_can_be_changed_but_not_to_nothing() -> None:
    account_id = make.make_account()
    with transaction():
        service.change_name(account_id, " Robin  Street ", by=SYSTEM)
    with pytest.raises(NameMissing), transaction():
        service.change_name(account_id, " ", by=SYSTEM)
    with reading():
        assert queries.get_account(account_id).name == "Robin Street"

from datetime import timedelta

import argon2
import pytest
from sqlalchemy import select

from core.accounts import passwords, queries, service
from core.accounts.errors import CredentialsRefused, EmailTaken, OperatorsExist
from core.accounts.models import Account, AccountSession
from core.accounts.types import Act, OperatorRole, Portal
from core.kernel.actor import SYSTEM
from core.kernel.states import IllegalMove
from core.platform.db import reading, transaction
from core.platform.throttle import TooMany
from tests.conftest import Later
from tests.factories import accounts as make

pytestmark = pytest.mark.usefixtures("db")
EMAIL = "robin@demo.example"


def who(token: str, portal: Portal = Portal.STOREFRONT) -> str | None:
    with reading():
        found = queries.find_session(token, portal)
    return found.email if found else None


def test_a_session_says_who_holds_it_in_its_own_portal_only() -> None:
    account_id = make.make_account(email=EMAIL, language="de")
    token = make.log_in(" ROBIN@demo.example ")
    with reading():
        signed_in = queries.find_session(token, Portal.STOREFRONT)
    assert signed_in is not None
    assert (signed_in.account_id, signed_in.email, signed_in.language) == (account_id, EMAIL, "de")
    assert (signed_in.is_verified, signed_in.operator_role, signed_in.is_due_for_touch) == (True, None, False)
    assert who(token, Portal.MERCHANT) is None
    assert who(token, Portal.ADMIN) is None
    assert who("made up") is None


def test_a_session_is_kept_as_its_digest() -> None:
    make.make_account(email=EMAIL)
    token = make.log_in(EMAIL)
    with reading() as session:
        kept = session.scalars(select(AccountSession)).one()
        assert token.encode() not in kept.token_hash
        assert (kept.ip, kept.user_agent) == ("203.0.113.9", "tests")


def test_every_wrong_log_in_is_the_same_refusal_after_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    make.make_account(email=EMAIL)
    make.register(email="unproven@demo.example")
    suspended = make.make_account(email="suspended@demo.example")
    with transaction():
        service.suspend_account(suspended, by=SYSTEM, reason="test")
    compared: list[str] = []
    real = passwords.is_right
    watched = lambda typed, kept: compared.append(typed) or real(typed, kept)  # noqa: E731
    monkeypatch.setattr(passwords, "is_right", watched)
    wrong = [
        (EMAIL, "not the password", Portal.STOREFRONT),
        ("nobody@demo.example", make.PASSWORD, Portal.STOREFRONT),
        ("not an address", make.PASSWORD, Portal.STOREFRONT),
        (EMAIL, make.PASSWORD, Portal.ADMIN),
        ("unproven@demo.example", make.PASSWORD, Portal.STOREFRONT),
        ("suspended@demo.example", make.PASSWORD, Portal.STOREFRONT),
        (EMAIL, "x" * 5000, Portal.STOREFRONT),
    ]
    for email, password, portal in wrong:
        with pytest.raises(CredentialsRefused) as refused:
            make.log_in(email, password, portal)
        assert (refused.value.code, refused.value.facts) == ("accounts.credentials_refused", {})
    assert len(compared) == len(wrong)


def test_only_operators_enter_the_admin_portal() -> None:
    make.make_operator(email="olga@demo.example")
    token = make.log_in("olga@demo.example", portal=Portal.ADMIN)
    with reading():
        signed_in = queries.find_session(token, Portal.ADMIN)
    assert signed_in is not None
    assert signed_in.operator_role is OperatorRole.ADMIN


def test_logging_out_ends_one_session() -> None:
    make.make_account(email=EMAIL)
    first, second = make.log_in(EMAIL), make.log_in(EMAIL)
    with transaction():
        service.log_out(first)
        service.log_out("made up")
    assert (who(first), who(second)) == (None, EMAIL)


def test_a_session_ends_when_it_rests_too_long_and_a_touch_moves_its_end(later: Later) -> None:
    make.make_account(email=EMAIL)
    used, unused = make.log_in(EMAIL), make.log_in(EMAIL)
    later(timedelta(days=29))
    with reading():
        signed_in = queries.find_session(used, Portal.STOREFRONT)
    assert signed_in is not None
    assert signed_in.is_due_for_touch
    with transaction():
        service.touch_session(signed_in.session_id)
    later(timedelta(days=2))
    assert (who(used), who(unused)) == (EMAIL, None)


def test_a_session_that_ended_is_not_touched_back_to_life() -> None:
    make.make_account(email=EMAIL)
    token = make.log_in(EMAIL)
    with reading():
        signed_in = queries.find_session(token, Portal.STOREFRONT)
    assert signed_in is not None
    with transaction():
        service.log_out(token)
        service.touch_session(signed_in.session_id)
    assert who(token) is None


def test_an_old_hash_is_renewed_when_the_password_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    make.make_account(email=EMAIL)
    stronger = argon2.PasswordHasher(time_cost=passwords._hasher.time_cost + 1)
    monkeypatch.setattr(passwords, "_hasher", stronger)
    make.log_in(EMAIL)
    with reading() as session:
        kept = session.scalars(select(Account.password_hash)).one()
    assert f"t={stronger.time_cost}" in kept
    make.log_in(EMAIL)


def attempt(email: str, ip: str = "203.0.113.9") -> None:
    with transaction():
        service.count_attempt(Act.LOG_IN, email, ip)


def test_the_eleventh_attempt_at_one_account_waits_wherever_it_comes_from() -> None:
    for number in range(10):
        attempt(EMAIL, f"203.0.113.{number}")
    with pytest.raises(TooMany) as refused:
        attempt(" ROBIN@demo.example", "203.0.113.99")
    assert 0 < int(str(refused.value.facts["seconds"])) <= 900
    attempt("other@demo.example")


def test_attempts_outlive_the_refused_log_ins_they_were_counted_for() -> None:
    make.make_account(email=EMAIL)
    for _ in range(10):
        attempt(EMAIL)
        with pytest.raises(CredentialsRefused):
            make.log_in(EMAIL, "a wrong guess")
    with pytest.raises(TooMany):
        attempt(EMAIL)


def test_one_place_cannot_try_many_accounts() -> None:
    for number in range(60):
        attempt(f"shopper-{number}@demo.example", f"2001:db8::{number:x}")
    with pytest.raises(TooMany):
        attempt("one-more@demo.example", "2001:db8::ffff")
    attempt("one-more@demo.example", "2001:db8:0:1::1")


def test_a_right_password_clears_the_account_but_not_the_place() -> None:
    make.make_account(email=EMAIL)
    for _ in range(9):
        attempt(EMAIL)
    for number in range(50):
        attempt(f"shopper-{number}@demo.example")
    attempt(EMAIL)
    make.log_in(EMAIL)
    attempt(EMAIL)
    with pytest.raises(TooMany):
        attempt("one-more@demo.example")


def test_a_suspended_account_loses_its_sessions_until_it_is_restored() -> None:
    account_id = make.make_account(email=EMAIL)
    token = make.log_in(EMAIL)
    with transaction():
        service.suspend_account(account_id, by=SYSTEM, reason="test")
    with pytest.raises(IllegalMove), transaction():
        service.suspend_account(account_id, by=SYSTEM, reason="test")
    with transaction():
        service.restore_account(account_id, by=SYSTEM, reason="test")
    assert who(token) is None
    assert who(make.log_in(EMAIL)) == EMAIL


def test_the_first_operator_is_set_up_once() -> None:
    with transaction():
        service.create_first_operator(email="olga@demo.example", name="Olga", password=make.PASSWORD)
    with pytest.raises(OperatorsExist), transaction():
        service.create_first_operator(email="mallory@demo.example", name="Mallory", password=make.PASSWORD)
    with reading():
        assert queries.count_operators() == 1
        assert queries.find_account_by_email("mallory@demo.example") is None


def test_an_operator_cannot_take_an_existing_address() -> None:
    make.make_account(email=EMAIL)
    with pytest.raises(EmailTaken):
        make.make_operator(email="Robin@demo.example")


def test_what_ended_long_ago_is_swept(later: Later) -> None:
    make.make_account(email=EMAIL)
    make.log_in(EMAIL)
    with transaction():
        assert service.sweep_expired() == 0
    later(timedelta(days=130))
    with transaction():
        assert service.sweep_expired() == 2

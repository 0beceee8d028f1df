from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import Connection, select

from core.accounts import queries, service
from core.accounts.errors import CodeRefused, CodeTooLate, SecondStepOff, SecondStepOn
from core.accounts.models import RecoveryCode, SecondStepRow
from core.accounts.types import Portal, SessionId, TokenPurpose
from core.kernel import clock
from core.kernel.actor import SYSTEM
from core.kernel.ids import AccountId, SiteId
from core.platform.db import reading, transaction
from tests.conftest import Later
from tests.factories.accounts import PASSWORD, log_in, make_account, make_operator, new_email
from tests.factories.shop import Shop


@pytest.fixture(autouse=True)
def _reading(shop: Shop) -> Iterator[None]:
    with reading():
        yield


def switch_on(account_id: AccountId) -> tuple[pyotp.TOTP, list[str]]:
    """Set up a two-step log-in as a shopper does; the code that did it is used up."""
    with transaction():
        service.begin_second_step(account_id)
    with reading():
        enrollment = queries.find_enrollment(account_id, issuer="Entrepot")
    assert enrollment is not None
    app = pyotp.TOTP(enrollment.secret)
    with transaction():
        codes = service.confirm_second_step(
            account_id, app.at(clock.now()), keep=SessionId(0), site_id=SiteId(1), language="en", by=SYSTEM
        )
    return app, codes


def pass_step(token: str, code: str, portal: Portal = Portal.STOREFRONT) -> str:
    with transaction():
        return service.pass_second_step(token, code, portal, ip="203.0.113.9", user_agent="tests")


def test_a_right_password_alone_opens_nothing(later: Later) -> None:
    email = new_email()
    account_id = make_account(email=email)
    app, _ = switch_on(account_id)
    later(timedelta(minutes=1))
    awaiting = log_in(email)
    assert queries.find_session(awaiting, Portal.STOREFRONT) is None
    assert queries.find_who_awaits_code(awaiting, Portal.STOREFRONT) == account_id
    opened = pass_step(awaiting, app.at(clock.now()))
    found = queries.find_session(opened, Portal.STOREFRONT)
    assert found is not None
    assert found.account_id == account_id
    assert opened != awaiting
    assert queries.find_who_awaits_code(awaiting, Portal.STOREFRONT) is None


def test_a_code_works_once(later: Later) -> None:
    email = new_email()
    app, _ = switch_on(make_account(email=email))
    first = log_in(email)
    with pytest.raises(CodeRefused):
        pass_step(first, app.at(clock.now()))  # the one that switched it on
    later(timedelta(minutes=1))
    code = app.at(clock.now())
    pass_step(first, code)
    with pytest.raises(CodeRefused):
        pass_step(log_in(email), code)


def test_a_wrong_code_leaves_the_step_open(later: Later) -> None:
    email = new_email()
    app, _ = switch_on(make_account(email=email))
    later(timedelta(minutes=1))
    awaiting = log_in(email)
    for wrong in ("", "abcdef", "１２３４５６", "12345"):
        with pytest.raises(CodeRefused):
            pass_step(awaiting, wrong)
    pass_step(awaiting, app.at(clock.now()))


def test_a_recovery_code_works_once_however_it_is_typed() -> None:
    email = new_email()
    account_id = make_account(email=email)
    _, codes = switch_on(account_id)
    assert len(set(codes)) == 10
    pass_step(log_in(email), codes[0].lower().replace("-", " "))
    with pytest.raises(CodeRefused):
        pass_step(log_in(email), codes[0])
    step = queries.find_second_step(account_id)
    assert step is not None
    assert step.codes_left == 9


def test_the_code_must_come_within_ten_minutes(later: Later) -> None:
    email = new_email()
    app, _ = switch_on(make_account(email=email))
    awaiting = log_in(email)
    later(timedelta(minutes=10, seconds=1))
    with pytest.raises(CodeTooLate):
        pass_step(awaiting, app.at(clock.now()))


def test_a_trusted_device_is_not_asked_until_the_trust_ends(later: Later) -> None:
    email = new_email()
    account_id = make_account(email=email)
    switch_on(account_id)
    with transaction():
        trust = service.issue_token(account_id, TokenPurpose.TRUST)

    def enter() -> str:
        with transaction():
            return service.log_in(
                email, PASSWORD, Portal.STOREFRONT, ip="203.0.113.9", user_agent="tests", trust=trust
            )

    assert queries.find_session(enter(), Portal.STOREFRONT) is not None
    with transaction():
        service.end_other_sessions(account_id, SessionId(0), by=SYSTEM)
    assert queries.find_session(enter(), Portal.STOREFRONT) is None


def test_it_holds_at_the_consoles_too(later: Later) -> None:
    email = new_email("operator")
    app, _ = switch_on(make_operator(email=email))
    later(timedelta(minutes=1))
    awaiting = log_in(email, portal=Portal.ADMIN)
    assert queries.find_session(awaiting, Portal.ADMIN) is None
    with pytest.raises(CodeTooLate):
        pass_step(awaiting, app.at(clock.now()), Portal.STOREFRONT)  # it is the other portal's
    assert queries.find_session(pass_step(awaiting, app.at(clock.now()), Portal.ADMIN), Portal.ADMIN)


def test_switching_on_ends_other_sessions_and_twice_is_refused() -> None:
    email = new_email()
    account_id = make_account(email=email)
    before = log_in(email)
    switch_on(account_id)
    assert queries.find_session(before, Portal.STOREFRONT) is None
    with pytest.raises(SecondStepOn), transaction():
        service.begin_second_step(account_id)


def test_switched_off_the_password_is_enough_and_nothing_is_left(db: Connection) -> None:
    email = new_email()
    account_id = make_account(email=email)
    switch_on(account_id)
    with transaction():
        service.switch_second_step_off(account_id, site_id=SiteId(1), language="en", by=SYSTEM)
    assert queries.find_session(log_in(email), Portal.STOREFRONT) is not None
    with reading() as session:
        assert session.scalars(select(RecoveryCode)).all() == []
    with pytest.raises(SecondStepOff), transaction():
        service.renew_recovery_codes(account_id, by=SYSTEM)


def test_neither_secret_nor_codes_can_be_read_from_the_database() -> None:
    account_id = make_account()
    app, codes = switch_on(account_id)
    with reading() as session:
        row = session.scalars(select(SecondStepRow)).one()
        hashes = set(session.scalars(select(RecoveryCode.code_hash)))
    assert app.secret.encode() not in row.secret
    assert all(code.encode() not in hashes and code.replace("-", "").encode() not in hashes for code in codes)

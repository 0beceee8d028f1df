from datetime import UTC, datetime, timedelta

import pytest

from core.accounts import passwords, policy
from core.accounts.errors import PasswordIsEmail, PasswordTooCommon, PasswordTooLong, PasswordTooShort
from core.accounts.types import AccountState, Portal
from core.kernel.refusal import Refusal
from core.kernel.states import IllegalMove

EMAIL = "longname.shopper@demo.example"


@pytest.mark.parametrize(
    "password", ["entrepot-demo", "ten chars!", "十个字符的密码很难猜中", "correct horse battery"]
)
def test_an_uncommon_password_of_ten_characters_is_accepted(password: str) -> None:
    policy.check_password(password, EMAIL)


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("nine char", PasswordTooShort),
        ("", PasswordTooShort),
        ("a1" * 129, PasswordTooLong),
        (EMAIL, PasswordIsEmail),
        (EMAIL.upper(), PasswordIsEmail),
        ("longname.shopper", PasswordIsEmail),
        ("password123", PasswordTooCommon),
        ("!!Password2024!!", PasswordTooCommon),
        ("1234567890", PasswordTooCommon),
        ("9876543210", PasswordTooCommon),
        ("qwertyuiop", PasswordTooCommon),
        ("пароль12345", PasswordTooCommon),
        ("abcabcabcabc", PasswordTooCommon),
        ("aaaaaaaaaaaa", PasswordTooCommon),
        ("dragondragon", PasswordTooCommon),
        ("1q2w3e4r5t6y", PasswordTooCommon),
    ],
)
def test_a_guessable_password_is_refused(password: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        policy.check_password(password, EMAIL)


def test_a_refusal_says_what_is_asked_for_and_never_the_password() -> None:
    with pytest.raises(PasswordTooShort) as refused:
        policy.check_password("too short", EMAIL)
    assert refused.value.facts == {"least": 10}


@pytest.mark.parametrize(
    ("ip", "place"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("", "unknown"),
    ],
)
def test_attempts_are_counted_by_the_line_they_come_from(ip: str, place: str) -> None:
    assert policy.place_of(ip) == place


def test_a_session_ends_by_rest_and_at_last_by_age() -> None:
    opened = datetime(2026, 1, 1, tzinfo=UTC)
    assert policy.session_expiry(Portal.ADMIN, opened, opened) == opened + timedelta(hours=2)
    late = opened + timedelta(hours=11)
    assert policy.session_expiry(Portal.ADMIN, opened, late) == opened + timedelta(hours=12)


def test_a_sighting_is_renewed_every_five_minutes_only() -> None:
    seen = datetime(2026, 1, 1, tzinfo=UTC)
    assert not policy.is_due_for_touch(seen, seen + timedelta(seconds=299))
    assert policy.is_due_for_touch(seen, seen + timedelta(seconds=300))


@pytest.mark.parametrize(
    ("state", "move", "arrives"),
    [
        (AccountState.ACTIVE, "suspend", AccountState.SUSPENDED),
        (AccountState.SUSPENDED, "restore", AccountState.ACTIVE),
        (AccountState.ACTIVE, "restore", None),
        (AccountState.SUSPENDED, "suspend", None),
    ],
)
def test_states_of_an_account(state: AccountState, move: str, arrives: AccountState | None) -> None:
    if arrives is not None:
        assert policy.ACCOUNT.destination(state, move) == arrives
        return
    with pytest.raises(IllegalMove):
        policy.ACCOUNT.destination(state, move)


def test_a_password_is_right_however_its_letters_were_composed() -> None:
    kept = passwords.hash_of("caf\u00e9-au-lait")
    assert passwords.is_right("cafe\u0301-au-lait", kept)
    assert not passwords.is_right("cafe-au-lait", kept)


def test_without_a_kept_hash_nothing_is_right() -> None:
    assert not passwords.is_right("nobody has this password", None)


def test_a_token_is_compared_with_its_digest() -> None:
    assert policy.is_same("token", policy.digest_of("token"))
    assert not policy.is_same("other", policy.digest_of("token"))
    assert not policy.is_same("", None)

"""Argon2id hashes of passwords, with the parameters of RFC 9106 that the library keeps up to date."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.accounts.policy import LONGEST_PASSWORD, tidy_password

_hasher = PasswordHasher()


def hash_of(password: str) -> str:
    """Hash a password; slow on purpose."""
    return _hasher.hash(tidy_password(password))


def is_right(password: str, kept: str | None) -> bool:
    """Compare a password with a kept hash; without one it takes the same time and is never right."""
    try:
        _hasher.verify(kept or _nobodys(), tidy_password(password)[: LONGEST_PASSWORD + 1])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Say whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")

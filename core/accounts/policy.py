import hashlib
import hmac
import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.accounts.errors import PasswordIsEmail, PasswordTooCommon, PasswordTooLong, PasswordTooShort
from core.accounts.types import AccountState, Act, Portal, TokenPurpose
from core.kernel.states import Machine

ACCOUNT = Machine(
    suspend=({AccountState.ACTIVE}, AccountState.SUSPENDED),
    restore=({AccountState.SUSPENDED}, AccountState.ACTIVE),
    erase=({AccountState.ACTIVE, AccountState.SUSPENDED}, AccountState.ERASED),
)

TOKEN_LIFE = {
    TokenPurpose.VERIFY: timedelta(days=3),
    TokenPurpose.RESET: timedelta(hours=1),
    TokenPurpose.CONFIRM_EMAIL: timedelta(days=1),
    TokenPurpose.UNDO_EMAIL: timedelta(days=7),
    TokenPurpose.TRUST: timedelta(days=30),
}

# Between the right password and the code.
CODE_WITHIN = timedelta(minutes=10)

# A deletion that was asked for can be taken back for so long.
GRACE = timedelta(days=14)
ERASE_AGAIN = timedelta(days=1)

# A session ends when it rests for the first span, and at the second whatever happens.
SESSION_REST = {
    Portal.STOREFRONT: timedelta(days=30),
    Portal.MERCHANT: timedelta(hours=12),
    Portal.ADMIN: timedelta(hours=2),
}
SESSION_LIFE = {
    Portal.STOREFRONT: timedelta(days=180),
    Portal.MERCHANT: timedelta(days=7),
    Portal.ADMIN: timedelta(hours=12),
}
TOUCH_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Limits:
    """How often something may be tried in a window: with one account or link, and from one place."""

    per_account: int
    per_place: int
    window: timedelta


LIMITS = {
    Act.LOG_IN: Limits(10, 60, timedelta(minutes=15)),
    Act.REGISTER: Limits(6, 60, timedelta(hours=1)),
    Act.ASK_RESET: Limits(6, 60, timedelta(hours=1)),
    Act.VERIFY: Limits(10, 60, timedelta(minutes=15)),
    Act.PROVE: Limits(10, 60, timedelta(minutes=15)),
    Act.PASS_CODE: Limits(8, 60, timedelta(minutes=15)),
}

LONGEST_ADDRESS_BOOK = 30

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 256
FEWEST_DISTINCT = 4

# Lists of leaked passwords agree on these words; digits and signs around them add next to nothing.
_WORDS = """
    password passwort motdepasse contrasena haslo parol пароль qwerty qwertyuiop qwertzuiop azertyuiop
    asdfghjkl zxcvbnm qazwsxedc qazwsx asdf йцукен йцукенгшщз iloveyou iloveyouforever letmein welcome
    welcomeback admin administrator changeme trustno secret superman batman football baseball basketball
    sunshine princess dragon monkey master shadow michael jordan liverpool chelsea arsenal barcelona
    computer internet starwars pokemon whatever default testtest testing temporary
    """
COMMON_WORDS = frozenset(_WORDS.split())
RUNS = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv",
)


def tidy_password(typed: str) -> str:
    """Bring a password to one form, because keyboards write the same letter in different ways."""
    return unicodedata.normalize("NFKC", typed)


def check_password(typed: str, email: str) -> None:
    """Accept a new password; refuses what is too short, too long, common, or the address itself."""
    password = tidy_password(typed)
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShort(least=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise PasswordTooLong(most=LONGEST_PASSWORD)
    if password.casefold() in {email, email.partition("@")[0]}:
        raise PasswordIsEmail
    if is_common(password):
        raise PasswordTooCommon


def is_common(password: str) -> bool:
    """Say whether a password is among the first that anybody would try."""
    folded = password.casefold()
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    halves = folded[: len(folded) // 2], folded[len(folded) // 2 :]
    doubled = halves[0] == halves[1] and halves[0] in COMMON_WORDS
    if len(set(folded)) < FEWEST_DISTINCT or core in COMMON_WORDS or doubled:
        return True
    return any(folded in run for run in RUNS)


def digest_of(token: str) -> bytes:
    """Give what is kept of a token: it is random, so one round of SHA-256 leaves nothing to guess."""
    return hashlib.sha256(token.encode()).digest()


def place_of(ip: str) -> str:
    """Give what attempts are counted by: an IPv4 address, or the /64 that one IPv6 line has to itself."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def session_expiry(portal: Portal, created_at: datetime, seen_at: datetime) -> datetime:
    """Give when a session that was seen just now would end."""
    return min(seen_at + SESSION_REST[portal], created_at + SESSION_LIFE[portal])


def is_due_for_touch(last_seen_at: datetime, now: datetime) -> bool:
    """Say whether a sighting is old enough to be written anew; each click would be too often."""
    return now - last_seen_at >= TOUCH_EVERY


def is_same(token: str, kept: bytes | None) -> bool:
    """Compare a token with what is kept of one, in a time that tells nothing."""
    return kept is not None and hmac.compare_digest(digest_of(token), kept)

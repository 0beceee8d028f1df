import hashlib

from core.wishlists.errors import WishlistUnnamed
from core.wishlists.types import LONGEST_NAME, LONGEST_NOTE


def digest_of(token: str) -> bytes:
    """Give what is kept of a browser's token: it is random, so one round of SHA-256 leaves nothing to guess."""
    return hashlib.sha256(token.encode()).digest()


def checked_name(typed: str) -> str:
    """Give a list's name without stray spaces; raises WishlistUnnamed."""
    name = " ".join(typed.split())[:LONGEST_NAME].strip()
    if not name:
        raise WishlistUnnamed
    return name


def tidy_note(typed: str) -> str:
    """Give a note without stray spaces, cut to its longest."""
    return " ".join(typed.split())[:LONGEST_NOTE]

"""Typed ids and public numbers.

Ids are for the house, numbers for people. A number cannot be guessed: ten characters of Crockford's
base 32 (no I, L, O, U) are fifty random bits, and a unique constraint settles the rest.
"""

import re
import secrets
from typing import NewType

AccountId = NewType("AccountId", int)
MerchantId = NewType("MerchantId", int)
SiteId = NewType("SiteId", int)
ProductId = NewType("ProductId", int)
VariantId = NewType("VariantId", int)
CategoryId = NewType("CategoryId", int)
MediaId = NewType("MediaId", int)
LocationId = NewType("LocationId", int)
CartId = NewType("CartId", int)
PurchaseId = NewType("PurchaseId", int)
OrderId = NewType("OrderId", int)
OrderLineId = NewType("OrderLineId", int)
PaymentId = NewType("PaymentId", int)

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def new_number(prefix: str) -> str:
    """Make a public number such as ORD-7K3M9-XQ2FD."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(10))
    return f"{prefix}-{letters[:5]}-{letters[5:]}"


def tidy_number(typed: str) -> str:
    """Bring a number as people type it (spaces, lower case, O for 0) to its written form, suffix included."""
    prefix, _, rest = re.sub(r"[\s–—]", "", typed).upper().partition("-")
    letters = rest.replace("-", "").translate(_LOOKALIKES)
    suffix = f"-{letters[10:]}" if len(letters) > 10 else ""
    return f"{prefix}-{letters[:5]}-{letters[5:10]}{suffix}"


def new_token(size: int = 32) -> str:
    """Make an unguessable token for a cookie or a link (`size` random bytes, URL safe)."""
    return secrets.token_urlsafe(size)

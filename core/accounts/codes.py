"""Codes of the two-step log-in: the six digits of an authenticator app (RFC 6238), and codes for a rainy day."""

import hmac
import secrets
from datetime import datetime

import pyotp

from core.accounts.policy import digest_of
from core.platform import seal

PURPOSE = "second step"
STEP_SECONDS = 30
STEPS_OFF = 1  # how many steps a clock may be ahead or behind
RECOVERY_CODES = 10
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V", "-": "", " ": ""})


def new_secret() -> str:
    """Make the secret that an app and the shop share."""
    return pyotp.random_base32()


def sealed(secret: str) -> bytes:
    """Give a secret as it is kept."""
    return seal.seal(secret.encode(), PURPOSE)


def opened(kept: bytes) -> str:
    """Give a kept secret back; raises SealBroken where the key is another by now."""
    return seal.unseal(kept, PURPOSE).decode()


def address_of(secret: str, *, email: str, issuer: str) -> str:
    """Give the otpauth address that the QR code says."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Give the time step whose code this is, near now; None where there is none."""
    digits = "".join(code.split())
    if len(digits) != 6 or not digits.isascii() or not digits.isdigit():
        return None
    current, app = int(now.timestamp()) // STEP_SECONDS, pyotp.TOTP(secret)
    near = range(current - STEPS_OFF, current + STEPS_OFF + 1)
    fitting = [step for step in near if hmac.compare_digest(app.at(step * STEP_SECONDS), digits)]
    return fitting[-1] if fitting else None


def new_recovery_codes() -> list[str]:
    """Make codes that each open the second step once: twelve characters, sixty random bits."""
    raw = ("".join(secrets.choice(_ALPHABET) for _ in range(12)) for _ in range(RECOVERY_CODES))
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in raw]


def digest_of_recovery(typed: str) -> bytes:
    """Give what is kept of a recovery code, however it was typed."""
    return digest_of(typed.upper().translate(_LOOKALIKES))

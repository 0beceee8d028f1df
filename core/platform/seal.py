"""Sealed values: what the database must keep but nobody who only has the database may read."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.platform.settings import settings

_NONCE = 12


class SealBroken(Exception):
    """What was kept does not open with today's key, or was made for something else."""


def seal(value: bytes, purpose: str) -> bytes:
    """Encrypt a value with the shop's key; `purpose` must be named again to open it."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_key()).encrypt(nonce, value, purpose.encode())


def unseal(sealed: bytes, purpose: str) -> bytes:
    """Give a sealed value back; raises SealBroken."""
    try:
        return AESGCM(_key()).decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose.encode())
    except (InvalidTag, ValueError):
        raise SealBroken from None


def _key() -> bytes:
    material = settings().seal_key or settings().secret_key
    return HKDF(SHA256(), 32, None, b"entrepot sealed values").derive(material.encode())

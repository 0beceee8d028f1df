"""Where carriers tell of parcels by themselves."""

from flask import Blueprint, request

from core.logistics import service
from core.logistics.carriers.registry import carrier
from core.platform.db import transaction
from web.shared.guard import public

carrier_words = Blueprint("carrier_words", __name__)

LARGEST_WORD = 64 * 1024


@carrier_words.post("/carriers/webhooks/<name>")
@public(signed=True)
def hear(name: str) -> tuple[str, int]:
    """Keep the word of a carrier that signed it; what follows from it is told after commit."""
    speaker = carrier(name)
    request.max_content_length = LARGEST_WORD
    word = speaker.parse_webhook(dict(request.headers), request.get_data())
    with transaction():
        service.hear(name, word.number, word.scans)
    return "", 200

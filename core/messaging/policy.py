"""What a message may be. Pure."""

from core.messaging.errors import MessageEmpty, MessageTooLong

MOST_LETTERS = 4000


def tidy(text: str) -> str:
    """Give a message as it is kept; raises MessageEmpty and MessageTooLong."""
    kept = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not kept:
        raise MessageEmpty
    if len(kept) > MOST_LETTERS:
        raise MessageTooLong(most=MOST_LETTERS)
    return kept

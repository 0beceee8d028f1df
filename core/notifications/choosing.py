"""What people want to hear of, and the links by which they say no more. Kept by address, for guests too."""

import base64
import binascii

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from core.kernel import clock
from core.kernel.emails import tidy_email
from core.notifications import policy
from core.notifications.models import Choice
from core.notifications.types import Channel, Preference, Topic, Unsubscription
from core.platform.db import session
from core.platform.seal import SealBroken, seal, unseal

PURPOSE = "unsubscribe"


def list_preferences_of(email: str) -> list[Preference]:
    """List every topic on every channel as an address has it; what nobody chose is on."""
    kept = select(Choice.topic, Choice.channel, Choice.is_on).where(Choice.recipient == _kept_as(email))
    chosen = {(topic, channel): is_on for topic, channel, is_on in session().execute(kept)}
    return [
        Preference(
            topic, channel, chosen.get((topic, channel), True) or not policy.may_choose(topic, channel),
            not policy.may_choose(topic, channel),
        )
        for topic in Topic
        for channel in Channel
    ]  # fmt: skip


def wants(email: str, topic: Topic, channel: Channel) -> bool:
    """Say whether an address is to be told about a topic on a channel."""
    if not policy.may_choose(topic, channel):
        return True
    key = Choice.recipient == _kept_as(email), Choice.topic == topic, Choice.channel == channel
    is_on = session().scalar(select(Choice.is_on).where(*key))
    return is_on is not False


def choose(email: str, topic: Topic, channel: Channel, *, is_on: bool) -> None:
    """Keep whether an address wants a topic on a channel; what cannot be chosen stays on."""
    if not policy.may_choose(topic, channel):
        return
    kept = {"is_on": is_on, "changed_at": clock.now()}
    row = insert(Choice).values(recipient=_kept_as(email), topic=topic, channel=channel, **kept)
    session().execute(row.on_conflict_do_update(index_elements=["recipient", "topic", "channel"], set_=kept))


def move_choices(old: str, new: str) -> None:
    """Let the choices of an address go with its owner to another; those made there already stay."""
    there = select(func.concat(Choice.topic, ":", Choice.channel)).where(Choice.recipient == _kept_as(new))
    known = set(session().scalars(there))
    for choice in session().scalars(select(Choice).where(Choice.recipient == _kept_as(old))).all():
        if f"{choice.topic}:{choice.channel}" in known:
            session().delete(choice)
        else:
            mine = Choice.recipient == choice.recipient, Choice.topic == choice.topic
            moved = update(Choice).where(*mine, Choice.channel == choice.channel)
            session().execute(moved.values(recipient=_kept_as(new)))


def unsubscribe_token(recipient: str, topic: Topic) -> str:
    """Give the token for the link of a mail: it says who and what to nobody but us, and never grows old."""
    sealed = seal(f"{topic}\n{recipient}".encode(), PURPOSE)
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


def read_unsubscribe_token(token: str) -> Unsubscription | None:
    """Read such a token; None where it is none of ours."""
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        topic, _, recipient = unseal(sealed, PURPOSE).decode().partition("\n")
        return Unsubscription(recipient, Topic(topic))
    except (SealBroken, ValueError, binascii.Error):
        return None


def _kept_as(email: str) -> str:
    return tidy_email(email) or email.strip().lower()

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert

from core.kernel import clock
from core.kernel.ids import AccountId, MerchantId, new_number
from core.messaging import policy
from core.messaging.errors import ConversationNotFound
from core.messaging.events import ConversationReported, MessageSent
from core.messaging.models import Conversation, Message
from core.messaging.types import Asker, ConversationId, Side, Topic, TopicKind
from core.platform import locks, outbox
from core.platform.db import session


def ask(topic: Topic, merchant_id: MerchantId, asker: Asker, text: str) -> ConversationId:
    """Say something to a merchant about an order or a product; the conversation begins with the first message.

    Who calls has asked whose order it is. Raises MessageEmpty and MessageTooLong.
    """
    kept = policy.tidy(text)
    conversation = _opened(topic, merchant_id, asker)
    _say(conversation, Side.SHOPPER, asker.name, kept)
    return ConversationId(conversation.id)


def answer(conversation_id: ConversationId, *, author_name: str, text: str) -> None:
    """Say something to the shopper of a conversation; the caller has asked whose it is."""
    kept = policy.tidy(text)
    _say(_locked(conversation_id), Side.MERCHANT, author_name, kept)


def note_read(conversation_id: ConversationId, reader: Side) -> None:
    """Note that one side has seen everything."""
    seen = update(Conversation).where(Conversation.id == conversation_id)
    unread = {
        Side.SHOPPER: (Conversation.unread_by_shopper > 0, {"unread_by_shopper": 0}),
        Side.MERCHANT: (Conversation.unread_by_merchant > 0, {"unread_by_merchant": 0}),
    }
    condition, values = unread[reader]
    session().execute(seen.where(condition).values(values))


def report(conversation_id: ConversationId, by: Side) -> None:
    """Ask operators to read a conversation; the first report stays."""
    conversation = _locked(conversation_id)
    if conversation.reported_at is None:
        conversation.reported_at, conversation.reported_by = clock.now(), by
        outbox.record(ConversationReported(conversation_id=conversation.id))


def anonymize_account(account_id: AccountId) -> int:
    """Take a person out of what was said: names and own words go, the merchant's answers stay. Gives how many."""
    mine = list(session().scalars(select(Conversation.id).where(Conversation.account_id == account_id)))
    said = update(Message).where(Message.conversation_id.in_(mine), Message.side == Side.SHOPPER)
    session().execute(said.values(text="", author_name=""))
    kept = update(Conversation).where(Conversation.id.in_(mine))
    session().execute(kept.values(shopper_name="", purchase_number=""))
    return len(mine)


def _opened(topic: Topic, merchant_id: MerchantId, asker: Asker) -> Conversation:
    now = clock.now()
    row = insert(Conversation).values(
        number=new_number("MSG"), merchant_id=merchant_id, account_id=asker.account_id,
        topic_kind=topic.kind, topic_id=topic.id, topic_name=topic.name[:500],
        purchase_number=asker.purchase_number, shopper_name=asker.name, site_id=asker.site_id,
        language=asker.language, last_at=now, created_at=now,
    )  # fmt: skip
    session().execute(row.on_conflict_do_nothing())
    return locks.matching(Conversation, *_same(topic, asker))[0]


def _same(topic: Topic, asker: Asker) -> list[ColumnElement[bool]]:
    about = [Conversation.topic_kind == topic.kind, Conversation.topic_id == topic.id]
    if topic.kind == TopicKind.PRODUCT:
        about.append(Conversation.account_id == asker.account_id)
    return about


def _say(conversation: Conversation, side: Side, author_name: str, text: str) -> None:
    message = Message(
        conversation_id=conversation.id, side=side, author_name=author_name, text=text, sent_at=clock.now()
    )
    session().add(message)
    session().flush()
    if side == Side.SHOPPER:
        is_first, conversation.unread_by_shopper = conversation.unread_by_merchant == 0, 0
        conversation.unread_by_merchant += 1
    else:
        is_first, conversation.unread_by_merchant = conversation.unread_by_shopper == 0, 0
        conversation.unread_by_shopper += 1
    conversation.last_at = message.sent_at
    outbox.record(
        MessageSent(
            conversation_id=conversation.id, message_id=message.id, side=side, is_first_unread=is_first
        )
    )


def _locked(conversation_id: ConversationId) -> Conversation:
    conversation = locks.row(Conversation, conversation_id)
    if conversation is None:
        raise ConversationNotFound
    return conversation

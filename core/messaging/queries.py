from collections.abc import Sequence

from sqlalchemy import Select, func, select

from core.kernel.ids import AccountId, MerchantId, SiteId
from core.kernel.page import Page, PageAsk
from core.messaging.errors import ConversationNotFound
from core.messaging.models import Conversation, Message
from core.messaging.types import (
    ConversationCard,
    ConversationDetail,
    ConversationId,
    MessageLine,
    Side,
    Topic,
    TopicKind,
)
from core.platform.db import session


def find_conversation_of_order(order_id: int) -> ConversationDetail | None:
    """Give what was said about an order; the caller has asked whose order it is."""
    about = Conversation.topic_kind == TopicKind.ORDER, Conversation.topic_id == order_id
    row = session().scalar(select(Conversation).where(*about))
    return None if row is None else _detail(row)


def find_conversation_of_product(account_id: AccountId, product_id: int) -> ConversationDetail | None:
    """Give what an account asked about a product."""
    about = (
        Conversation.topic_kind == TopicKind.PRODUCT,
        Conversation.topic_id == product_id,
        Conversation.account_id == account_id,
    )
    row = session().scalar(select(Conversation).where(*about))
    return None if row is None else _detail(row)


def get_conversation_of_account(account_id: AccountId, number: str) -> ConversationDetail:
    """Give an account's conversation; raises ConversationNotFound."""
    return _one(select(Conversation).where(Conversation.account_id == account_id), number)


def get_conversation_of_merchant(merchant_id: MerchantId, number: str) -> ConversationDetail:
    """Give a merchant's conversation; raises ConversationNotFound."""
    return _one(select(Conversation).where(Conversation.merchant_id == merchant_id), number)


def get_reported_conversation(number: str) -> ConversationDetail:
    """Give a conversation that one side reported, for operators; raises ConversationNotFound for any other."""
    return _one(select(Conversation).where(Conversation.reported_at.is_not(None)), number)


def get_conversation(conversation_id: ConversationId) -> ConversationDetail:
    """Give a conversation by id, for the house itself; raises ConversationNotFound."""
    row = session().get(Conversation, conversation_id)
    if row is None:
        raise ConversationNotFound
    return _detail(row)


def list_conversations_of_account(account_id: AccountId, ask: PageAsk) -> Page[ConversationCard]:
    """List an account's conversations, the latest first."""
    return _page(select(Conversation).where(Conversation.account_id == account_id), ask, Side.SHOPPER)


def list_conversations_of_merchant(merchant_id: MerchantId, ask: PageAsk) -> Page[ConversationCard]:
    """List a merchant's conversations: those with unread messages first, then the latest."""
    return _page(select(Conversation).where(Conversation.merchant_id == merchant_id), ask, Side.MERCHANT)


def list_reported_conversations(ask: PageAsk) -> Page[ConversationCard]:
    """List conversations that one side reported, for operators."""
    return _page(select(Conversation).where(Conversation.reported_at.is_not(None)), ask, None)


def count_unread_of_account(account_id: AccountId) -> int:
    """Count messages that wait to be read by a shopper."""
    unread = select(func.sum(Conversation.unread_by_shopper)).where(Conversation.account_id == account_id)
    return session().scalar(unread) or 0


def count_unread_of_merchant(merchant_id: MerchantId) -> int:
    """Count messages that wait to be read by a merchant."""
    unread = select(func.sum(Conversation.unread_by_merchant)).where(Conversation.merchant_id == merchant_id)
    return session().scalar(unread) or 0


def list_of_account(account_id: AccountId) -> list[ConversationDetail]:
    """Give everything an account said and was told, for its export."""
    rows = select(Conversation).where(Conversation.account_id == account_id).order_by(Conversation.id)
    return [_detail(row) for row in session().scalars(rows).all()]


def _one(rows: Select[Conversation], number: str) -> ConversationDetail:
    row = session().scalar(rows.where(Conversation.number == number))
    if row is None:
        raise ConversationNotFound
    return _detail(row)


def _page(rows: Select[Conversation], ask: PageAsk, reader: Side | None) -> Page[ConversationCard]:
    count = session().scalar(select(func.count()).select_from(rows.subquery())) or 0
    if reader == Side.MERCHANT:
        rows = rows.order_by((Conversation.unread_by_merchant > 0).desc())
    latest = rows.order_by(Conversation.last_at.desc(), Conversation.id.desc())
    found = session().scalars(latest.offset(ask.offset).limit(ask.size)).all()
    last = _last_texts([row.id for row in found])
    return Page([_card(row, last.get(row.id, ""), reader) for row in found], ask, count)


def _last_texts(ids: Sequence[int]) -> dict[int, str]:
    newest = select(func.max(Message.id)).where(Message.conversation_id.in_(ids))
    rows = select(Message.conversation_id, Message.text).where(
        Message.id.in_(newest.group_by(Message.conversation_id))
    )
    return {row[0]: row[1] for row in session().execute(rows)}


def _card(row: Conversation, last_text: str, reader: Side | None) -> ConversationCard:
    unread = {Side.SHOPPER: row.unread_by_shopper, Side.MERCHANT: row.unread_by_merchant, None: 0}[reader]
    return ConversationCard(
        id=ConversationId(row.id),
        number=row.number,
        topic=_topic(row),
        merchant_id=MerchantId(row.merchant_id),
        shopper_name=row.shopper_name,
        last_text=last_text,
        last_at=row.last_at,
        unread=unread,
        is_reported=row.reported_at is not None,
    )


def _detail(row: Conversation) -> ConversationDetail:
    said = select(Message).where(Message.conversation_id == row.id).order_by(Message.id)
    return ConversationDetail(
        id=ConversationId(row.id),
        number=row.number,
        topic=_topic(row),
        merchant_id=MerchantId(row.merchant_id),
        account_id=None if row.account_id is None else AccountId(row.account_id),
        shopper_name=row.shopper_name,
        purchase_number=row.purchase_number,
        site_id=SiteId(row.site_id),
        language=row.language,
        reported_at=row.reported_at,
        messages=tuple(
            MessageLine(Side(one.side), one.author_name, one.text, one.sent_at)
            for one in session().scalars(said)
        ),
    )


def _topic(row: Conversation) -> Topic:
    return Topic(TopicKind(row.topic_kind), row.topic_id, row.topic_name)

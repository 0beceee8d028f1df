from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.kernel.ids import AccountId, MerchantId, SiteId

ConversationId = NewType("ConversationId", int)


class TopicKind(StrEnum):
    ORDER = "order"
    PRODUCT = "product"


class Side(StrEnum):
    SHOPPER = "shopper"
    MERCHANT = "merchant"


@dataclass(frozen=True, slots=True)
class Topic:
    """What is talked about; `name` is an order's number or a product's title as the shopper read it."""

    kind: TopicKind
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Asker:
    """The shopper's side: an account, or a guest who is let in by the number of a purchase."""

    account_id: AccountId | None
    name: str
    purchase_number: str
    site_id: SiteId
    language: str


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message; `text` is empty where its writer was erased."""

    side: Side
    author_name: str
    text: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class ConversationCard:
    """A conversation in a list; `unread` is the reader's."""

    id: ConversationId
    number: str
    topic: Topic
    merchant_id: MerchantId
    shopper_name: str
    last_text: str
    last_at: datetime
    unread: int
    is_reported: bool


@dataclass(frozen=True, slots=True)
class ConversationDetail:
    """A conversation with its messages, the oldest first."""

    id: ConversationId
    number: str
    topic: Topic
    merchant_id: MerchantId
    account_id: AccountId | None
    shopper_name: str
    purchase_number: str
    site_id: SiteId
    language: str
    reported_at: datetime | None
    messages: tuple[MessageLine, ...]

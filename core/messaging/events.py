from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class MessageSent(Event):
    """One side wrote to the other; `is_first_unread` says that the other had nothing waiting before."""

    conversation_id: int
    message_id: int
    side: str
    is_first_unread: bool


@dataclass(frozen=True, kw_only=True)
class ConversationReported(Event):
    """One side asked operators to read a conversation."""

    conversation_id: int

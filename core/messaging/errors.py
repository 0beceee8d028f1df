from core.kernel.refusal import NotFound, Refusal


class ConversationNotFound(NotFound):
    """No such conversation, or it is not this person's."""

    code = "messaging.not_found"


class MessageEmpty(Refusal):
    """There is nothing in the message."""

    code = "messaging.empty"


class MessageTooLong(Refusal):
    """The message is longer than the fact `most` allows."""

    code = "messaging.too_long"

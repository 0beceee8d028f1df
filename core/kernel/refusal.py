"""The business saying no: a code and facts. Sentences are in web."""


class Refusal(Exception):
    """A no that a person is told. `code` finds the sentence, `facts` fill it, `status` is HTTP's word for it."""

    code = "refused"
    status = 422

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code, facts)
        self.facts = facts


class NotFound(Refusal):
    """The thing does not exist, or is not this person's: the two are never told apart."""

    code = "not_found"
    status = 404


class Conflict(Refusal):
    """Somebody was faster, or the thing is in another state by now."""

    code = "conflict"
    status = 409

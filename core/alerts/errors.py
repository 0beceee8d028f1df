from core.kernel.refusal import NotFound, Refusal


class AlertNotFound(NotFound):
    """No such alert, or it is not this person's."""

    code = "alerts.not_found"


class AlertLinkRefused(Refusal):
    """The link of a mail leads to no alert that is still open."""

    code = "alerts.link_refused"


class NothingToWaitFor(Refusal):
    """The variant can be bought right now."""

    code = "alerts.nothing_to_wait_for"

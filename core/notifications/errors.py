from core.kernel.refusal import NotFound


class MailNotFound(NotFound):
    """No such mail, or it is not to be read by anybody."""

    code = "notifications.mail_not_found"

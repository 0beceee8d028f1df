"""The mailbox of the demo world: every mail that would have gone out, there to be read. Nowhere else."""

from flask import Response, abort, make_response, render_template, request

from core.kernel.page import PageAsk
from core.notifications import queries
from core.notifications.types import MailId
from web.shared.demo import has_mailbox
from web.shared.guard import public
from web.shared.pages import href
from web.storefront.area import area

mailbox = area("mailbox", __name__)

# What a stranger wrote is shown without any power: it can be styled and its links followed, no more.
FRAME = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
POLICY = f"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox {FRAME}"


@mailbox.before_request
def _only_in_the_demo_world() -> None:
    if not has_mailbox():
        abort(404)


@mailbox.after_request
def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@mailbox.get("/mailbox")
@public
def show() -> str:
    """List the mails, newest first."""
    number = max(1, request.args.get("page", 1, type=int))
    mails = queries.list_kept(PageAsk(min(number, 10_000), 30))
    return render_template("storefront/mailbox/mails.html", mails=mails)


@mailbox.get("/mailbox/<int:mail_id>")
@public
def read(mail_id: int) -> str:
    """Show one mail, both as it looks and as plain text."""
    mail = queries.get_mail(MailId(mail_id))
    return render_template(
        "storefront/mailbox/mail.html", mail=mail, frame=FRAME, body=href("mailbox.body", mail_id=mail_id)
    )


@mailbox.get("/mailbox/<int:mail_id>/html")
@public
def body(mail_id: int) -> Response:
    """Give the HTML of a mail by itself, for the frame around it."""
    mail = queries.get_mail(MailId(mail_id))
    # Its links shall leave the frame.
    response = make_response(mail.html.replace("<head>", '<head><base target="_top">', 1))
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response

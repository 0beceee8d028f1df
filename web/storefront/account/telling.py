"""Messages on the site, and what people want to hear of, by which way."""

from flask import Blueprint, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.notifications import queries, service
from core.notifications.types import Channel, Topic, Unsubscription
from core.platform.db import transaction
from web.shared.asking import page_ask
from web.shared.guard import public, shoppers
from web.shared.pages import href
from web.shared.respond import see_other
from web.shared.signed_in import shopper
from web.storefront.account.blueprint import account
from web.storefront.account.note_words import address_of, sentence_of, topic_words
from web.storefront.area import area

telling: Blueprint = area("telling", __name__)


@account.get("/account/notifications")
@shoppers
def list_notes() -> str:
    """List what the shop has told the shopper, the newest first."""
    account_id = shopper().account_id
    notes = queries.list_notes_of(account_id, page_ask(30))
    shown = [(note, sentence_of(note), address_of(note)) for note in notes.items]
    return render_template(
        "storefront/account/notes.html",
        shown=shown,
        notes=notes,
        unread=queries.count_unread_notes_of(account_id),
        numbers=[
            (str(n), href("account.list_notes", page=n), n == notes.number) for n in range(1, notes.last + 1)
        ],
    )


@account.post("/account/notifications/read")
@shoppers
def read_notes() -> Response:
    """Mark every message as read."""
    with transaction():
        service.mark_notes_read(shopper().account_id)
    return see_other(href("account.list_notes"))


@account.get("/account/preferences")
@shoppers
def show_choices() -> str:
    """Show every topic with the ways it comes by."""
    kept = {(one.topic, one.channel): one for one in queries.list_preferences_of(shopper().email)}
    return render_template(
        "storefront/account/choices.html", topics=list(Topic), ways=list(Channel), kept=kept,
        topic_words=topic_words,
    )  # fmt: skip


@account.post("/account/preferences")
@shoppers
def save_choices() -> Response:
    """Keep what the shopper wants to hear of; what belongs to the deal stays on whatever was sent."""
    with transaction():
        for topic in Topic:
            for channel in Channel:
                service.choose(shopper().email, topic, channel, is_on=f"{topic}.{channel}" in request.form)
    flash(_("Your choice is saved."), "success")
    return see_other(href("account.show_choices"))


@telling.get("/unsubscribe/<token>")
@public
def unsubscribe(token: str) -> tuple[str, int]:
    """Ask whether to stop; looking alone, as mail scanners do, stops nothing."""
    wish = queries.read_unsubscribe_token(token)
    if wish is None:
        return _show_refused()
    return _show(token, wish)


@telling.post("/unsubscribe/<token>")
@public(signed=True)
def stop(token: str) -> tuple[str, int]:
    """Stop by one click: of a person here, or of a mail program (RFC 8058), which has neither log-in nor cookie."""
    return _choose(token, is_on=False)


@telling.post("/unsubscribe/<token>/undo")
@public(signed=True)
def start_again(token: str) -> tuple[str, int]:
    """Take it back."""
    return _choose(token, is_on=True)


@telling.get("/unsubscribe/<token>/undo")
@public
def go_back(token: str) -> Response:
    """Show the question again to who changed the language on a page that answered a form."""
    return see_other(href("telling.unsubscribe", token=token))


def _choose(token: str, *, is_on: bool) -> tuple[str, int]:
    wish = queries.read_unsubscribe_token(token)
    if wish is None:
        return _show_refused()
    with transaction():
        service.choose(wish.recipient, wish.topic, Channel.MAIL, is_on=is_on)
    return _show(token, wish)


def _show(token: str, wish: Unsubscription) -> tuple[str, int]:
    kept = queries.list_preferences_of(wish.recipient)
    is_on = next(one.is_on for one in kept if (one.topic, one.channel) == (wish.topic, Channel.MAIL))
    name, _what = topic_words(wish.topic)
    page = "storefront/account/unsubscribe.html"
    return render_template(page, token=token, recipient=wish.recipient, topic=name, is_on=is_on), 200


def _show_refused() -> tuple[str, int]:
    page = render_template(
        "storefront/account/link_refused.html",
        text=_("Part of the address may be missing. Open the link in the mail once more."),
        action_text=_("What we tell you"),
        action_href=href("account.show_choices"),
    )
    return page, 404

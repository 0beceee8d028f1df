"""What shoppers ask a merchant, and its answers."""

from datetime import timedelta

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.kernel.refusal import Refusal
from core.messaging import queries, service
from core.messaging.types import ConversationDetail, Side
from core.platform import throttle
from core.platform.db import reading, transaction
from web.shared import words
from web.shared.asking import page_ask
from web.shared.guard import members
from web.shared.respond import see_other
from web.shared.signed_in import member_of

TRIES = 120
WINDOW = timedelta(hours=1)


def register(merchant: Blueprint) -> None:
    """Open this area."""
    merchant.add_url_rule("/messages", "messages_list", list_messages)
    merchant.add_url_rule("/messages/<number>", "messages_show", show)
    merchant.add_url_rule("/messages/<number>", "messages_answer", answer, methods=["POST"])
    merchant.add_url_rule("/messages/<number>/report", "messages_report", report, methods=["POST"])


@members
def list_messages() -> str:
    """List the merchant's conversations, those that wait for an answer first."""
    mine = member_of().merchant_id
    page = queries.list_conversations_of_merchant(mine, page_ask())
    return render_template(
        "merchant/messages/list.html", page=page, unread=queries.count_unread_of_merchant(mine)
    )


@members
def show(number: str) -> str:
    """Show a conversation and note that it was read."""
    said = queries.get_conversation_of_merchant(member_of().merchant_id, number)
    return _page(said)


@members
def answer(number: str) -> Response | tuple[str, int]:
    """Answer a shopper."""
    with reading():
        said = queries.get_conversation_of_merchant(member_of().merchant_id, number)
    try:
        with transaction():
            throttle.refuse_beyond(TRIES, "answer", str(member_of().merchant_id), window=WINDOW)
        with transaction():
            service.answer(said.id, author_name=member_of().merchant_name, text=request.form.get("text", ""))
    except Refusal as refusal:
        with reading():
            return _page(said, problem=words.sentence(refusal)), refusal.status
    flash(_("Your answer is sent."), "success")
    return see_other(url_for("merchant.messages_show", number=said.number))


@members
def report(number: str) -> Response:
    """Ask operators to read a conversation."""
    with reading():
        said = queries.get_conversation_of_merchant(member_of().merchant_id, number)
    with transaction():
        service.report(said.id, Side.MERCHANT)
    return see_other(url_for("merchant.messages_show", number=said.number))


def _page(said: ConversationDetail, *, problem: str = "") -> str:
    if said.messages and said.messages[-1].side == Side.SHOPPER:
        with transaction():
            service.note_read(said.id, Side.MERCHANT)
    typed = request.form.get("text", "")
    return render_template("merchant/messages/show.html", said=said, problem=problem, typed=typed)

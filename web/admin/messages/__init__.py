"""Conversations that somebody reported: the only ones that operators read."""

from flask import Blueprint, render_template

from core.messaging import queries
from web.shared.asking import page_ask
from web.shared.guard import operators


def register(admin: Blueprint) -> None:
    """Open this area."""
    admin.add_url_rule("/messages", "messages_list", list_messages)
    admin.add_url_rule("/messages/<number>", "messages_show", show)


@operators
def list_messages() -> str:
    """List reported conversations, the latest first."""
    page = queries.list_reported_conversations(page_ask())
    return render_template("admin/messages/list.html", page=page)


@operators
def show(number: str) -> str:
    """Show a reported conversation."""
    return render_template("admin/messages/show.html", said=queries.get_reported_conversation(number))

from datetime import timedelta
from typing import Any

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from core.catalog import queries as catalog
from core.kernel.ids import ProductId
from core.kernel.refusal import Refusal
from core.merchants import queries as merchants
from core.messaging import queries, service
from core.messaging.types import Asker, ConversationDetail, Side, Topic, TopicKind
from core.orders.errors import OrderNotFound
from core.orders.types import OrderDetail, PurchaseDetail
from core.platform import throttle
from core.platform.db import reading, transaction
from web.shared import words
from web.shared.asking import page_ask
from web.shared.guard import public, shoppers
from web.shared.pages import href
from web.shared.respond import see_other
from web.shared.signed_in import shopper
from web.shared.site import current_chain, current_language, current_site
from web.storefront.account.blueprint import account_nav
from web.storefront.orders.blueprint import orders
from web.storefront.orders.finding import show_form
from web.storefront.orders.opening import open_purchase, order_of

ON_A_PAGE = 20
TRIES = 20
WINDOW = timedelta(hours=1)


@orders.get("/orders/<number>/messages")
@public
def talk(number: str) -> str | tuple[str, int]:
    """Show what was said to the merchant of an order, and let the shopper say more."""
    try:
        order = order_of(open_purchase(number), number)
    except OrderNotFound:
        return show_form(number=number[:15], status=404)
    said = queries.find_conversation_of_order(order.id)
    return _of_order(order, said)


@orders.post("/orders/<number>/messages")
@public
def say(number: str) -> Response | tuple[str, int]:
    """Say something to the merchant of an order."""
    with reading():
        purchase = open_purchase(number)
        order = order_of(purchase, number)
    topic = Topic(TopicKind.ORDER, order.id, order.number)
    problem = _said(topic, order, _asker(purchase), f"purchase:{purchase.number}")
    if problem is None:
        return see_other(href("orders.talk", number=order.number))
    with reading():
        said = queries.find_conversation_of_order(order.id)
    return _of_order(order, said, problem=words.sentence(problem)), problem.status


@orders.post("/orders/<number>/messages/report")
@public
def report_talk(number: str) -> Response:
    """Ask the shop's people to read what was said about an order."""
    with reading():
        order = order_of(open_purchase(number), number)
        said = queries.find_conversation_of_order(order.id) or abort(404)
    with transaction():
        service.report(said.id, Side.SHOPPER)
    return see_other(href("orders.talk", number=order.number))


@orders.get("/orders/<number>/messages/report")
@public
def go_back_to_talk(number: str) -> Response:
    """Show the messages to who changed the language on a page that answered a form."""
    return see_other(href("orders.talk", number=number))


@orders.get("/account/messages")
@shoppers
def my_talks() -> str:
    """List the shopper's conversations, the latest first."""
    found = queries.list_conversations_of_account(shopper().account_id, page_ask(ON_A_PAGE))
    names = merchants.list_by_ids({card.merchant_id for card in found.items}, current_chain())
    return render_template(
        "storefront/orders/my_talks.html",
        found=found,
        merchants=names,
        account_nav=account_nav,
        personal=True,
    )


@orders.get("/account/messages/<number>")
@shoppers
def my_talk(number: str) -> str | Response:
    """Show one of the shopper's conversations; one about an order is shown at that order."""
    said = queries.get_conversation_of_account(shopper().account_id, number)
    if said.topic.kind == TopicKind.ORDER:
        return see_other(href("orders.talk", number=said.topic.name))
    return _of_product(said.topic, said)


@orders.post("/account/messages/<number>")
@shoppers
def say_more(number: str) -> Response | tuple[str, int]:
    """Say more in a conversation about a product."""
    with reading():
        said = queries.get_conversation_of_account(shopper().account_id, number)
    problem = _said(said.topic, said, _asker(None), f"account:{shopper().account_id}")
    if problem is None:
        return see_other(href("orders.my_talk", number=said.number))
    with reading():
        return _of_product(said.topic, said, problem=words.sentence(problem)), problem.status


@orders.get("/account/messages/about/<int:about_id>")
@shoppers
def ask_about(about_id: int) -> str | Response:
    """Let a shopper ask the merchant of a product before buying."""
    product = catalog.get_product(ProductId(about_id), current_chain())
    said = queries.find_conversation_of_product(shopper().account_id, about_id)
    if said is not None:
        return see_other(href("orders.my_talk", number=said.number))
    return _of_product(Topic(TopicKind.PRODUCT, about_id, product.title), None)


@orders.post("/account/messages/about/<int:about_id>")
@shoppers
def ask_first(about_id: int) -> Response | tuple[str, int]:
    """Begin a conversation about a product."""
    with reading():
        product = catalog.get_product(ProductId(about_id), current_chain())
    topic = Topic(TopicKind.PRODUCT, about_id, product.title)
    problem = _said(topic, product, _asker(None), f"account:{shopper().account_id}")
    if problem is not None:
        return _of_product(topic, None, problem=words.sentence(problem)), problem.status
    with reading():
        said = queries.find_conversation_of_product(shopper().account_id, about_id) or abort(404)
    return see_other(href("orders.my_talk", number=said.number))


def _said(topic: Topic, about: Any, asker: Asker, who: str) -> Refusal | None:
    """Say what was typed; gives the refusal where it can't be said. `about` knows its merchant."""
    try:
        with transaction():
            throttle.refuse_beyond(TRIES, "message", who, window=WINDOW)
        with transaction():
            service.ask(topic, about.merchant_id, asker, request.form.get("text", ""))
    except Refusal as refusal:
        return refusal
    return None


def _asker(purchase: PurchaseDetail | None) -> Asker:
    if purchase is None:
        person = shopper()
        return Asker(person.account_id, person.name, "", current_site().id, current_language())
    name = purchase.address.name
    return Asker(purchase.account_id, name, purchase.number, purchase.site_id, current_language())


def _of_order(order: OrderDetail, said: ConversationDetail | None, *, problem: str = "") -> str:
    _note_read(said)
    return render_template(
        "storefront/orders/talk.html", order=order, said=said, topic=order.number, merchant=order.merchant_name,
        action=href("orders.say", number=order.number), report=href("orders.report_talk", number=order.number),
        back=href("orders.show", number=order.number), problem=problem, typed=request.form.get("text", ""),
        personal=True,
    )  # fmt: skip


def _of_product(topic: Topic, said: ConversationDetail | None, *, problem: str = "") -> str:
    _note_read(said)
    product = catalog.get_product(ProductId(topic.id), current_chain())
    face = merchants.list_by_ids([product.merchant_id], current_chain()).get(product.merchant_id)
    to = href("orders.say_more", number=said.number) if said else href("orders.ask_first", about_id=topic.id)
    return render_template(
        "storefront/orders/talk.html", order=None, said=said, topic=product.title,
        merchant=face.name if face else "", action=to, report="", back=href("orders.my_talks"),
        problem=problem, typed=request.form.get("text", ""), personal=True,
    )  # fmt: skip


def _note_read(said: ConversationDetail | None) -> None:
    if said is not None and said.messages[-1].side == Side.MERCHANT:
        with transaction():
            service.note_read(said.id, Side.SHOPPER)

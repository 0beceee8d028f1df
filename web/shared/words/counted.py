"""Refusals whose sentence holds their facts: a number, a title, or what is lacking."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext


def _line_short(facts: Mapping[str, Any]) -> str:
    if not facts["available"]:
        return _("“%(title)s” has just sold out. Please take it out of your cart.", title=facts["title"])
    return ngettext(
        "Only %(num)s unit of “%(title)s” is left. Please lower the quantity.",
        "Only %(num)s units of “%(title)s” are left. Please lower the quantity.",
        facts["available"],
        title=facts["title"],
    )


def _line_limited(facts: Mapping[str, Any]) -> str:
    return ngettext(
        "In this flash sale each shopper may have %(num)s unit of “%(title)s”, orders before this one included.",
        "In this flash sale each shopper may have %(num)s units of “%(title)s”, orders before this one included.",
        facts["most"],
        title=facts["title"],
    )


def _line_over(facts: Mapping[str, Any]) -> str:
    return _(
        "The flash sale of “%(title)s” has just ended. Please look at the price again.", title=facts["title"]
    )


def _flash_terms(facts: Mapping[str, Any]) -> str:
    if facts["why"] == "short":
        return ngettext(
            "Only one unit is free at this stock location.",
            "Only %(num)s units are free at this stock location.",
            facts["available"],
        )
    if facts["why"] == "several":
        return _("Several merchants have this SKU. Type one of these: %(choices)s", choices=facts["choices"])
    return str(_FLASH_TERMS.get((facts["field"], facts["why"])) or _FLASH_TERMS["", facts["why"]])


_FLASH_TERMS: dict[tuple[str, str], Any] = {
    ("sku", "missing"): _l("No merchant has a variant with this SKU."),
    ("home", "missing"): _l("Choose the stock location that gives the units."),
    ("units", "range"): _l("Type how many units are for sale, at least one."),
    ("per_shopper", "range"): _l("Type a number from 1 to 99, and no more than there are units."),
    ("per_second", "range"): _l("Type a number from 0 to 1,000."),
    ("minutes", "range"): _l("Type a number from 1 to 60."),
    ("ends_at", "order"): _l("The end has to be after the beginning, and in the future."),
    ("ends_at", "long"): _l("A flash sale lasts fourteen days at most."),
    ("state", "not_draft"): _l("Only a draft can be changed. Take the sale back first."),
    ("prices", "not_sold"): _l("This variant has no price on this site, so it can’t be sold there."),
    ("", "missing"): _l("Fill in this field."),
    ("", "not_lower"): _l("The price of the sale has to be lower than the usual one."),
}


def _product_incomplete(facts: Mapping[str, Any]) -> str:
    lacking = {
        "title": _("a title"),
        "hs_code": _("an HS code"),
        "origin": _("a country of origin"),
        "variants": _("a variant"),
        "pictures": _("a picture"),
    }
    named = ", ".join(lacking[code] for code in facts["missing"])
    return _("This product cannot be offered yet. It lacks: %(list)s.", list=named)


def _password_too_short(facts: Mapping[str, Any]) -> str:
    return ngettext(
        "Choose a password of at least one character.",
        "Choose a password of at least %(num)s characters.",
        facts["least"],
    )


def _password_too_long(facts: Mapping[str, Any]) -> str:
    return ngettext(
        "Choose a password of at most one character.",
        "Choose a password of at most %(num)s characters.",
        facts["most"],
    )


def _text_too_long(facts: Mapping[str, Any]) -> str:
    return ngettext(
        "This text may have one letter at most.",
        "This text may have %(num)s letters at most.",
        facts["most"],
    )


def _address_book_full(facts: Mapping[str, Any]) -> str:
    return ngettext(
        "Your address book holds one address already, and there is no room for another. Delete it first.",
        "Your address book holds %(num)s addresses already, and there is no room for another. Delete one first.",
        facts["most"],
    )


def _gift_note_too_long(facts: Mapping[str, Any]) -> str:
    return ngettext(
        "A gift note holds one character at most.",
        "A gift note holds %(num)s characters at most.",
        facts["most"],
    )


def _editing_over(facts: Mapping[str, Any]) -> str:
    return ngettext(
        "A review can be changed for one day, and that is over.",
        "A review can be changed for %(num)s days, and they are over.",
        facts["days"],
    )


def _too_few_letters(facts: Mapping[str, Any]) -> str:
    return ngettext(
        "Please write at least one character.", "Please write at least %(num)s characters.", facts["least"]
    )


def _too_many_letters(facts: Mapping[str, Any]) -> str:
    return ngettext(
        "Please write at most one character.", "Please write at most %(num)s characters.", facts["most"]
    )


def _captions_unreadable(facts: Mapping[str, Any]) -> str:
    return _(
        "We cannot read these captions from line %(line)s on. "
        "Please choose a WebVTT file in UTF-8 whose times follow each other.",
        line=facts["line"],
    )


def _too_many_photos(facts: Mapping[str, Any]) -> str:
    return ngettext(
        "Please choose one photo at most.", "Please choose %(num)s photos at most.", facts["most"]
    )


def _orders_open(facts: Mapping[str, Any]) -> str:
    return ngettext(
        "%(num)s order is still on its way. Wait until it has arrived, or cancel it first.",
        "%(num)s orders are still on their way. Wait until they have arrived, or cancel them first.",
        facts["count"],
    )


COUNTED: dict[str, Any] = {
    "privacy.orders_open": _orders_open,
    "reviews.editing_over": _editing_over,
    "reviews.text_too_short": _too_few_letters,
    "reviews.text_too_long": _too_many_letters,
    "captions.unreadable": _captions_unreadable,
    "reviews.too_many_photos": _too_many_photos,
    "returns.too_many_photos": _too_many_photos,
    "checkout.gift_note_too_long": _gift_note_too_long,
    "catalog.product_incomplete": _product_incomplete,
    "checkout.line_short": _line_short,
    "checkout.line_gone": _line_short,
    "checkout.line_limited": _line_limited,
    "checkout.line_over": _line_over,
    "flash_sales.terms_wrong": _flash_terms,
    "accounts.password_too_short": _password_too_short,
    "accounts.password_too_long": _password_too_long,
    "accounts.address_book_full": _address_book_full,
    "messaging.too_long": _text_too_long,
    "returns.comment_too_long": _text_too_long,
}

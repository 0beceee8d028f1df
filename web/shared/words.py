"""Every refusal of core, as a sentence. Core speaks codes; this page speaks to people."""

from collections.abc import Mapping
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.kernel.money import Money
from core.kernel.refusal import Refusal
from core.platform.throttle import TooMany
from web.shared import filters

SENTENCES: dict[str, Any] = {
    "not_found": _l("This page does not exist, or it is not yours to see."),
    "conflict": _l("Somebody was faster. Please look again."),
    "refused": _l("This is not possible."),
    "states.illegal_move": _l("This is not possible any more: it has moved on meanwhile."),
    "accounts.credentials_refused": _l(
        "This e-mail address and this password do not open an account here. If you have just registered, open "
        "the link in our mail first."
    ),
    "accounts.email_invalid": _l("Enter an e-mail address such as name@example.com."),
    "accounts.email_taken": _l("There is an account with this e-mail address."),
    "accounts.name_missing": _l("Enter your full name."),
    "accounts.password_too_common": _l(
        "This is one of the first passwords that anybody would try. Choose another."
    ),
    "accounts.password_is_email": _l("Your password must not be your e-mail address. Choose another."),
    "accounts.token_refused": _l("This link was used before, or it is too old."),
    "accounts.owner_unproven": _l("This is not the password that you chose when you registered."),
    "flash_sales.share_taken": _l("You have your share of this flash sale already."),
    "flash_sales.over": _l("This flash sale is over"),
    "flash_sales.not_found": _l("There is no such flash sale."),
    "flash_sales.outdated": _l("Somebody else has changed this flash sale. Please look again."),
    "flash_sales.meets": _l("Another flash sale of this variant is on at that time."),
    "publishing.page_not_found": _l("No page has been generated at this address."),
    "accounts.not_found": _l("We could not find this account."),
    "accounts.address_not_found": _l("We could not find this address."),
    "accounts.address_refused": _l("This address does not fit its country. Please check each of its fields."),
    "accounts.operators_exist": _l("The first operator was set up already. Log in instead."),
    "accounts.password_wrong": _l("This is not your current password."),
    "accounts.email_unchanged": _l("This is the address that you log in with already."),
    "accounts.session_not_found": _l("That device is logged out already."),
    "accounts.code_refused": _l(
        "This code is wrong, or it was used before. Wait for the next one and try again."
    ),
    "accounts.code_too_late": _l("That took too long. Please log in again."),
    "accounts.second_step_off": _l("The two-step log-in is off."),
    "accounts.second_step_on": _l("The two-step log-in is on."),
    "wishlists.not_found": _l("We could not find this wish list. Perhaps its owner shows it no more."),
    "wishlists.wish_not_found": _l("This is not on the list any more."),
    "wishlists.unnamed": _l("Give the list a name."),
    "wishlists.too_many_lists": _l("You have as many lists as there can be. Delete one first."),
    "wishlists.full": _l("This list holds as many products as it can."),
    "privacy.export_not_found": _l("This copy is no longer kept. Have a new one made."),
    "privacy.too_many_exports": _l("You have had several copies made today. Please come back tomorrow."),
    "switches.feature_unknown": _l("There is no such switch."),
    "switches.level_unknown": _l("This switch does not know that level."),
    "switches.reason_missing": _l("Say why, for whoever comes next."),
    "switches.expiry_out_of_reason": _l("Let it end later than now, and within a month."),
    "fx.rate_missing": _l("There is no exchange rate for this currency at the moment."),
    "merchants.not_found": _l("We could not find this merchant."),
    "merchants.return_days_out_of_reason": _l(
        "Give shoppers from 14 days, as the law asks, up to a year to send goods back."
    ),
    "alerts.not_found": _l("We could not find this alert."),
    "alerts.link_refused": _l("This link was used before, or it is too old."),
    "alerts.nothing_to_wait_for": _l("Good news: this is in stock right now."),
    "catalog.product_not_found": _l("We could not find this product. It may have been taken offline."),
    "catalog.product_gone": _l("This product is not sold any more."),
    "catalog.category_not_found": _l("We could not find this category."),
    "catalog.product_outdated": _l("Somebody changed this product meanwhile. Please look again."),
    "catalog.size_guide_not_found": _l("We could not find this size guide."),
    "catalog.size_guide_taken": _l("You already have a size guide for this category and brand."),
    "catalog.size_guide_outdated": _l("Somebody changed this size guide meanwhile. Please look again."),
    "catalog.size_guide_uneven": _l("Every line of the table needs as many cells as there are headings."),
    "catalog.net_content_wrong": _l("Please type an amount above zero and choose its unit."),
    "catalog.barcode_wrong": _l(
        "Please type the 8, 12, 13 or 14 digits under the bars. One of these does not fit."
    ),
    "search.brand_not_found": _l("We sell nothing of this brand at the moment."),
    "search.synonyms_not_found": _l("We could not find these synonyms."),
    "search.synonyms_outdated": _l("Somebody else has changed these synonyms meanwhile. Please look again."),
    "search.too_few_synonyms": _l("Please type two different words at least."),
    "catalog.unknown_code": _l("The catalog does not know this code."),
    "catalog.sku_taken": _l("You already have a variant with this SKU."),
    "pricing.price_must_be_positive": _l("A price must be more than nothing."),
    "pricing.price_missing": _l("This product has no price in this currency."),
    "inventory.stock_short": _l("There are fewer units than you asked for."),
    "inventory.location_not_found": _l("There is no such stock location."),
    "fulfillment.parcel_not_found": _l("We could not find this parcel."),
    "fulfillment.not_in_the_order": _l("A parcel can hold only what its order still has to send."),
    "logistics.tracking_not_found": _l("We could not find this parcel."),
    "logistics.carrier_unknown": _l("We work with no such carrier."),
    "logistics.signature_wrong": _l("The signature is wrong."),
    "invoices.not_found": _l("We could not find this invoice."),
    "invoices.credit_unclear": _l("Only a whole invoice can be credited."),
    "messaging.not_found": _l("We could not find this conversation."),
    "messaging.empty": _l("Write your message first."),
    "returns.not_found": _l("We could not find this return."),
    "returns.window_closed": _l("These goods cannot be returned any more, or have not arrived yet."),
    "returns.nothing_chosen": _l("Choose what you want to return."),
    "returns.units_gone": _l("Some of this is being returned already. Please look again."),
    "logistics.not_served": _l("Nothing delivers these goods to this country."),
    "cart.full": _l("Your cart holds as many different products as it can."),
    "cart.quantity_out_of_range": _l("Please choose a quantity between 1 and 99."),
    "orders.not_found": _l("We could not find this order. Please check the number and the e-mail address."),
    "orders.outdated": _l("This order has moved on meanwhile. Please look again."),
    "payments.not_found": _l("We could not find this payment."),
    "payments.refund_too_large": _l("More would go back than was paid."),
    "payments.signature_wrong": _l("The signature is wrong."),
    "payments.gateway_unknown": _l("This way to pay is not offered."),
    "payments.method_outdated": _l("Somebody changed this way to pay meanwhile. Please look again."),
    "payments.limits_crossed": _l("The least amount is larger than the most."),
    "checkout.terms_changed": _l(
        "Our terms have changed since you opened this page. Please read them and order again."
    ),
    "checkout.way_to_pay_gone": _l("This way to pay is not offered for this order. Please choose another."),
    "checkout.vat_number_invalid": _l("This number does not exist in this country. Please check each digit."),
    "checkout.firm_name_missing": _l("Enter the name of the company."),
    "checkout.nothing_to_order": _l("Your cart is empty."),
    "checkout.incomplete": _l("Please fill in the step before this one first."),
    "checkout.quote_changed": _l(
        "Something changed since you last looked. Please check the total and order again."
    ),
    "checkout.key_reused": _l("This cart has been ordered already."),
    "checkout.not_payable": _l("This purchase is not waiting for a payment any more."),
    "images.too_heavy": _l("This file is too large. A picture may have up to 25 MB."),
    "images.too_large": _l("This picture is too large. It may have up to 50 megapixels."),
    "images.unreadable": _l("We cannot read this picture. Please choose a JPEG, PNG, WebP or GIF file."),
    "videos.too_heavy": _l("This file is too large. A film may have up to 24 MB."),
    "videos.unreadable": _l("We cannot read this film. Please choose an MP4 file that browsers play."),
    "media.not_found": _l("We could not find this picture."),
    "notifications.mail_not_found": _l("We could not find this mail."),
    "content.page_not_found": _l("This page does not exist, or it is not published."),
    "content.block_not_found": _l("This block does not exist any more."),
    "promotions.offer_not_found": _l("We could not find this coupon."),
    "promotions.offer_outdated": _l("Somebody changed this offer meanwhile. Please look again."),
    "promotions.offer_ended": _l("This offer has ended and stays as it was."),
    "promotions.code_taken": _l("This site has an offer with this code."),
    "promotions.code_unfit": _l("Use small letters, digits and hyphens, such as autumn-tea."),
    "promotions.name_missing": _l("Give the offer a name in one language at least."),
    "promotions.quota_out_of_range": _l("Choose a number from one to a million."),
    "promotions.quota_shrinks": _l(
        "There can only be more of them now: shoppers may have been promised one."
    ),
    "promotions.window_crossed": _l("Let it end after it begins."),
    "content.outdated": _l("Somebody changed this page meanwhile. Please look again."),
    "content.code_taken": _l("This site has a page with this code."),
    "content.title_missing": _l("A page needs a title in one language at least."),
    "content.times_crossed": _l("A block can’t end before it begins."),
    "content.link_unknown": _l(
        "A link leads to a category, a merchant or a page, or to an address of this site."
    ),
    "content.page_full": _l("This page has as many blocks as a page may have."),
    "reviews.not_found": _l("We could not find this review."),
    "reviews.question_not_found": _l("We could not find this question."),
    "reviews.not_reviewable": _l("You can review these goods as soon as they are on their way to you."),
    "reviews.outdated": _l("It was changed meanwhile. Please look again."),
    "reviews.stars_missing": _l("Please choose one to five stars."),
    "reviews.mailbox_unproven": _l("Please open the link in our mail first, so that the answer finds you."),
    "reviews.reply_unfit": _l(
        "Please leave out links, addresses, phone numbers and hard words: everybody can read this."
    ),
    "throttle.too_many": _l("That was too often. Please wait a while and try again."),
}


def sentence(refusal: Refusal) -> str:
    """Say a refusal in the language of the page; one that is only for now also says when in a header."""
    if isinstance(refusal, TooMany):
        g.retry_after = refusal.facts.get("seconds")
    if refusal.code in _COUNTED:
        return _COUNTED[refusal.code](refusal.facts)
    return str(SENTENCES.get(refusal.code, SENTENCES["refused"]))


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


_COUNTED: dict[str, Any] = {
    "privacy.orders_open": _orders_open,
    "reviews.editing_over": _editing_over,
    "reviews.text_too_short": _too_few_letters,
    "reviews.text_too_long": _too_many_letters,
    "reviews.too_many_photos": _too_many_photos,
    "checkout.gift_note_too_long": _gift_note_too_long,
    "catalog.product_incomplete": _product_incomplete,
    "checkout.line_short": _line_short,
    "checkout.line_limited": _line_limited,
    "checkout.line_over": _line_over,
    "flash_sales.terms_wrong": _flash_terms,
    "accounts.password_too_short": _password_too_short,
    "accounts.password_too_long": _password_too_long,
    "accounts.address_book_full": _address_book_full,
    "messaging.too_long": _text_too_long,
    "returns.comment_too_long": _text_too_long,
}


def notice(code: str, facts: Mapping[str, Any]) -> str:
    """Say a notice of a quote in the language of the page."""
    shown = {
        name: filters.money(value) if isinstance(value, Money) else value for name, value in facts.items()
    }
    return _NOTICES[code](shown)


def _short(facts: Mapping[str, Any]) -> str:
    return ngettext("Only one unit is left.", "Only %(num)s units are left.", facts["available"])


def _limited(facts: Mapping[str, Any]) -> str:
    return ngettext(
        "In this flash sale each shopper may have one unit.",
        "In this flash sale each shopper may have %(num)s units.",
        facts["most"],
    )


_NOTICES: dict[str, Any] = {
    "gone": lambda _facts: _("This is not offered here any more. Please take it out of your cart."),
    "sold_out": lambda _facts: _("This has sold out. Please take it out of your cart."),
    "short": _short,
    "limited": _limited,
    "repriced": lambda facts: _("You changed the currency: %(before)s is now %(now)s.", **facts),
    "price_changed": lambda facts: _("The price changed from %(before)s to %(now)s.", **facts),
    "not_served": lambda facts: _("Nothing delivers the goods of %(merchant)s to this country.", **facts),
}

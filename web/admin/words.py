"""Words of the console for codes of core and of the workers: jobs and their notes, actors, reasons, sources."""

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.kernel.actor import ActorKind
from core.orders.types import OrderDetail
from web.shared import filters

JOBS: dict[str, Any] = {
    "ask_after_parcels": _l("Ask after parcels"),
    "deliver_due_sandbox_scans": _l("Deliver the sandbox carrier’s scans"),
    "ask_about_open_payments": _l("Ask about open payments"),
    "deliver_due_sandbox_webhooks": _l("Deliver the sandbox’s webhooks"),
    "tend_offers": _l("End coupon offers and mend the line for them"),
    "turn_flash_sales": _l("Begin and end flash sales"),
    "prove_stock": _l("Prove stock and flash sales by their ledgers"),
    "erase_due_accounts": _l("Erase accounts whose time has come"),
    "enter_pages": _l("Enter pages to be generated"),
    "keep_popular_searches": _l("Keep the pages of popular searches"),
    "sweep_pages": _l("Sweep away files of pages that are gone"),
    "expire_unpaid_purchases": _l("Expire unpaid purchases"),
    "import_rates": _l("Import exchange rates"),
    "repeat_broken_turns": _l("Repeat jobs that failed"),
    "rebuild_recommendations": _l("Work out what is bought together"),
    "rewrite_search_index": _l("Write the search index anew"),
    "fold_search_tallies": _l("Add up the numbers beside listings"),
    "forget_old_searches": _l("Forget old searches"),
    "sweep": _l("Sweep away what is old"),
}

NOTES: dict[str, tuple[re.Pattern[str], Any]] = {
    "ask_about_open_payments": (
        re.compile(r"asked (?P<asked>\d+), moved (?P<moved>\d+)"),
        _l("Asked about: %(asked)s. Moved on: %(moved)s."),
    ),
    "ask_after_parcels": (
        re.compile(r"asked (?P<asked>\d+), news (?P<news>\d+)"),
        _l("Asked after: %(asked)s. News: %(news)s."),
    ),
    "deliver_due_sandbox_scans": (re.compile(r"heard (?P<heard>\d+)"), _l("Heard: %(heard)s.")),
    "deliver_due_sandbox_webhooks": (re.compile(r"heard (?P<heard>\d+)"), _l("Heard: %(heard)s.")),
    "erase_due_accounts": (
        re.compile(r"erased (?P<done>\d+) of (?P<due>\d+)"),
        _l("Erased: %(done)s of %(due)s."),
    ),
    "enter_pages": (
        re.compile(r"entered (?P<new>\d+), outlived (?P<old>\d+)"),
        _l("New: %(new)s. Too old: %(old)s."),
    ),
    "keep_popular_searches": (
        re.compile(r"entered (?P<new>\d+), dropped (?P<old>\d+)"),
        _l("New: %(new)s. Dropped: %(old)s."),
    ),
    "sweep_pages": (
        re.compile(r"orphans (?P<files>\d+), gone (?P<gone>\d+)"),
        _l("Files without a page: %(files)s. Forgotten: %(gone)s."),
    ),
    "expire_unpaid_purchases": (
        re.compile(r"expired (?P<done>\d+) of (?P<due>\d+)"),
        _l("Expired: %(done)s of %(due)s."),
    ),
    "turn_flash_sales": (
        re.compile(r"turned (?P<turned>\d+), units brought home (?P<home>\d+)"),
        _l("Begun or ended: %(turned)s. Units brought home: %(home)s."),
    ),
    "tend_offers": (
        re.compile(r"ended (?P<ended>\d+), mended (?P<mended>\d+), unproven (?P<found>\d+)"),
        _l("Ended: %(ended)s. Mended: %(mended)s. Contradictions: %(found)s."),
    ),
    "prove_stock": (re.compile(r"unproven (?P<found>\d+)"), _l("Contradictions: %(found)s.")),
    "rebuild_recommendations": (re.compile(r"pairs (?P<found>\d+)"), _l("Pairs found: %(found)s.")),
    "rewrite_search_index": (
        re.compile(r"wrote (?P<done>\d+), put right (?P<wrong>\d+)"),
        _l("Written: %(done)s. Numbers put right: %(wrong)s."),
    ),
    "fold_search_tallies": (re.compile(r"folded (?P<changes>\d+)"), _l("Changes: %(changes)s.")),
    "forget_old_searches": (re.compile(r"forgot (?P<gone>\d+)"), _l("Forgotten: %(gone)s.")),
    "repeat_broken_turns": (re.compile(r"repeated (?P<again>\d+)"), _l("Repeated: %(again)s.")),
}

_NEW_RATES = re.compile(r"(\w+) (\d+) new")
_SWEPT = re.compile(r"([a-z]+) (\d+)")


PAGE_KINDS: dict[str, Any] = {
    "home": _l("Home page"),
    "listing": _l("Category"),
    "product": _l("Product"),
    "store": _l("Store"),
    "brand": _l("Brand"),
    "channel": _l("Channel"),
    "text": _l("Text"),
    "search": _l("Search"),
}
PAGE_STATES: dict[str, Any] = {
    "fresh": _l("Fresh"),
    "stale": _l("To be drawn anew"),
    "gone": _l("Shows nothing"),
}


def page_kind(code: str) -> str:
    """Say what kind of page it is."""
    return str(PAGE_KINDS[code])


def page_state(code: str) -> str:
    """Say whether a generated page is good."""
    return str(PAGE_STATES[code])


def job(name: str) -> str:
    """Say what a periodic job does."""
    return str(JOBS.get(name, name))


def note(name: str, told: str) -> str:
    """Say what a periodic job told of its turn; what nobody foresaw, such as an error, stays as it was told."""
    if name == "import_rates" and (new := _NEW_RATES.findall(told)):
        return _("New rates: %(list)s.", list=_listed((source(code), count) for code, count in new))
    if name == "sweep" and (gone := _SWEPT.findall(told)):
        return _("Swept: %(list)s.", list=_listed((_swept(what), count) for what, count in gone))
    pattern, sentence = NOTES.get(name, (None, ""))
    found = pattern.fullmatch(told) if pattern else None
    return (
        str(sentence) % {key: _counted(value) for key, value in found.groupdict().items()} if found else told
    )


def actor(kind: str, name: str) -> str:
    """Say who did something."""
    known = {ActorKind.SYSTEM: _("The shop itself"), ActorKind.GUEST: _("Guest")}
    return known.get(ActorKind(kind), name)


def reason(told: str) -> str:
    """Say why an order was canceled: a code of ours, or what an operator typed."""
    known = {
        "operator": _("Decided by an operator"),
        "asked for by the shopper": _("Asked for by the shopper"),
        "put back into the cart": _("Put back into the cart by the shopper"),
    }
    return known.get(told, told)


def refund_cause(cause: str, orders: Iterable[OrderDetail]) -> str:
    """Say why money goes back; a cause is like order:12:cancel or late:PAY-1."""
    kind, *_rest = cause.split(":")
    if kind == "late":
        return _("The money came too late")
    numbers = {f"order:{order.id}:cancel": order.number for order in orders}
    return _("Order %(number)s is canceled.", number=numbers[cause]) if cause in numbers else cause


def source(code: str) -> str:
    """Name who published a rate."""
    known = {"ecb": _("European Central Bank"), "cbr": _("Bank of Russia"), "demo": _("Demo table")}
    return known.get(code.lower(), code)


def gateway(code: str) -> str:
    """Name a payment gateway."""
    return {"sandbox": _("Sandbox"), "stripe": "Stripe"}.get(code, code)


def queue(code: str) -> str:
    """Name a queue of jobs."""
    known = {
        "default": _("Everything else"),
        "images": _("Pictures"),
        "mail": _("Mails"),
        "orders": _("Orders"),
        "payments": _("Payments"),
    }
    return known.get(code, code)


def _swept(what: str) -> str:
    known = {
        "sessions": _("sessions"),
        "carts": _("carts"),
        "webhooks": _("webhooks of the sandbox"),
        "lists": _("wish lists of guests"),
        "shares": _("shares in flash sales"),
        "copies": _("copies of what accounts hold"),
        "messages": _("facts"),
        "mails": _("mails"),
        "runs": _("turns"),
        "windows": _("counts of attempts"),
        "alerts": _("alerts"),
    }
    return known.get(what, what)


def _listed(pairs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{what} {_counted(count)}" for what, count in pairs)


def _counted(digits: str) -> str:
    return filters.number(int(digits))

"""Everything the house keeps of an account, room by room."""

from typing import Any

from core.accounts import queries as accounts
from core.alerts import queries as alerts
from core.checkout import queries as checkout
from core.kernel import clock
from core.kernel.ids import AccountId
from core.kernel.page import PageAsk
from core.messaging import queries as messages
from core.notifications import queries as notifications
from core.orders import queries as orders
from core.orders.types import PurchaseDetail
from core.privacy.plain import plain
from core.promotions import queries as promotions
from core.returns import queries as returns
from core.reviews import queries as reviews
from core.wishlists import queries as wishlists

FORMAT = "entrepot-account-1"
AT_ONCE = 100


def gather(account_id: AccountId) -> dict[str, Any]:
    """Give all that is kept of an account as plain values, named so that a person can read it."""
    account = accounts.get_account(account_id)
    purchases = _all_purchases(account_id)
    return {
        "format": FORMAT,
        "made_at": clock.now().isoformat(),
        "account": plain(account),
        "two_step_login": plain(accounts.find_second_step(account_id)),
        "sessions": plain(accounts.list_sessions_of(account_id)),
        "addresses": plain(accounts.list_addresses_of(account_id)),
        "consents": plain(accounts.list_consents_of(account_id)),
        "notification_preferences": plain(notifications.list_preferences_of(account.email)),
        "notifications": plain(_all_notes(account_id)),
        "purchases": plain(purchases),
        "purchase_consents": plain(_consents_of(purchases)),
        "returns": plain(returns.list_of_account(account_id)),
        "messages": plain(messages.list_of_account(account_id)),
        "reviews_and_questions": plain(reviews.list_of_account(account_id)),
        "coupons": plain(promotions.list_claims_of_account(account_id)),
        "stock_alerts": plain(alerts.list_alerts_of_mailbox(account.email)),
        **plain(wishlists.list_of_account(account_id)),
    }


def _consents_of(purchases: list[PurchaseDetail]) -> list[dict[str, object]]:
    agreed = checkout.list_consents_of_purchases(purchase.id for purchase in purchases)
    return [{"purchase": one.number, "agreed_to": agreed[one.id]} for one in purchases]


def _all_purchases(account_id: AccountId) -> list[PurchaseDetail]:
    found: list[PurchaseDetail] = []
    for number in range(1, 1000):
        page = orders.list_purchases_of_shopper(account_id, PageAsk(number, AT_ONCE))
        found.extend(orders.get_purchase_of_shopper(account_id, card.number) for card in page.items)
        if number >= page.last:
            break
    return found


def _all_notes(account_id: AccountId) -> list[object]:
    found: list[object] = []
    for number in range(1, 1000):
        page = notifications.list_notes_of(account_id, PageAsk(number, AT_ONCE))
        found.extend(page.items)
        if number >= page.last:
            break
    return found

"""Who a mail is for and in which language: the shopper of a purchase, the people of a merchant."""

from collections.abc import Mapping
from typing import Any

from core.accounts import queries as accounts
from core.kernel.ids import MerchantId, SiteId
from core.merchants import queries as merchants
from core.notifications.service import write_mail
from core.orders.types import PurchaseDetail

NOBODY_READS = "en"  # a mailbox that no account stands for tells no language


def write_to_shopper(kind: str, purchase: PurchaseDetail, told: Mapping[str, Any], key: str) -> None:
    """Write to who made a purchase, in its language; a kind and a key together are written once."""
    common = {
        "number": purchase.number,
        "name": _name_to_greet(purchase),
        "is_guest": purchase.account_id is None,
    }
    write_mail(
        kind=kind,
        to=purchase.email,
        language=purchase.language,
        site_id=purchase.site_id,
        facts={**common, **told},
        source_key=f"{kind}:{key}",
    )


def _name_to_greet(purchase: PurchaseDetail) -> str:
    """Give the name to greet by, or none where the mailbox is not proven: a guest could make us write to anybody."""
    if purchase.account_id is None:
        return ""
    owner = accounts.get_account(purchase.account_id)
    is_proven = owner.is_verified and owner.email.lower() == purchase.email.lower()
    return purchase.address.name if is_proven else ""


def write_to_members(
    merchant_id: MerchantId, kind: str, site_id: SiteId, told: Mapping[str, Any], key: str
) -> None:
    """Write to everybody who works for a merchant, each in their own language; to its contact where nobody does."""
    members = [accounts.get_account(id) for id in merchants.list_members_of(merchant_id)]
    readers: list[tuple[int, str, str]] = [(member.id, member.email, member.language) for member in members]
    if not readers:
        readers = [(0, merchants.get_contact(merchant_id).email, NOBODY_READS)]
    for id, to, language in readers:
        write_mail(kind=kind, to=to, language=language, site_id=site_id, facts=told, source_key=f"{key}:{id}")

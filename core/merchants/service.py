from core.kernel.actor import Actor
from core.kernel.ids import AccountId, MerchantId
from core.kernel.texts import Texts
from core.merchants.errors import MerchantNotFound, ReturnDaysOutOfReason
from core.merchants.events import MerchantChanged, MerchantOpened
from core.merchants.models import Merchant, MerchantMember
from core.merchants.queries import SLUG_KIND
from core.merchants.types import LEAST_RETURN_DAYS, MOST_RETURN_DAYS, ReturnPayer
from core.platform import audit, locks, outbox, slugs
from core.platform.db import session


def open_merchant(
    *,
    code: str,
    name: str,
    legal_name: str,
    country: str,
    address: dict[str, str],
    contact_email: str,
    about: Texts,
    return_policy: Texts,
    languages: tuple[str, ...],
    by: Actor,
    return_days: int = LEAST_RETURN_DAYS,
    return_payer: ReturnPayer = ReturnPayer.SHOPPER,
) -> MerchantId:
    """Let a merchant sell; `country` is ISO 3166-1 alpha-2, the slug is made of the name in every language."""
    merchant = Merchant(
        code=code,
        name=name,
        legal_name=legal_name,
        country=country,
        address=address,
        contact_email=contact_email,
        about=dict(about),
        return_policy=dict(return_policy),
        return_days=return_days,
        return_payer=return_payer,
    )
    session().add(merchant)
    session().flush()
    slugs.name(SLUG_KIND, merchant.id, dict.fromkeys(languages, name))
    audit.changed(merchant, "open", by=by, after={"name": name})
    outbox.record(MerchantOpened(merchant_id=merchant.id))
    return MerchantId(merchant.id)


def change_returns(
    merchant_id: MerchantId, *, days: int, payer: ReturnPayer, notes: Texts, by: Actor
) -> None:
    """Change how goods may be sent back; orders keep the terms they were placed under. Raises ReturnDaysOutOfReason."""
    if not LEAST_RETURN_DAYS <= days <= MOST_RETURN_DAYS:
        raise ReturnDaysOutOfReason(least=LEAST_RETURN_DAYS, most=MOST_RETURN_DAYS)
    merchant = locks.row(Merchant, merchant_id)
    if merchant is None:
        raise MerchantNotFound(id=merchant_id)
    before = {"days": merchant.return_days, "payer": merchant.return_payer, "notes": merchant.return_policy}
    merchant.return_days, merchant.return_payer, merchant.return_policy = days, payer, dict(notes)
    after = {"days": days, "payer": payer.value, "notes": dict(notes)}
    audit.changed(merchant, "change returns", by=by, before=before, after=after)
    outbox.record(MerchantChanged(merchant_id=merchant.id))


def add_member(merchant_id: MerchantId, account_id: AccountId, *, role: str, by: Actor) -> None:
    """Let an account work for a merchant."""
    member = MerchantMember(merchant_id=merchant_id, account_id=account_id, role=role)
    session().add(member)
    session().flush()
    audit.changed(
        member, "add", by=by, after={"merchant_id": merchant_id, "account_id": account_id, "role": role}
    )

from core.kernel.actor import Actor
from core.kernel.ids import AccountId, MerchantId
from core.kernel.texts import Texts
from core.merchants.events import MerchantOpened
from core.merchants.models import Merchant, MerchantMember
from core.merchants.queries import SLUG_KIND
from core.platform import audit, outbox, slugs
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
    )
    session().add(merchant)
    session().flush()
    slugs.name(SLUG_KIND, merchant.id, dict.fromkeys(languages, name))
    audit.changed(merchant, "open", by=by, after={"name": name})
    outbox.record(MerchantOpened(merchant_id=merchant.id))
    return MerchantId(merchant.id)


def add_member(merchant_id: MerchantId, account_id: AccountId, *, role: str, by: Actor) -> None:
    """Let an account work for a merchant."""
    member = MerchantMember(merchant_id=merchant_id, account_id=account_id, role=role)
    session().add(member)
    session().flush()
    audit.changed(
        member, "add", by=by, after={"merchant_id": merchant_id, "account_id": account_id, "role": role}
    )

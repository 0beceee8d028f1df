from collections.abc import Iterable, Sequence

from sqlalchemy import select

from core.kernel.ids import AccountId, MerchantId
from core.kernel.texts import pick
from core.merchants.errors import MerchantNotFound
from core.merchants.models import Merchant, MerchantMember
from core.merchants.types import (
    Membership,
    MerchantContact,
    MerchantFace,
    MerchantState,
    ReturnPayer,
    ReturnTerms,
)
from core.platform import reference, slugs
from core.platform.db import session

SLUG_KIND = "merchant"


def get_merchant_by_slug(slug: str, chain: Sequence[str]) -> tuple[MerchantFace, dict[str, str]]:
    """Give a merchant by any slug it has or had, and its slugs in force by language; raises MerchantNotFound.

    One statement.
    """
    written = slugs.all_json(SLUG_KIND, Merchant.id).label("slugs")
    rows = slugs.holders(SLUG_KIND, slug).add_columns(Merchant, written)
    rows = rows.join(Merchant, Merchant.id == slugs.Slug.entity_id)
    rows = rows.where(Merchant.state == MerchantState.ACTIVE)
    found = session().execute(rows).all()
    chosen = slugs.choose([slugs.Holder(row.entity_id, row.current, row.language) for row in found], chain)
    if chosen is None:
        raise MerchantNotFound(slug=slug)
    merchant, now = next((row.Merchant, row.slugs) for row in found if row.entity_id == chosen[0])
    return face_of(merchant, pick(now, chain) or merchant.code, chain), now


def list_by_ids(ids: Iterable[MerchantId], chain: Sequence[str]) -> dict[MerchantId, MerchantFace]:
    """Give the faces of active merchants by id; kept as reference data."""
    asked, languages = frozenset(ids), tuple(chain)
    return reference.kept(
        ("merchants", "slugs"), ("faces", asked, languages), lambda: _read_faces(asked, languages)
    )


def _read_faces(ids: Iterable[MerchantId], chain: Sequence[str]) -> dict[MerchantId, MerchantFace]:
    wanted = select(Merchant).where(Merchant.id.in_(set(ids)), Merchant.state == MerchantState.ACTIVE)
    merchants = session().scalars(wanted).all()
    names = slugs.current(SLUG_KIND, [merchant.id for merchant in merchants], chain)
    return {
        MerchantId(merchant.id): face_of(merchant, names.get(merchant.id, merchant.code), chain)
        for merchant in merchants
    }


def list_active(chain: Sequence[str]) -> list[MerchantFace]:
    """List every merchant that sells, by name."""
    ids = session().scalars(select(Merchant.id).where(Merchant.state == MerchantState.ACTIVE))
    return sorted(list_by_ids([MerchantId(id) for id in ids], chain).values(), key=lambda face: face.name)


def find_membership(account_id: AccountId) -> Membership | None:
    """Give the merchant an account works for, if any."""
    found = (
        session()
        .execute(
            select(MerchantMember, Merchant.name)
            .join(Merchant, Merchant.id == MerchantMember.merchant_id)
            .where(MerchantMember.account_id == account_id)
            .order_by(MerchantMember.id)
            .limit(1)
        )
        .first()
    )
    if found is None:
        return None
    member, name = found
    return Membership(MerchantId(member.merchant_id), name, AccountId(member.account_id), member.role)


def list_members_of(merchant_id: MerchantId) -> list[AccountId]:
    """List the accounts that work for a merchant."""
    members = select(MerchantMember.account_id).where(MerchantMember.merchant_id == merchant_id)
    return [AccountId(id) for id in session().scalars(members.order_by(MerchantMember.id))]


def find_id_by_code(code: str) -> MerchantId | None:
    """Give the id of the merchant with a code."""
    id = session().scalar(select(Merchant.id).where(Merchant.code == code))
    return None if id is None else MerchantId(id)


def return_policy_of(ids: Iterable[MerchantId], chain: Sequence[str] = ()) -> dict[MerchantId, ReturnTerms]:
    """Give the terms of return of merchants, whatever their state; `note` in the first language of the chain."""
    rows = session().scalars(select(Merchant).where(Merchant.id.in_(set(ids))))
    return {MerchantId(row.id): _terms(row, chain) for row in rows}


def get_contact(merchant_id: MerchantId) -> MerchantContact:
    """Give where a merchant is written to, whatever its state, for the house's own mails."""
    merchant = session().get(Merchant, merchant_id)
    if merchant is None:
        raise MerchantNotFound(id=merchant_id)
    return MerchantContact(merchant.name, merchant.contact_email)


def face_of(merchant: Merchant, slug: str, chain: Sequence[str]) -> MerchantFace:
    """Give a row as others may hold it, for rooms that join it to their own."""
    return MerchantFace(
        id=MerchantId(merchant.id),
        code=merchant.code,
        slug=slug,
        name=merchant.name,
        legal_name=merchant.legal_name,
        country=merchant.country,
        about=pick(merchant.about, chain),
        return_policy=pick(merchant.return_policy, chain),
        contact_email=merchant.contact_email,
        since=merchant.created_at,
        returns=_terms(merchant, chain),
    )


def _terms(merchant: Merchant, chain: Sequence[str]) -> ReturnTerms:
    note, notes = pick(merchant.return_policy, chain), dict(merchant.return_policy)
    return ReturnTerms(merchant.return_days, ReturnPayer(merchant.return_payer), note, notes)

"""The people of every story, and the places where money and layout are hardest."""

from dataclasses import dataclass

from core.accounts import service as accounts
from core.accounts.types import OperatorRole
from core.kernel.actor import SYSTEM, Actor, ActorKind
from core.kernel.ids import AccountId, MerchantId
from core.merchants import service as merchants

PASSWORD = "a horse of another color"


@dataclass(frozen=True)
class Awkward:
    """A country whose money or writing breaks careless code; `decimals` are its currency's."""

    country: str
    currency: str
    decimals: int
    language: str


GERMANY = Awkward("DE", "EUR", 2, "de")
JAPAN = Awkward("JP", "JPY", 0, "ja")
KUWAIT = Awkward("KW", "KWD", 3, "ar")
AWKWARD = (GERMANY, JAPAN, KUWAIT)


@dataclass(frozen=True)
class Person:
    """Somebody who can log in with `email` and PASSWORD."""

    account_id: AccountId
    email: str
    actor: Actor


@dataclass(frozen=True)
class Cast:
    """Shoppers and merchants come in pairs that never see each other's things; the stranger is nobody."""

    shopper: Person
    other_shopper: Person
    merchant: Person
    other_merchant: Person
    operator: Person
    stranger: Person


def gather(merchant: MerchantId, other_merchant: MerchantId) -> Cast:
    """Give everybody an account; the merchants' people work for theirs. The caller opens the transaction."""
    return Cast(
        shopper=_person("shopper", "Robin Lane", ActorKind.SHOPPER),
        other_shopper=_person("other-shopper", "Sascha Brandt", ActorKind.SHOPPER),
        merchant=_member("merchant", "Mei Lin", merchant),
        other_merchant=_member("other-merchant", "Marek Nowak", other_merchant),
        operator=_person("operator", "Olga Orlova", ActorKind.OPERATOR, OperatorRole.ADMIN),
        stranger=_person("stranger", "Nick Nobody", ActorKind.SHOPPER),
    )


def _person(
    name: str,
    called: str,
    kind: ActorKind,
    role: OperatorRole | None = None,
    merchant_id: MerchantId | None = None,
) -> Person:
    email = f"{name}@cast.example"
    account_id = accounts.create_account(
        email=email, name=called, password=PASSWORD, operator_role=role, by=SYSTEM
    )
    return Person(account_id, email, Actor(kind, called, account_id, merchant_id))


def _member(name: str, called: str, merchant_id: MerchantId) -> Person:
    person = _person(name, called, ActorKind.MERCHANT, merchant_id=merchant_id)
    merchants.add_member(merchant_id, person.account_id, role="owner", by=SYSTEM)
    return person

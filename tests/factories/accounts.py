from itertools import count

from core.accounts import queries, service
from core.accounts.types import Portal, TokenPurpose
from core.kernel.actor import SYSTEM
from core.kernel.ids import AccountId, SiteId
from core.kernel.places import Address
from core.platform.db import reading, transaction

PASSWORD = "a horse of another color"
_numbers = count(1)


def new_email(name: str = "shopper") -> str:
    """Make an address nobody has yet."""
    return f"{name}-{next(_numbers)}@demo.example"


def register(*, email: str, password: str = PASSWORD, name: str = "Robin Lane", language: str = "en") -> str:
    """Register and give the ticket; the mailbox is not proven."""
    with transaction():
        return service.register(
            email=email, name=name, password=password, language=language, site_id=SiteId(1)
        )


def issue_token(email: str, purpose: TokenPurpose) -> str:
    """Have a token issued as the reaction does that writes the mail."""
    with transaction():
        return service.issue_token(id_of(email), purpose)


def make_account(
    *, email: str = "", password: str = PASSWORD, name: str = "Robin Lane", language: str = "en"
) -> AccountId:
    """Make an account with a proven mailbox, the way a shopper gets one."""
    email = email or new_email()
    ticket = register(email=email, password=password, name=name, language=language)
    token = issue_token(email, TokenPurpose.VERIFY)
    with transaction():
        return service.verify_email(token, ticket=ticket)


def make_operator(*, email: str = "", password: str = PASSWORD) -> AccountId:
    """Make an operator, as the command does."""
    with transaction():
        return service.create_operator(
            email=email or new_email("operator"), name="Olga Operator", password=password, by=SYSTEM
        )


def log_in(email: str, password: str = PASSWORD, portal: Portal = Portal.STOREFRONT) -> str:
    """Log in and give the session's token."""
    with transaction():
        return service.log_in(email, password, portal, ip="203.0.113.9", user_agent="tests")


def id_of(email: str) -> AccountId:
    """Give the id of an account that exists."""
    with reading():
        account = queries.find_account_by_email(email)
    assert account is not None
    return account.id


BERLIN = Address(
    name="Robin Lane",
    country="DE",
    street_address="Lindenweg 4",
    city="Berlin",
    postal_code="10115",
    phone="+4930901820",
)
MOSCOW = Address(
    name="Робин Лейн",
    country="RU",
    street_address="улица Арбат, 5",
    city="Москва",
    country_area="Москва",
    postal_code="119019",
    phone="+74951234567",
)

from core.accounts import queries as accounts
from core.accounts.events import EmailVerified
from core.kernel.ids import AccountId
from core.orders import service


def adopt_guest_purchases_of_verified_account(event: EmailVerified) -> None:
    """Give an account the purchases that were placed as a guest with its address, now that the address is proven."""
    account = accounts.get_account(AccountId(event.account_id))
    service.adopt_guest_purchases(account.id, account.email)

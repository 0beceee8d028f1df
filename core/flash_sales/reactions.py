from core.accounts.events import AccountDeleted
from core.flash_sales import service
from core.kernel.ids import AccountId


def forget_shares_of_deleted_account(event: AccountDeleted) -> None:
    """Drop what somebody who is no longer here was called in sales that are over."""
    service.forget_account(AccountId(event.account_id))

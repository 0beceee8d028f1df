from core.accounts.events import AccountDeleted
from core.kernel.ids import AccountId
from core.wishlists import service


def forget_lists_of_deleted_account(event: AccountDeleted) -> None:
    """Drop the lists and looks of somebody who is no longer here."""
    service.forget_account(AccountId(event.account_id))

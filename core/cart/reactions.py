from core.accounts.events import AccountDeleted
from core.cart import service
from core.kernel.ids import AccountId


def drop_carts_of_deleted_account(event: AccountDeleted) -> None:
    """Drop what somebody who is no longer here meant to buy; ordered carts stay with their purchases."""
    service.drop_open_carts_of(AccountId(event.account_id))

from core.accounts.events import AccountDeleted
from core.kernel.ids import AccountId
from core.messaging.service import anonymize_account


def forget_words_of_deleted_account(event: AccountDeleted) -> None:
    """Take a deleted account's name and words out of its conversations; the answers stay."""
    anonymize_account(AccountId(event.account_id))

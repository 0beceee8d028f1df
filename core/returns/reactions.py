from core.accounts.events import AccountDeleted
from core.kernel.ids import AccountId
from core.returns.service import anonymize_account


def forget_words_of_deleted_account(event: AccountDeleted) -> None:
    """Take what a deleted account wrote out of its returns; the returns stay for the books."""
    anonymize_account(AccountId(event.account_id))

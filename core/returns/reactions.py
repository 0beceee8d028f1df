from core.accounts.events import AccountDeleted
from core.kernel.ids import AccountId
from core.orders.events import PurchasesAdopted
from core.returns.service import adopt_returns, anonymize_account


def adopt_returns_of_adopted_purchases(event: PurchasesAdopted) -> None:
    """Let returns follow their purchases into the account, where they are seen, copied and erased."""
    adopt_returns(AccountId(event.account_id), event.numbers)


def forget_words_of_deleted_account(event: AccountDeleted) -> None:
    """Take what a deleted account wrote out of its returns; the returns stay for the books."""
    anonymize_account(AccountId(event.account_id))

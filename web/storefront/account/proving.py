from core.accounts import service
from core.accounts.types import Act
from core.platform.db import transaction
from web.shared.signed_in import remote_network, shopper


def prove(password: str) -> None:
    """Ask for the password before something that matters; raises PasswordWrong, and TooMany after ten tries."""
    with transaction():
        service.count_attempt(Act.PROVE, f"account {shopper().account_id}", remote_network())
    with transaction():
        service.prove_owner(shopper().account_id, password)

"""Who lives in the demo world: one person for each portal, with a password that everybody may know."""

from collections.abc import Mapping

from cli.demo.frame import DEMO
from cli.demo.reading import Json, read_world
from core.accounts import service as accounts
from core.accounts.types import OperatorRole
from core.kernel.ids import AccountId, MerchantId
from core.kernel.places import Address
from core.merchants import service as merchants

PASSWORD = "entrepot-demo"  # noqa: S105  it opens the demo world and nothing else
OWNER = "owner"


def list_log_ins() -> list[tuple[str, str, str]]:
    """List who may log in: role, e-mail address, password."""
    return [(raw["role"], raw["email"], PASSWORD) for raw in read_world("people")]


def settle(merchant_ids: Mapping[str, MerchantId]) -> None:
    """Open the accounts: the shopper with an address book, the merchant's owner, the operator."""
    for raw in read_world("people"):
        account_id = _open_account(raw)
        if "merchant" in raw:
            merchants.add_member(merchant_ids[raw["merchant"]], account_id, role=OWNER, by=DEMO)
        for address in raw["addresses"]:
            accounts.add_address(account_id, Address(**address), by=DEMO)


def _open_account(raw: Json) -> AccountId:
    return accounts.create_account(
        email=raw["email"],
        name=raw["name"],
        password=PASSWORD,
        language=raw["language"],
        operator_role=OperatorRole.ADMIN if raw["role"] == "admin" else None,
        by=DEMO,
    )

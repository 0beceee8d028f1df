from sqlalchemy import func, select, update

from core.accounts import policy
from core.accounts.errors import AccountNotFound, AddressBookFull, AddressNotFound, AddressRefused
from core.accounts.models import Account, AccountAddress
from core.accounts.types import AddressId
from core.kernel.actor import Actor
from core.kernel.ids import AccountId
from core.kernel.places import Address, check_address
from core.platform import audit, locks
from core.platform.db import session


def add_address(account_id: AccountId, address: Address, *, is_default: bool = False, by: Actor) -> AddressId:
    """Add an entry to an address book; the first becomes the default.

    Raises AddressRefused and AddressBookFull.
    """
    parts = _checked(address)
    _lock_book(account_id)
    held = _count(account_id)
    if held >= policy.LONGEST_ADDRESS_BOOK:
        raise AddressBookFull(most=policy.LONGEST_ADDRESS_BOOK)
    entry = AccountAddress(account_id=account_id, parts=parts, is_default=False)
    session().add(entry)
    session().flush()
    audit.changed(entry, "add", by=by, after={"account_id": account_id, "country": address.country})
    if is_default or not held:
        _make_default(entry)
    return AddressId(entry.id)


def edit_address(account_id: AccountId, address_id: AddressId, address: Address, *, by: Actor) -> None:
    """Replace what an entry says; orders keep their own copies. Raises AddressNotFound, AddressRefused."""
    parts = _checked(address)
    entry = _lock_entry(account_id, address_id)
    entry.parts = parts
    audit.changed(entry, "edit", by=by, after={"account_id": account_id, "country": address.country})


def remove_address(account_id: AccountId, address_id: AddressId, *, by: Actor) -> None:
    """Drop an entry; the newest that remains takes its place as default. Raises AddressNotFound."""
    entry = _lock_entry(account_id, address_id)
    audit.changed(entry, "remove", by=by, before={"account_id": account_id})
    session().delete(entry)
    session().flush()
    others = select(AccountAddress).where(AccountAddress.account_id == account_id)
    heir = session().scalars(others.order_by(AccountAddress.id.desc()).limit(1)).first()
    if entry.is_default and heir is not None:
        _make_default(heir)


def set_default_address(account_id: AccountId, address_id: AddressId, *, by: Actor) -> None:
    """Make an entry the one that checkout offers first; raises AddressNotFound."""
    entry = _lock_entry(account_id, address_id)
    _make_default(entry)
    audit.changed(entry, "make default", by=by, after={"account_id": account_id})


def _checked(address: Address) -> dict[str, str]:
    tidy, complaints = check_address(address.as_dict())
    if tidy is None:
        raise AddressRefused(complaints=complaints)
    return tidy.as_dict()


def _lock_book(account_id: AccountId) -> None:
    # One lock for the whole book: its length and its single default are decided under it.
    if locks.row(Account, account_id) is None:
        raise AccountNotFound


def _lock_entry(account_id: AccountId, address_id: AddressId) -> AccountAddress:
    _lock_book(account_id)
    entry = locks.row(AccountAddress, address_id)
    if entry is None or entry.account_id != account_id:
        raise AddressNotFound
    return entry


def _make_default(entry: AccountAddress) -> None:
    mine = update(AccountAddress).where(AccountAddress.account_id == entry.account_id)
    session().execute(mine.where(AccountAddress.is_default).values(is_default=False))
    session().execute(mine.where(AccountAddress.id == entry.id).values(is_default=True))


def _count(account_id: AccountId) -> int:
    held = select(func.count()).where(AccountAddress.account_id == account_id)
    return session().execute(held).scalar_one()

from dataclasses import replace

import pytest

from core.accounts import policy, queries, service
from core.accounts.errors import AddressBookFull, AddressNotFound, AddressRefused
from core.accounts.types import AddressId, SavedAddress
from core.kernel.actor import SYSTEM
from core.kernel.ids import AccountId
from core.kernel.places import Address
from core.platform.db import reading, transaction
from tests.factories import accounts as make

pytestmark = pytest.mark.usefixtures("db")


def add(account_id: AccountId, address: Address = make.BERLIN, *, is_default: bool = False) -> AddressId:
    with transaction():
        return service.add_address(account_id, address, is_default=is_default, by=SYSTEM)


def book(account_id: AccountId) -> list[SavedAddress]:
    with reading():
        return queries.list_addresses_of(account_id)


def test_the_first_address_is_the_default_and_later_ones_only_when_asked() -> None:
    account_id = make.make_account()
    first, second = add(account_id), add(account_id, make.MOSCOW)
    assert [(entry.id, entry.is_default) for entry in book(account_id)] == [(first, True), (second, False)]
    third = add(account_id, is_default=True)
    assert [(entry.id, entry.is_default) for entry in book(account_id)] == [
        (third, True),
        (second, False),
        (first, False),
    ]
    assert book(account_id)[1].address == make.MOSCOW


def test_the_newest_that_remains_inherits_the_default() -> None:
    account_id = make.make_account()
    first, second, third = add(account_id), add(account_id), add(account_id)
    with transaction():
        service.remove_address(account_id, first, by=SYSTEM)
    assert [(entry.id, entry.is_default) for entry in book(account_id)] == [(third, True), (second, False)]
    with transaction():
        service.remove_address(account_id, second, by=SYSTEM)
        service.remove_address(account_id, third, by=SYSTEM)
    assert book(account_id) == []


def test_another_entry_is_made_the_default() -> None:
    account_id = make.make_account()
    first, second = add(account_id), add(account_id)
    with transaction():
        service.set_default_address(account_id, second, by=SYSTEM)
    assert [(entry.id, entry.is_default) for entry in book(account_id)] == [(second, True), (first, False)]


def test_an_entry_is_edited_and_checked_like_a_new_one() -> None:
    account_id = make.make_account()
    address_id = add(account_id)
    with transaction():
        service.edit_address(account_id, address_id, replace(make.BERLIN, postal_code="10117"), by=SYSTEM)
    with pytest.raises(AddressRefused) as refused, transaction():
        service.edit_address(account_id, address_id, replace(make.BERLIN, postal_code="1"), by=SYSTEM)
    assert refused.value.facts == {"complaints": {"postal_code": "invalid"}}
    assert [entry.address.postal_code for entry in book(account_id)] == ["10117"]


def test_a_strangers_address_book_is_not_there() -> None:
    mine, theirs = make.make_account(), make.make_account()
    address_id = add(theirs)
    with reading(), pytest.raises(AddressNotFound):
        queries.get_address_of(mine, address_id)
    for act in (service.remove_address, service.set_default_address):
        with pytest.raises(AddressNotFound), transaction():
            act(mine, address_id, by=SYSTEM)
    with pytest.raises(AddressNotFound), transaction():
        service.edit_address(mine, address_id, make.MOSCOW, by=SYSTEM)
    assert [entry.address for entry in book(theirs)] == [make.BERLIN]


def test_an_address_book_has_a_last_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "LONGEST_ADDRESS_BOOK", 2)
    account_id = make.make_account()
    add(account_id)
    add(account_id)
    with pytest.raises(AddressBookFull):
        add(account_id)
    assert len(book(account_id)) == 2

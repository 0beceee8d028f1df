"""What a shopper may ask for besides goods: a gift, a company's invoice; and what they agree to by ordering."""

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from core.checkout import queries
from core.checkout import service as checkout
from core.checkout.errors import (
    FirmNameMissing,
    GiftNoteTooLong,
    QuoteChanged,
    TermsChanged,
    VatNumberInvalid,
)
from core.checkout.types import Gift
from core.kernel.actor import GUEST
from core.orders import queries as orders
from core.orders.errors import OrderNotFound
from core.orders.types import Firm
from core.platform.db import reading, transaction
from tests.factories import places
from tests.factories import purchases as make
from tests.factories.content import make_page
from tests.factories.purchases import Ready
from tests.factories.shop import Shop
from tests.witness import refused

FIRM = Firm("Kontor Nord GmbH", "DE", "DE136695976")


@pytest.mark.parametrize(
    ("name", "country", "number", "kept"),
    [
        ("", "DE", "", None),
        ("  Kontor   Nord GmbH ", "DE", "", Firm("Kontor Nord GmbH", "DE", "")),
        ("Kontor Nord GmbH", "DE", "de 136 695 976", FIRM),
        ("Kontor Nord GmbH", "DE", "136695976", FIRM),
        ("ООО Контора", "RU", "7707083893", Firm("ООО Контора", "RU", "7707083893")),
        ("Contor SA", "FR", "FR 40 303 265 045", Firm("Contor SA", "FR", "FR40303265045")),
        ("Kontor AG", "CH", "CHE-107.787.577 IVA", Firm("Kontor AG", "CH", "CHE107787577IVA")),
        ("Kontor plc", "GB", "980 7806 84", Firm("Kontor plc", "GB", "GB980780684")),
        ("Kontor SA", "GR", "EL 094259216", Firm("Kontor SA", "GR", "EL094259216")),
        ("Kontor Inc", "US", "12-3456789", Firm("Kontor Inc", "US", "123456789")),
    ],
)
def test_a_company_is_kept_as_its_country_writes_its_number(
    name: str, country: str, number: str, kept: Firm | None
) -> None:
    assert checkout.tidy_firm(name, country, number) == kept


@pytest.mark.parametrize(
    ("country", "number"), [("DE", "136695977"), ("RU", "7707083894"), ("US", "¤"), ("DE", "FR40303265045")]
)
def test_a_number_that_its_country_never_gave_out_is_refused(country: str, number: str) -> None:
    with pytest.raises(VatNumberInvalid):
        checkout.tidy_firm("Kontor", country, number)


def test_a_number_without_a_name_is_refused() -> None:
    with pytest.raises(FirmNameMissing):
        checkout.tidy_firm(" ", "DE", "136695976")


def test_a_note_keeps_its_lines_and_its_length() -> None:
    tidy = checkout.tidy_gift("  Alles   Gute!\r\n\n\n\n Deine Anna ", is_gift=True)
    assert tidy == Gift(True, "Alles Gute!\n\nDeine Anna")
    assert checkout.tidy_gift("ä" * 300, is_gift=False).note == "ä" * 300
    with pytest.raises(GiftNoteTooLong) as told:
        checkout.tidy_gift("ä" * 301, is_gift=False)
    assert told.value.facts == {"most": 300}


def asking_for_more(shop: Shop) -> Ready:
    ready = make.make_ready(shop, {"LAMP-BLACK": 1, "MUG": 1})
    with reading():
        cart, _ = make._entered(ready.ask, ready.token)
    with transaction():
        checkout.save_contact(cart.id, email=make.EMAIL, address=make.BERLIN, firm=FIRM)
        checkout.save_methods(cart.id, {}, gift=Gift(True, "Alles Gute!"))
    return make.look_again(ready)


def test_gift_and_company_are_snapshots_of_the_purchase(shop: Shop) -> None:
    before = make.make_ready(shop, {"LAMP-BLACK": 1, "MUG": 1})
    ready = asking_for_more(shop)
    assert ready.fingerprint != before.fingerprint
    purchase = make.purchase_of(make.place(ready).number)
    assert (purchase.is_gift, purchase.gift_note, purchase.firm) == (True, "Alles Gute!", FIRM)
    plain = make.purchase_of(make.place(before).number)
    assert (plain.is_gift, plain.gift_note, plain.firm) == (False, "", None)


def test_the_address_of_the_invoice_is_a_snapshot_of_the_purchase(shop: Shop) -> None:
    before = make.make_ready(shop, {"MUG": 1})
    with reading():
        cart, _ = make._entered(before.ask, before.token)
    with transaction():
        checkout.save_contact(cart.id, email=make.EMAIL, address=make.BERLIN, billing=places.PARIS)
    ready = make.look_again(before)
    assert ready.fingerprint != before.fingerprint
    with refused(QuoteChanged):
        make.place(before)
    purchase = make.purchase_of(make.place(ready).number)
    assert (purchase.address, purchase.billing, purchase.billed_to) == (
        make.BERLIN,
        places.PARIS,
        places.PARIS,
    )
    plain = make.purchase_of(make.place(make.make_ready(shop, {"MUG": 1})).number)
    assert (plain.billing, plain.billed_to) == (None, plain.address)


def test_each_merchant_reads_the_note_of_its_own_orders_only(shop: Shop) -> None:
    purchase = make.purchase_of(make.place(asking_for_more(shop)).number)
    make.pay(purchase)
    first, second = purchase.orders
    with reading():
        gift = orders.get_gift_of_order(first.merchant_id, first.number)
        assert (gift.is_gift, gift.note) == (True, "Alles Gute!")
        with pytest.raises(OrderNotFound):
            orders.get_gift_of_order(second.merchant_id, first.number)


def place(ready: Ready, accepted: dict[str, str]) -> str:
    with transaction():
        return checkout.place_order(
            ready.ask, ready.token, key=ready.key, fingerprint=ready.fingerprint, gateway=make.GATEWAY,
            account_id=None, by=GUEST, accepted=accepted,
        ).number  # fmt: skip


@pytest.fixture
def terms(shop: Shop) -> dict[str, str]:
    """Publish the texts that shoppers of a site agree to; gives their versions in force."""
    with transaction():
        for code in ("terms", "privacy"):
            make_page(shop.sites["eu"].id, titles={"en": code.title()}, code=code)
    with reading():
        found = queries.terms_in_force(shop.sites["eu"].id)
    assert set(found) == {"terms", "privacy"}
    return found


def test_what_was_agreed_to_is_kept_with_its_version_and_language(shop: Shop, terms: dict[str, str]) -> None:
    purchase = make.purchase_of(place(make.make_ready(shop, {"MUG": 1}, language="de"), terms))
    with reading():
        kept = queries.list_consents(purchase.id)
        assert queries.list_consents_of_purchases([purchase.id]) == {purchase.id: kept}
    assert {one.document: one.version for one in kept} == terms
    assert {one.language for one in kept} == {"de"}


@pytest.mark.parametrize("accepted", [{}, {"terms": "0", "privacy": "0"}])
def test_nobody_orders_under_texts_they_did_not_see(
    shop: Shop, terms: dict[str, str], accepted: dict[str, str]
) -> None:
    ready = make.make_ready(shop, {"MUG": 1})
    with refused(TermsChanged):
        place(ready, accepted)
    assert place(ready, terms)


def test_a_consent_is_never_rewritten(shop: Shop, terms: dict[str, str], db: Connection) -> None:
    place(make.make_ready(shop, {"MUG": 1}), terms)
    for act in ("UPDATE purchase_consents SET version = 'x'", "DELETE FROM purchase_consents"):
        with pytest.raises(IntegrityError, match="only grows"), db.begin_nested():
            db.execute(text(act))

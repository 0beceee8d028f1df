"""Invoices are numbered without a gap, issued once, never changed, and drawn the same every time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from core.checkout import service as checkout
from core.invoices import queries, reactions, service
from core.invoices.errors import CreditUnclear, InvoiceNotFound
from core.invoices.models import Invoice
from core.invoices.types import InvoiceDetail, InvoiceKind
from core.kernel import clock
from core.kernel.actor import GUEST
from core.kernel.money import Money, total
from core.orders.events import PurchasePaid
from core.orders.types import PurchaseDetail
from core.payments import queries as payments
from core.payments.events import RefundSucceeded
from core.platform.db import reading, session, transaction
from tests.factories import places
from tests.factories.purchases import make_paid_purchase, make_placed_purchase
from tests.factories.shop import Shop
from web.documents import fonts
from web.rendering import render_invoice


def issue(purchase: PurchaseDetail) -> list[InvoiceDetail]:
    with transaction():
        reactions.issue_invoices_of_purchase(PurchasePaid(purchase_id=purchase.id))
    return invoices_of(purchase)


def invoices_of(purchase: PurchaseDetail) -> list[InvoiceDetail]:
    ids = [order.id for order in purchase.orders]
    with reading():
        cards = queries.list_invoices_of(ids)
        return [queries.get_invoice_for_operator(card.number) for id in ids for card in cards[id]]


class PowerFails(Exception):
    pass


def issue_in_vain(purchase: PurchaseDetail) -> None:
    with transaction():
        service.issue_invoices(purchase.id)
        raise PowerFails


def test_each_order_of_a_paid_purchase_gets_one_invoice_with_exactly_its_amounts(shop: Shop) -> None:
    purchase = make_paid_purchase(shop)
    invoices = issue(purchase)
    assert [one.number[-6:] for one in invoices] == ["000001", "000002"]
    for order, invoice in zip(purchase.orders, invoices, strict=True):
        assert (invoice.total, invoice.tax, invoice.goods) == (order.total, order.tax, order.goods)
        assert total((tax.tax for tax in invoice.taxes), order.total.currency) == order.tax
        assert [(line.sku, line.total) for line in invoice.lines] == [
            (one.sku, one.total) for one in order.lines
        ]
        assert invoice.issued_at == purchase.paid_at
    assert issue(purchase) == invoices


def test_what_nobody_paid_is_not_invoiced(shop: Shop) -> None:
    assert issue(make_placed_purchase(shop)) == []


def test_a_number_that_was_taken_back_is_given_to_the_next(shop: Shop) -> None:
    first, second = make_paid_purchase(shop, {"MUG": 1}), make_paid_purchase(shop, {"MUG": 1})
    with pytest.raises(PowerFails):
        issue_in_vain(first)
    (invoice,) = issue(second)
    assert invoice.number.endswith("000001")


def test_sites_of_other_legal_entities_count_for_themselves(shop: Shop) -> None:
    here, there = (
        make_paid_purchase(shop, {"MUG": 1}),
        make_paid_purchase(shop, {"MUG": 1}, site="global", country="US"),
    )
    numbers = [issue(here)[0].number, issue(there)[0].number]
    assert len(set(numbers)) == 2
    assert all(number.startswith("INV-") for number in numbers)


def test_an_invoice_only_stands(shop: Shop) -> None:
    (invoice,) = issue(make_paid_purchase(shop, {"MUG": 1}))
    with pytest.raises(IntegrityError), transaction():
        session().execute(update(Invoice).where(Invoice.id == invoice.id).values(total_minor=1))


def test_money_that_went_back_takes_the_whole_invoice_back(shop: Shop) -> None:
    purchase = make_paid_purchase(shop, {"MUG": 1})
    (invoice,) = issue(purchase)
    order = purchase.orders[0]
    with transaction():
        checkout.cancel_order(order.id, version=None, reason="test", by=GUEST)
        (refund,) = payments.list_refunds_of(purchase.id)
        told = RefundSucceeded(refund_id=refund.id, purchase_id=purchase.id)
        reactions.issue_credit_note_of_refund(told)
        reactions.issue_credit_note_of_refund(told)
    first, credit = invoices_of(purchase)
    assert (first, credit.kind, credit.credits) == (invoice, InvoiceKind.CREDIT_NOTE, invoice.number)
    assert (credit.total, credit.lines) == (invoice.total, invoice.lines)
    assert credit.number.startswith("CRN-")


def test_an_invoice_and_its_credit_note_name_the_address_of_the_invoice(shop: Shop) -> None:
    purchase = make_paid_purchase(shop, {"MUG": 1}, billing=places.PARIS)
    (invoice,) = issue(purchase)
    assert (invoice.customer.name, invoice.customer.country) == ("Robin Lane", "FR")
    assert invoice.customer.lines == ("12 rue des Lilas", "75019 Paris")
    with transaction():
        checkout.cancel_order(purchase.orders[0].id, version=None, reason="test", by=GUEST)
        (refund,) = payments.list_refunds_of(purchase.id)
        told = RefundSucceeded(refund_id=refund.id, purchase_id=purchase.id)
        reactions.issue_credit_note_of_refund(told)
    assert invoices_of(purchase)[1].customer == invoice.customer


def test_a_part_of_an_invoice_is_not_credited_by_guessing(shop: Shop) -> None:
    purchase = make_paid_purchase(shop, {"MUG": 1})
    order = purchase.orders[0]
    with pytest.raises(InvoiceNotFound), transaction():
        service.issue_credit_note(order.id, order.total, refund="REF-1", at=clock.now())
    issue(purchase)
    less = Money(order.total.minor - 1, order.total.currency)
    with pytest.raises(CreditUnclear), transaction():
        service.issue_credit_note(order.id, less, refund="REF-1", at=clock.now())


@pytest.mark.parametrize("language", ["de", "ru", "pl", "zh"])
@pytest.mark.usefixtures("data")
def test_a_paper_is_the_same_byte_for_byte_in_every_script(shop: Shop, language: str) -> None:
    (invoice,) = issue(make_paid_purchase(shop, {"MUG": 1}))
    paper = render_invoice(replace(invoice, language=language))
    assert paper.startswith(b"%PDF")
    assert render_invoice(replace(invoice, language=language)) == paper


def test_a_weight_is_cut_out_of_a_font_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    (invoice,) = issue(make_paid_purchase(shop, {"MUG": 1}))
    paper = render_invoice(invoice)

    def cut_again(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("web.documents.fonts.instantiateVariableFont", cut_again)
    assert render_invoice(invoice) == paper


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("weight", [400, 700])
def test_a_font_is_cut_without_changing_a_letter(weight: int, tmp_path: Path) -> None:
    instantiateVariableFont(TTFont(fonts._file(fonts.FIRST)), {"wght": weight}).save(tmp_path / "whole")
    whole = TTFont(tmp_path / "whole")
    cut = TTFont(fonts._cut(fonts.FIRST, weight))
    letters, before = cut.getBestCmap(), whole.getBestCmap()
    assert letters.keys() == before.keys()
    for code, name in letters.items():
        assert cut["hmtx"][name] == whole["hmtx"][before[code]]
        shapes = [f["glyf"][n].getCoordinates(f["glyf"]) for f, n in ((cut, name), (whole, before[code]))]
        assert shapes[0] == shapes[1], chr(code)
    assert "GPOS" not in cut


def test_many_at_once_leave_no_gap(committed_shop: Shop) -> None:
    purchases = [make_paid_purchase(committed_shop, {"MUG": 1}) for _ in range(6)]
    orders = [purchase.orders[0].id for purchase in purchases]

    def one(purchase: PurchaseDetail) -> None:
        with transaction():
            service.issue_invoices(purchase.id)

    act: Callable[[PurchaseDetail], None] = one
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(act, [*purchases, *purchases]))
    with reading():
        cards = [card for found in queries.list_invoices_of(orders).values() for card in found]
    assert sorted(int(card.number[-6:]) for card in cards) == [1, 2, 3, 4, 5, 6]

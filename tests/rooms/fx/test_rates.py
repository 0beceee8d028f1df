"""Rates are dated, come from named banks, and are only ever added."""

from datetime import date
from decimal import Decimal

import pytest

from core.fx import queries, service
from core.fx.errors import RateMissing
from core.fx.types import FxQuote, PublishedRate
from core.platform.db import reading, transaction
from tests.factories import fx as make
from tests.witness import facts, unchanged

pytestmark = pytest.mark.usefixtures("db")

ECB_DAILY = b"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
                 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
  <Cube><Cube time="2026-04-10">
    <Cube currency="USD" rate="1.1712"/>
    <Cube currency="JPY" rate="186.55"/>
    <Cube currency="CHF" rate="0.9230"/>
  </Cube></Cube>
</gesmes:Envelope>"""

CBR_DAILY = """<?xml version="1.0" encoding="windows-1251"?>
<ValCurs Date="10.04.2026" name="Foreign Currency Market">
  <Valute ID="R01235"><NumCode>840</NumCode><CharCode>USD</CharCode><Nominal>1</Nominal>
    <Name>Доллар США</Name><Value>79,1234</Value></Valute>
  <Valute ID="R01239"><NumCode>978</NumCode><CharCode>EUR</CharCode><Nominal>10</Nominal>
    <Name>Евро</Name><Value>926,5000</Value></Valute>
</ValCurs>""".encode("windows-1251")

DAY = date(2026, 4, 10)


def rate(quote: str, value: str, on: date = DAY, source: str = "ECB") -> PublishedRate:
    return PublishedRate("EUR", quote, Decimal(value), on, source)


def record(*rates: PublishedRate) -> int:
    with transaction():
        return service.record_rates(rates)


def test_the_ecbs_document_gives_units_for_one_euro() -> None:
    assert service.read_feed("ECB", ECB_DAILY) == [
        rate("USD", "1.1712"),
        rate("JPY", "186.55"),
        rate("CHF", "0.9230"),
    ]


def test_the_bank_of_russias_document_gives_roubles_for_one_euro() -> None:
    assert service.read_feed("CBR", CBR_DAILY) == [rate("RUB", "92.65", source="CBR")]


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>"""
PEEK = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>"""


@pytest.mark.parametrize("source", ["ECB", "CBR"])
@pytest.mark.parametrize(
    "document", [b"", b"not xml", b"<html><body>Sorry</body></html>", BOMB, PEEK, CBR_DAILY[:200]]
)
def test_what_is_no_rate_document_is_refused(source: str, document: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        service.read_feed(source, document)


def test_one_banks_document_is_not_anothers() -> None:
    with pytest.raises(ValueError, match="CBR"):
        service.read_feed("CBR", ECB_DAILY)
    with pytest.raises(ValueError, match="ECB"):
        service.read_feed("ECB", CBR_DAILY)


def test_new_rates_are_told_once() -> None:
    assert record(rate("USD", "1.1712"), rate("CHF", "0.9230")) == 2
    assert facts() == [("RatesImported", {"source": "ECB", "effective_on": "2026-04-10", "count": 2})]


def test_the_same_document_again_adds_and_tells_nothing() -> None:
    record(*service.read_feed("ECB", ECB_DAILY))
    with unchanged():
        assert record(*service.read_feed("ECB", ECB_DAILY)) == 0


def test_a_known_rate_is_never_changed_by_another_figure() -> None:
    record(rate("USD", "1.1712"))
    with unchanged():
        assert record(rate("USD", "9.9999")) == 0


def test_nothing_to_record_is_nothing_recorded() -> None:
    with unchanged():
        assert record() == 0


def test_the_latest_rate_on_or_before_the_day_counts() -> None:
    record(rate("USD", "1.10", date(2026, 4, 9)), rate("USD", "1.20"), rate("USD", "1.30", date(2026, 4, 13)))
    with reading():
        assert queries.get_quote("EUR", "USD", date(2026, 4, 9)).rate == Decimal("1.10")
        weekend = queries.get_quote("EUR", "USD", date(2026, 4, 12))
        assert (weekend.rate, weekend.effective_on) == (Decimal("1.20"), DAY)
        assert queries.get_quote("EUR", "USD").rate == Decimal("1.30")


def test_any_two_currencies_meet_over_the_euro() -> None:
    with transaction():
        make.make_rates()
    with reading():
        assert queries.get_quote("USD", "RUB").rate == Decimal("80")
        assert queries.get_quote("JPY", "KWD").rate == Decimal("0.00234375")
        assert queries.get_quote("USD", "EUR").as_text() == "USD/EUR 0.8 2020-01-02 tests"


def test_a_currency_is_worth_itself_without_any_bank() -> None:
    with reading():
        assert queries.get_quote("JPY", "JPY", DAY) == FxQuote("JPY", "JPY", Decimal(1), DAY, "same")


@pytest.mark.parametrize(
    ("base", "quote", "on"),
    [("EUR", "USD", date(2026, 4, 9)), ("GBP", "USD", DAY), ("USD", "GBP", DAY), ("USD", "XXX", DAY)],
)
def test_a_rate_nobody_published_is_missing(base: str, quote: str, on: date) -> None:
    record(rate("USD", "1.20"))
    with reading(), pytest.raises(RateMissing) as refused:
        queries.get_quote(base, quote, on)
    assert refused.value.facts == {"base": base, "quote": quote, "on": on.isoformat()}


def test_of_two_sources_the_newer_day_counts_and_of_one_day_the_later_word() -> None:
    record(rate("RUB", "100", DAY, "demo"), rate("RUB", "90", date(2026, 4, 9), "CBR"))
    with reading():
        assert queries.get_quote("EUR", "RUB", DAY).source == "demo"
    record(rate("RUB", "92.65", DAY, "CBR"))
    with reading():
        assert queries.get_quote("EUR", "RUB", DAY).source == "CBR"


def test_the_shipped_table_knows_every_currency_of_the_shop() -> None:
    with transaction():
        assert service.record_rates(service.read_shipped()) == len(service.read_shipped())
    with reading():
        for currency in ("USD", "GBP", "AUD", "CAD", "CHF", "PLN", "RUB"):
            assert queries.get_quote("EUR", currency).rate > 0


def test_operators_see_the_newest_rate_of_each_currency() -> None:
    record(rate("USD", "1.10", date(2026, 4, 9)), rate("USD", "1.20"), rate("CHF", "0.95"))
    with reading():
        assert queries.list_latest() == [rate("CHF", "0.9500000000"), rate("USD", "1.2000000000")]


@pytest.mark.parametrize("value", [b"0", b"-1.2", b"NaN", b"Infinity"])
def test_a_rate_that_cannot_be_is_not_read(value: bytes) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        service.read_feed("ECB", ECB_DAILY.replace(b"186.55", value))

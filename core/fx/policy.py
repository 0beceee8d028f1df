"""Reading what the banks publish, and crossing two rates over the euro. Pure."""

import csv
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from xml.etree.ElementTree import Element

from core.fx.types import FxQuote, PublishedRate

ECB = "ECB"
CBR = "CBR"


def cross(to_base: PublishedRate, to_quote: PublishedRate) -> FxQuote:
    """Give base→quote from two rates of one euro; it is as old as its older leg."""
    rate = (to_quote.rate / to_base.rate).quantize(Decimal("0.0000000001"))
    sources = dict.fromkeys(leg.source for leg in (to_base, to_quote) if leg.source != "same")
    return FxQuote(
        to_base.quote,
        to_quote.quote,
        rate,
        min(to_base.effective_on, to_quote.effective_on),
        "+".join(sources),
    )


def read_ecb(document: Element) -> list[PublishedRate]:
    """Read the ECB's daily XML: Cube[@time]/Cube[@currency, @rate], units of currency for one euro."""
    days = [cube for cube in document.iter() if cube.tag.endswith("Cube") and "time" in cube.attrib]
    return [
        PublishedRate(
            "EUR",
            cube.attrib["currency"],
            Decimal(cube.attrib["rate"]),
            date.fromisoformat(day.attrib["time"]),
            ECB,
        )
        for day in days
        for cube in day
    ]


def read_cbr(document: Element) -> list[PublishedRate]:
    """Read the Bank of Russia's daily XML: roubles for `Nominal` units, decimal comma; gives EUR→RUB."""
    day = datetime.strptime(document.attrib["Date"], "%d.%m.%Y").date()  # noqa: DTZ007 - a calendar day, no instant
    euros = [value for value in document if value.findtext("CharCode") == "EUR"]
    return [
        PublishedRate("EUR", "RUB", _number(value, "Value") / _number(value, "Nominal"), day, CBR)
        for value in euros
    ]


def read_table(lines: Iterable[str]) -> list[PublishedRate]:
    """Read a table with the columns base, quote, rate, date, source."""
    return [
        PublishedRate(
            row["base"], row["quote"], Decimal(row["rate"]), date.fromisoformat(row["date"]), row["source"]
        )
        for row in csv.DictReader(line for line in lines if not line.startswith("#"))
    ]


def _number(value: Element, tag: str) -> Decimal:
    return Decimal((value.findtext(tag) or "").replace(",", "."))

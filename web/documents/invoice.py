"""The paper of an invoice or a credit note: drawn again it is the same, byte for byte."""

from zoneinfo import ZoneInfo

from flask_babel import force_locale
from flask_babel import gettext as _
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from core.invoices.types import InvoiceDetail, InvoiceKind, InvoiceTax, Party
from web.documents.fonts import FIRST, use_fonts
from web.shared import filters
from web.shared.site import page_language

MARGIN = 18
SOFT = (92, 82, 103)
INK = (36, 26, 45)
LINE = (214, 205, 210)
Rows = list[tuple[str, str]]


def draw(invoice: InvoiceDetail) -> bytes:
    """Draw an invoice in its own language."""
    with force_locale(page_language(invoice.language).locale):
        paper = _Paper(invoice)
        paper.draw()
        return bytes(paper.output())


class _Paper(FPDF):
    """One A4 paper, as many pages as it takes."""

    def __init__(self, invoice: InvoiceDetail) -> None:
        super().__init__(format="A4")
        self.invoice = invoice
        self.facts, self.rows, self.sums, self.notes = (
            _facts(invoice),
            _rows(invoice),
            _sums(invoice),
            _notes(invoice),
        )
        self.set_creation_date(invoice.issued_at)
        self.set_title(f"{_title(invoice)} {invoice.number}")
        self.set_author(invoice.issuer.name)
        self.set_lang(invoice.language)
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, margin=30)
        self.set_text_color(*INK)
        self.set_draw_color(*LINE)
        use_fonts(self, _every_letter(self))

    def normalize_text(self, text: str) -> str:
        # The narrow space that French and Russian amounts are written with is not in the font.
        return super().normalize_text(text.replace("\u202f", "\u00a0"))

    def draw(self) -> None:
        self.add_page()
        self._head()
        self._parties()
        self._goods()
        self._sums()
        self._notes()

    def footer(self) -> None:
        self.set_y(-24)
        self._small()
        issuer = self.invoice.issuer
        told = " · ".join(part for part in (issuer.name, *issuer.lines, issuer.tax_id) if part)
        self.multi_cell(0, 4, told, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self._small()
        self.cell(0, 4, f"{self.page_no()}", align="C")
        self._plain()

    def _head(self) -> None:
        self._letters("B", 20)
        self.cell(0, 10, _title(self.invoice), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self._plain()
        for name, value in self.facts:
            self._small()
            self.cell(48, 5.5, name)
            self._plain()
            self.cell(0, 5.5, value, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(6)

    def _parties(self) -> None:
        top, width = self.get_y(), (self.epw - 10) / 2
        bottom = top
        for place, (title, party) in enumerate(
            [(_("Invoice to"), self.invoice.customer), (_("Sold by"), self.invoice.merchant)]
        ):
            self.set_xy(MARGIN + place * (width + 10), top)
            self._small()
            self.multi_cell(width, 5, title, align="L", new_x=XPos.LEFT, new_y=YPos.NEXT)
            self._letters("B", 10)
            self.multi_cell(width, 5, party.name, align="L", new_x=XPos.LEFT, new_y=YPos.NEXT)
            self._plain()
            for line in _lines_of(party):
                self._plain()
                self.multi_cell(width, 5, line, align="L", new_x=XPos.LEFT, new_y=YPos.NEXT)
            bottom = max(bottom, self.get_y())
        self.set_xy(MARGIN, bottom + 8)

    def _goods(self) -> None:
        widths = (90, 18, 33, 33)
        heading = FontFace(emphasis="BOLD", color=SOFT, size_pt=9)
        with self.table(
            col_widths=widths, text_align=("LEFT", "RIGHT", "RIGHT", "RIGHT"), line_height=5.5,
            borders_layout="HORIZONTAL_LINES", headings_style=heading, padding=(1.6, 1),
        ) as table:  # fmt: skip
            table.row(_columns())
            for row in self.rows:
                table.row(row)
        self.ln(4)

    def _sums(self) -> None:
        for place, (name, value) in enumerate(self.sums):
            is_total = place == _place_of_total(self.invoice)
            self._letters("B" if is_total else "", 11 if is_total else 10)
            self.set_x(MARGIN + 64)
            self.multi_cell(77, 6, name, align="R", new_x=XPos.RIGHT, new_y=YPos.TOP)
            self._letters("B" if is_total else "", 11 if is_total else 10)
            self.multi_cell(0, 6, value, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self._plain()

    def _notes(self) -> None:
        self.ln(6)
        self._small()
        for note in self.notes:
            self._small()
            self.multi_cell(0, 5, note, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _letters(self, style: str, size: float) -> None:
        # The library believes that its font is still in force after it wrote with another: make it say so again.
        self.font_family = ""
        self.set_font(FIRST, style, size)

    def _small(self) -> None:
        self._letters("", 8.5)
        self.set_text_color(*SOFT)

    def _plain(self) -> None:
        self._letters("", 10)
        self.set_text_color(*INK)


def _title(invoice: InvoiceDetail) -> str:
    return _("Credit note") if invoice.kind == InvoiceKind.CREDIT_NOTE else _("Invoice")


def _facts(invoice: InvoiceDetail) -> Rows:
    zone = ZoneInfo(invoice.time_zone)
    facts = [
        (_("Number"), invoice.number),
        (_("Date"), filters.long_day(invoice.issued_at.astimezone(zone).date())),
    ]
    if invoice.credits:
        facts.append((_("For invoice"), invoice.credits))
    paid = filters.long_day(invoice.supplied_at.astimezone(zone).date())
    return [*facts, (_("Order"), invoice.order_number), (_("Paid on"), paid)]


def _columns() -> tuple[str, ...]:
    return _("Description"), _("Units"), _("Unit price"), _("Amount")


def _rows(invoice: InvoiceDetail) -> list[tuple[str, ...]]:
    sign = _sign(invoice)
    goods = [
        (
            "\n".join(part for part in (line.title, line.label, line.sku) if part),
            filters.number(line.quantity),
            filters.money(line.unit),
            filters.money(line.total * sign),
        )
        for line in invoice.lines
    ]
    shipping = _("Shipping: %(service)s", service=invoice.shipping_name)
    return [*goods, (shipping, "", "", filters.money(invoice.shipping * sign))]


def _sums(invoice: InvoiceDetail) -> Rows:
    sign = _sign(invoice)
    before = [
        (_tax_name(tax), filters.money(tax.tax * sign)) for tax in _charged(invoice) if not tax.included
    ]
    inside = [(_tax_name(tax), filters.money(tax.tax * sign)) for tax in _charged(invoice) if tax.included]
    return [*before, (_("Total"), filters.money(invoice.total * sign)), *inside]


def _place_of_total(invoice: InvoiceDetail) -> int:
    return sum(not tax.included for tax in _charged(invoice))


def _charged(invoice: InvoiceDetail) -> list[InvoiceTax]:
    return [tax for tax in invoice.taxes if tax.rate_bp]


def _tax_name(tax: InvoiceTax) -> str:
    facts = {
        "rate": filters.percent(tax.rate_bp), "country": filters.country(tax.country), "base": filters.money(tax.base),
    }  # fmt: skip
    if tax.included:
        return _("Includes %(rate)s tax of %(country)s on %(base)s", **facts)
    return _("%(rate)s tax of %(country)s on %(base)s", **facts)


def _notes(invoice: InvoiceDetail) -> list[str]:
    reasons = {tax.reason for tax in invoice.taxes if not tax.rate_bp}
    notes = []
    if reasons & {"not_collected", "export"}:
        notes.append(_("No tax is charged here. Import tax, where it is due, is paid on arrival."))
    elif "no_tax" in reasons:
        notes.append(_("This country charges no tax on these goods."))
    if invoice.kind == InvoiceKind.CREDIT_NOTE:
        return [*notes, _("This amount goes back to where the payment came from.")]
    return [*notes, _("Paid in full. Nothing is left to pay.")]


def _lines_of(party: Party) -> list[str]:
    country = filters.country(party.country) if party.country else ""
    tax_id = _("VAT number: %(number)s", number=party.tax_id) if party.tax_id else ""
    return [line for line in (*party.lines, country, tax_id) if line]


def _sign(invoice: InvoiceDetail) -> int:
    return -1 if invoice.kind == InvoiceKind.CREDIT_NOTE else 1


def _every_letter(paper: _Paper) -> str:
    invoice = paper.invoice
    parties = (invoice.issuer, invoice.customer, invoice.merchant)
    words = [_title(invoice), _("Invoice to"), _("Sold by"), *_columns(), *paper.notes, "0123456789·- "]
    words += [invoice.issuer.tax_id, *(party.name for party in parties)]
    words += [line for party in parties for line in _lines_of(party)]
    words += [part for row in (*paper.facts, *paper.rows, *paper.sums) for part in row]
    return "".join(words)

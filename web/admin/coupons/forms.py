from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from core.kernel.refusal import Refusal
from core.promotions.errors import (
    CodeTaken,
    CodeUnfit,
    NameMissing,
    QuotaOutOfRange,
    QuotaShrinks,
    WindowCrossed,
)
from core.promotions.types import Offer, Terms
from core.sites.types import SiteDetail

LONGEST_NAME, LONGEST_TEXT = 120, 4000
MOST_DIGITS = 9

# The field that a refusal is about; the name of the site's own language stands for all of them.
FIELDS: dict[type[Refusal], str] = {
    CodeTaken: "code",
    CodeUnfit: "code",
    NameMissing: "name",
    QuotaOutOfRange: "quota",
    QuotaShrinks: "quota",
    WindowCrossed: "ends_at",
}

Form = Mapping[str, str]


@dataclass
class OfferForm:
    """What was typed about an offer; `errors` by field."""

    terms: Terms
    errors: dict[str, str] = field(default_factory=dict)


def read_offer(form: Form, site: SiteDetail) -> OfferForm:
    """Read what an offer says and promises; what cannot be read is named in `errors`."""
    errors: dict[str, str] = {}
    zone = ZoneInfo(site.time_zone)
    starts_at, ends_at = (_moment(form, name, zone, errors) for name in ("starts_at", "ends_at"))
    terms = Terms(
        names=_texts(form, "name", LONGEST_NAME, site.languages),
        quota=_quota(form, errors),
        descriptions=_texts(form, "description", LONGEST_TEXT, site.languages),
        starts_at=starts_at,
        ends_at=ends_at,
    )
    return OfferForm(terms, errors)


def values_of(offer: Offer, site: SiteDetail) -> dict[str, str]:
    """Give the fields of an offer's form as they are filled before anybody types."""
    terms, zone = offer.terms, ZoneInfo(site.time_zone)
    texts = {f"name-{code}": text for code, text in terms.names.items()}
    texts |= {f"description-{code}": text for code, text in terms.descriptions.items()}
    return texts | {
        "quota": str(terms.quota),
        "starts_at": _local(terms.starts_at, zone),
        "ends_at": _local(terms.ends_at, zone),
        "version": str(offer.version),
    }


def _texts(form: Form, name: str, longest: int, languages: Iterable[str]) -> dict[str, str]:
    return {code: form.get(f"{name}-{code}", "")[:longest] for code in languages}


def _quota(form: Form, errors: dict[str, str]) -> int:
    written = form.get("quota", "").strip()
    if not (written.isascii() and written.isdigit() and len(written) <= MOST_DIGITS):
        errors["quota"] = _("Type a whole number, such as 1000.")
        return 1
    return int(written)


def _moment(form: Form, name: str, zone: ZoneInfo, errors: dict[str, str]) -> datetime | None:
    written = form.get(name, "").strip()
    if not written:
        return None
    try:
        return datetime.fromisoformat(written).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        errors[name] = _("Type a day and a time, such as 2026-12-24 18:00.")
        return None


def _local(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if moment else ""

"""From the fields of the forms to what the content room takes, and back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from core.content.types import COUNTS, FIELDS, Block, BlockKind, Rule, Settings, Size, Tone, Writing
from core.kernel.ids import ProductId
from core.sites.types import SiteDetail

LONGEST = {"title": 200, "text": 500, "button": 60, "alt": 300, "body": 20_000}
MOST_CODES = 40

Form = Mapping[str, str]
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass
class BlockForm:
    """What was typed about a block; `errors` by field."""

    texts: dict[str, dict[str, str]]
    settings: Settings
    languages: list[str]
    starts_at: datetime | None
    ends_at: datetime | None
    errors: dict[str, str] = field(default_factory=dict)


def read_writing(form: Form, languages: Iterable[str]) -> Writing:
    """Read the words of a page."""
    parts = (("title", 200), ("description", 400), ("body", LONGEST["body"]))
    return Writing(
        *({code: form.get(f"{name}-{code}", "")[:most] for code in languages} for name, most in parts)
    )


def read_block(form: Form, chosen: Iterable[str], kind: BlockKind, site: SiteDetail) -> BlockForm:
    """Read everything a block may be set to; what can't be read is named in `errors`."""
    errors: dict[str, str] = {}
    zone = ZoneInfo(site.time_zone)
    starts_at, ends_at, until = (
        _moment(form, name, zone, errors) for name in ("starts_at", "ends_at", "until")
    )
    settings = Settings(
        link=form.get("link", "").strip(),
        tone=_choice(Tone, form.get("tone"), Settings().tone),
        size=_choice(Size, form.get("size"), Settings().size),
        rule=_choice(Rule, form.get("rule"), Settings().rule),
        of=form.get("of", "").strip()[:64],
        codes=tuple(form.get("codes", "").replace(",", " ").split()[:MOST_CODES]),
        products=_products(form, errors),
        count=_count(form),
        until=until,
    )
    languages = _fitting(chosen, site.languages)
    return BlockForm(_texts(form, kind, site.languages), settings, languages, starts_at, ends_at, errors)


def values_of(block: Block, site: SiteDetail) -> dict[str, str]:
    """Give the fields of a block's form as they are filled before anybody types."""
    zone, set_to = ZoneInfo(site.time_zone), block.settings
    texts = {f"{name}-{code}": text for name, said in block.texts.items() for code, text in said.items()}
    return texts | {
        "link": set_to.link,
        "tone": set_to.tone,
        "size": set_to.size,
        "rule": set_to.rule,
        "of": set_to.of,
        "codes": " ".join(set_to.codes),
        "products": " ".join(str(id) for id in set_to.products),
        "count": str(set_to.count),
        "until": local(set_to.until, zone),
        "starts_at": local(block.starts_at, zone),
        "ends_at": local(block.ends_at, zone),
    }


def local(moment: datetime | None, zone: ZoneInfo) -> str:
    """Write a moment for a field of the site's own time."""
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if moment else ""


def read_moment(written: str, zone: ZoneInfo) -> datetime | None:
    """Read a moment typed in a site's own time; None where it is none."""
    try:
        return datetime.fromisoformat(written).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _fitting(chosen: Iterable[str], spoken: Sequence[str]) -> list[str]:
    """Give the chosen languages; all that the site speaks are the same as none chosen."""
    kept = [language for language in spoken if language in set(chosen)]
    return [] if len(kept) == len(spoken) else kept


def _moment(form: Form, name: str, zone: ZoneInfo, errors: dict[str, str]) -> datetime | None:
    written = form.get(name, "").strip()
    moment = read_moment(written, zone) if written else None
    if written and moment is None:
        errors[name] = _("Type a day and a time, such as 2026-12-24 18:00.")
    return moment


def _products(form: Form, errors: dict[str, str]) -> tuple[ProductId, ...]:
    written = form.get("products", "").replace(",", " ").split()[:MOST_CODES]
    if not all(one.isascii() and one.isdigit() and len(one) < 16 for one in written):
        errors["products"] = _("Type the numbers of products, with spaces between them.")
        return ()
    return tuple(ProductId(int(one)) for one in dict.fromkeys(written))


def _count(form: Form) -> int:
    written = form.get("count", "")
    return int(written) if written in {str(count) for count in COUNTS} else Settings().count


def _choice(kind: type[Choice], written: Any, usual: Choice) -> Choice:
    return kind(written) if written in set(kind) else usual


def _texts(form: Form, kind: BlockKind, languages: Iterable[str]) -> dict[str, dict[str, str]]:
    spoken = tuple(languages)
    return {
        name: {code: form.get(f"{name}-{code}", "")[: LONGEST[name]] for code in spoken}
        for name in FIELDS[kind]
    }

"""VAT and other tax numbers of companies, checked by the rules of their country."""

import re

from stdnum import get_cc_module
from stdnum.eu import vat as union
from stdnum.exceptions import ValidationError

_ANY = re.compile(r"[0-9A-Z]{4,20}")
_PREFIX = {"GR": "EL"}


def tidy_vat_number(typed: str, country: str) -> str | None:
    """Give a company's tax number without spaces, or None where it can't be one of this country.

    Numbers of the European Union and of the United Kingdom carry the prefix that is written before them.
    Where a country's rule is not known, letters and digits are enough.
    """
    rule = get_cc_module(country.lower(), "vat")
    if rule is None:
        bare = re.sub(r"[\s./-]", "", typed).upper()
        return bare if _ANY.fullmatch(bare) else None
    try:
        bare = rule.validate(typed)
    except ValidationError:
        return None
    prefix = _PREFIX.get(country, country)
    has_prefix = country.lower() in union.MEMBER_STATES or country == "GB"
    return f"{prefix}{bare}" if has_prefix and not bare.startswith(prefix) else str(bare)

from itertools import count

from core.kernel.actor import SYSTEM
from core.kernel.ids import MerchantId
from core.merchants import service

LANGUAGES = ("en", "ru", "zh", "es", "de", "fr", "pl")
_numbers = count(1)


def make_merchant(*, code: str = "", name: str = "", country: str = "CN") -> MerchantId:
    """Let a merchant sell. The caller opens the transaction."""
    code = code or f"merchant-{next(_numbers)}"
    called = name or code.replace("-", " ").title()
    return service.open_merchant(
        code=code,
        name=called,
        legal_name=f"{called} Co., Ltd.",
        country=country,
        address={"country": country, "city": "Harbor", "street_address": "Pier 1"},
        contact_email=f"hello@{code}.example",
        about={"en": f"{called} makes fine things.", "de": f"{called} macht feine Dinge."},
        return_policy={"en": "Thirty days."},
        languages=LANGUAGES,
        by=SYSTEM,
    )

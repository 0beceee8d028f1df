from sqlalchemy import String
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.platform.columns import Code, Country, Currency, Key, Language, Translated
from core.platform.db import Model


class Site(Model):
    __tablename__ = "sites"

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    host: Mapped[str] = mapped_column(String(255), unique=True)
    names: Mapped[Translated]
    legal_entity: Mapped[dict[str, str]] = mapped_column(JSONB)
    default_language: Mapped[Language]
    languages: Mapped[list[str]] = mapped_column(ARRAY(String(8)))
    default_currency: Mapped[Currency]
    currencies: Mapped[list[str]] = mapped_column(ARRAY(String(3)))
    default_country: Mapped[Country]
    countries: Mapped[list[str]] = mapped_column(ARRAY(String(2)))
    prices_include_tax: Mapped[bool]
    tax_country: Mapped[Country]
    time_zone: Mapped[str] = mapped_column(String(64), server_default="UTC")
    excluded_categories: Mapped[list[str]] = mapped_column(ARRAY(String(64)), server_default="{}")
    excluded_merchants: Mapped[list[str]] = mapped_column(ARRAY(String(64)), server_default="{}")
    is_default: Mapped[bool]

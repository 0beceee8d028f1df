from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.platform.db import Model


class ProductPair(Model):
    """How strongly two products go together: `together` purchases held both, `score` weighs out how common each is."""

    __tablename__ = "product_pairs"

    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"), primary_key=True)
    together: Mapped[int]
    score: Mapped[float]


class ProductPopularity(Model):
    __tablename__ = "product_popularity"

    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"), primary_key=True)
    units: Mapped[int]

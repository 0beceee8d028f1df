"""Lines of goods as pages of the storefront show them: in the cart, on the way to ordering and afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.catalog.types import SellableVariant
from core.checkout.types import Quote, QuoteGroup
from core.kernel.ids import MediaId
from core.kernel.money import Money
from core.media import queries as media
from web.shared.pages import href
from web.shared.pictures import Picture, picture_of


@dataclass(frozen=True, slots=True)
class ShownLine:
    """Units of one variant; `unit` and `total` as the site shows prices."""

    id: str
    title: str
    label: str
    href: str
    picture: Picture | None
    unit: Money | None
    total: Money | None
    count: int


Pictures = dict[MediaId, Picture | None]


def pictures_of(ids: Iterable[MediaId | None]) -> Pictures:
    """Give pictures by medium; their alt texts are empty, since the title stands beside them."""
    faces = media.list_by_ids(id for id in ids if id is not None)
    return {id: picture_of(face, "") for id, face in faces.items()}


def pictures_of_quote(quote: Quote) -> Pictures:
    """Give the pictures of everything in a cart."""
    return pictures_of(row.variant.media_id for row in quote.rows)


def product_page(variant: SellableVariant) -> str:
    """Give the address of what a variant is a form of, or nothing where nobody can look at it."""
    if not variant.slug or not variant.is_live:
        return ""
    return href("catalog.product", slug=variant.slug, variant=variant.id)


def lines_of_group(group: QuoteGroup, pictures: Pictures) -> list[ShownLine]:
    """List the lines of one group of a quote."""
    return [
        ShownLine(
            id=f"{line.variant.id}-{group.location.id}",
            title=line.variant.title,
            label=line.variant.label,
            href=product_page(line.variant),
            picture=pictures.get(line.variant.media_id) if line.variant.media_id else None,
            unit=line.unit,
            total=line.total,
            count=line.quantity,
        )
        for line in group.lines
    ]

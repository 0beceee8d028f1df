from typing import Any

from flask import render_template

from core.catalog import queries as catalog
from core.inventory import queries as inventory
from core.kernel.ids import MediaId, ProductId, new_token
from core.kernel.texts import pick
from core.media import queries as media
from core.pricing import queries as pricing
from core.sites import queries as sites
from web.shared.asking import page_ask
from web.shared.guard import members
from web.shared.pictures import picture_of
from web.shared.signed_in import member_of
from web.shared.site import LANGUAGES, current_language, current_site


@members
def list_products() -> str:
    """List the merchant's products in every state."""
    page = catalog.list_products_of_merchant(member_of().merchant_id, page_ask(), _chain())
    faces = media.list_by_ids([row.media_id for row in page.items if row.media_id])
    pictures = {row.id: picture_of(faces.get(row.media_id or MediaId(0)), "") for row in page.items}
    return render_template("merchant/products/list.html", page=page, pictures=pictures)


@members
def show(product_id: int) -> str:
    """Show one product with everything the merchant may change."""
    return render_template("merchant/products/show.html", **context_of(ProductId(product_id)))


def context_of(product_id: ProductId) -> dict[str, Any]:
    """Give what the product's page shows; 404 where it is another merchant's."""
    merchant_id = member_of().merchant_id
    product = catalog.get_product(product_id, _chain(), merchant_id=merchant_id)
    titles, descriptions = catalog.get_texts(merchant_id, product_id)
    ids = [variant.id for variant in product.variants]
    faces = media.list_by_ids([picture.media_id for picture in product.pictures])
    return {
        "product": product,
        "titles": titles,
        "descriptions": descriptions,
        "content_languages": [(code, names[2]) for code, names in LANGUAGES.items()],
        "pictures": [picture_of(faces.get(picture.media_id), picture.alt) for picture in product.pictures],
        "base_prices": pricing.list_base_prices(ids),
        "prices": pricing.list_all_prices(ids),
        "site_names": {
            site.id: pick(site.names, site.chain(current_language())) for site in sites.list_sites()
        },
        "gross_sites": {site.id for site in sites.list_sites() if site.prices_include_tax},
        "levels": inventory.list_levels_everywhere(ids),
        "locations": inventory.list_locations(_chain()),
        "labels": {variant.id: variant.label or variant.sku for variant in product.variants},
        "errors": {},
        "typed": {},
        "form_key": new_token(12),
    }


def _chain() -> tuple[str, ...]:
    return current_site().chain(current_language())
